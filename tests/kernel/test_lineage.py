"""Figures by a later tree: what holds all parts stays exact, parts without shares are unknown, mergers are sums."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction as F

from hypothesis import given, settings

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Absence, Adding, Element, Flow, Missing
from halfsky.kernel.lineage import Flow as Passed
from halfsky.kernel.lineage import Lineage, scaled
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text
from halfsky.kernel.tree_change import Change
from tests.kernel.tree_world import FIRST, NATION, PROVINCE, World, histories

BEFORE = FIRST - dt.timedelta(1)
DAY = [dt.date(2020 + i, 1, 1) for i in range(5)]
LEVELS = (Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


def held(flows: list[Passed], source: int, *inside: int, after: dt.date = DAY[0]) -> F | None:
    return Lineage(flows).held(source, after, lambda i: i in inside)


def test_a_split_with_shares_is_divided_and_one_without_is_unknown() -> None:
    stated = [Passed(DAY[1], 1, 1, 2, F(1, 4)), Passed(DAY[1], 1, 1, 3, F(3, 4))]
    assert (held(stated, 1, 2), held(stated, 1, 3), held(stated, 1, 2, 3), held(stated, 1)) == (F(1, 4), F(3, 4), 1, 0)
    unknown = [Passed(DAY[1], 1, 1, 2, None), Passed(DAY[1], 1, 1, 3, None)]
    assert (held(unknown, 1, 2), held(unknown, 1, 2, 3), held(unknown, 1)) == (None, 1, 0)


def test_only_what_changed_after_the_day_counts() -> None:
    flows = [Passed(DAY[2], 1, 1, 2, None), Passed(DAY[2], 1, 1, 1, None)]
    assert held(flows, 1, 1, after=DAY[1]) is None
    assert held(flows, 1, 1, after=DAY[2]) == 1


def test_shares_of_shares_multiply_and_a_part_that_comes_back_is_whole_again() -> None:
    flows = [
        Passed(DAY[1], 1, 1, 2, F(1, 2)),
        Passed(DAY[1], 1, 1, 3, F(1, 2)),
        Passed(DAY[2], 2, 2, 4, F(1, 3)),
        Passed(DAY[2], 2, 2, 5, F(2, 3)),
    ]
    assert held(flows, 1, 4) == F(1, 6)
    again = [Passed(DAY[1], 1, 1, 2, None), Passed(DAY[1], 1, 1, 1, None), Passed(DAY[2], 2, 2, 1)]
    assert held(again, 1, 1) == 1


def test_relations_name_the_next_and_the_earlier() -> None:
    flows = [Passed(DAY[1], 1, 1, 3), Passed(DAY[1], 1, 2, 3), Passed(DAY[3], 2, 3, 4)]
    lineage = Lineage(flows)
    assert [f.target for f in lineage.successors(1, DAY[0])] == [3]
    assert lineage.successors(1, DAY[1]) == ()
    assert [f.source for f in lineage.predecessors(3)] == [1, 2]
    assert lineage.ancestry(4) == {1, 2, 3, 4}


@given(histories())
def test_whoever_holds_all_parts_holds_the_whole(history: tuple[World, World, list[Change]]) -> None:
    before, now, _ = history
    for number in before.places:
        if number not in (NATION, PROVINCE):
            assert now.held(number, NATION, BEFORE) == 1


@given(histories())
def test_totals_of_the_top_never_change(history: tuple[World, World, list[Change]]) -> None:
    before, now, _ = history
    counted = {i: F(7 * i + 1) for i in before.places}
    for level in LEVELS:
        here = [p.id for p in before.of(level)]
        assert sum(counted[i] * (now.held(i, NATION, BEFORE) or 0) for i in here) == sum(counted[i] for i in here)


@settings(max_examples=100)
@given(histories())
def test_a_part_is_known_exactly_when_the_unstated_shares_do_not_matter(
    history: tuple[World, World, list[Change]],
) -> None:
    """A second way: put any shares where none are stated; what comes out the same for all of them is known."""
    before, now, _ = history
    for source in before.places:
        for top in now.places:
            guesses = {_guessed(now, source, top, seed) for seed in range(3)}
            expected = guesses.pop() if len(guesses) == 1 else None
            assert now.held(source, top, BEFORE) == expected


def _guessed(now: World, source: int, top: int, seed: int) -> F:
    """How much of a place ends below the top, walking forward change by change with guessed shares."""
    chance = random.Random(seed)
    spread = {source: F(1)}
    steps = sorted({(f.day, f.order) for f in now.flows})
    for step in steps:
        after: dict[int, F] = {}
        for place in sorted(spread):
            flows = [f for f in now.flows if (f.day, f.order) == step and f.source == place]
            weights = [F(chance.randint(1, 10**6)) for _ in flows]
            for flow, weight in zip(flows, weights, strict=True):
                share = weight / sum(weights) if flow.share is None else flow.share
                after[flow.target] = after.get(flow.target, F(0)) + share * spread[place]
            if not flows:
                after[place] = after.get(place, F(0)) + spread[place]
        spread = after
    return sum((part for place, part in spread.items() if top in now.places[place].path), F(0))


def test_only_what_adds_up_can_be_shared_out() -> None:
    elements = {a.value: Element(a.value, Text(a.value), "人", Flow.FLOW, a) for a in Adding}
    given_ = {(a.value, TOTAL): F(12) for a in Adding} | {("gap", TOTAL): Missing(Absence.NOT_REPORTED)}
    quarter = scaled(given_, F(1, 4), elements)
    assert quarter["add", TOTAL] == quarter["last", TOTAL] == 3
    assert quarter["highest", TOTAL] == Missing(Absence.NOT_COMPUTED, "highest")
    assert quarter["gap", TOTAL] == Missing(Absence.NOT_REPORTED)
    assert scaled(given_, F(1), elements) is given_
