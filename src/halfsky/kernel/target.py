"""Targets: plan × indicator × breakdown × place × year, and the bar that a value must pass.

以上, 以下 and 以内 include the number itself. A band for 左右 is never invented: without an issued tolerance there is
no bar. A relative goal (下降20%) has its bar computed from the base value, again each time the base is revised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text


class Comparator(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    BETWEEN = "between"
    ABOUT = "about"
    REDUCE_BY = "reduce_by"
    RAISE_BY = "raise_by"

    @property
    def relative(self) -> bool:
        return self in (Comparator.REDUCE_BY, Comparator.RAISE_BY)


@dataclass(frozen=True, slots=True)
class Bar:
    """The closed interval a value must lie in; one side may be open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def meets(self, value: Fraction) -> bool:
        """Decided on the exact value; the bounds are included."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    @property
    def sense(self) -> int:
        """+1 when higher is better, −1 when lower is, 0 for a band."""
        return (self.low is not None) - (self.high is not None)

    def edge(self, value: Fraction) -> Fraction:
        """The bound that a value outside the bar has to reach; a value inside is there already."""
        if self.low is not None and value < self.low:
            return self.low
        if self.high is not None and value > self.high:
            return self.high
        return value

    def miss(self, value: Fraction) -> Fraction:
        """How far outside the bar a value lies; 0 inside."""
        return abs(value - self.edge(value))

    def within(self, other: Bar) -> bool:
        """Whether every value that meets this bar meets `other` too."""
        above = other.low is None or (self.low is not None and self.low >= other.low)
        below = other.high is None or (self.high is not None and self.high <= other.high)
        return above and below


class NoBar(StrEnum):
    """Why a numeric goal has no bar yet."""

    NO_TOLERANCE = "no_tolerance"
    NO_BASE = "no_base"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to hold at a place in a year. `each` names the level whose places must every one meet it.

    `value` and `value2` are in the indicator's unit; for reduce_by / raise_by `value` is the share (1/5 for 20 %).
    `shown` keeps the number as the document prints it.
    """

    plan: str
    number: str
    year: int
    comparator: Comparator
    value: Fraction
    shown: str
    value2: Fraction | None = None
    tolerance: Fraction | None = None
    place: str = ""
    group: str = ""
    cell: Cell = TOTAL
    each: Level | None = None
    source: str = ""
    review: bool = False
    interim: bool = False

    def bar(self, base: Fraction | None) -> Bar | NoBar:
        """The bar, or why there is none; `base` is the value of the base year."""
        match self.comparator:
            case Comparator.AT_LEAST:
                return Bar(low=self.value)
            case Comparator.AT_MOST:
                return Bar(high=self.value)
            case Comparator.EQUAL:
                return Bar(self.value, self.value)
            case Comparator.BETWEEN:
                return Bar(self.value, self.value2)
            case Comparator.ABOUT:
                if self.tolerance is None:
                    return NoBar.NO_TOLERANCE
                return Bar(self.value - self.tolerance, self.value + self.tolerance)
            case Comparator.REDUCE_BY:
                return NoBar.NO_BASE if base is None else Bar(high=base * (1 - self.value))
            case Comparator.RAISE_BY:
                return NoBar.NO_BASE if base is None else Bar(low=base * (1 + self.value))

    def stricter_than(self, other: Target, base: Fraction | None) -> bool:
        """Whether meeting this target implies meeting `other` and not the reverse."""
        mine, theirs = self.bar(base), other.bar(base)
        if isinstance(mine, NoBar) or isinstance(theirs, NoBar):
            return False
        return mine.within(theirs) and not theirs.within(mine)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the places of an each-level target: its value, or None and why."""

    name: Text
    value: Fraction | None
    absence: Absence = Absence.NOT_REPORTED
