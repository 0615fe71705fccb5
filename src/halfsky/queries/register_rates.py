"""Rates beside the figures of a register: those indicators of which every operand comes from it, or from the tree.

So the page of a register says not only how many were answered, but which share of them in time; for a month as for a
year, as such a formula looks at one period alone. A rate of which an operand is not shown to the viewer is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Observation, Reading
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.grammar import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.rollup import Key, Rolled
from halfsky.queries.fed import Fed
from halfsky.queries.hidden import Sight
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class RateRow:
    """One indicator at a place, now and in the period before; None where its operands give no value."""

    indicator: Indicator
    now: Observation | None
    before: Observation | None


def register_rates(house: House, viewer: Viewer, register: Register, at: Place, period: Period) -> list[RateRow]:
    """The rates that the records of a register give at a place in a period, in the order of the catalogue."""
    demand(viewer, SEE_FIGURES, at, house.today())
    mine = {feed.element for feed in register.feeds}
    wanted = [(i, formula) for i, formula, keys in _formulas(house, period) if _made_of(keys, mine, house)]
    sight = Sight(house, viewer)
    wanted = [(i, formula) for i, formula in wanted if not sight.shut(operands(formula, TOTAL), at)]
    if not wanted:
        return []
    fed, earlier = Fed(house, at), period.previous()
    now, before = fed.at(at.id, period), fed.at(at.id, earlier)
    return [
        RateRow(i, _rate(house, i, formula, now, period), _rate(house, i, formula, before, earlier))
        for i, formula in wanted
    ]


def _formulas(house: House, period: Period) -> list[tuple[Indicator, Node, tuple[Key, ...]]]:
    year = period.last_day().year
    found = ((i, house.content.formula(i, year)) for i in house.content.indicators.values())
    return [(i, formula, operands(formula, TOTAL)) for i, formula in found if formula is not None]


def _made_of(keys: tuple[Key, ...], mine: set[str], house: House) -> bool:
    """Whether all operands come from the register or the tree, and one at least from the register."""
    codes = {code for code, _ in keys}
    return bool(codes & mine) and codes <= mine | set(house.content.counts)


def _rate(
    house: House, indicator: Indicator, formula: Node, given: Mapping[Key, Reading], period: Period
) -> Observation | None:
    return compute(indicator, formula, Rolled(dict(given), 1, 1), house.content.elements, TOTAL, period)
