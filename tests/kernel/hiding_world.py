"""Random tables of counts: trees of places, breakdowns, months and years, with every sum that a reader knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from hypothesis import strategies as st

from halfsky.kernel.hiding import Name, Table, adds_up

Sums = Mapping[str, Sequence[Sequence[str]]]
"""By coordinate the ways in which it is the sum of others."""


@dataclass(frozen=True)
class Shape:
    """The three axes along which an element is counted."""

    cells: Sums
    places: Sums
    periods: Sums

    @property
    def leaves(self) -> list[Name]:
        return [("e", c, int(p), t) for c, p, t in product(*(_leaves(axis) for axis in self.axes))]

    @property
    def axes(self) -> tuple[Sums, Sums, Sums]:
        return self.cells, self.places, self.periods

    def table(self, given: Mapping[Name, int]) -> Table:
        """The table of what was given for the leaves (one breakdown: of several, the first is given)."""
        counts = dict(given)
        for axis, sums in ((1, self.cells), (2, self.places), (3, self.periods)):
            for whole in _upwards(sums):
                parts = sums[whole][0]
                for name in [n for n in counts if str(n[axis]) == parts[0]]:
                    counts[_at(name, axis, whole)] = sum(counts[_at(name, axis, part)] for part in parts)
        equations = []
        for axis, sums in ((1, self.cells), (2, self.places), (3, self.periods)):
            for whole, ways in sums.items():
                for parts in ways:
                    for name in [n for n in counts if str(n[axis]) == whole]:
                        equations.append(adds_up(name, [_at(name, axis, part) for part in parts]))
        late = {n: sum(str(n[axis + 1]) in sums for axis, sums in enumerate(self.axes)) for n in counts}
        return Table(counts, tuple(equations), late=late)


def _at(name: Name, axis: int, to: str) -> Name:
    element, cell, place, period = name
    return element, to if axis == 1 else cell, int(to) if axis == 2 else place, to if axis == 3 else period


def _leaves(sums: Sums) -> list[str]:
    parts = [part for ways in sums.values() for way in ways[:1] for part in way]
    return [part for part in parts if part not in sums] or [""]


def _upwards(sums: Sums) -> list[str]:
    """Every whole after its own parts."""
    found: list[str] = []
    while len(found) < len(sums):
        found += [w for w in sums if w not in found and all(p not in sums or p in found for p in sums[w][0])]
    return found


CELLS: list[Sums] = [{}, {"": [["f", "m"]]}, {"": [["a", "b", "c"]]}, {"": [["a", "b"]], "b": [["b1", "b2"]]}]
PERIODS: list[Sums] = [{}, {"2024": [["01", "02", "03"]]}, {"2024": [["h1", "h2"]], "h1": [["01", "02"]]}]
NO_TREE: Sums = {}


@st.composite
def trees(draw: st.DrawFn) -> Sums:
    below = [str(n) for n in range(2, 2 + draw(st.integers(1, 4)))]
    if not draw(st.booleans()):
        return {"1": [below]}
    return {"1": [below], "2": [[str(n) for n in range(20, 20 + draw(st.integers(1, 3)))]]}


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    periods = draw(st.sampled_from(PERIODS))
    return Shape(draw(st.sampled_from(CELLS)), draw(trees()), periods)


def counts_of(shape: Shape) -> st.SearchStrategy[dict[Name, int]]:
    """Many small ones, some that are not."""
    count = st.one_of(st.integers(0, 6), st.integers(0, 40))
    return st.fixed_dictionaries({name: count for name in shape.leaves})


@st.composite
def tables(draw: st.DrawFn) -> Table:
    shape = draw(shapes())
    return shape.table(draw(counts_of(shape)))


@st.composite
def corrections(draw: st.DrawFn, times: int, most: int = 1000) -> list[Table]:
    """A table and what late records make of it, one time after the other; of no more than so many leaves. The last
    place below the top may be missing at first."""
    shape = draw(shapes().filter(lambda s: len(s.leaves) <= most))
    given = draw(counts_of(shape))
    *others, last = shape.places["1"][0]
    late = bool(others) and last not in shape.places and draw(st.booleans())
    without = Shape(shape.cells, {**shape.places, "1": [others]}, shape.periods) if late else shape
    found = [without.table({name: given[name] for name in without.leaves})]
    for _ in range(times):
        by = draw(st.dictionaries(st.sampled_from(shape.leaves), st.integers(-3, 12), max_size=6))
        given = {name: max(0, count + by.get(name, 0)) for name, count in given.items()}
        found.append(shape.table(given))
    return found
