"""How far values lie apart, asked of each against all the others: as quick for thousands as for one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Values beside each other, in order."""

    ordered: Sequence[Fraction]
    _distances: dict[Fraction, Sequence[Fraction]] = field(default_factory=dict, init=False)

    @staticmethod
    def of(values: Iterable[Fraction]) -> Spread:
        return Spread(sorted(values))

    def __len__(self) -> int:
        return len(self.ordered)

    def others(self, one: Fraction) -> tuple[Fraction, Fraction]:
        """The median of all values but `one`, which is among at least two, and their usual (median) distance from it.

        Taking one value away leaves three medians at most, so that distances are put in order three times at most.
        """
        middle = _median_without(self.ordered, one)
        if middle not in self._distances:
            self._distances[middle] = sorted(abs(value - middle) for value in self.ordered)
        return middle, _median_without(self._distances[middle], abs(one - middle))


def _median_without(ordered: Sequence[Fraction], one: Fraction) -> Fraction:
    """The exact median of ordered values without one of them."""
    gone, left = bisect_left(ordered, one), len(ordered) - 1
    low, high = (ordered[at + (at >= gone)] for at in ((left - 1) // 2, left // 2))
    return low if low == high else (low + high) / 2
