"""Which of many sheets surely pass all checks of their form: asked of whole columns, in front of the reference.

Only complete sheets of whole numbers are looked at. A sheet that is cleared would bring no failed finding from
`kernel/checking.py`; of all others nothing is said here, and the reference makes the findings. So this can only save
work, never change a word; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.columns import Look, Unsaid, failing, worth
from halfsky.engine.exact import Exact, Flags, TooLarge, Whole
from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.checking import Check, Checks, Kind, lies_apart
from halfsky.kernel.fact import Reading
from halfsky.kernel.grammar import Shift
from halfsky.kernel.rollup import Key, read
from halfsky.kernel.spread import Spread
from halfsky.kernel.units import Unit

LARGEST = 10**9
"""Sheets with larger numbers are left to the reference."""
TAKEN = frozenset({Kind.CONDITION, Kind.ALIKE, Kind.SIBLINGS})
STRANGE = -1
"""The group of rows whose siblings are not all among the rows."""


Before = Callable[[Shift, Key], Sequence[Reading] | None]
"""A cell of another period in every row; None where no row has anything of that period."""


@dataclass(slots=True)
class Clearing:
    """The checks of a form, ready to be asked of columns; `keys` are the cells that the columns hold, all of those
    that the form asks."""

    checks: Checks
    keys: Sequence[Key]
    _read: dict[Key, Sequence[int] | None] = field(default_factory=dict)

    @property
    def able(self) -> bool:
        """Whether sheets of this form can be cleared at all."""
        return all(check.kind in TAKEN for check, _ in self.checks.asked)

    @property
    def compares(self) -> bool:
        """Whether sheets are set against those of their siblings."""
        return any(check.kind is Kind.SIBLINGS for check, _ in self.checks.asked)

    def clear(self, numbers: Whole, before: Before, same: Flags, groups: NDArray[np.int64]) -> Flags:
        """The rows that surely pass. `before` looks up cells of other periods; `same` are the rows that have a sheet of
        last year to look like; rows of one group are each other's siblings, and all there are."""
        if not self.able:
            return np.zeros(len(numbers), np.bool_)
        passed: Flags = np.all(numbers <= LARGEST, axis=1)
        if any(check.kind is Kind.ALIKE for check, _ in self.checks.asked):
            passed &= ~same
        for total, parts in self._parts():
            passed &= numbers[:, parts].sum(1) == numbers[:, total]
        large = np.any(numbers > LARGEST, axis=1)
        looking = _Looking(self, np.where(large[:, None], 0, numbers), before, large)
        if self.compares:
            passed &= ~np.isin(groups, [STRANGE, *groups[large]])
        try:
            for check, columns in self.checks.asked:
                for at, _, _ in columns:
                    assert check.formula is not None
                    if check.kind is Kind.CONDITION:
                        passed &= ~failing(check.formula, len(numbers), looking.at(at))
                    elif check.kind is Kind.SIBLINGS:
                        passed &= ~_apart(worth(check.formula, len(numbers), looking.at(at, alone=True)), check, groups)
        except (Unsaid, TooLarge):
            return np.zeros(len(numbers), np.bool_)
        return passed & ~looking.unsure

    def _parts(self) -> list[tuple[int, list[int]]]:
        """Totals that are entered and their parts, as far as columns hold them."""
        place = {key: at for at, key in enumerate(self.keys)}
        found = []
        for element, at, parts, _ in self.checks.parts:
            keys = [(element.code, at), *((element.code, part) for part in parts)]
            if all(key in place for key in keys):
                total, *others = (place[key] for key in keys)
                found.append((total, others))
        return found

    def read(self, key: Key) -> Sequence[int] | None:
        """The columns that add up to a cell; None where a complete sheet says nothing of it.

        The reference is asked: each column holds another power, so the sum shows what was added.
        """
        if key not in self._read:
            powers = {asked: Fraction(1 << at) for at, asked in enumerate(self.keys)}
            found = read(self.checks.elements[key[0]], key[1], powers)
            whole = found.numerator if isinstance(found, Fraction) else 0
            self._read[key] = [at for at in range(len(self.keys)) if whole >> at & 1] or None
        return self._read[key]


@dataclass(slots=True)
class _Looking:
    """The values of cells, column by column; each is made once."""

    of: Clearing
    numbers: NDArray[np.int64]
    before: Before
    unsure: Flags
    known: dict[tuple[Shift, Key], Exact] = field(default_factory=dict)

    def at(self, column: Cell, alone: bool = False) -> Look:
        """How a formula that is asked at a column looks its cells up; `alone` without other periods, which of siblings
        nobody knows."""

        def look(code: str, part: Cell, shift: Shift) -> Exact:
            if alone and shift is not Shift.NONE:
                raise Unsaid
            key = code, cell({**dict(column.parts), **dict(part.parts)})
            if (shift, key) not in self.known:
                made = self._now(key) if shift is Shift.NONE else self._before(shift, key)
                self.known[shift, key] = made.times_constant(Unit.parse(self.of.checks.elements[code].unit).factor)
            return self.known[shift, key]

        return look

    def _now(self, key: Key) -> Exact:
        columns = self.of.read(key)
        rows = len(self.numbers)
        if columns is None:
            return Exact.of(np.zeros(rows, np.int64), np.ones(rows, np.bool_))
        return Exact.of(self.numbers[:, columns].sum(1) if len(columns) > 1 else self.numbers[:, columns[0]])

    def _before(self, shift: Shift, key: Key) -> Exact:
        rows = len(self.numbers)
        found = self.before(shift, key)
        if found is None:
            return Exact.of(np.zeros(rows, np.int64), np.ones(rows, np.bool_))
        there = np.fromiter((isinstance(x, Fraction) for x in found), np.bool_, rows)
        plain = [x.numerator if isinstance(x, Fraction) and _plain(x) else None for x in found]
        fit = np.fromiter((x is not None for x in plain), np.bool_, rows)
        self.unsure |= there & ~fit
        return Exact.of(np.fromiter((x or 0 for x in plain), np.int64, rows), ~there)


def _apart(values: Exact, check: Check, groups: NDArray[np.int64]) -> Flags:
    """The rows whose value lies apart from that of the others in their group; the reference says when it does."""
    found = np.zeros(len(groups), np.bool_)
    rows = np.flatnonzero(~values.missing & (groups != STRANGE))
    rows = rows[np.argsort(groups[rows], kind="stable")]
    ends = np.flatnonzero(np.diff(groups[rows])) + 1
    for some in np.split(rows, ends):
        pairs = zip(values.above[some].tolist(), values.below[some].tolist(), strict=True)
        known = [Fraction(above, below) for above, below in pairs]
        spread = Spread.of(known)
        found[some] = [lies_apart(mine, spread, check.times) for mine in known]
    return found


def _plain(value: Fraction) -> bool:
    """Whether it is a whole number of usual size."""
    return value.denominator == 1 and abs(value.numerator) <= LARGEST
