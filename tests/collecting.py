"""A house in which figures are collected: 贵港市 and its five counties, with the people of the city and of one county.

`city` is the house; `people` names who is who. 平南县 (PINGNAN) fills in; its sheet is sound when nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.houses import PASSWORD, SMALL, make, open_copy, opened
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House
    from halfsky.store.models import RoundRow, Submission

GUIGANG, PINGNAN, GUIPING, GANGBEI = "450800000000", "450821000000", "450881000000", "450802000000"
FORM = "health-yearly"
WHY = "新建妇幼保健院3月启用，外县产妇来院分娩增加。"
PDF = b"%PDF-1.4 a stamped sheet"
CAST = {
    "filler": ("liaison", PINGNAN, "health"),
    "colleague": ("liaison", PINGNAN, "health"),
    "teacher": ("liaison", PINGNAN, "education"),
    "statistics": ("statistics", PINGNAN, ""),
    "office": ("office", PINGNAN, ""),
    "leader": ("leader", PINGNAN, ""),
    "city_office": ("office", GUIGANG, ""),
    "city_statistics": ("statistics", GUIGANG, ""),
    "city_filler": ("liaison", GUIGANG, "health"),
    "sibling": ("liaison", GUIPING, "health"),
    "sibling_office": ("office", GUIPING, ""),
}
"""Role, place and agency by name."""


@dataclass(frozen=True)
class People:
    """Who may ask: `people["filler"]`; `people["nobody"]` is not signed in, `people["stranger"]` holds nothing."""

    house: House

    def __getitem__(self, name: str) -> Viewer:
        from halfsky.kernel.access import Viewer
        from halfsky.store.models import User
        from halfsky.store.viewers import viewer_of

        return Viewer() if name == "nobody" else viewer_of(self.house, User.objects.get(username=name))


@pytest.fixture(scope="session")
def city_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with its people, closed: to be copied, never opened."""
    return made_once(tmp_path_factory, "city", _made)


def _made(path: Path) -> None:
    make(path, (*SMALL, "monitoring-cn"))
    house = open_copy(path)
    from halfsky.actions.users import add_user
    from halfsky.store.models import User
    from halfsky.store.tables import close
    from tests.houses import admin_of

    for name, (role, place, agency) in CAST.items():
        add_user(house, admin_of(house), name, PASSWORD, role, place, agency=agency)
    User.objects.create(username="stranger", name="stranger", password="!")
    close()


@pytest.fixture
def city(city_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    yield from opened(city_template, tmp_path / "city")


@pytest.fixture
def people(city: House) -> People:
    """The people of the house."""
    return People(city)


@pytest.fixture
def row(city: House, people: People) -> RoundRow:
    """The yearly health form of 2025, opened for the city."""
    from halfsky.actions.rounds import open_round

    return open_round(city, people["city_office"], FORM, "2025", GUIGANG)


def answers(house: House, row: RoundRow, place: str = PINGNAN, **changed: str) -> dict[str, str]:
    """A sound sheet: every total 2, every part 1, no deaths; `changed` names elements whose parts are that much."""
    from halfsky.queries.forms import key_text
    from halfsky.queries.sheets import desk

    at = desk(house, row.pk, place)
    typed = {}
    for code, cell in at.form.keys(at.content.elements):
        part = int(changed.get(code, "0" if "deaths" in code else "1"))
        typed[key_text((code, cell))] = str(part if cell or not _parted(at.content.elements[code]) else 2 * part)
    return typed


def _parted(element: object) -> bool:
    return bool(getattr(element, "breakdowns", ()))


def handed_in(house: House, people: People, row: RoundRow, given: Mapping[str, str] | None = None) -> Submission:
    """The sheet of 平南县, handed in."""
    from halfsky.actions.submissions import submit

    return submit(
        house, people["filler"], row.pk, PINGNAN, given or answers(house, row), explained(house, people, row, given)
    )


def explained(house: House, people: People, row: RoundRow, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """A reason for every soft finding of a sheet."""
    from halfsky.queries.sheets import check_answers

    found = check_answers(house, people["filler"], row.pk, PINGNAN, given or answers(house, row)).findings
    return {f.id: WHY for f in found if f.failed}


def accepted(house: House, people: People, row: RoundRow, given: Mapping[str, str] | None = None) -> Submission:
    """The sheet of 平南县, reviewed and accepted."""
    from halfsky.actions.submissions import take_step

    sheet = handed_in(house, people, row, given)
    take_step(house, people["statistics"], sheet.pk, "review")
    return take_step(house, people["office"], sheet.pk, "accept")
