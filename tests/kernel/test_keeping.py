"""Who reads a record: one rule for one record and for lists; cases are for those in charge alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.access import Grant, Viewer
from halfsky.kernel.field import Field
from halfsky.kernel.keeping import (
    Lying,
    Readable,
    Reading,
    demand_kept_at,
    demand_reading,
    may_change,
    may_keep,
    readable,
    reading,
    takes,
)
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Register, Secrecy
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.workflow import ASSIGNED, DESK, KEEPER, Workflow

from .test_access import DAY, days, place, trees

FLOW = Workflow((("kept", Text("在册")),), ())
OPEN = Register(
    "talks", Text("讲座"), NOTHING, (Level.COUNTY, Level.VILLAGE), (Field("name", Text("名称")),), FLOW,
    secrecy=Secrecy.OPEN,
)  # fmt: skip
OFFICE, NEED = replace(OPEN, secrecy=Secrecy.OFFICE), replace(OPEN, secrecy=Secrecy.NEED)
ROLES = ("cadre", "village", "leader", "office", "case_worker", "case_head", "protector", "admin", "statistics")
REGISTERS = st.sampled_from([OPEN, OFFICE, NEED, replace(OFFICE, agency="women"), replace(NEED, agency="women")])
COUNTY, VILLAGE, OTHER = place((1, 2, 3, 4)), place((1, 2, 3, 4, 5, 6)), place((1, 2, 3, 7))


def holds(found: Readable, user: int, at: Lying) -> bool:
    """Whether a record is among those of a list that the viewer reads without a reason."""
    return found.free.holds(at.place) or found.free.holds(at.desk) or (found.user == user and user in at.entrusted)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Viewer, Lying]:
    tree = draw(trees())
    where = st.sampled_from(tree)
    grants = st.builds(
        Grant, st.sampled_from(ROLES), where, agency=st.sampled_from(["", "women", "health"]), since=days, until=days
    )
    viewer = Viewer(7, "甲", tuple(draw(st.lists(grants, max_size=3))))
    return viewer, Lying(draw(where), draw(where), draw(st.sampled_from([frozenset(), frozenset({7}), frozenset({8})])))


@given(REGISTERS, worlds())
def test_one_record_and_the_list_of_all_agree(register: Register, world: tuple[Viewer, Lying]) -> None:
    viewer, at = world
    found, listed = reading(viewer, register, at, DAY), readable(viewer, register, DAY)
    assert (found is Reading.FREE) is holds(listed, 7, at)
    if found is Reading.ASK:
        assert listed.asks.holds(at.place) or listed.asks.holds(at.desk)


@given(worlds())
def test_what_is_closed_to_others_is_no_wider_than_what_is_open(world: tuple[Viewer, Lying]) -> None:
    viewer, at = world
    if reading(viewer, OFFICE, at, DAY) is Reading.FREE:
        assert reading(viewer, OPEN, at, DAY) is Reading.FREE


@given(worlds())
def test_a_case_is_open_to_those_in_charge_and_to_nobody_by_office_alone(world: tuple[Viewer, Lying]) -> None:
    viewer, at = world
    if 7 not in at.entrusted:
        assert reading(viewer, NEED, at, DAY) is not Reading.FREE
        assert not may_change(viewer, NEED, at, DAY)


@given(REGISTERS, worlds())
def test_strangers_read_nothing(register: Register, world: tuple[Viewer, Lying]) -> None:
    nobody = Viewer(None)
    assert reading(nobody, register, world[1], DAY) is Reading.NO
    assert readable(nobody, register, DAY) == Readable()


def viewer(role: str, at: Place, agency: str = "") -> Viewer:
    return Viewer(7, "甲", (Grant(role, at, agency),))


def test_an_administrator_of_the_machine_opens_no_case() -> None:
    at = Lying(VILLAGE, VILLAGE)
    assert reading(viewer("admin", place((1,))), NEED, at, DAY) is Reading.NO
    assert reading(viewer("cadre", COUNTY), NEED, at, DAY) is Reading.NO
    assert reading(viewer("case_head", COUNTY), NEED, at, DAY) is Reading.ASK


def test_a_supervisor_says_why_and_a_record_that_is_not_hers_does_not_exist() -> None:
    at = Lying(VILLAGE, VILLAGE)
    for who, number in ((viewer("case_head", COUNTY), "403.60"), (viewer("case_head", OTHER), "404.60")):
        with pytest.raises(Refusal) as refused:
            demand_reading(who, NEED, at, DAY, "  ")
        assert refused.value.number == number
    demand_reading(viewer("case_head", COUNTY), NEED, at, DAY, "督导")
    with pytest.raises(Refusal) as stranger:
        demand_reading(Viewer(None), OPEN, at, DAY)
    assert stranger.value.number == "401.10"


def test_records_are_kept_from_above_and_cases_where_they_come_in() -> None:
    assert may_keep(viewer("cadre", COUNTY), OFFICE, VILLAGE, DAY)
    assert not may_keep(viewer("cadre", OTHER), OFFICE, VILLAGE, DAY)
    assert may_keep(viewer("case_worker", COUNTY), NEED, COUNTY, DAY)
    assert not may_keep(viewer("case_worker", COUNTY), NEED, VILLAGE, DAY)
    of_women = replace(OFFICE, agency="women")
    assert may_keep(viewer("village", VILLAGE, "women"), of_women, VILLAGE, DAY)
    assert not may_keep(viewer("village", VILLAGE, "health"), of_women, VILLAGE, DAY)


def test_keeper_desk_and_assigned_are_three_different_people() -> None:
    at = Lying(VILLAGE, COUNTY, frozenset({9}))
    keeper, desk = viewer("village", VILLAGE), viewer("cadre", COUNTY)
    assigned = Viewer(9, "丙", (Grant("case_worker", COUNTY),))
    said = [
        [takes(who, OFFICE, at, DAY)(word) for word in (KEEPER, DESK, ASSIGNED)] for who in (keeper, desk, assigned)
    ]
    # A cadre of the county keeps the records of its villages, too.
    assert said == [[True, False, False], [True, True, False], [False, False, True]]


def test_who_no_longer_handles_cases_is_no_longer_in_charge() -> None:
    at, past = Lying(VILLAGE, VILLAGE, frozenset({7})), DAY - dt.timedelta(days=1)
    still, left = viewer("case_worker", VILLAGE), Viewer(7, "甲", (Grant("case_worker", VILLAGE, until=past),))
    assert (reading(still, NEED, at, DAY), reading(left, NEED, at, DAY)) == (Reading.FREE, Reading.NO)
    assert takes(still, NEED, at, DAY)(KEEPER) and not takes(left, NEED, at, DAY)(KEEPER)


def test_a_permission_in_a_move_is_one_that_is_held_where_the_record_lies() -> None:
    at = Lying(VILLAGE, COUNTY)
    assert takes(viewer("cadre", COUNTY), OFFICE, at, DAY)("review_records")
    assert not takes(viewer("cadre", VILLAGE), OFFICE, at, DAY)("review_records")
    over = Viewer(7, "甲", (Grant("cadre", COUNTY, until=DAY - dt.timedelta(days=1)),))
    assert not takes(over, OFFICE, at, DAY)("review_records")


def test_a_place_of_another_level_keeps_no_such_records() -> None:
    demand_kept_at(OFFICE, VILLAGE)
    with pytest.raises(Refusal) as refused:
        demand_kept_at(OFFICE, place((1, 2, 3, 4, 5)))
    assert refused.value.number == "409.870"
    assert "县级、村级" in refused.value.in_("zh") and "乡镇级" in refused.value.in_("zh")
