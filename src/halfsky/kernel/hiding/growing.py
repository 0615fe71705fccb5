"""Moves found count by count, for tables that no axes order.

Changing one count leaves equations that do not hold; one of them is mended by changing another of its counts, and so on
until all hold. Several unfinished moves are followed side by side, the most promising ones first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from halfsky.kernel.hiding.market import Market
from halfsky.kernel.hiding.table import OPEN, Move, Name, Room, holds, measured, tightened

CHOICES = 5
"""So many counts are tried to mend one equation, of those hidden already and of those that are not."""
LONGEST = 40
"""Counts in one move."""
OPEN_END = 10_000
"""What an equation that does not hold yet is thought to cost."""


@dataclass(slots=True)
class _Unfinished:
    """A move that is being built: its steps, the equations that do not hold by how much, its room."""

    steps: dict[Name, int]
    off: dict[int, int]
    room: Room
    cost: int

    @property
    def promise(self) -> tuple[int, int]:
        return self.cost + OPEN_END * len(self.off), len(self.off)


class Growing:
    """The moves that grow in one table."""

    def __init__(self, market: Market) -> None:
        self.market, self.table = market, market.table
        self.terms = [sorted(e.terms, key=lambda term: market.order[term[0]]) for e in self.table.equations]

    def find(self, name: Name, width: int) -> Move | None:
        """The cheapest move that the search comes upon when it follows so many; None where it comes upon none."""
        needed = self.market.needed(name)
        following = list(self._grown(_Unfinished({}, {}, OPEN, 0), [(name, 1)], needed))
        best: tuple[int, Move] | None = None
        for _ in range(LONGEST):
            further: dict[frozenset[tuple[Name, int]], _Unfinished] = {}
            for unfinished in following:
                if best is not None and unfinished.promise[0] >= best[0]:
                    continue
                if unfinished.off:
                    further.update((frozenset(g.steps.items()), g) for g in self._mended(unfinished, needed))
                elif (move := measured(self.table, unfinished.steps)).gives(needed):
                    best = unfinished.cost, move
            following = nsmallest(width, further.values(), key=lambda u: u.promise)
        return best[1] if best else None

    def _mended(self, unfinished: _Unfinished, needed: int) -> Iterator[_Unfinished]:
        """The move with one count more, which mends one of its equations; those that mend several come first."""
        number = min(unfinished.off, key=lambda n: (len(self.terms[n]), n))
        wanted = -unfinished.off[number]
        several: list[tuple[int, Name, int]] = []
        hidden: list[tuple[Name, int]] = []
        others: list[tuple[Name, int]] = []
        for name, factor in self.terms[number]:
            if name in unfinished.steps or wanted % factor:
                continue
            step = wanted // factor
            mends = sum(1 for n, f in self.table.of[name] if unfinished.off.get(n) == -f * step)
            if mends > 1:
                several.append((-mends, name, step))
            else:
                (hidden if name in self.market.hidden else others).append((name, step))
        several.sort(key=lambda s: (s[0], self.market.price(s[1]), self.market.order[s[1]]))
        for choices in ([(name, step) for _, name, step in several], hidden, others):
            yield from islice(self._grown(unfinished, choices, needed), CHOICES)

    def _grown(self, unfinished: _Unfinished, choices: list[tuple[Name, int]], needed: int) -> Iterator[_Unfinished]:
        """The move with one of these counts more, where it still gives enough values."""
        for name, step in choices:
            room = tightened(unfinished.room, self.table.counts[name], step)
            if name in self.table.away or not holds(room, needed):
                continue
            off = dict(unfinished.off)
            for number, factor in self.table.of[name]:
                if rest := off.get(number, 0) + factor * step:
                    off[number] = rest
                else:
                    del off[number]
            yield _Unfinished({**unfinished.steps, name: step}, off, room, unfinished.cost + self.market.price(name))
