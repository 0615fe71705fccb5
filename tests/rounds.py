"""A house with two open rounds, and everyone who has to do with them.

Round 1 asks the townships of 示例市 how many children were vaccinated (two cells, accepted in one step), round 2 the
women's federation of its counties (five cells, reviewed and accepted). `owner` is the city's office that opened them,
`upper` that of the province; `office` and `bureau` check for 演示东河区, `sibling` is the office of the county beside
it; `town` and `beside` fill in for two of its townships, `women` for its federation; `reader` leads the city. `keeper`
keeps the ledgers of the first township; record 1 is an event of hers, record 2 a child in care.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.databases import database
from tests.houses import PASSWORD, admin_of, open_copy
from tests.ledgers import CARE, EVENT, PACK, add

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

PROVINCE, CITY, COUNTY, NEIGHBOUR = "990000000000", "990100000000", "990101000000", "990102000000"
TOWN, BESIDE, THIRD = "990101001000", "990101002000", "990101003000"
YEAR = 2025
TOWNSHIPS, COUNTIES = 12, 5
"""As many as stand in the list of places of the demonstration."""
VACCINATION, FEDERATION = "township-health-yearly", "women-federation-yearly"
PEOPLE = (
    ("owner", "office", CITY, ""),
    ("upper", "office", PROVINCE, ""),
    ("office", "office", COUNTY, ""),
    ("bureau", "statistics", COUNTY, ""),
    ("sibling", "office", NEIGHBOUR, ""),
    ("town", "liaison", TOWN, "health"),
    ("beside", "liaison", BESIDE, "health"),
    ("women", "liaison", COUNTY, "women_federation"),
    ("reader", "leader", CITY, ""),
    ("keeper", "cadre", TOWN, ""),
)
WHY = "流动儿童较多，部分在外地接种，凭证尚未转回本地。"


def make_rounds(small_template: Path, path: Path) -> None:
    """The house at `path`, closed."""
    database().copy(small_template, path)
    house = open_copy(path)
    from halfsky.actions import packs, users
    from halfsky.actions.rounds import open_round
    from halfsky.packs import shipped
    from halfsky.store.models import User
    from halfsky.store.tables import close

    chosen = [p for p in shipped() if p.name in ("demo-city", "monitoring-cn")]
    packs.install(house, admin_of(house), [*chosen, PACK])
    for username, role, place, agency in PEOPLE:
        users.add_user(house, admin_of(house), username, PASSWORD, role, place, agency=agency)
    stray = User(username="stray", name="stray")
    stray.set_password(PASSWORD)
    stray.save()
    for form in (VACCINATION, FEDERATION):
        open_round(house, person(house, "owner"), form, str(YEAR), CITY, note="请认真核对。")
    add(house, "keeper", "event", TOWN, EVENT)
    add(house, "keeper", "care", TOWN, CARE)
    close()


def person(house: House, username: str) -> Viewer:
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, User.objects.get(username=username))


def hand_in(house: House, username: str, place: str, due: int, given: int) -> int:
    """Hand in a township's sheet; whatever asks for an explanation gets one. Returns the submission's number."""
    from halfsky.actions.submissions import submit
    from halfsky.queries.sheets import check_answers

    viewer, answers = person(house, username), {"doses_due|": str(due), "doses_given|": str(given)}
    failed = [f.id for f in check_answers(house, viewer, 1, place, answers).findings if f.failed]
    return submit(house, viewer, 1, place, answers, dict.fromkeys(failed, WHY)).pk


def take(house: House, username: str, submission: int, move: str, reason: str = "") -> None:
    """One step of somebody with a sheet."""
    from halfsky.actions.submissions import take_step

    take_step(house, person(house, username), submission, move, reason)
