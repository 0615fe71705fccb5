"""The sheets of a large table that need no look of their own: complete, of whole numbers, and passed by all checks.

They are read as columns and checked as columns (`engine/clearing.py`); of what is left the usual way says what is
wrong, word for word as if it had come alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.clearing import STRANGE, Clearing
from halfsky.exchange.whole_rows import WholeRow
from halfsky.kernel.answer import from_stored, reading
from halfsky.kernel.checking import Kind
from halfsky.kernel.fact import Reading
from halfsky.kernel.grammar import Shift
from halfsky.kernel.grammar.tree import uses
from halfsky.kernel.place import Place
from halfsky.kernel.rollup import Key, read
from halfsky.kernel.round import Round
from halfsky.queries.around import Stored, answered_beside, earlier, readings_of
from halfsky.queries.forms import key_text
from halfsky.queries.grid import Grid


@dataclass(frozen=True, slots=True)
class Cleared:
    """Sheets that may be handed in as they are: their figures, by the code of the unit."""

    row: Mapping[str, int]
    numbers: NDArray[np.int64]
    keys: tuple[str, ...] = ()

    def entries(self) -> Callable[[str], str]:
        """The answers of a unit as a submission keeps them, spelled."""
        form = json.dumps({key.replace("%", "%%"): "%d" for key in self.keys})
        rows = self.numbers.tolist()
        return lambda code: form % tuple(rows[self.row[code]])


NONE = Cleared({}, np.zeros((0, 0), np.int64))


def cleared(
    grid: Grid, round_: Round, top: Place, units: Mapping[str, Place], rows: Mapping[str, Mapping[str, str]]
) -> Cleared:
    """The units whose rows were read as whole numbers, answer everything that is asked and nothing else, and surely
    pass all checks."""
    whole = {code: row for code in units if isinstance(row := rows[code], WholeRow)}
    first = next(iter(whole.values()), None)
    if first is None or set(first.of.keys) != set(grid.asked):
        return NONE
    clearing = Clearing(grid.checks, tuple(grid.asked[text] for text in first.of.keys))
    if not clearing.able:
        return NONE
    codes = [code for code, row in whole.items() if row.of is first.of]
    numbers = first.of.numbers[[whole[code].row for code in codes]]
    before = _Before(grid, round_, top, [units[code].id for code in codes])
    groups = np.zeros(len(codes), np.int64)
    if clearing.compares:
        # Siblings are set against each other as columns where all of them are at hand.
        elsewhere = {place.parent_id for code, place in units.items() if code not in whole}
        elsewhere |= {units[code].parent_id for code in whole.keys() - set(codes)} | {None}
        elsewhere |= answered_beside(round_, top, units)
        parents = (units[code].parent_id for code in codes)
        groups[:] = [STRANGE if parent is None or parent in elsewhere else parent for parent in parents]
    passed = clearing.clear(numbers, before, before.same(), groups)
    sound = [code for code, fits in zip(codes, passed.tolist(), strict=True) if fits]
    return Cleared({code: at for at, code in enumerate(sound)}, numbers[passed], first.of.keys)


class _Before:
    """What the units gave in other periods, cell by cell, as the checks ask for it."""

    def __init__(self, grid: Grid, round_: Round, top: Place, units: Sequence[int]) -> None:
        self.grid, self.top, self.units = grid, top, units
        formulas = [check.formula for check in grid.checks.form.checks if check.formula is not None]
        self.codes = frozenset(code for formula in formulas for code in uses(formula))
        at = round_.period
        self.period = {
            Shift.PREVIOUS: at.previous(),
            Shift.SAME_PERIOD_LAST_YEAR: at.same_period_last_year(),
        }
        self.given = cache(lambda period: earlier(top, period, self.codes))

    def __call__(self, shift: Shift, key: Key) -> Sequence[Reading] | None:
        given = self.given(self.period[shift])
        if not given:
            return None
        text = key_text(key)
        return [self._reading(given.get(unit, {}), key, text) for unit in self.units]

    def _reading(self, entries: Mapping[str, Stored], key: Key, text: str) -> Reading:
        kept = entries.get(text)
        if kept is not None:
            return reading(from_stored(kept), key[0])
        return read(self.grid.checks.elements[key[0]], key[1], readings_of(entries))

    def same(self) -> NDArray[np.bool_]:
        """The units that have a sheet of last year, where that is asked for."""
        if not any(check.kind is Kind.ALIKE for check in self.grid.checks.form.checks):
            return np.zeros(len(self.units), np.bool_)
        given = self.given(self.period[Shift.SAME_PERIOD_LAST_YEAR])
        return np.fromiter((unit in given for unit in self.units), np.bool_, len(self.units))
