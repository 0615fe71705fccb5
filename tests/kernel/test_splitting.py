"""Splitting a target: parts that together reach the whole, by denominators, and years that end at the target."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.refusals import Refused
from halfsky.kernel.splitting import (
    BAD_SHARES,
    NO_AIM,
    NO_WEIGHTS,
    NO_YEARS,
    Child,
    Way,
    check,
    propose,
    steps,
    way_of,
)
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text

F = Fraction
rates = st.decimals(0, 100, places=2).map(Fraction)
counts = st.integers(0, 2000).map(Fraction)
denominators = st.integers(0, 200_000).map(Fraction)


@st.composite
def towns(draw: st.DrawFn, values: st.SearchStrategy[Fraction]) -> list[Child]:
    """Places with denominators, not all of them zero; of some the value is not known."""
    size = draw(st.integers(1, 8))
    by = draw(st.lists(denominators, min_size=size, max_size=size).filter(any))
    return [Child(f"{n:02}", weight, draw(st.none() | values)) for n, weight in enumerate(by)]


def refused(number: str, run: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no:
        run()
    assert no.value.refusals[0].problem.number == number


def test_the_whole_counts_by_denominators_and_the_plain_mean_deceives() -> None:
    """900 of 1,000 and 10 of 10,000: the mean of 90 % and 80 % is 85 %, the whole is 80.9 %."""
    children = [Child("small", F(1000)), Child("large", F(10000))]
    found = check(children, {"small": F(90), "large": F(80)}, Bar(low=F(85)), Way.WEIGHTED)
    assert found.whole == F(900 + 8000, 11000) * 100
    assert (found.holds, found.mean, found.deceives) == (False, F(85), True)


def test_the_mean_can_hide_what_is_reached_too() -> None:
    children = [Child("small", F(1000)), Child("large", F(10000))]
    found = check(children, {"small": F(60), "large": F(90)}, Bar(low=F(85)), Way.WEIGHTED)
    assert (found.holds, found.mean, found.deceives) == (True, F(75), True)


def test_who_is_behind_closes_the_same_share_of_its_gap() -> None:
    """Of 100 persons each: 90 %, 70 %, 50 % are to be 80 %. 30 points are lacking, the gaps are 10 and 30, so each is
    closed by three quarters: 77.5 and 72.5."""
    children = [Child("a", F(100), F(90)), Child("b", F(100), F(70)), Child("c", F(100), F(50))]
    assert propose(children, Bar(low=F(80)), 1, Way.WEIGHTED) == {"a": F(90), "b": F("77.5"), "c": F("72.5")}


def test_coming_down_is_the_same_in_a_mirror() -> None:
    """Deaths of 100,000 births each: 6, 10 and 14 are to be 8; 6 too many, gaps 2 and 6, three quarters of each."""
    children = [Child("a", F(100), F(6)), Child("b", F(100), F(10)), Child("c", F(100), F(14))]
    assert propose(children, Bar(high=F(8)), 1, Way.WEIGHTED) == {"a": F(6), "b": F("8.5"), "c": F("9.5")}


def test_counts_go_where_the_fair_share_is_lacking() -> None:
    """10 rooms for 300, 200 and 100 persons are 5, 3⅓, 1⅔; 4 stand in the first, so the rest is 3⅓ and 1⅔ and one."""
    children = [Child("a", F(300), F(4)), Child("b", F(200)), Child("c", F(100))]
    assert propose(children, Bar(low=F(10)), 0, Way.SUM) == {"a": F(5), "b": F(3), "c": F(2)}


def test_what_cannot_be_split() -> None:
    one = [Child("a", F(1), F(5))]
    refused(NO_WEIGHTS.number, lambda: propose([Child("a", None)], Bar(low=F(1)), 0, Way.WEIGHTED))
    refused(NO_WEIGHTS.number, lambda: propose([Child("a", F(0))], Bar(low=F(1)), 0, Way.WEIGHTED))
    refused(NO_WEIGHTS.number, lambda: propose([Child("a", F(-1)), Child("b", F(9))], Bar(low=F(1)), 0, Way.SUM))
    refused(NO_WEIGHTS.number, lambda: propose([], Bar(low=F(1)), 0, Way.SUM))
    refused(NO_AIM.number, lambda: propose(one, Bar(F(1), F(2)), 0, Way.SUM))
    refused(NO_AIM.number, lambda: propose(one, Bar(F(5), F(5)), 0, Way.WEIGHTED))


@given(towns(rates), rates, st.sampled_from((1, -1)), st.integers(0, 3))
def test_a_proposal_of_rates_reaches_the_whole_as_printed(
    children: list[Child], aim: Fraction, sense: int, decimals: int
) -> None:
    bar = Bar(low=aim) if sense > 0 else Bar(high=aim)
    found = propose(children, bar, decimals, Way.WEIGHTED)
    assert check(children, found, bar, Way.WEIGHTED).holds
    unit = F(1, 10**decimals)
    for child in children:
        part, now = found[child.code], aim if child.now is None else child.now
        assert (part / unit).denominator == 1 and 0 <= part <= 100
        # Nobody is asked for more than the target, or for more than it has; nobody falls back by a whole digit.
        assert sense * part < max(sense * aim, sense * now) + unit
        assert sense * part > min(sense * aim, sense * now) - unit


@given(towns(counts), st.integers(0, 5000).map(Fraction), st.sampled_from(("up", "down", "exactly")))
def test_a_proposal_of_counts_adds_up_exactly(children: list[Child], aim: Fraction, way: str) -> None:
    bar = {"up": Bar(low=aim), "down": Bar(high=aim), "exactly": Bar(aim, aim)}[way]
    found = propose(children, bar, 0, Way.SUM)
    assert sum(found.values()) == aim
    assert all(part >= 0 and part.denominator == 1 for part in found.values())
    assert check(children, found, bar, Way.SUM).holds


@given(towns(rates), rates, st.randoms(use_true_random=False), st.sampled_from(Way))
def test_the_order_of_the_places_does_not_matter(
    children: list[Child], aim: Fraction, random: object, way: Way
) -> None:
    shuffled = list(children)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert propose(children, Bar(low=aim), 1, way) == propose(shuffled, Bar(low=aim), 1, way)


@given(towns(rates), st.data(), rates)
def test_the_check_refuses_exactly_what_falls_short(children: list[Child], data: st.DataObject, aim: Fraction) -> None:
    """By a second way: the persons reached, counted place by place, against the persons that are wanted."""
    parts = {c.code: data.draw(rates) for c in children}
    reached = wanted = F(0)
    for child in children:
        reached += F(child.weight or 0) * parts[child.code] / 100
        wanted += F(child.weight or 0) * aim / 100
    assert check(children, parts, Bar(low=aim), Way.WEIGHTED).holds is (reached >= wanted)
    assert check(children, parts, Bar(high=aim), Way.WEIGHTED).holds is (reached <= wanted)


def test_years_go_in_a_straight_line_and_end_at_the_target() -> None:
    """From 16.9 in 2020 to 12 in 2030 it is 0.49 a year."""
    found = steps(2020, F("16.9"), 2030, F(12), 1)
    assert list(found) == list(range(2021, 2031))
    assert (found[2021], found[2025], found[2029], found[2030]) == (F("16.4"), F("14.5"), F("12.5"), F(12))


def test_years_by_given_shares() -> None:
    assert steps(2026, F(50), 2028, F(70), 0, [F(25), F(75)]) == {2027: F(55), 2028: F(70)}
    refused(BAD_SHARES.number, lambda: steps(2026, F(50), 2028, F(70), 0, [F(25), F(70)]))
    refused(BAD_SHARES.number, lambda: steps(2026, F(50), 2028, F(70), 0, [F(100)]))
    refused(BAD_SHARES.number, lambda: steps(2026, F(50), 2028, F(70), 0, [F(-10), F(110)]))
    refused(NO_YEARS.number, lambda: steps(2028, F(50), 2028, F(70), 0))


@given(rates, rates, st.integers(1, 15), st.integers(0, 3), st.data())
def test_years_never_turn_back_and_end_exactly(
    base: Fraction, target: Fraction, length: int, decimals: int, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 100), min_size=length - 1, max_size=length - 1)))
    shares = [F(b - a) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    found = list(steps(2030 - length, base, 2030, target, decimals, shares).values())
    assert len(found) == length and found[-1] == target
    half = F(1, 2 * 10**decimals)
    way = 1 if target >= base else -1
    assert all(way * a <= way * b + half for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("unit", "per", "way"),
    [
        ("%", "", Way.WEIGHTED),
        ("1/10万", "", Way.WEIGHTED),
        ("岁", "", Way.WEIGHTED),
        ("元", "", Way.WEIGHTED),
        ("张", "千人", Way.WEIGHTED),
        ("个", "", Way.SUM),
        ("万人", "", Way.SUM),
    ],
)
def test_counts_add_up_and_nothing_else_does(unit: str, per: str, way: Way) -> None:
    assert way_of(Indicator("x", Text("x"), unit, 0, Direction.UP, per=per)) is way
