"""Values, differences and targets in words; the printed number never contradicts what was decided on the exact one."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.numbers import decimals_of, exact
from halfsky.kernel.period import year
from halfsky.kernel.target import Bar, Comparator, Target
from halfsky.kernel.text import Text
from halfsky.kernel.words import change, gap, quantity, shown, value_of, wanted


def indicator(unit: str, decimals: int = 1) -> Indicator:
    return Indicator("x", Text("某指标"), unit, decimals, Direction.UP)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("14.3", "1/10万", "14.3/10万", "14.3 per 100,000"),
        ("98.5", "1/万", "98.5/万", "98.5 per 10,000"),
        ("4.0", "‰", "4.0‰", "4.0‰"),
        ("95", "%", "95%", "95%"),
        ("80.88", "岁", "80.88岁", "80.88 years"),
        ("4.9", "百分点", "4.9个百分点", "4.9 percentage points"),
        ("3", "人", "3人", "3 persons"),
        ("2", "10万人", "210万人", "210万人"),
        ("2.5", "", "2.5", "2.5"),
    ],
)
def test_a_number_with_its_unit(value: str, unit: str, zh: str, en: str) -> None:
    said = quantity(value, unit)
    assert (said.zh, said.in_("en")) == (zh, en)


bounds = st.integers(0, 1000).map(lambda n: F(n, 10))
counts = st.integers(1, 1_412_000_000)


@st.composite
def shares(draw: st.DrawFn) -> F:
    """A percentage of a number of people, the more often the nearer to a round one."""
    whole = draw(counts)
    near = draw(st.integers(0, 100)) * whole // 100
    return F(100 * max(0, min(whole, near + draw(st.integers(-3, 3)))), whole)


@given(shares(), bounds, bounds, st.integers(0, 3), st.sampled_from(["low", "high", "band"]))
def test_the_printed_number_is_on_the_same_side_of_the_bar(
    value: F, one: F, other: F, decimals: int, side: str
) -> None:
    bars = {"low": Bar(low=one), "high": Bar(high=one), "band": Bar(min(one, other), max(one, other))}
    bar = bars[side]
    text = shown(value, decimals, bar)
    assert bar.meets(exact(text)) is bar.meets(value)
    assert decimals_of(text) >= decimals
    assert abs(exact(text) - value) <= F(1, 2 * 10 ** decimals_of(text))


@pytest.mark.parametrize(
    ("value", "bar", "text"),
    [
        (F("94.96"), Bar(low=F(95)), "94.96"),
        (F("94.996"), Bar(low=F(95)), "94.996"),
        (F("95.04"), Bar(low=F(95)), "95.0"),
        (F("12.04"), Bar(high=F(12)), "12.04"),
        (F("12.06"), Bar(high=F(12)), "12.1"),
        (F("94.96"), None, "95.0"),
        (F("47.04"), Bar(F(43), F(47)), "47.04"),
        # one person of 1.412 billion is missing
        (100 - F(100, 1_412_000_000), Bar(low=F(100)), "99.9999999"),
    ],
)
def test_more_digits_are_printed_only_where_rounding_would_hide_the_verdict(
    value: F, bar: Bar | None, text: str
) -> None:
    assert shown(value, 1, bar) == text


def test_a_published_value_prints_as_its_source_and_a_computed_one_by_its_decimals() -> None:
    published = Observation(year(2024), F("10.4"), "10.40", "NBS")
    computed = Observation(year(2024), F(300_000, 31_914), "9.4", computed=True)
    mmr = indicator("1/10万")
    assert value_of(published, mmr).zh == "10.40/10万"
    assert value_of(computed, mmr).zh == "9.4/10万"
    # 9.40027…: 9.4 would meet a ceiling of 9.4, and so would 9.40 and 9.400
    assert value_of(computed, mmr, Bar(high=F("9.4"))).zh == "9.4003/10万"


@pytest.mark.parametrize(
    ("now", "before", "unit", "zh", "en"),
    [
        ("81.5", "80.9", "%", "提高0.6个百分点", "up 0.6 percentage points"),
        ("80.9", "81.5", "%", "下降0.6个百分点", "down 0.6 percentage points"),
        ("4.0", "4.5", "‰", "下降0.5个千分点", "down 0.5 points per 1,000"),
        ("14.3", "15.1", "1/10万", "下降0.8个十万分点", "down 0.8 points per 100,000"),
        ("7.2", "7.1", "1/万", "提高0.1个万分点", "up 0.1 points per 10,000"),
        ("4.9", "4.3", "百分点", "增加0.6个百分点", "up 0.6 percentage points"),
        ("120", "132", "人", "减少12.0人", "down 12.0 persons"),
        ("80.88", "79.43", "岁", "增加1.5岁", "up 1.5 years"),
        ("81.5", "81.50", "%", "持平", "unchanged"),
        # what would print as 0.0 is neither level nor 0.0
        ("46.64", "46.60", "%", "变化不足0.1个百分点", "changed by less than 0.1 percentage points"),
        ("46.60", "46.65", "%", "下降0.1个百分点", "down 0.1 percentage points"),
    ],
)
def test_a_change_in_words(now: str, before: str, unit: str, zh: str, en: str) -> None:
    said = change(F(now), F(before), indicator(unit))
    assert (said.zh, said.in_("en")) == (zh, en)


@given(bounds, bounds, st.sampled_from(["%", "‰", "1/10万", "人", "岁", "百分点"]), st.integers(0, 2))
def test_there_and_back_are_the_same_size_in_opposite_words(now: F, before: F, unit: str, decimals: int) -> None:
    there, back = (change(a, b, indicator(unit, decimals)).zh for a, b in ((now, before), (before, now)))
    if now == before:
        assert there == back == "持平"
        return
    if there.startswith("变化不足"):
        assert there == back and abs(now - before) < F(1, 2 * 10**decimals)
        return
    assert there != back and there[2:] == back[2:]
    assert {there[:2], back[:2]} in ({"提高", "下降"}, {"增加", "减少"})
    assert gap(now - before, indicator(unit, decimals)) == gap(before - now, indicator(unit, decimals))
    assert there[2:] == gap(now - before, indicator(unit, decimals)).zh


@given(st.fractions(min_value="1/1000000", max_value=100, max_denominator=10**6))
def test_a_difference_is_never_printed_as_nothing(amount: F) -> None:
    assert exact(gap(amount, indicator("%")).zh.removesuffix("个百分点")) > 0


@pytest.mark.parametrize(("amount", "zh"), [("0.05", "0.1"), ("0.04", "0.04"), ("0.004", "0.004"), ("0.0456", "0.05")])
def test_a_small_difference_gets_the_first_digit_that_is_not_zero(amount: str, zh: str) -> None:
    assert gap(F(amount), indicator("%")).zh == f"{zh}个百分点"


def target(comparator: str, value: str, value2: str | None = None) -> Target:
    number = F(value.rstrip("%")) / (100 if value.endswith("%") else 1)
    return Target(
        "p", "X1", 2030, Comparator(comparator), number, value.rstrip("%") + ("%" if value.endswith("%") else ""),
        value2=None if value2 is None else F(value2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "unit", "base", "zh", "en"),
    [
        (target(">=", "95"), "%", None, "95%以上", "at least 95%"),
        (target("<=", "12"), "1/10万", None, "12/10万以下", "at most 12 per 100,000"),
        (target("=", "100"), "%", None, "100%", "100%"),
        (target("about", "45"), "%", None, "45%左右", "about 45%"),
        (target("between", "45", "55"), "%", None, "45%—55%", "45% to 55%"),
        (target("between", "1.05", "1.255"), "", None, "1.05—1.255", "1.05 to 1.255"),
        (target("between", "-5", "0"), "岁", None, "-5岁—0岁", "-5 years to 0 years"),
        (target("reduce_by", "20%"), "1/10万", None, "较基期下降20%", "down 20% on the base"),
        (
            target("reduce_by", "20%"), "1/10万", "16.9",
            "较基期下降20%（即13.52/10万以下）", "down 20% on the base, at most 13.52 per 100,000",
        ),
        # 36.8305 is not printed as 36.83: 36.8303 meets it
        (
            target("reduce_by", "15%"), "%", "43.33",
            "较基期下降15%（即36.8305%以下）", "down 15% on the base, at most 36.8305%",
        ),
        (target("raise_by", "10%"), "%", "40", "较基期提高10%（即44.00%以上）", "up 10% on the base, at least 44.00%"),
    ],
)  # fmt: skip
def test_what_a_target_asks_in_the_words_of_plans(goal: Target, unit: str, base: str | None, zh: str, en: str) -> None:
    bar = None if base is None else goal.bar(F(base))
    assert bar is None or isinstance(bar, Bar)
    said = wanted(goal, indicator(unit), bar)
    assert (said.zh, said.in_("en")) == (zh, en)
