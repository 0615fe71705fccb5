"""Indicators: for how long a value may judge, which definition is in force, where a series breaks."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fact import ABSENCES, Absence
from halfsky.kernel.indicator import Break, Definition, Direction, Indicator, Rhythm, Validity
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit

years = st.integers(2000, 2040)
ANNUAL, SURVEY = Validity(), Validity(Rhythm.SURVEY)
CENSUS = Validity(Rhythm.CENSUS, (2010, 2020, 2030))


def indicator(unit: str = "%", **more: object) -> Indicator:
    return Indicator("x", Text("某指标"), unit, 1, Direction.UP, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("validity", "data", "judged", "may"),
    [
        (ANNUAL, 2024, 2024, True),
        (ANNUAL, 2023, 2024, True),
        (ANNUAL, 2022, 2024, False),
        (ANNUAL, 2025, 2024, False),
        (CENSUS, 2020, 2020, True),
        (CENSUS, 2020, 2029, True),
        (CENSUS, 2020, 2030, False),
        (CENSUS, 2010, 2019, True),
        (CENSUS, 2010, 2024, False),
        (CENSUS, 2015, 2019, True),  # a sample between two censuses
        (CENSUS, 2015, 2024, False),
        (CENSUS, 2005, 2009, True),  # no step is known yet that could end it
        (SURVEY, 2015, 2024, True),  # no next survey is known
        (SURVEY, 2025, 2024, False),
    ],
)
def test_for_how_long_a_value_may_judge(validity: Validity, data: int, judged: int, may: bool) -> None:
    assert validity.may_judge(data, judged) is may


@given(st.sampled_from(Rhythm), st.lists(years, max_size=5, unique=True).map(sorted), years, years, years)
def test_what_speaks_now_spoke_before_unless_it_was_not_there_yet(
    rhythm: Rhythm, steps: list[int], data: int, early: int, late: int
) -> None:
    validity = Validity(rhythm, tuple(steps))
    early, late = min(early, late), max(early, late)
    if validity.may_judge(data, late) and data <= early:
        assert validity.may_judge(data, early)
    assert validity.may_judge(data, data)
    after = validity.next_after(data)
    assert after is None or (after > data and after in steps and not any(data < s < after for s in steps))


TWO = (Definition("a / b", until=2019), Definition("a / c", since=2020))


@pytest.mark.parametrize(("year", "formula"), [(1990, "a / b"), (2019, "a / b"), (2020, "a / c"), (2050, "a / c")])
def test_the_definition_in_force(year: int, formula: str) -> None:
    found = indicator(definitions=TWO).definition(year)
    assert found is not None and found.formula == formula


def test_a_year_between_two_versions_has_no_definition() -> None:
    gappy = (Definition("a", until=2014), Definition("b", since=2020))
    assert indicator(definitions=gappy).definition(2016) is None
    assert indicator().definition(2024) is None
    overlapping = (Definition("a"), Definition("b", since=2020))
    found = indicator(definitions=overlapping).definition(2024)
    assert found is not None and found.formula == "b"  # the later version wins


BREAKS = (Break(2015, Text("口径调整")), Break(2022, Text("口径调整")))


@pytest.mark.parametrize(("year", "start"), [(2014, 0), (2015, 2015), (2021, 2020), (2022, 2022), (2030, 2022)])
def test_a_stretch_begins_at_the_last_break_or_new_definition(year: int, start: int) -> None:
    assert indicator(definitions=TWO, breaks=BREAKS).stretch(year) == start


def test_a_series_without_break_has_no_beginning() -> None:
    assert indicator().stretch(2024) == 0
    assert indicator(definitions=(Definition("a", since=2011),)).stretch(2024) == 0


@pytest.mark.parametrize(
    ("unit", "per", "rate", "plain"),
    [
        ("%", "", True, F(1, 2)),
        ("1/10万", "", True, F(1, 2000)),
        ("个", "千人", False, F(1, 20)),
        ("岁", "", False, F(50)),
    ],
)
def test_what_a_formula_must_give(unit: str, per: str, rate: bool, plain: F) -> None:
    """50 of the unit in base units: 50 % is a half, 50 per 1,000 people a twentieth each."""
    made = indicator(unit, per=per)
    assert made.is_rate is rate
    assert made.measure.to_base(F(50)) == plain
    assert made.measure.dimension == Unit.parse(f"{unit}/{per}" if per else unit).dimension


@pytest.mark.parametrize(("decimals", "digit"), [(0, F(1)), (1, F(1, 10)), (2, F(1, 100))])
def test_one_printed_digit(decimals: int, digit: F) -> None:
    assert Indicator("x", Text("某指标"), "%", decimals, Direction.UP).one_digit == digit


def test_rhythms_and_reasons_have_names_in_both_languages() -> None:
    assert all(r.label.zh and r.label.en for r in Rhythm)
    assert set(ABSENCES) == set(Absence)
    assert all(a.label.zh and a.label.en for a in Absence)
    assert len({a.label.zh for a in Absence}) == len(Absence)
