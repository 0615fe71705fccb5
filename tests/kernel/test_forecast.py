"""The forecast against a second, naive way; what it may not depend on; the progress line at its ends."""

from __future__ import annotations

from fractions import Fraction as F
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.forecast import Forecast, Point, straight_line, theil_sen

values = st.integers(-9999, 9999).map(lambda n: F(n, 20))
factors = st.integers(1, 500).map(lambda n: F(n, 10))


@st.composite
def series(draw: st.DrawFn, least: int = 4, most: int = 9) -> list[Point]:
    years = draw(st.lists(st.integers(2010, 2029), min_size=least, max_size=most, unique=True))
    return [(y, draw(values)) for y in sorted(years)]


def forecast(points: list[Point], year: int = 2030, low: F | None = None, high: F | None = None) -> Forecast:
    found = theil_sen(points, year, low, high)
    assert found is not None
    return found


def naive_line(points: list[Point]) -> tuple[F, F]:
    """Slope and intercept (at the year 0) by the textbook: median of slopes, median of residuals."""
    slopes = []
    for i in range(len(points)):
        for j in range(i):
            slopes.append((points[i][1] - points[j][1]) / (points[i][0] - points[j][0]))
    slope = median(slopes)
    return slope, median(v - slope * y for y, v in points)


@given(series(), st.integers(2030, 2040))
def test_the_central_line_is_the_textbook_one(points: list[Point], year: int) -> None:
    slope, at_zero = naive_line(points)
    found = forecast(points, year)
    assert found.slope == slope
    assert found.value == found.line(year) == at_zero + slope * year
    assert found.intercept == at_zero + slope * found.since
    assert (found.since, found.points, found.year) == (points[0][0], len(points), year)


@given(series())
def test_the_band_holds_the_centre(points: list[Point]) -> None:
    found = forecast(points)
    assert found.low <= found.value <= found.high


@given(series(), values)
def test_shifting_the_values_shifts_the_forecast(points: list[Point], by: F) -> None:
    before, after = forecast(points), forecast([(y, v + by) for y, v in points])
    assert after.slope == before.slope
    assert [after.value, after.low, after.high] == [before.value + by, before.low + by, before.high + by]


@given(series(), factors)
def test_scaling_the_values_scales_the_forecast(points: list[Point], by: F) -> None:
    before, after = forecast(points), forecast([(y, v * by) for y, v in points])
    assert [after.value, after.low, after.high] == [before.value * by, before.low * by, before.high * by]


@given(series())
def test_turning_the_values_over_turns_the_forecast_over(points: list[Point]) -> None:
    before, after = forecast(points), forecast([(y, -v) for y, v in points])
    assert [after.value, after.low, after.high] == [-before.value, -before.high, -before.low]


@given(series(), st.integers(-200, 200))
def test_moving_all_years_moves_nothing_else(points: list[Point], by: int) -> None:
    before, after = forecast(points), forecast([(y + by, v) for y, v in points], 2030 + by)
    assert [after.value, after.low, after.high] == [before.value, before.low, before.high]


@given(series(), values, values)
def test_the_forecast_stays_within_what_the_unit_can_be(points: list[Point], one: F, other: F) -> None:
    low, high = min(one, other), max(one, other)
    free, kept = forecast(points), forecast(points, low=low, high=high)
    assert low <= kept.low <= kept.value <= kept.high <= high
    assert kept.value == min(max(free.value, low), high)
    assert kept.line(2030) == free.line(2030)  # the line itself is not bent


@given(values, values, st.lists(st.integers(2010, 2029), min_size=4, max_size=9, unique=True))
def test_a_straight_series_goes_on_straight(start: F, pace: F, years: list[int]) -> None:
    found = forecast([(y, start + pace * (y - 2010)) for y in sorted(years)])
    assert found.low == found.value == found.high == start + pace * 20
    assert found.slope == pace


@given(st.integers(0, 4), values)
def test_one_wild_year_does_not_turn_a_straight_line(at: int, wild: F) -> None:
    points = [(2020 + i, F(10 + i)) for i in range(5)]
    points[at] = (2020 + at, wild)
    # four of the five lie on the line: six of ten slopes are 1, at most four are wild
    assert forecast(points).slope == 1


@given(series(least=0, most=3), series(least=4, most=4))
def test_four_values_make_a_forecast_and_fewer_make_none(fewer: list[Point], four: list[Point]) -> None:
    assert theil_sen(fewer, 2030) is None
    assert theil_sen(four, 2030) is not None


def test_the_example_of_the_design_by_hand() -> None:
    points = [(2020 + i, F(v)) for i, v in enumerate(["16.9", "16.1", "15.7", "15.1", "14.3"])]
    found = forecast(points, 2030, F(0))
    # slopes a year apart −.8 −.4 −.6 −.8, two −.6 −.5 −.7, three −.6 −.6, four −.65;
    # sorted −.8 −.8 −.7 −.65 −.6 −.6 −.6 −.6 −.5 −.4: the middle two are −.6
    assert (found.slope, found.intercept, found.value) == (F("-0.6"), F("16.9"), F("10.9"))
    # 10th percentile: position 0.9, between −.8 and −.8; 90th: position 8.1, from −.5 towards −.4;
    # both laid on from the line in 2024: 16.9 − 0.6 × 4 = 14.5
    assert (found.low, found.high) == (F("14.5") - 6 * F("0.8"), F("14.5") - 6 * F("0.49"))


@given(values, values, st.integers(2010, 2020), st.integers(1, 20))
def test_the_progress_line_begins_at_the_base_and_ends_at_the_target(base: F, goal: F, start: int, span: int) -> None:
    end = start + span
    if base == goal:
        assert straight_line((start, base), (end, goal), (end, base)) is None
        return
    at_end = straight_line((start, base), (end, goal), (end, goal))
    assert at_end is not None and at_end.expected == goal and at_end.behind == at_end.share == 0
    standing_still = straight_line((start, base), (end, goal), (end, base))
    assert standing_still is not None
    assert (standing_still.behind, standing_still.share) == (abs(goal - base), 1)
    after = straight_line((start, base), (end, goal), (end + 3, base))
    assert after is not None and after.expected == goal
    assert straight_line((start, base), (end, goal), (start, base)) is None


@given(values, values, values, st.integers(1, 9))
def test_the_progress_line_by_the_rule_of_three(base: F, goal: F, now: F, done: int) -> None:
    found = straight_line((2020, base), (2030, goal), (2020 + done, now))
    if base == goal:
        assert found is None
        return
    assert found is not None
    assert found.expected == (base * (10 - done) + goal * done) / 10
    ahead = (now - found.expected) * (1 if goal > base else -1)
    assert found.behind == (0 if ahead >= 0 else -ahead)
    assert found.share * abs(goal - base) == found.behind


@pytest.mark.parametrize("target_year", [2020, 2019])
def test_no_line_leads_to_a_target_that_is_not_ahead(target_year: int) -> None:
    assert straight_line((2020, F(80)), (target_year, F(90)), (2022, F(81))) is None
