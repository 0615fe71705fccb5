"""What became of places: which figures of an earlier tree belong to which place of a later one.

A flow says that from a day on a place's territory counts to another (or still to itself), wholly or by a share. Shares
that nobody has stated stay unknown: a figure that would need one is 未计算, never estimated. Whoever holds all parts of
a place holds the place, whatever the shares are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.fact import Absence, Adding, Element, Missing, Reading
from halfsky.kernel.rollup import Entries, Key

WHOLE, NOTHING = Fraction(1), Fraction(0)
SCALED = (Adding.ADD, Adding.LAST)
"""Only what adds up can be divided by a share."""


@dataclass(frozen=True, slots=True)
class Flow:
    """From `day` on, `source` counts to `target`: by `share`, or by an unknown part (None).

    Flows of one change have the same `order`; changes of one day follow each other in this order.
    """

    day: dt.date
    order: int
    source: int
    target: int
    share: Fraction | None = WHOLE


Moment = tuple[dt.date, int]


class Lineage:
    """All flows of a house, asked for places by id."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        steps: dict[int, dict[Moment, list[Flow]]] = defaultdict(lambda: defaultdict(list))
        origins: dict[int, list[Flow]] = defaultdict(list)
        for flow in flows:
            steps[flow.source][flow.day, flow.order].append(flow)
            origins[flow.target].append(flow)
        self._steps = {place: sorted(found.items()) for place, found in steps.items()}
        self._origins = dict(origins)

    @property
    def sources(self) -> frozenset[int]:
        """All places that have ever given something off, or ended."""
        return frozenset(self._steps)

    def successors(self, place: int, after: dt.date) -> tuple[Flow, ...]:
        """What the next change after the day made of the place; () while nothing has."""
        return next((tuple(flows) for (day, _), flows in self._steps.get(place, ()) if day > after), ())

    def predecessors(self, place: int) -> tuple[Flow, ...]:
        """Every flow that came to the place from another."""
        return tuple(f for f in self._origins.get(place, ()) if f.source != place)

    def ancestry(self, place: int) -> frozenset[int]:
        """The place and all whose territory may have come to it."""
        found, waiting = {place}, [place]
        while waiting:
            new = {f.source for f in self.predecessors(waiting.pop())} - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def came_to(self, place: int, after: dt.date) -> frozenset[int]:
        """Where all that the place was on the day lies now, whatever the shares: itself while nothing has changed."""
        return self._came_to(place, (after, _LAST))

    def _came_to(self, place: int, after: Moment) -> frozenset[int]:
        step = next(((moment, flows) for moment, flows in self._steps.get(place, ()) if moment > after), None)
        if step is None:
            return frozenset((place,))
        moment, flows = step
        return frozenset().union(*(self._came_to(flow.target, moment) for flow in flows))

    def descent(self, place: int) -> frozenset[int]:
        """The place and all that its territory may have come to."""
        found, waiting = {place}, [place]
        while waiting:
            new = {f.target for _, flows in self._steps.get(waiting.pop(), ()) for f in flows} - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def held(self, place: int, after: dt.date, inside: Callable[[int], bool]) -> Fraction | None:
        """How much of the place as it stood on the day lies inside now: 1 all of it, 0 nothing, None unknown.

        `inside` is asked of the places of the later tree.
        """
        return self._held(place, (after, _LAST), inside)

    def _held(self, place: int, after: Moment, inside: Callable[[int], bool]) -> Fraction | None:
        step = next(((moment, flows) for moment, flows in self._steps.get(place, ()) if moment > after), None)
        if step is None:
            return WHOLE if inside(place) else NOTHING
        moment, flows = step
        parts = [(self._held(flow.target, moment, inside), flow.share) for flow in flows]
        if len({part for part, _ in parts}) == 1:
            return parts[0][0]
        total = NOTHING
        for part, share in parts:
            if part is None or share is None:
                return None
            total += part * share
        return total


_LAST = 2**63


@dataclass(frozen=True, slots=True)
class _Scaled(Mapping[Key, Reading]):
    entries: Entries
    share: Fraction
    elements: Mapping[str, Element]

    def __getitem__(self, key: Key) -> Reading:
        given = self.entries[key]
        if isinstance(given, Missing):
            return given
        if self.elements[key[0]].adds not in SCALED:
            return Missing(Absence.NOT_COMPUTED, key[0])
        return given * self.share

    def __iter__(self) -> Iterator[Key]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def scaled(entries: Entries, share: Fraction, elements: Mapping[str, Element]) -> Entries:
    """What a stated share of a place gave; what does not add up (a highest, a lowest) cannot be shared out."""
    return entries if share == WHOLE else _Scaled(entries, share, elements)
