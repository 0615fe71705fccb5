"""The arithmetic of reports: what a total, share, change or surplus implies. Exact; the caller prints.

Every function takes the figures as printed (already exact) and gives what follows from them, so that a text can be
checked and a table filled by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.refusals import problem

NO_WHOLE = problem(
    "400.53",
    ("分母为零，无法计算占比或增长率。", "The base is zero: no share or growth can be computed."),
    ("请核对分母；没有对象时填“不适用”。", "Check the base; where there is nothing to count, say so."),
)


def percent(part: Fraction, whole: Fraction) -> Fraction:
    """The share of a part in a whole, in percent. Refuses a whole of zero."""
    if not whole:
        raise NO_WHOLE.at()
    return 100 * part / whole


def total(parts: Iterable[Fraction]) -> Fraction:
    """The sum of parts."""
    return sum(parts, Fraction(0))


def amount(lines: Iterable[Sequence[Fraction]]) -> Fraction:
    """The sum over lines of persons × standard × times: 3570 × 800 + 711 × 400; 1479 × 50 × 12."""
    whole = Fraction(0)
    for line in lines:
        product = Fraction(1)
        for factor in line:
            product *= factor
        whole += product
    return whole


@dataclass(frozen=True, slots=True)
class Change:
    """A value with its absolute change against the previous one (in points where the value is a rate)."""

    value: Fraction
    change: Fraction

    @property
    def previous(self) -> Fraction:
        return self.value - self.change

    @property
    def growth(self) -> Fraction:
        """Relative growth in percent. Refuses a previous value of zero."""
        return percent(self.change, self.previous)

    def __add__(self, other: Change) -> Change:
        """Counts add; so do their changes."""
        return Change(self.value + other.value, self.change + other.change)


@dataclass(frozen=True, slots=True)
class Surplus:
    """A result with how far it exceeds its target, in the same unit or in points."""

    actual: Fraction
    over: Fraction

    @property
    def target(self) -> Fraction:
        return self.actual - self.over

    @property
    def attainment(self) -> Fraction:
        """Result ÷ target in percent."""
        return percent(self.actual, self.target)

    @property
    def relative(self) -> Fraction:
        """The surplus in percent of the target: what 超目标值3.38% would mean if it were not points."""
        return percent(self.over, self.target)
