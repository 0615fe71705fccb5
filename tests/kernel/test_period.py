"""Periods: their spelling, their days, the one before, and which of them compare."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.period import Period, period, year
from halfsky.kernel.refusals import Refusal

YEARS = st.integers(min_value=1901, max_value=2989)


def of_kind(kind: str, most: int, years: st.SearchStrategy[int] = YEARS) -> st.SearchStrategy[Period]:
    return st.builds(Period, st.just(kind), years, st.integers(1, most))


def spans(years: st.SearchStrategy[int]) -> st.SearchStrategy[Period]:
    return st.builds(lambda y, length: Period("span", y, y + length), years, st.integers(0, 10))


def plain(kind: str, years: st.SearchStrategy[int] = YEARS) -> st.SearchStrategy[Period]:
    return st.builds(Period, st.just(kind), years)


def parts(years: st.SearchStrategy[int] = YEARS) -> st.SearchStrategy[Period]:
    return st.one_of(of_kind("half", 2, years), of_kind("quarter", 4, years), of_kind("month", 12, years))


def any_of(years: st.SearchStrategy[int]) -> st.SearchStrategy[Period]:
    return st.one_of(
        plain("year", years), parts(years), of_kind("to_month", 12, years), plain("school", years), spans(years)
    )


PARTS = parts()
PERIODS = any_of(YEARS)
NEAR = any_of(st.integers(2022, 2024))


@given(PERIODS)
def test_a_period_survives_its_spelling(one: Period) -> None:
    assert period(str(one)) == one
    assert period(f" {one} ") == one


def test_full_width_digits_are_read() -> None:
    assert period("２０２４") == year(2024)
    assert period("２０２４-０７") == Period("month", 2024, 7)


@pytest.mark.parametrize(
    "text",
    [
        "", "24", "20240", "0000", "0999", "3000", "2024年", "2024H0", "2024H3", "2024Q0", "2024Q5", "2024-00",
        "2024-13", "2024-7", "2024-02..10", "2024-01..13", "2024-01..00", "2023/25", "2023/23", "1999/99", "2030..2021",
        "2021..", "2021-2030", "٢٠٢٤",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        period(text, "values.csv:3")
    assert (refused.value.number, refused.value.where) == ("400.20", "values.csv:3")


def test_a_school_year_may_cross_the_century() -> None:
    assert period("1999/00") == Period("school", 1999)
    assert period("1999/00").last_day() == dt.date(2000, 8, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024H1", "2024-01-01", "2024-06-30"),
        ("2024H2", "2024-07-01", "2024-12-31"),
        ("2024Q3", "2024-07-01", "2024-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-01..10", "2024-01-01", "2024-10-31"),
        ("2023/24", "2023-09-01", "2024-08-31"),
        ("2021..2030", "2021-01-01", "2030-12-31"),
    ],
)
def test_first_and_last_day(text: str, first: str, last: str) -> None:
    assert period(text).first_day() == dt.date.fromisoformat(first)
    assert period(text).last_day() == dt.date.fromisoformat(last)


@given(st.one_of(PARTS, plain("year"), plain("school"), spans(YEARS)))
def test_the_previous_period_ends_the_day_before_and_is_as_long(one: Period) -> None:
    before = one.previous()
    assert before.kind == one.kind
    assert before.last_day() + dt.timedelta(days=1) == one.first_day()
    assert len(before.months()) == len(one.months())


@given(of_kind("to_month", 12))
def test_a_run_of_months_steps_back_a_whole_year(one: Period) -> None:
    assert one.previous() == Period("to_month", one.year - 1, one.number) == one.same_period_last_year()


@given(PARTS)
def test_the_same_period_last_year_is_the_same_part(one: Period) -> None:
    before = one.same_period_last_year()
    assert (before.year, before.number, before.kind) == (one.year - 1, one.number, one.kind)
    steps = {"half": 2, "quarter": 4, "month": 12}[one.kind]
    walked = one
    for _ in range(steps):
        walked = walked.previous()
    assert walked == before


@given(PERIODS)
def test_months_tile_a_period(one: Period) -> None:
    months = one.months()
    assert months[0].first_day() == one.first_day()
    assert months[-1].last_day() == one.last_day()
    assert all(later.previous() == earlier for earlier, later in pairwise(months))
    assert all(one.covers(m) for m in months)
    assert not one.covers(months[0].previous())


@given(PARTS)
def test_to_date_runs_from_january_to_the_end_of_the_part(one: Period) -> None:
    run = one.to_date()
    assert run.kind == "to_month"
    assert (run.first_day(), run.last_day()) == (dt.date(one.year, 1, 1), one.last_day())
    assert run.to_date() == run


@given(NEAR, NEAR)
def test_a_period_covers_what_has_only_months_of_its_own(one: Period, other: Period) -> None:
    assert one.covers(other) == (set(other.months()) <= set(one.months()))


@given(PERIODS)
def test_a_whole_year_has_twelve_months_and_ends_with_the_calendar_or_the_school(one: Period) -> None:
    ends = one.kind in ("year", "school") and one.last_day().month in (8, 12)
    assert one.whole_year is ends
    assert not one.whole_year or len(one.months()) == 12


@pytest.mark.parametrize(
    ("left", "right", "compare"),
    [
        ("2024", "2023", True),
        ("2024Q1", "2023Q3", True),
        ("2024-01..10", "2023-01..10", True),
        ("2023/24", "2010/11", True),
        ("2021..2030", "2011..2020", True),
        ("2024-01..10", "2024", False),
        ("2024-01..10", "2023-01..09", False),
        ("2024-01..12", "2024", False),
        ("2024H1", "2024Q1", False),
        ("2023/24", "2024", False),
        ("2021..2030", "2021..2025", False),
    ],
)
def test_only_periods_of_one_kind_compare(left: str, right: str, compare: bool) -> None:
    one, other = period(left), period(right)
    if compare:
        one.compares_with(other)
        other.compares_with(one)
        return
    for a, b in ((one, other), (other, one)):
        with pytest.raises(Refusal) as refused:
            a.compares_with(b)
        assert refused.value.number == "400.21"
        assert a.label.zh in refused.value.says.zh
        assert a.label.en in refused.value.says.en


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2024", "2024年", "2024"),
        ("2024H1", "2024年上半年", "half 1 of 2024"),
        ("2024H2", "2024年下半年", "half 2 of 2024"),
        ("2024Q3", "2024年第3季度", "Q3 2024"),
        ("2024-07", "2024年7月", "July 2024"),
        ("2024-01..10", "2024年1—10月", "January–October 2024"),
        ("2023/24", "2023—2024学年", "school year 2023/24"),
        ("2021..2030", "2021—2030年", "2021–2030"),
    ],
)
def test_labels(text: str, zh: str, en: str) -> None:
    assert (period(text).label.zh, period(text).label.en) == (zh, en)


@given(PERIODS)
def test_every_period_has_a_label_and_a_plain_repr(one: Period) -> None:
    assert one.label.zh and one.label.en
    assert repr(one) == f"Period({one})"
