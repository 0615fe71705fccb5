"""Moves along one axis of a regular table, short and known once for all its cells.

A count has four coordinates (element, cell, place, period), and most equations run along one of them: categories make
a total, counties a province, months a year. Along one axis a move is short: one more here and one less there, or one
more in a part and in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from halfsky.kernel.hiding.table import Name, Table

AXES = range(4)
Line = tuple[tuple[object, int], ...]
"""A move along one axis: coordinates with their steps, the one it was asked for left out (its step is 1)."""
MANY_LINES = 240
"""So many moves are looked at for one coordinate."""
LONGEST_LINE = 8


class Axes:
    """The equations of a table that run along one axis, and the moves that keep them."""

    def __init__(self, table: Table) -> None:
        equations: list[set[tuple[tuple[object, int], ...]]] = [set() for _ in AXES]
        for equation in table.equations:
            axis = _axis([name for name, _ in equation.terms])
            if axis is not None:
                equations[axis].add(tuple(sorted(((name[axis], f) for name, f in equation.terms), key=repr)))
        self._of = [_index(found) for found in equations]
        self._known: dict[tuple[int, object], tuple[Line, ...]] = {}

    def lines(self, axis: int, at: object) -> tuple[Line, ...]:
        """The moves along an axis in which this coordinate takes one step, the shortest first; where nothing else has
        to move there is one, an empty one."""
        if (axis, at) not in self._known:
            self._known[axis, at] = tuple(sorted(self._search(axis, at), key=lambda line: (len(line), repr(line))))
        return self._known[axis, at]

    def _search(self, axis: int, at: object) -> Iterator[Line]:
        """Moves by single steps, those first that take every count the same way: nothing ends them."""
        seen: set[frozenset[tuple[object, int]]] = set()
        waiting: list[dict[object, int]] = [{at: 1}]
        given = 0
        while waiting and given < MANY_LINES:
            steps = waiting.pop()
            off = self._off(axis, steps)
            if off is None:
                given += 1
                yield tuple((c, step) for c, step in steps.items() if c != at)
            elif len(steps) < LONGEST_LINE:
                further = []
                for grown in _mended(steps, *off):
                    if (mark := frozenset(grown.items())) not in seen:
                        seen.add(mark)
                        further.append(grown)
                waiting += sorted(further, key=lambda grown: sum(step > 0 for step in grown.values()))

    def _off(self, axis: int, steps: Mapping[object, int]) -> tuple[Mapping[object, int], int] | None:
        """An equation that the steps do not keep, and by how much."""
        for coordinate in steps:
            for equation in self._of[axis].get(coordinate, ()):
                if rest := sum(equation[c] * step for c, step in steps.items() if c in equation):
                    return equation, rest
        return None


def _mended(steps: Mapping[object, int], equation: Mapping[object, int], rest: int) -> Iterator[dict[object, int]]:
    """The steps with one more, which keeps the equation again."""
    for coordinate, factor in equation.items():
        if coordinate not in steps and abs(rest) == abs(factor):
            yield {**steps, coordinate: -rest // factor}


def _index(equations: set[tuple[tuple[object, int], ...]]) -> Mapping[object, list[Mapping[object, int]]]:
    found: dict[object, list[Mapping[object, int]]] = defaultdict(list)
    for terms in sorted(equations, key=lambda t: (len(t), repr(t))):
        equation = dict(terms)
        for coordinate in equation:
            found[coordinate].append(equation)
    return found


def _axis(names: Sequence[Name]) -> int | None:
    """The one coordinate in which these counts differ; None where they differ in several."""
    differing = [axis for axis in AXES if len({name[axis] for name in names}) > 1]
    return differing[0] if len(differing) == 1 else None


def moved(name: Name, axis: int, to: object) -> Name:
    """The count with another coordinate on one axis."""
    return (*name[:axis], to, *name[axis + 1 :])  # type: ignore[return-value]  # mypy does not count the parts
