"""What is asked of the arrays: quotients with the way that is better and the bar, laid out as columns of numbers.

A figure is made of the rows that hold all its operands, as the reference has it: a place that gave the numerator and
not the denominator counts in neither. The pass therefore sums every lane over all rows and notes, of the few rows that
lack something, what has to be taken back (`fix`) and how many rows were lost. Figures that read the same readings share
this: they form one group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import Lanes
from halfsky.engine.quotient import NotAQuotient, Quotient
from halfsky.kernel.fact import Adding
from halfsky.kernel.league import Way
from halfsky.kernel.rollup import Key
from halfsky.kernel.target import Bar

MOST = 2**62
"""No sum may grow beyond this, so that whole numbers of 64 bits hold it."""


class How(IntEnum):
    """How the rows of one operand make the whole."""

    SUM = 0
    ALL = 1
    ONE = 2
    HIGHEST = 3
    LOWEST = 4


_HOW = {
    Adding.ADD: How.SUM,
    Adding.LAST: How.SUM,
    Adding.COUNT: How.SUM,
    Adding.EACH: How.ALL,
    Adding.NEVER: How.ONE,
    Adding.HIGHEST: How.HIGHEST,
    Adding.LOWEST: How.LOWEST,
}


def how(way: Adding) -> How:
    """The same for an element's way of adding."""
    return _HOW[way]


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure: its name, its quotient, which way is better (None: nobody is ranked), and what is to be met."""

    code: str
    quotient: Quotient
    way: Way | None = None
    bar: Bar | None = None

    @property
    def sense(self) -> int:
        """+1 higher is better, −1 lower, 0 nobody is ranked here: bands are ranked by the kernel."""
        return self.way.sense if self.way else 0


@dataclass(frozen=True, eq=False)
class Programme:
    """The figures asked of some lanes for up to `rows` rows. Operands stand in columns, operand k of figure f at
    [k, f]; a figure with fewer operands than others has coefficients 0 behind its own."""

    lanes: Lanes
    asked: tuple[Asked, ...]
    rows: int

    def __post_init__(self) -> None:
        largest = {key: most * max(1, self.rows) for key, most in zip(self.lanes.keys, self.lanes.most, strict=True)}
        for figure in self.asked:
            if figure.quotient.most(largest) >= MOST:
                raise NotAQuotient(figure.code)

    @property
    def figures(self) -> int:
        return len(self.asked)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(figure.code for figure in self.asked)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The lanes that a row must hold together for some figure, each such set once."""
        return tuple(dict.fromkeys(self._lanes(figure) for figure in self.asked))

    @cached_property
    def group(self) -> NDArray[np.int64]:
        """The group of each figure, [F]."""
        number = {lanes: g for g, lanes in enumerate(self.groups)}
        return np.array([number[self._lanes(figure)] for figure in self.asked], np.int64)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """Every group with every lane of it, [P, 2]."""
        return np.array([(g, lane) for g, lanes in enumerate(self.groups) for lane in lanes], np.int64).reshape(-1, 2)

    @cached_property
    def pair_at(self) -> Mapping[tuple[int, int], int]:
        """The number of a pair by its group and lane."""
        return {(int(g), int(lane)): i for i, (g, lane) in enumerate(self.pairs)}

    @cached_property
    def operands(self) -> int:
        """How many operands the figure with most operands has."""
        return max((len(figure.quotient.keys) for figure in self.asked), default=0)

    @cached_property
    def pair(self) -> NDArray[np.int64]:
        """The pair of each operand, [K, F]."""
        return self._columns(lambda key, f: self.pair_at[int(self.group[f]), self.lanes.at[key]])

    @cached_property
    def how(self) -> NDArray[np.int64]:
        """How the rows of each pair make the whole, [P]."""
        return np.array([how(self.lanes.ways[lane]) for _, lane in self.pairs], np.int64)

    @cached_property
    def above(self) -> NDArray[np.int64]:
        """The coefficient of each operand in the numerator, [K, F]."""
        return self._columns(lambda key, f: self.asked[f].quotient.above.get(key, 0))

    @cached_property
    def below(self) -> NDArray[np.int64]:
        """The coefficient of each operand in the denominator, [K, F]."""
        return self._columns(lambda key, f: self.asked[f].quotient.below.get(key, 0))

    @cached_property
    def constant(self) -> NDArray[np.int64]:
        """The constants above and below, [2, F]."""
        sides = [[getattr(f.quotient, side).get(None, 0) for f in self.asked] for side in ("above", "below")]
        return np.array(sides, np.int64).reshape(2, -1)

    @cached_property
    def far(self) -> NDArray[np.int64]:
        """The pairs of which the highest or lowest is asked, [X]."""
        return np.flatnonzero(np.isin(self.how, (How.HIGHEST, How.LOWEST))).astype(np.int64)

    @cached_property
    def far_lane(self) -> NDArray[np.int64]:
        """The lanes of these, each once, [E]."""
        return np.unique(self.pairs[self.far, 1])

    @cached_property
    def need(self) -> NDArray[np.uint64]:
        """The validity bits that a row must have for a group, [G, words]."""
        found = np.zeros((len(self.groups), self.lanes.words), np.uint64)
        for g, lane in self.pairs:
            found[g, lane // 64] |= np.uint64(1 << int(lane) % 64)
        return found

    @cached_property
    def full(self) -> NDArray[np.uint64]:
        """The bits of a row that lacks nothing which any figure asks, [words]."""
        found: NDArray[np.uint64] = np.bitwise_or.reduce(self.need, axis=0, initial=np.uint64(0))
        return found

    @cached_property
    def senses(self) -> NDArray[np.int64]:
        return np.array([f.sense for f in self.asked], np.int64)

    @cached_property
    def bars(self) -> NDArray[np.int64]:
        """Low above, low below, high above, high below of every bar, [F, 4]; a bound that is open is 0 / 0."""
        return np.array([_bounds(f.bar) for f in self.asked], np.int64).reshape(-1, 4)

    @property
    def fix(self) -> int:
        """The first column of a row of sums that is to be taken back from a pair, behind the lanes."""
        return len(self.lanes.keys)

    @property
    def lost(self) -> int:
        """The first column that says how many received rows a group lost."""
        return self.fix + len(self.pairs)

    @property
    def received(self) -> int:
        """The column of the rows that were received."""
        return self.lost + len(self.groups)

    @property
    def furthest(self) -> int:
        """The first column of highest and lowest: one for each lane of `far_lane`, over the rows that lack nothing."""
        return self.received + 1

    @property
    def further(self) -> int:
        """The first column of the same for each pair of `far`, over the rows that lack something, not of this."""
        return self.furthest + len(self.far_lane)

    @property
    def width(self) -> int:
        """Columns of a row of sums."""
        return self.further + len(self.far)

    @cached_property
    def columns_of(self) -> Mapping[int, tuple[int, int]]:
        """The two columns that hold the highest or lowest of a pair, by the pair."""
        lanes = np.searchsorted(self.far_lane, self.pairs[self.far, 1])
        return {int(p): (self.furthest + int(lanes[x]), self.further + x) for x, p in enumerate(self.far)}

    def extreme(self, line: NDArray[np.int64], pair: int) -> int:
        """The highest or lowest of a pair, out of a row of sums."""
        both = [int(line[column]) for column in self.columns_of[pair]]
        return max(both) if self.how[pair] == How.HIGHEST else min(both)

    def _lanes(self, figure: Asked) -> tuple[int, ...]:
        return tuple(sorted(self.lanes.at[key] for key in figure.quotient.keys))

    def _columns(self, of: Callable[[Key, int], int]) -> NDArray[np.int64]:
        found = np.zeros((self.operands, self.figures), np.int64)
        for f, figure in enumerate(self.asked):
            for k, key in enumerate(figure.quotient.keys):
                found[k, f] = of(key, f)
        return found

    @classmethod
    def possible(cls, lanes: Lanes, asked: Iterable[Asked], rows: int) -> Programme:
        """The programme of those figures that whole numbers of 64 bits can hold; the others are left to the kernel."""
        return cls(lanes, tuple(figure for figure in asked if _fits(lanes, figure, rows)), rows)


def _fits(lanes: Lanes, figure: Asked, rows: int) -> bool:
    try:
        Programme(lanes, (figure,), rows)
    except NotAQuotient:
        return False
    return True


def _bounds(bar: Bar | None) -> Sequence[int]:
    bounds: list[Fraction | None] = [bar.low, bar.high] if bar else [None, None]
    return [part for b in bounds for part in ((b.numerator, b.denominator) if b is not None else (0, 0))]
