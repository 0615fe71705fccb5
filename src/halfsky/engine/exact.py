"""Fractions by the column: numerators and denominators of 64 bits, exact, or refused before they overflow.

A value that is missing in a row is so in all that is made of it, as the reference evaluator has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST = 2**62
"""No numerator and no denominator may grow beyond this."""


class TooLarge(Exception):
    """The numbers might not fit into 64 bits: the reference has to reckon."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A fraction for every row. `below` is positive; `most` and `deep` bound what stands above and below in any row."""

    above: Whole
    below: Whole
    missing: Flags
    most: int
    deep: int

    @staticmethod
    def of(numbers: Whole, missing: Flags | None = None) -> Exact:
        """Whole numbers."""
        lacks = np.zeros(len(numbers), np.bool_) if missing is None else missing
        most = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
        return _bounded(numbers, np.ones(len(numbers), np.int64), lacks, most, 1)

    @staticmethod
    def constant(value: Fraction, rows: int) -> Exact:
        """The same value in every row."""
        above, below = value.as_integer_ratio()
        if max(abs(above), below) > MOST:
            raise TooLarge
        return Exact(np.full(rows, above), np.full(rows, below), np.zeros(rows, np.bool_), abs(above), below)

    def plus(self, other: Exact, sign: int = 1) -> Exact:
        if self.deep == other.deep == 1:
            most = self.most + other.most
            return _made(lambda: (self.above + sign * other.above, self.below), self, other, most, 1)
        most = self.most * other.deep + other.most * self.deep
        return _made(
            lambda: (self.above * other.below + sign * other.above * self.below, self.below * other.below),
            self, other, most, self.deep * other.deep,
        )  # fmt: skip

    def times(self, other: Exact) -> Exact:
        return _made(
            lambda: (self.above * other.above, self.below * other.below),
            self, other, self.most * other.most, self.deep * other.deep,
        )  # fmt: skip

    def over(self, other: Exact) -> Exact:
        """Divided; missing where the divisor is zero."""
        none = other.above == 0
        turned = Exact(
            np.where(other.above < 0, -other.below, other.below),
            np.where(none, 1, np.abs(other.above)),
            other.missing | none,
            other.deep,
            max(other.most, 1),
        )
        return self.times(turned)

    def magnitude(self) -> Exact:
        return Exact(np.abs(self.above), self.below, self.missing, self.most, self.deep)

    def negative(self) -> Exact:
        return Exact(-self.above, self.below, self.missing, self.most, self.deep)

    def times_constant(self, value: Fraction) -> Exact:
        return self if value == 1 else self.times(Exact.constant(value, len(self.above)))

    def beside(self, other: Exact) -> tuple[Whole, Whole]:
        """Both over one denominator: what is compared."""
        if self.deep == other.deep == 1:
            return self.above, other.above
        if max(self.most * other.deep, other.most * self.deep) > MOST:
            raise TooLarge
        return self.above * other.below, other.above * self.below

    def where(self, chosen: Flags, other: Exact) -> Exact:
        """This value in the chosen rows, the other's elsewhere."""
        return Exact(
            np.where(chosen, self.above, other.above),
            np.where(chosen, self.below, other.below),
            np.where(chosen, self.missing, other.missing),
            max(self.most, other.most),
            max(self.deep, other.deep),
        )


def _made(make: Callable[[], tuple[Whole, Whole]], one: Exact, other: Exact, most: int, deep: int) -> Exact:
    """What is made of two, once it is known that it fits."""
    if max(most, deep) > MOST:
        raise TooLarge
    above, below = make()
    return Exact(above, below, one.missing | other.missing, most, deep)


def _bounded(above: Whole, below: Whole, missing: Flags, most: int, deep: int) -> Exact:
    if max(most, deep) > MOST:
        raise TooLarge
    return Exact(above, below, missing, most, deep)
