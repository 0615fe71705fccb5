"""Workdays, counted by hand on the calendar of the Spring Festival of 2026 (15–23 February off, 14 and 28 worked)."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.workdays import Calendar

FEBRUARY = Calendar(
    off=frozenset(dt.date(2026, 2, d) for d in (16, 17, 18, 19, 20, 23)),
    worked=frozenset({dt.date(2026, 2, 14), dt.date(2026, 2, 28)}),
)


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def test_a_worked_saturday_counts_and_a_free_monday_does_not() -> None:
    assert FEBRUARY.works(day(2, 14)) and not FEBRUARY.works(day(2, 16)) and not FEBRUARY.works(day(2, 15))


def test_five_workdays_over_the_festival() -> None:
    """After Thursday the 12th: Friday 13, Saturday 14 (worked), Tuesday 24, Wednesday 25, Thursday 26."""
    assert FEBRUARY.after(day(2, 12), 5) == day(2, 26)


def test_days_between() -> None:
    assert FEBRUARY.between(day(2, 12), day(2, 26)) == 5
    assert FEBRUARY.between(day(2, 26), day(2, 12)) == -5
    assert FEBRUARY.between(day(2, 14), day(2, 23)) == 0


def test_without_a_calendar_weekends_are_free() -> None:
    """Friday the 13th plus one workday is Monday the 16th."""
    assert Calendar().after(day(2, 13), 1) == day(2, 16)
    assert not Calendar().known(2026) and FEBRUARY.known(2026)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)), st.integers(1, 40))
def test_counting_forth_and_back_agree(start: dt.date, count: int) -> None:
    end = FEBRUARY.after(start, count)
    assert FEBRUARY.works(end) and FEBRUARY.between(start, end) == count
