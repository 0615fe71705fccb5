"""The engine against the kernel's reference on random countries: sums, figures, verdicts, changes and ranks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from halfsky.engine.layered import Layered
from halfsky.engine.marks import BAR, DOWN, MET, SAME, TREND, UNMET, UP
from halfsky.engine.quotient import NotAQuotient, quotient
from halfsky.engine.reading import Held
from halfsky.engine.rollup import Month, Rollup
from halfsky.engine.tree import Tree
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Observation
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.grammar.nodes import Binary, Call, Name, Number
from halfsky.kernel.league import ranking
from halfsky.kernel.period import period
from halfsky.kernel.rollup import Rolled, roll_up
from tests.engine.world import Country, countries

MONTHS = period("2026-01"), period("2026-02")


def reference(country: Country, at: int, place: int) -> tuple[list[Rolled], list[Observation | None]]:
    """What the kernel says of all figures at a place, from what every place below it gave."""
    parts = [country.given[at].get(path[-1], {}) for path in country.paths if place in path]
    rolled = [roll_up(operands(f.formula, TOTAL), country.elements, parts) for f in country.figures]
    return rolled, [
        compute(f.indicator, f.formula, r, country.elements, TOTAL, MONTHS[at])
        for f, r in zip(country.figures, rolled, strict=True)
    ]


def worked(country: Country, fast: bool) -> tuple[Tree, Rollup, list[Month], list[Held]]:
    tree = Tree.of(country.paths)
    lanes = country.lanes()
    work = Rollup.over(tree, country.programme(lanes, len(tree.rows)), fast)
    rows = [country.rows(lanes, tree, at) for at in range(2)]
    months = [Month.empty(tree, work.programme) for _ in rows]
    work.full(rows, months, threads=2)
    pairs = zip(rows, months, strict=True)
    held = [Held(tree, lanes, Layered.plain(r), work.programme, Layered.plain(m.sums)) for r, m in pairs]
    return tree, work, months, held


def trend(before: Observation | None, now: Observation) -> int:
    if before is None:
        return 0
    return SAME if now.value == before.value else UP if now.value > before.value else DOWN


def agree(country: Country, fast: bool) -> None:
    tree, _, months, held = worked(country, fast)
    families = {-1: [int(p) for p in tree.nodes[tree.parent < 0]]}
    for node in range(len(tree.nodes)):
        families[int(tree.nodes[node])] = [int(p) for p in tree.nodes[tree.parent == node]]
    before: dict[int, list[Observation | None]] = {}
    for at in range(2):
        said = {int(place): reference(country, at, int(place)) for place in tree.nodes}
        for place, (rolled, figures) in said.items():
            node = tree.node_of[place]
            for f, (figure, observed) in enumerate(zip(country.figures, figures, strict=True)):
                assert held[at].rolled(place, operands(figure.formula, TOTAL)) == rolled[f]
                value, mark = months[at].values[node, f], int(months[at].marks[node, f])
                if observed is None:
                    assert np.isnan(value)
                    assert mark == 0
                    continue
                assert value == pytest.approx(float(observed.value), rel=1e-12, abs=1e-300)
                met = None if figure.bar is None else figure.bar.meets(observed.value)
                assert mark & BAR == (0 if met is None else MET if met else UNMET)
                earlier = before[place][f] if place in before else None
                assert mark & TREND == trend(earlier, observed)
        for family in families.values():
            for f, figure in enumerate(country.figures):
                sense = {"up": 1, "down": -1}.get(figure.indicator.direction, 0)
                values = {p: -sense * o.value for p in family if (o := said[p][1][f]) is not None}
                expected = ranking(values) if sense else {}
                ranks = {p: int(months[at].ranks[tree.node_of[p], f]) for p in family}
                assert ranks == {p: expected.get(p, 0) for p in family}
        for place in tree.rows:
            rolled, _ = reference(country, at, int(place))
            for f, figure in enumerate(country.figures):
                assert held[at].rolled(int(place), operands(figure.formula, TOTAL)) == rolled[f]
        before = {place: figures for place, (_, figures) in said.items()}


@settings(deadline=None, max_examples=60)
@given(countries())
def test_numpy_alone_agrees_with_the_reference(country: Country) -> None:
    agree(country, fast=False)


@settings(deadline=None, max_examples=150)
@given(countries())
def test_the_compiled_pass_agrees_with_the_reference(country: Country) -> None:
    agree(country, fast=True)


@settings(deadline=None, max_examples=60)
@given(countries(), st.booleans(), st.data())
def test_what_is_resubmitted_gives_what_a_full_run_would(country: Country, fast: bool, data: st.DataObject) -> None:
    """Other answers of some places: only what lies above them is reckoned anew, and all is as from the start."""
    tree, work, months, held = worked(country, fast)
    again = data.draw(st.lists(st.integers(0, len(tree.rows) - 1), unique=True, max_size=4))
    for row in again:
        place, other = int(tree.rows[row]), data.draw(st.integers(0, len(tree.rows) - 1))
        country.given[0][place] = country.given[1].get(int(tree.rows[other]), {})
        held[0].rows.base[row] = country.row(held[0].lanes, 0, place)
    work.again(held[0].rows.base, months[0], again, None)
    work.again(held[1].rows.base, months[1], again, months[0].values)
    fresh = worked(country, fast)[2]
    for month, other_month in zip(months, fresh, strict=True):
        for name in ("sums", "ranks", "marks"):
            assert np.array_equal(getattr(month, name), getattr(other_month, name))
        assert np.array_equal(month.values, other_month.values, equal_nan=True)


def test_figures_nearer_than_doubles_can_tell_are_ranked_exactly() -> None:
    """Three places at 10¹⁵/(10¹⁵+1), 1 and 10¹⁵/(10¹⁵+1): as doubles all are equal within 1e-9."""
    from halfsky.engine.compiled import order

    big = 10**15
    assert order(big, big + 1, 1, 1) == -1
    assert order(1, 1, big, big + 1) == 1
    assert order(big, big + 1, 2 * big, 2 * big + 2) == 0
    assert order(-3, 7, -2, 7) == -1


@given(st.integers(-(2**62), 2**62), st.integers(1, 2**62), st.integers(-(2**62), 2**62), st.integers(1, 2**62))
def test_quotients_are_ordered_as_fractions_are(a: int, b: int, c: int, d: int) -> None:
    from halfsky.engine.compiled import order

    left, right = Fraction(a, b), Fraction(c, d)
    assert order(a, b, c, d) == (left > right) - (left < right)


@given(st.integers(-(2**62), 2**62), st.integers(1, 2**62), st.integers(1, 2**20), st.integers(-3, 3))
def test_near_quotients_are_told_apart_as_fractions_are(a: int, b: int, times: int, more: int) -> None:
    """Multiples of one quotient, one of them a little more or less: products wrap around, their difference does not."""
    from halfsky.engine.compiled import NEAR, told_apart

    c, d = a // times * times + more, b // times * times or times
    assume(abs(c) < 2**62)
    b, a = d // times, a // times
    left, right = Fraction(a, b), Fraction(c, d)
    assume(abs(left - right) <= NEAR * abs(left))
    assert told_apart(a, b, c, d) == (left > right) - (left < right)
    assert told_apart(c, d, a, b) == (left < right) - (left > right)


@pytest.mark.parametrize(
    "formula",
    [
        Binary("*", Name("a"), Name("b")),
        Binary("/", Name("a"), Binary("/", Name("b"), Name("c"))),
        Binary("/", Name("a"), Number(Fraction(0))),
        Binary("+", Binary("/", Name("a"), Name("b")), Binary("/", Name("a"), Name("c"))),
        Call("min", (Name("a"), Name("b"))),
        Call("previous", (Name("a"),)),
    ],
    ids=["product", "quotient of a quotient", "nothing", "two divisors", "min", "another period"],
)
def test_what_is_no_quotient_is_left_to_the_reference(formula: Binary | Call) -> None:
    from halfsky.kernel.fact import Adding, Element, Flow
    from halfsky.kernel.indicator import Direction, Indicator
    from halfsky.kernel.text import Text

    elements = {c: Element(c, Text(c), "人", Flow.FLOW, Adding.ADD) for c in "abc"}
    scales = {(c, TOTAL): 0 for c in elements}
    with pytest.raises(NotAQuotient):
        quotient(Indicator("i", Text("i"), "%", 1, Direction.UP), formula, TOTAL, elements, scales)
