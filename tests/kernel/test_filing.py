"""Who may read and handle a sheet in which state: the level above reads nothing before it is accepted."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.access import ACCEPT_FORMS, ENTER_FOR, FILL_FORMS, REVIEW_FORMS, Grant, Viewer
from halfsky.kernel.filing import (
    ACCEPTED,
    ARCHIVED,
    DRAFT,
    ENTERED,
    NONE,
    RETURNED,
    REVIEWED,
    SUBMITTED,
    checking_place,
    demand_fit,
    may_handle,
    may_read,
)
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow

TODAY = dt.date(2026, 11, 22)
NATION = Place(1, "000000000000", "全国", Level.NATION, (1,))
CITY = Place(2, "450800000000", "贵港市", Level.PREFECTURE, (1, 2))
COUNTY = Place(3, "450821000000", "平南县", Level.COUNTY, (1, 2, 3))
TOWN = Place(4, "450821100000", "平南街道", Level.TOWNSHIP, (1, 2, 3, 4))
OTHER = Place(5, "450881000000", "桂平市", Level.COUNTY, (1, 2, 5))
TRAIL, TOWN_TRAIL = (NATION, CITY, COUNTY), (NATION, CITY, COUNTY, TOWN)


def who(role: str, place: Place, agency: str = "") -> Viewer:
    return Viewer(1, role, (Grant(role, place, agency),))


HANDED_IN = {ENTERED, SUBMITTED, RETURNED, REVIEWED}
COUNTS = {ACCEPTED, ARCHIVED}
EVERY = {NONE, DRAFT} | HANDED_IN | COUNTS
READERS: list[tuple[str, Viewer, set[str]]] = [
    ("who fills it in", who("liaison", COUNTY, "health"), EVERY),
    ("another agency", who("liaison", COUNTY, "education"), set()),
    ("the same agency elsewhere", who("liaison", OTHER, "health"), set()),
    ("the statistics bureau", who("statistics", COUNTY), HANDED_IN | COUNTS),
    ("the county's office", who("office", COUNTY), HANDED_IN | COUNTS),
    ("the city's office", who("office", CITY), COUNTS),
    ("the city's statistics bureau", who("statistics", CITY), COUNTS),
    ("the nation's leader", who("leader", NATION), COUNTS),
    ("the sibling's office", who("office", OTHER), set()),
    ("nobody", Viewer(), set()),
]


@pytest.mark.parametrize(("name", "viewer", "states"), READERS, ids=[name for name, _, _ in READERS])
@pytest.mark.parametrize("state", sorted(EVERY))
def test_who_reads_what(name: str, viewer: Viewer, states: set[str], state: str) -> None:
    assert may_read(viewer, TRAIL, "health", state, TODAY) == (state in states)


def test_townships_are_checked_at_their_county() -> None:
    assert checking_place(TOWN_TRAIL) == COUNTY
    assert checking_place(TRAIL) == COUNTY and checking_place((NATION, CITY)) == CITY
    assert may_handle(who("statistics", COUNTY), REVIEW_FORMS, TOWN_TRAIL, "health", TODAY)
    assert not may_handle(who("statistics", CITY), REVIEW_FORMS, TOWN_TRAIL, "health", TODAY)


def test_checking_does_not_reach_down_and_filling_belongs_to_the_agency() -> None:
    assert not may_handle(who("office", CITY), ACCEPT_FORMS, TRAIL, "health", TODAY)
    assert may_handle(who("office", COUNTY), ENTER_FOR, TRAIL, "health", TODAY)
    assert not may_handle(who("office", COUNTY), FILL_FORMS, TRAIL, "health", TODAY)
    assert not may_handle(who("liaison", CITY, "health"), FILL_FORMS, TRAIL, "health", TODAY)


def test_a_workflow_must_have_the_states_that_figures_depend_on() -> None:
    with pytest.raises(Refusal) as refused:
        demand_fit(Workflow(((DRAFT, Text("暂存")), (SUBMITTED, Text("已上报"))), (), "short"))
    assert refused.value.number == "400.745"
    assert "accepted、archived、returned" in str(refused.value)
