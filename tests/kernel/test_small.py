"""Small counts: three years pooled, by hand; the year's own rate wherever the count is large enough."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Break, Definition, Direction, Indicator
from halfsky.kernel.period import Period, year
from halfsky.kernel.small import is_small, trend_value, with_pools
from halfsky.kernel.text import Text

PER_100000 = F(100_000)
MMR = Indicator("mmr", Text("孕产妇死亡率"), "1/10万", 1, Direction.DOWN)


def computed(at: int, cases: int | None, count: int | None) -> Observation:
    value = PER_100000 * cases / count if cases is not None and count else F(0)
    return Observation(
        year(at),
        value,
        "",
        computed=True,
        cases=None if cases is None else F(cases),
        count=None if count is None else F(count),
    )


def test_three_years_pooled_are_all_cases_over_all_counts() -> None:
    # 1 + 0 + 2 cases of 1000 + 900 + 1100 births: 3 of 3000, 100 per 100,000, not the mean of the three rates
    series = with_pools(MMR, [computed(2021, 1, 1000), computed(2022, 0, 900), computed(2023, 2, 1100)])
    assert [o.pooled for o in series] == [None, None, F(100)]
    mean = sum((o.value for o in series), F(0)) / 3
    assert mean != 100


def test_a_window_moves_with_the_year() -> None:
    series = with_pools(MMR, [computed(2020 + i, i, 1000 + 100 * i) for i in range(5)])
    # 2023: (1 + 2 + 3) / (1100 + 1200 + 1300); 2024: (2 + 3 + 4) / (1200 + 1300 + 1400)
    assert [o.pooled for o in series[2:]] == [PER_100000 * 3 / 3300, PER_100000 * 6 / 3600, PER_100000 * 9 / 3900]


def test_a_gap_or_an_unknown_count_leaves_the_year_without_a_pool() -> None:
    series = [computed(2020, 1, 1000), computed(2021, 1, 1000), computed(2023, 1, 1000), computed(2024, 1, 1000)]
    assert all(o.pooled is None for o in with_pools(MMR, series))
    unknown = [computed(2022, 1, 1000), computed(2023, None, 1000), computed(2024, 1, 1000)]
    assert all(o.pooled is None for o in with_pools(MMR, unknown))
    nobody = [computed(2022, 1, 1000), computed(2023, 0, 0), computed(2024, 1, 1000)]
    assert all(o.pooled is None for o in with_pools(MMR, nobody))


def test_no_pool_crosses_a_break_or_a_new_definition() -> None:
    series = [computed(2020 + i, 1, 1000) for i in range(6)]
    broken = replace(MMR, breaks=(Break(2022, Text("口径调整")),))
    redefined = replace(MMR, definitions=(Definition("a / b", until=2021), Definition("a / c", since=2022)))
    for changed in (broken, redefined):
        assert [o.pooled for o in with_pools(changed, series)] == [None, None, None, None, F(100), F(100)]


def test_school_years_and_calendar_years_are_pooled_apart() -> None:
    school = [replace(computed(y, 3, 1000), period=Period("school", y - 1)) for y in (2021, 2022, 2023)]
    calendar = [computed(2022, 9, 1000), computed(2023, 9, 1000)]
    mixed = sorted([*school, *calendar], key=lambda o: o.period.last_day())
    pools = {str(o.period): o.pooled for o in with_pools(MMR, mixed)}
    assert pools == {"2020/21": None, "2021/22": None, "2022": None, "2022/23": F(300), "2023": None}


def test_the_scale_is_that_of_the_unit() -> None:
    permille = replace(MMR, unit="‰")
    assert with_pools(permille, [computed(y, 3, 1000) for y in (2021, 2022, 2023)])[-1].pooled == 3


def test_pooling_changes_nothing_else() -> None:
    series = [computed(2021, 1, 1000), computed(2022, 0, 900), computed(2023, 2, 1100)]
    assert [replace(o, pooled=None) for o in with_pools(MMR, series)] == series
    assert with_pools(MMR, []) == ()


def test_small_means_below_the_threshold_with_a_known_count() -> None:
    assert is_small(computed(2023, 1, 999), 1000)
    assert not is_small(computed(2023, 1, 1000), 1000)
    assert not is_small(computed(2023, 1, 999), None)
    assert not is_small(computed(2023, None, None), 1000)


def test_trends_use_the_pool_only_where_the_count_is_small() -> None:
    pooled = with_pools(MMR, [computed(2021, 1, 1000), computed(2022, 0, 900), computed(2023, 2, 1100)])[-1]
    assert trend_value(pooled, 2000) == 100
    assert trend_value(pooled, 1000) == pooled.value == F(200_000, 1100)
    assert trend_value(replace(pooled, pooled=None), 2000) == pooled.value
