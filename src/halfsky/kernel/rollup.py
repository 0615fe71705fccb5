"""How the parts of a tree make the whole. The clear way; an engine must agree with it.

A sum says how many of how many due parts it holds. All operands of one formula are taken from the same parts: a county
that gave the numerator and not the denominator counts in neither. A sum over nobody is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Absence, Adding, Element, Missing, Reading

ENOUGH_PARTS = Fraction(80, 100)

Key = tuple[str, Cell]
"""An element's code and a cell of its breakdown."""
Entries = Mapping[Key, Reading]
"""What one place has given for one period."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """The operands of a formula over a subtree; `held` of `due` parts gave all of them."""

    values: Mapping[Key, Reading]
    held: int
    due: int

    @property
    def complete(self) -> bool:
        return self.held == self.due

    @property
    def enough(self) -> bool:
        """Whether so many parts have given that the sum may speak for the whole (本系统约定)."""
        return self.due > 0 and Fraction(self.held, self.due) >= ENOUGH_PARTS


def read(element: Element, at: Cell, entries: Entries) -> Reading:
    """What a place gave for a cell. An entered total is the value; else the total of a whole breakdown is its sum."""
    given = entries.get((element.code, at))
    if given is not None:
        return given
    for dimension, categories in element.breakdowns:
        if dimension in dict(at.parts) or element.adds is not Adding.ADD:
            continue
        finer = [read(element, cell({**dict(at.parts), dimension: c}), entries) for c in categories]
        known = [x for x in finer if isinstance(x, Fraction)]
        if finer and len(known) == len(finer):
            return sum(known, Fraction(0))
    return Missing(Absence.NOT_REPORTED, element.code)


def roll_up(needed: Iterable[Key], elements: Mapping[str, Element], parts: Sequence[Entries]) -> Rolled:
    """The operands `needed` over the due parts; a part that lacks one of them is left out of all."""
    keys = list(needed)
    readings = [{k: read(elements[k[0]], k[1], entries) for k in keys} for entries in parts]
    whole = [r for r in readings if all(isinstance(x, Fraction) for x in r.values())]
    values = {k: _add(elements[k[0]], [x for r in whole if isinstance(x := r[k], Fraction)]) for k in keys}
    return Rolled(values, len(whole), len(parts))


def _add(element: Element, values: Sequence[Fraction]) -> Reading:
    """The whole of one element from its parts, by its way of adding."""
    if not values:
        return Missing(Absence.NOT_REPORTED, element.code)
    match element.adds:
        case Adding.ADD | Adding.LAST:  # a stock takes its last value in time, its places still add
            return sum(values, Fraction(0))
        case Adding.HIGHEST:
            return max(values)
        case Adding.LOWEST:
            return min(values)
        case Adding.EACH:
            return Fraction(all(v > 0 for v in values))
        case Adding.COUNT:
            return Fraction(sum(v > 0 for v in values))
        case Adding.NEVER:
            return values[0] if len(values) == 1 else Missing(Absence.NOT_COMPUTED, element.code)
