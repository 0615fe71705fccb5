"""实现程度: both methods stay within 0 and 100, give 100 exactly when the bar is met, and grow towards the bar."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.degree import against_target, from_base
from halfsky.kernel.target import Bar
from tests.kernel.test_target import bars, values

positive = st.integers(0, 1000).map(lambda n: F(n, 5))


@given(bars, values, values)
def test_a_degree_lies_between_0_and_100_and_is_100_when_the_bar_is_met(bar: Bar, value: F, base: F) -> None:
    for degree in (against_target(value, bar), from_base(value, base, bar)):
        if bar.meets(value):
            assert degree == 100
        else:
            assert degree is None or 0 <= degree < 100


@given(bars, values, values, values)
def test_who_is_nearer_on_the_same_side_has_at_least_the_same_degree(bar: Bar, one: F, other: F, base: F) -> None:
    below = [value < bar.edge(value) for value in (one, other)]  # the edges of a single point are one
    same_side = bar.meets(one) or bar.meets(other) or below[0] == below[1]
    if not same_side or bar.miss(one) > bar.miss(other):
        return
    for nearer, farther in (
        (against_target(one, bar), against_target(other, bar)),
        (from_base(one, base, bar), from_base(other, base, bar)),
    ):
        if nearer is not None and farther is not None:
            assert nearer >= farther


@given(positive, positive.filter(bool))
def test_against_a_floor_it_is_value_over_target(value: F, floor: F) -> None:
    assert against_target(value, Bar(low=floor)) == min(F(100), 100 * value / floor)


@given(positive.filter(bool), positive)
def test_against_a_ceiling_it_is_target_over_value(value: F, ceiling: F) -> None:
    assert against_target(value, Bar(high=ceiling)) == min(F(100), 100 * ceiling / value)


@given(values, values)
def test_from_the_base_the_start_is_0_and_the_edge_100(base: F, edge: F) -> None:
    bar = Bar(low=edge) if base < edge else Bar(high=edge)
    if base == edge:
        return
    assert from_base(base, base, bar) == 0
    assert from_base((base + edge) / 2, base, bar) == 50
    assert from_base(edge, base, bar) == 100
    assert from_base(2 * base - edge, base, bar) == 0  # it went the other way


@pytest.mark.parametrize(
    ("value", "base", "bar", "method_1", "method_2"),
    [
        # 95 asked, 90 there, from 80: 90/95 and 10/15 of the way
        (F(90), F(80), Bar(low=F(95)), F(9000, 95), F(1000, 15)),
        # 12 asked, 14.3 there, from 16.9: 12/14.3 and 2.6/4.9 of the way
        (F("14.3"), F("16.9"), Bar(high=F(12)), F(1200) / F("14.3"), F(2600) / F(49)),
        # nothing may be left, 2 are: no ratio tells how near, but half of 4 is done
        (F(2), F(4), Bar(high=F(0)), F(0), F(50)),
        # small numbers are numbers, too
        (F("0.2"), F("0.1"), Bar(low=F("0.8")), F(25), F(100, 7)),
        # no base
        (F(90), None, Bar(low=F(95)), F(9000, 95), None),
        # the base had met it: there was no way to go
        (F(90), F(96), Bar(low=F(95)), F(9000, 95), None),
        # beyond a band from below: as far out as before, nothing is done
        (F(60), F(40), Bar(F(45), F(55)), F(5500, 60), F(0)),
        # a negative value has no ratio to a target
        (F(-1), F(-2), Bar(low=F(2)), None, F(25)),
    ],
)
def test_both_methods_by_hand(value: F, base: F | None, bar: Bar, method_1: F | None, method_2: F | None) -> None:
    assert against_target(value, bar) == method_1
    assert from_base(value, base, bar) == method_2
