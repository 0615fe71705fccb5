"""Targets and the bars they set: what meets a bar, how far a value misses it, which of two is stricter."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.target import Bar, Comparator, NoBar, Target

values = st.integers(-1000, 1000).map(lambda n: F(n, 5))
ends = st.none() | values


def ordered(low: F | None, high: F | None) -> Bar:
    return Bar(high, low) if low is not None and high is not None and high < low else Bar(low, high)


bars = st.builds(ordered, ends, ends)


def target(comparator: Comparator, value: object, value2: object = None, tolerance: object = None) -> Target:
    f = [None if v is None else F(str(v)) for v in (value, value2, tolerance)]
    assert f[0] is not None
    return Target("p", "X1", 2030, comparator, f[0], str(value), value2=f[1], tolerance=f[2])


@given(bars, values)
def test_the_miss_is_the_distance_to_the_nearest_value_that_meets(bar: Bar, value: F) -> None:
    bounds = [b for b in (bar.low, bar.high) if b is not None]
    if bar.meets(value):
        assert bar.miss(value) == 0
        assert bar.edge(value) == value
    else:
        assert bar.miss(value) == min(abs(value - b) for b in bounds) > 0
        assert bar.meets(bar.edge(value))
        assert bar.miss(value) == abs(value - bar.edge(value))


@given(bars)
def test_the_bounds_belong_to_the_bar(bar: Bar) -> None:
    assert all(bar.meets(b) for b in (bar.low, bar.high) if b is not None)


@given(bars, values, values)
def test_between_two_that_meet_all_meet(bar: Bar, one: F, other: F) -> None:
    if bar.meets(one) and bar.meets(other):
        assert bar.meets((one + other) / 2)


@given(bars, bars, st.lists(values, max_size=20))
def test_within_means_that_whatever_meets_the_one_meets_the_other(one: Bar, other: Bar, probes: list[F]) -> None:
    every = [*probes, *(b + d for b in (one.low, one.high, other.low, other.high) if b is not None for d in (-1, 0, 1))]
    every += [F(-1000), F(1000)]
    if one.within(other):
        assert all(other.meets(v) for v in every if one.meets(v))
    else:
        assert any(one.meets(v) and not other.meets(v) for v in every)


@pytest.mark.parametrize(
    ("comparator", "value", "value2", "tolerance", "base", "bar"),
    [
        (">=", "95", None, None, None, Bar(low=F(95))),
        ("<=", "12", None, None, "16.9", Bar(high=F(12))),
        ("=", "100", None, None, None, Bar(F(100), F(100))),
        ("between", "45", "55", None, None, Bar(F(45), F(55))),
        ("about", "45", None, "2", None, Bar(F(43), F(47))),
        ("about", "45", None, None, "43.5", NoBar.NO_TOLERANCE),
        ("reduce_by", "0.2", None, None, "20", Bar(high=F(16))),
        ("raise_by", "0.1", None, None, "40", Bar(low=F(44))),
        ("reduce_by", "0.2", None, None, None, NoBar.NO_BASE),
        ("raise_by", "0.1", None, None, None, NoBar.NO_BASE),
    ],
)
def test_the_bar_of_each_comparator(
    comparator: str, value: str, value2: str | None, tolerance: str | None, base: str | None, bar: Bar | NoBar
) -> None:
    made = target(Comparator(comparator), value, value2, tolerance)
    assert made.bar(None if base is None else F(base)) == bar


def test_every_comparator_has_a_bar_or_says_why_not() -> None:
    for comparator in Comparator:
        assert isinstance(target(comparator, 10, 20).bar(F(10)), Bar | NoBar)
    assert {c for c in Comparator if c.relative} == {Comparator.REDUCE_BY, Comparator.RAISE_BY}


def test_a_relative_target_follows_a_revised_base() -> None:
    goal = target(Comparator.REDUCE_BY, "0.2")
    assert goal.bar(F(20)) == Bar(high=F(16))
    assert goal.bar(F(25)) == Bar(high=F(20))


@pytest.mark.parametrize(
    ("bar", "sense"),
    [(Bar(low=F(1)), 1), (Bar(high=F(1)), -1), (Bar(F(1), F(2)), 0), (Bar(F(1), F(1)), 0), (Bar(), 0)],
)
def test_the_sense_of_a_bar(bar: Bar, sense: int) -> None:
    assert bar.sense == sense


@pytest.mark.parametrize(
    ("mine", "theirs", "stricter"),
    [
        ((">=", "95"), (">=", "90"), True),
        ((">=", "90"), (">=", "90"), False),
        (("<=", "5"), ("<=", "6"), True),
        (("<=", "6"), ("<=", "5"), False),
        (("=", "100"), (">=", "95"), True),
        (("between", "45", "55"), ("between", "40", "60"), True),
        (("between", "45", "55"), ("between", "50", "60"), False),
        ((">=", "95"), ("<=", "90"), False),
        (("reduce_by", "0.3"), ("reduce_by", "0.2"), True),
        (("reduce_by", "0.3"), ("<=", "15"), True),
        (("about", "45"), (">=", "40"), False),
        ((">=", "40"), ("about", "45"), False),
        ((">=", "0"), (">=", "-1"), True),
    ],
)
def test_which_target_is_stricter(mine: tuple[str, ...], theirs: tuple[str, ...], stricter: bool) -> None:
    one, other = (target(Comparator(c), *rest) for c, *rest in (mine, theirs))
    assert one.stricter_than(other, F(20)) is stricter
    assert not (stricter and other.stricter_than(one, F(20)))
