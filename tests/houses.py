"""Houses for tests: made once by the real `new`, copied for every test that changes one.

`house` is a fresh copy of a small house: the catalogue, both plans of 2021, the figures of 贵港市, the provinces, and
Guangxi down to its counties. `full_house` has all that `halfsky new` installs. Both run on 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.databases import copied, database
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.kernel.content import Content
    from halfsky.kernel.place import Level
    from halfsky.store.house import House, PackFiles

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)
PASSWORD = "nur-zum-Testen-7"
SMALL = ("indicators-cn", "women-2021", "children-2021", "guigang-2015")
MOST_READ = 12
_READ: dict[tuple[tuple[str, str], ...], Content] = {}


def now() -> dt.datetime:
    return NOW


def open_copy(path: Path) -> House:
    """Open a house as tests do: plain static files, a quick password hasher, a clock that stands still."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "halfsky.site.settings_test"
    from halfsky.site.wiring import open_house, set_up

    set_up()
    return open_house(path, clock=now, read=read_once)


def read_once(packs: Mapping[str, PackFiles]) -> Content:
    """What the product's reader makes of exactly these files; houses of one process share it, as it never changes."""
    from halfsky.kernel import fingerprint
    from halfsky.site.wiring import read_packs

    key = tuple((code, fingerprint.of_files(files)) for code, files in packs.items())
    if key not in _READ:
        if len(_READ) == MOST_READ:
            del _READ[next(iter(_READ))]
        _READ[key] = read_packs(packs)
    return _READ[key]


def make(path: Path, packs: tuple[str, ...] | None = None) -> None:
    """Make a house with the real action; with `packs`, a small one of these."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "halfsky.site.settings_test"
    from halfsky.site.wiring import set_up

    set_up()
    from halfsky.actions import houses
    from halfsky.packs import shipped
    from halfsky.store.folder import HouseSettings
    from halfsky.store.tables import close

    def few(level: Level) -> tuple[str, ...]:
        return ("",) if level.depth <= 1 else ("45",) if level.depth <= 3 else ()

    settings = HouseSettings(database=database().fresh())
    if packs is None:
        houses.new(path, open_copy, admin="admin", password=PASSWORD, settings=settings)
    else:
        chosen = [p for p in shipped() if p.name in packs]
        houses.new(path, open_copy, admin="admin", password=PASSWORD, settings=settings, shipped=chosen, planted=few)
    close()


def admin_of(house: House) -> Viewer:
    """The administrator."""
    from halfsky.store.viewers import operator

    return operator(house)


def viewer(house: House, username: str, role: str, place: str) -> Viewer:
    """A user made for the test, with one role at a place."""
    from halfsky.actions.users import add_user
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, add_user(house, admin_of(house), username, PASSWORD, role, place))


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small house, closed: to be copied, never opened."""
    return made_once(tmp_path_factory, "small", lambda path: make(path, SMALL))


@pytest.fixture(scope="session")
def full_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full house, closed: to be copied, never opened."""
    return made_once(tmp_path_factory, "full", make)


def opened(template: Path, to: Path) -> Iterator[House]:
    """A copy of a closed house, open until the fixture ends."""
    with copied(template, to):
        yield open_copy(to)


@pytest.fixture
def house(small_template: Path, tmp_path: Path) -> Iterator[House]:
    """A small house of this test's own."""
    yield from opened(small_template, tmp_path / "house")


@pytest.fixture
def full_house(full_template: Path, tmp_path: Path) -> Iterator[House]:
    """A full house of this test's own."""
    yield from opened(full_template, tmp_path / "full")


@pytest.fixture
def admin(house: House) -> Viewer:
    """The administrator of the small house."""
    return admin_of(house)
