"""A house with the invented city beside a real one, one report already written, and a fixed cast.

The owner works in the office of 示例市; the colleague there may look but not write; the upper one works in the office
of the province above, the stranger in that of 贵港市, and the stray is signed in without any role. Nobody but the
administrator keeps the house.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.databases import database
from tests.houses import PASSWORD, admin_of, open_copy, opened
from tests.rounds import make_rounds
from tests.templates import made_once

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

CITY, REAL, NATION = "990100000000", "450800000000", "000000000000"
YEAR = 2025
PROVINCE = "990000000000"
CAST = (("owner", "office", CITY), ("colleague", "liaison", CITY), ("stranger", "office", REAL))


@pytest.fixture(scope="session")
def town_template(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with its cast, closed."""
    return made_once(tmp_path_factory, "town", lambda path: _town(small_template, path))


def _town(small_template: Path, path: Path) -> None:
    database().copy(small_template, path)
    house = open_copy(path)
    from halfsky.actions import packs, users
    from halfsky.actions.documents import write_report
    from halfsky.packs import shipped
    from halfsky.store.models import User
    from halfsky.store.tables import close

    packs.install(house, admin_of(house), [p for p in shipped() if p.name == "demo-city"])
    for username, role, place in CAST:
        users.add_user(house, admin_of(house), username, PASSWORD, role, place)
    stray = User(username="stray", name="stray")
    stray.set_password(PASSWORD)
    stray.save()
    users.add_user(house, admin_of(house), "upper", PASSWORD, "office", PROVINCE)
    write_report(house, admin_of(house), "women-2021", CITY, YEAR)
    close()


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the tests of a file that only look; a file whose tests change it overrides this with its own."""
    yield from opened(town_template, tmp_path_factory.mktemp("house") / "town")


@pytest.fixture(scope="session")
def rounds_template(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with open rounds, closed; a file about rounds overrides `town` with a copy of it."""
    return made_once(tmp_path_factory, "rounds", lambda path: make_rounds(small_template, path))


class Cast:
    """One browser a person: `cast("owner")`; `cast("")` is signed out."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __call__(self, username: str) -> Client:
        from django.test import Client

        from halfsky.store.models import User

        client = Client(SERVER_NAME="localhost", raise_request_exception=True)
        if username:
            client.force_login(User.objects.get(username=username))
        return client


@pytest.fixture
def cast(town: House) -> Cast:
    return Cast(town)


@pytest.fixture
def keeper(cast: Cast) -> Client:
    """The administrator, who stands at the nation."""
    return cast("admin")


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast("owner")
