"""Rounds: when an answer is due, how a unit stands, what a form costs, which form opens no round."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.filing import ACCEPTED, DRAFT, NONE, RETURNED, SUBMITTED
from halfsky.kernel.form import Due, Form, Printed
from halfsky.kernel.period import period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.round import (
    Round,
    State,
    asked_twice,
    burden,
    demand_new,
    demand_open,
    due_days,
    standing,
    tally,
)
from halfsky.kernel.text import Text
from halfsky.kernel.workdays import Calendar
from tests.kernel.sheets import ELEMENTS, URBAN, form

TOP = Place(1, "450800000000", "贵港市", Level.PREFECTURE, (1,))
DUE, LATE = dt.date(2026, 3, 31), dt.date(2026, 4, 10)


def opened(state: State = State.OPEN) -> Round:
    return Round(1, form(), period("2025"), TOP, DUE, LATE, state)


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def test_due_counts_from_the_end_of_the_period_or_from_the_opening() -> None:
    days = replace(form(), due=Due(30, late=10))
    assert due_days(days, period("2025"), on(1, 1), Calendar()) == (on(1, 31), on(2, 10))
    assert due_days(days, period("2025"), on(3, 1), Calendar()) == (on(3, 31), on(4, 10))


def test_due_in_workdays_skips_weekends() -> None:
    """From Wednesday 31 December 2025: Thursday 1, Friday 2, Monday 5 January 2026."""
    made = replace(form(), due=Due(3, workdays=True, late=1))
    assert due_days(made, period("2025"), on(1, 1) - dt.timedelta(1), Calendar()) == (on(1, 5), on(1, 6))


@pytest.mark.parametrize(
    ("state", "came", "today", "kind", "late"),
    [
        (NONE, None, on(3, 31), "missing", False),
        (NONE, None, on(4, 1), "late", True),
        (DRAFT, None, on(4, 1), "late", True),
        (SUBMITTED, on(3, 31), on(5, 1), "filled", False),
        (SUBMITTED, on(4, 2), on(5, 1), "filled", True),
        (RETURNED, on(3, 20), on(3, 21), "returned", False),
        (ACCEPTED, on(4, 2), on(5, 1), "filled", True),
    ],
)
def test_how_a_unit_stands(state: str, came: dt.date | None, today: dt.date, kind: str, late: bool) -> None:
    found = standing(opened(), state, came, today)
    assert (found.kind, found.late) == (kind, late)


def test_more_time_makes_nobody_late() -> None:
    assert standing(opened(), NONE, None, on(4, 5), extended=on(4, 8)).kind == "missing"
    assert standing(opened(), NONE, None, on(4, 9), extended=on(4, 8)).kind == "late"


def test_when_answers_are_taken() -> None:
    assert opened().takes(LATE) and not opened().takes(on(4, 11))
    closed = opened(State.CLOSED)
    assert not closed.takes(on(3, 1)) and closed.takes(on(4, 20), extended=on(4, 20))
    frozen = opened(State.FROZEN)
    assert not frozen.takes(on(3, 1), extended=on(4, 20))
    with pytest.raises(Refusal) as refused:
        frozen.demand_taking(on(3, 1))
    assert refused.value.number == "409.63"


@given(st.lists(st.tuples(st.sampled_from([NONE, DRAFT, SUBMITTED, RETURNED, ACCEPTED]), st.booleans())))
def test_the_counts_add_up(units: list[tuple[str, bool]]) -> None:
    late = on(5, 1)
    counts = tally(standing(opened(), s, on(3, 1) if early else late, late) for s, early in units)
    assert counts.due == len(units) == counts.filled + counts.returned + counts.late + counts.missing
    assert counts.accepted == sum(s == ACCEPTED for s, _ in units) <= counts.filled
    assert counts.open == counts.due - counts.filled


def test_an_expired_form_opens_no_round() -> None:
    expired = replace(form(), printed=Printed(until=on(6, 30)))
    demand_open(expired, period("2025"), on(6, 30))
    with pytest.raises(Refusal) as refused:
        demand_open(expired, period("2025"), on(7, 1))
    assert refused.value.number == "409.60"


@pytest.mark.parametrize("asked", ["2025-01..10", "2025Q4", "2025-12", "2024/25"])
def test_parts_of_a_year_do_not_mix_with_years(asked: str) -> None:
    with pytest.raises(Refusal) as refused:
        demand_open(form(), period(asked), on(11, 22))
    assert refused.value.number == "400.746"


def test_a_year_that_is_not_over_is_not_asked() -> None:
    with pytest.raises(Refusal) as refused:
        demand_open(form(), period("2026"), on(11, 22))
    assert refused.value.number == "400.747"


def test_the_burden_of_a_monthly_form() -> None:
    """births 4 cells (城市、农村、女、男), hospital and deaths 2 each, money 1: 9 cells × 12 townships × 12 months."""
    monthly: Form = replace(form(), rhythm="month")
    found = burden(monthly, ELEMENTS, 12)
    assert (found.cells, found.total) == (9, 9 * 12 * 12)


def test_a_figure_is_asked_once() -> None:
    other = replace(form(), code="other", title=Text("另一张表"))
    assert ("births", URBAN) in asked_twice(form(), other, ELEMENTS)
    with pytest.raises(Refusal) as refused:
        demand_new(form(), [other], ELEMENTS)
    assert refused.value.number == "409.61" and "另一张表" in str(refused.value) and "活产数" in str(refused.value)
    township = replace(other, level=Level.TOWNSHIP)
    demand_new(form(), [township, form()], ELEMENTS)
