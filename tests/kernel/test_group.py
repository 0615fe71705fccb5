"""Groups of places with dates, and which target judges a place."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.group import Group, Membership, in_force
from halfsky.kernel.target import Comparator, Target
from halfsky.kernel.text import Text

DAY = dt.date(2026, 11, 22)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def target(number: str, year: int = 2030) -> Target:
    return Target("p", number, year, Comparator.AT_LEAST, F(90), "90")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (BEFORE, AFTER, True),
        (AFTER, None, False),
        (None, BEFORE, False),
        (None, DAY, True),
        (DAY, None, True),
    ],
)
def test_a_place_belongs_to_a_group_from_a_day_until_a_day(
    since: dt.date | None, until: dt.date | None, holds: bool
) -> None:
    group = Group("first", Text("第一类县"), (Membership("450802000000", since, until),))
    assert group.holds("450802000000", DAY) is holds
    assert not group.holds("450803000000", DAY)


def test_a_place_may_leave_a_group_and_come_back() -> None:
    there = (Membership("A", until=BEFORE), Membership("A", since=AFTER), Membership("B"))
    group = Group("first", Text("第一类县"), there)
    assert [group.holds("A", day) for day in (BEFORE, DAY, AFTER)] == [True, False, True]
    assert not Group("empty", Text("空")).holds("A", DAY)


@pytest.mark.parametrize(
    ("own", "group", "above", "judges", "reference"),
    [
        (["own"], ["group"], [["city"], ["nation"]], "own", "city"),
        ([], ["group"], [["city"], ["nation"]], "group", "city"),
        ([], [], [["city"], ["nation"]], None, "city"),
        ([], [], [[], ["nation"]], None, "nation"),
        ([], [], [], None, None),
        (["own"], [], [[], []], "own", None),
    ],
)
def test_a_places_own_target_beats_the_groups_and_the_upper_one_is_for_reference(
    own: list[str], group: list[str], above: list[list[str]], judges: str | None, reference: str | None
) -> None:
    found = in_force([target(n) for n in own], [target(n) for n in group], [[target(n) for n in ts] for ts in above])
    assert (None if found.target is None else found.target.number) == judges
    assert (None if found.upper is None else found.upper.number) == reference


@given(st.lists(st.integers(2021, 2035), min_size=1, max_size=4, unique=True))
def test_of_several_years_the_last_counts(years: list[int]) -> None:
    found = in_force([target("x", y) for y in years], [target("y", 2040)], [])
    assert found.target is not None and found.target.year == sorted(years)[-1]


def test_at_mid_term_the_target_of_that_year_counts_where_there_is_one() -> None:
    own = [target("x", 2030), target("x", 2025)]
    assert [in_force(own, [], [], until).target for until in (None, 2024, 2025)] == [own[0], own[0], own[1]]
    found = in_force([], [target("y", 2030)], [own], 2025)
    assert (found.target, found.upper) == (target("y", 2030), own[1])
