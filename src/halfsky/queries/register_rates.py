"""Rates beside the figures of a register: those indicators of which every operand comes from it, or from the tree.

So the page of a register says not only how many were answered, but which share of them in time; for a month as for a
year, as such a formula looks at one period alone. A rate of which an operand is not shown to the viewer is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.fact import Observation, Reading
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.grammar import Node
from halfsky.kernel.grammar.nodes import Binary
from halfsky.kernel.grammar.tree import uses
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.rollup import Key, Rolled
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.queries.fed import Fed
from halfsky.queries.hidden import Sight
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class RateRow:
    """One indicator at a place, now and in the period before; None where its operands give no value. `base` names what
    it is a rate of."""

    indicator: Indicator
    now: Observation | None
    before: Observation | None
    at: Cell = TOTAL
    base: Text = NOTHING


@dataclass(frozen=True, slots=True)
class RateOf:
    """An indicator with its formula in a period, and what that reads."""

    indicator: Indicator
    formula: Node
    keys: tuple[Key, ...]


def register_rates(house: House, viewer: Viewer, register: Register, at: Place, period: Period) -> list[RateRow]:
    """The rates that the records of a register give at a place in a period, in the order of the catalogue."""
    demand(viewer, SEE_FIGURES, at, house.today())
    mine = {feed.element for feed in register.feeds}
    known = [
        one for one in formulas(house, period) if {code for code, _ in one.keys} <= mine | set(house.content.counts)
    ]
    return [row for row in rates_of(register, period, Fed(house, at), Sight(house, viewer), known) if not row.at]


def formulas(house: House, period: Period) -> list[RateOf]:
    """The indicators that have a formula in the year of a period."""
    year = period.last_day().year
    found = ((i, house.content.formula(i, year)) for i in house.content.indicators.values())
    return [RateOf(i, formula, operands(formula, TOTAL)) for i, formula in found if formula is not None]


def rates_of(register: Register, period: Period, fed: Fed, sight: Sight, known: Sequence[RateOf]) -> list[RateRow]:
    """The rates of a register at the top of what is fed: each in all, then in the categories that all its operands
    have, where these give a value. A rate belongs to the register of its first operand; others may give the rest."""
    house, at, mine = fed.house, fed.top, {feed.element for feed in register.feeds}
    wanted = [one for one in known if _made_of(one.keys, mine, fed) and not sight.shut(one.keys, at)]
    if not wanted:
        return []
    earlier = period.previous()
    now, before = fed.at(at.id, period), fed.at(at.id, earlier)
    found = []
    for one in wanted:
        for cell in (TOTAL, *_cells(house, one)):
            rate = _rate(house, one, now, period, cell)
            if rate is not None or not cell:
                was = _rate(house, one, before, earlier, cell)
                found.append(RateRow(one.indicator, rate, was, cell, _base(house, one, period)))
    return found


def _made_of(keys: tuple[Key, ...], mine: set[str], fed: Fed) -> bool:
    """Whether all operands come from registers or the tree, and the first that a register feeds from this one."""
    first = next((code for code, _ in keys if code in fed.elements), "")
    return first in mine and {code for code, _ in keys} <= set(fed.elements) | set(fed.content.counts)


def _cells(house: House, of: RateOf) -> list[Cell]:
    """The categories in which every operand is fed."""
    feeds = [feed for register in house.content.registers.values() for feed in register.feeds]
    fed = {feed.element: {dimension for dimension, _ in feed.cells} for feed in feeds}
    shared = set[str].intersection(*(fed.get(code, set()) for code, _ in of.keys))
    breakdowns = dict(house.content.elements[of.keys[0][0]].breakdowns)
    return [read_cell(f"{d}={category}") for d in sorted(shared) for category in breakdowns.get(d, ())]


def _base(house: House, of: RateOf, period: Period) -> Text:
    """What a quotient is a share or a mean of: as its definition says, else the names in its denominator."""
    definition = of.indicator.definition(period.last_day().year)
    if definition is not None and definition.denominator:
        return Text(definition.denominator)
    if not isinstance(of.formula, Binary) or of.formula.sign != "/":
        return NOTHING
    return listed([house.content.elements[code].name for code in uses(of.formula.right)])


def _rate(house: House, of: RateOf, given: Mapping[Key, Reading], period: Period, cell: Cell) -> Observation | None:
    return compute(of.indicator, of.formula, Rolled(dict(given), 1, 1), house.content.elements, cell, period)
