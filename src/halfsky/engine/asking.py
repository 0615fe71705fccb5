"""Which figures the arrays of a level hold: every indicator of the content whose formula enters there.

What registers feed and what the tree itself counts comes from elsewhere, and so does what enters at the place it
speaks of; such figures are left to the reference, as is what no quotient can say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from halfsky.engine.lanes import Lanes
from halfsky.engine.programme import Asked, Programme
from halfsky.engine.quotient import NotAQuotient, quotient
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.content import Content
from halfsky.kernel.figure import cells_of, operands
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import way
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Key


def levels(content: Content) -> list[Level]:
    """The levels at which something enters."""
    return [level for level in Level if any(e.at is level for e in content.elements.values())]


def elsewhere(content: Content) -> frozenset[str]:
    """The elements that no form gives: fed by registers, or counted in the tree."""
    fed = {feed.element for register in content.registers.values() for feed in register.feeds}
    return frozenset(fed | set(content.counts))


def keys_of(content: Content, level: Level, years: Collection[int]) -> frozenset[Key]:
    """All readings that figures of these years ask of a level."""
    return frozenset(
        key
        for year in years
        for _, formula, cells in _formulas(content, level, year)
        for cell in cells
        for key in operands(formula, cell)
    )


def programme(content: Content, level: Level, year: int, lanes: Lanes, rows: int) -> Programme:
    """The figures of a level in a year, over all cells in which their operands are broken down alike."""
    scales = dict(zip(lanes.keys, lanes.scales, strict=True))
    every = (
        _asked(content, indicator, formula, cell, scales)
        for indicator, formula, cells in _formulas(content, level, year)
        for cell in cells
    )
    return Programme.possible(lanes, (asked for asked in every if asked), rows)


def _asked(
    content: Content, indicator: Indicator, formula: Node, cell: Cell, scales: Mapping[Key, int]
) -> Asked | None:
    if any(key not in scales for key in operands(formula, cell)):
        return None
    try:
        made = quotient(indicator, formula, cell, content.elements, scales)
    except NotAQuotient:
        return None
    return Asked(f"{indicator.code}|{cell}", made, way(indicator, None))


def _formulas(content: Content, level: Level, year: int) -> list[tuple[Indicator, Node, list[Cell]]]:
    others, found = elsewhere(content), []
    for indicator in content.indicators.values():
        formula = content.formula(indicator, year)
        if formula is None:
            continue
        codes = {code for code, _ in operands(formula, Cell())}
        if codes and not codes & others and all(content.elements[code].at is level for code in codes):
            found.append((indicator, formula, cells_of(formula, content.elements)))
    return found
