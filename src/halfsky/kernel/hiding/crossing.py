"""Moves across a regular table: what keeps the sums along each axis, taken for all axes at once, keeps them all.

Crossing one more here and one less there along two axes gives a square, along three a cube. Along each axis the best
few moves are tried, best being what hides least.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest

from halfsky.kernel.hiding.axes import AXES, Axes, Line, moved
from halfsky.kernel.hiding.market import ONE, Market
from halfsky.kernel.hiding.table import OPEN, Move, Name, Room, holds, keeps, measured, tightened

WORTH_LOOKING = ONE // 2
"""A difference in size alone is not searched for: along each axis the smaller ones come first anyway."""


@dataclass(slots=True)
class _Partial:
    """The move along the axes taken so far."""

    steps: dict[Name, int]
    room: Room
    cost: int


class Crossing:
    """The moves that cross the axes of one table."""

    def __init__(self, market: Market) -> None:
        self.market, self.axes = market, Axes(market.table)

    def find(self, name: Name, many: int) -> Move | None:
        """The cheapest crossing of the `many` best moves along each axis; None where none gives enough values."""
        needed = self.market.needed(name)
        begun = _Partial({name: 1}, tightened(OPEN, self.market.table.counts[name], 1), 0)
        ways = [self._best(begun, axis, name[axis], needed, many) for axis in AXES]
        found: list[_Partial] = []
        self._cross(begun, ways, needed, found)
        return measured(self.market.table, found[-1].steps) if found else None

    def _best(self, begun: _Partial, axis: int, at: object, needed: int, many: int) -> list[Line]:
        tried = ((line, self._along(begun, axis, line, needed)) for line in self.axes.lines(axis, at))
        priced = [(grown.cost, number, line) for number, (line, grown) in enumerate(tried) if grown]
        return [line for _, _, line in nsmallest(many, priced)]

    def _cross(self, partial: _Partial, ways: list[list[Line]], needed: int, found: list[_Partial]) -> None:
        """Take the rest of the axes; every move `found` is clearly cheaper than the one before it."""
        if found and partial.cost + WORTH_LOOKING > found[-1].cost:
            return
        if not ways:
            table = self.market.table
            if keeps(table, partial.steps) and measured(table, partial.steps).gives(needed):
                found.append(partial)
            return
        axis = len(AXES) - len(ways)
        for line in ways[0]:
            if grown := self._along(partial, axis, line, needed):
                self._cross(grown, ways[1:], needed, found)

    def _along(self, partial: _Partial, axis: int, line: Line, needed: int) -> _Partial | None:
        """A move repeated along an axis; None where a count is not there or leaves too little room."""
        if not line:
            return partial
        counts, away, price = self.market.table.counts, self.market.table.away, self.market.price
        steps, room, cost = dict(partial.steps), partial.room, partial.cost
        for to, way in line:
            for name, step in partial.steps.items():
                other = moved(name, axis, to)
                if other not in counts or other in away:
                    return None
                room = tightened(room, counts[other], step * way)
                cost += price(other)
                steps[other] = step * way
            if not holds(room, needed):
                return None
        return _Partial(steps, room, cost)
