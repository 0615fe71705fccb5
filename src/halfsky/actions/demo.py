"""The demonstration: a house with an invented city beside the real figures, and accounts to look around with.

The passwords are made when the house is built; they lie in DIR/demo-accounts.txt, for their owner alone to read, so
that `halfsky demo` can show them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from halfsky.actions import demo_records, demo_rounds, houses, packs, users
from halfsky.actions.houses import Open
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import SIX_LEVELS
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.store.folder import Folder, HouseSettings, write_private
from halfsky.store.house import House
from halfsky.store.models import User
from halfsky.store.viewers import operator, viewer_of

NOT_A_DEMO = problem(
    "409.520",
    ("“{path}”是一个正式的数据目录，不是演示目录。", "“{path}” is a house, but no demonstration."),
    (
        "演示请换一个目录；启动该目录请用 halfsky serve {path}。",
        "Choose another folder, or serve it with: halfsky serve {path}",
    ),
)
ACCOUNTS_FILE = "demo-accounts.txt"
CITY, GUIGANG = "990100000000", "450800000000"
TOWN, VILLAGE = "990101001000", "990101001001"
KINDS = (*houses.KINDS, "demo")
ADMIN = "admin"
AGENCY = "health"


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account."""

    username: str
    password: str
    role: str
    place: str


COUNTIES = {"east": "990101000000", "west": "990102000000", "south": "990103000000", "north": "990104000000"}
WANTED = (
    *(
        (prefix + role, role, place)
        for prefix, place in (("", CITY), ("nation-", SIX_LEVELS.root), ("guigang-", GUIGANG))
        for role in ("leader", "office", "liaison")
    ),
    ("head", "office_head", CITY),
    ("statistics", "statistics", CITY),
    ("cadre", "cadre", CITY),
    ("protector", "protector", CITY),
    ("case-worker", "case_worker", COUNTIES["east"]),
    ("case-head", "case_head", COUNTIES["east"]),
    ("county-cadre", "cadre", COUNTIES["east"]),
    ("county-second", "cadre", COUNTIES["east"]),
    ("town", "cadre", TOWN),
    ("chair", "village", VILLAGE),
    *(
        (f"{county}-{role}", role, place)
        for county, place in COUNTIES.items()
        for role in ("office", "statistics", "liaison")
    ),
)
"""Who may sign in: user name, role, place."""


def build_demo(path: Path, open_house: Open) -> House:
    """Build the demonstration house at `path`."""
    made: list[Account] = [Account(ADMIN, users.new_password(), "admin", SIX_LEVELS.root)]

    def furnish(house: House, viewer: Viewer) -> None:
        viewer = operator(house)
        for username, role, place in WANTED:
            account = Account(username, users.new_password(), role, place)
            agency = AGENCY if role == "liaison" else ""
            users.add_user(house, viewer, username, account.password, role, place, agency=agency, random=True)
            made.append(account)
        lines = ("\t".join((a.username, a.password, a.role, a.place)) for a in made)
        write_private(house.path / ACCOUNTS_FILE, "\n".join(lines) + "\n")
        demo_rounds.furnish(house, CITY, {(role, place): username for username, role, place in WANTED})

        def called(username: str) -> Viewer:
            return viewer_of(house, User.objects.get(username=username))

        demo_records.furnish(house, called, CITY, packs.shipped_kinds(("demo",)))
        demo_records.open_intakes(house)

    settings = HouseSettings(title=Text("半边天（演示）", "Halfsky (demonstration)"))
    return houses.new(
        path,
        open_house,
        admin=ADMIN,
        password=made[0].password,
        settings=settings,
        shipped=packs.shipped_kinds(KINDS),
        finish=furnish,
    )


def open_demo(path: Path, open_house: Open) -> House:
    """The demonstration house at `path`: built when it is missing, brought up to the shipped packs when it is there."""
    if not Folder(path).exists():
        return build_demo(path, open_house)
    if not (path / ACCOUNTS_FILE).is_file():
        raise NOT_A_DEMO.at(path=path)
    from halfsky.store.tables import make_tables, up_to_date

    house = open_house(path)
    if not up_to_date():
        make_tables()
    packs.install(house, operator(house), packs.shipped_kinds(KINDS))
    return house


def accounts(house: House) -> Sequence[Account]:
    """The accounts of the demonstration, as they were made."""
    text = (house.path / ACCOUNTS_FILE).read_text("utf-8")
    return [Account(*line.split("\t")) for line in text.splitlines()]
