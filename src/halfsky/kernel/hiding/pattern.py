"""Which cells are hidden: for every small count the cheapest move that gives it enough values.

What is hidden already costs nothing; of the rest the lowest are taken first, the grand total last. Regular tables are
searched across their axes, irregular ones count by count, more widely each time that nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from halfsky.kernel.hiding.crossing import Crossing
from halfsky.kernel.hiding.growing import Growing
from halfsky.kernel.hiding.market import Market
from halfsky.kernel.hiding.table import Equation, Move, Name, Pattern, Table

LINES, WIDTHS = (5, 24), (4, 24, 80)
"""How many moves along each axis are crossed, and how many unfinished ones followed: the fewest first."""


def pattern(table: Table, small: Iterable[Name], many: int, proofs: Mapping[Name, Move] | None = None) -> Pattern:
    """The cells to hide: the `small` ones, and what it takes that every one of them may have `many` values.

    Cells with `proofs` from elsewhere are hidden as they are. The pattern depends on the table alone, not on the order
    in which it is told.
    """
    market = Market(replace(table, equations=tuple(sorted(table.equations, key=_spelled))), many)
    found = dict(proofs or {})
    market.hidden.update(found, small)
    unproved = _prove(market, sorted(set(small) - set(found), key=market.order.__getitem__), found)
    market.hidden |= connected(table, unproved - table.away)
    return Pattern(frozenset(market.hidden), found, unproved)


def _spelled(equation: Equation) -> list[tuple[Name, int]]:
    return sorted(equation.terms)


def _prove(market: Market, waiting: list[Name], found: dict[Name, Move]) -> frozenset[Name]:
    """Find a proof for each that waits, hide what it takes, and prove that, too; what has no proof is left."""
    crossing, growing = Crossing(market), Growing(market)
    unproved = set()
    for name in waiting:
        if name in found:
            continue
        known = name in market.table.away
        move = None if known else next(filter(None, _moves(crossing, growing, name)), None)
        if move is None:
            unproved.add(name)
            continue
        market.hidden.update(other for other, _ in move.steps)
        for other, _ in move.steps:
            if move.gives(market.needed(other)):
                found.setdefault(other, move)
            else:
                waiting.append(other)
    return frozenset(unproved - set(found))


def _moves(crossing: Crossing, growing: Growing, name: Name) -> Iterator[Move | None]:
    yield from (crossing.find(name, many) for many in LINES)
    yield from (growing.find(name, width) for width in WIDTHS)


def connected(table: Table, names: Iterable[Name]) -> frozenset[Name]:
    """Everything that equations and limits connect with these cells, over however many of them."""
    found, waiting = set(names), list(names)
    while waiting:
        name = waiting.pop()
        beside = [table.equations[number].terms for number, _ in table.of[name]]
        limited = [table.limits[number].terms for number in table.limited.get(name, ())]
        new = {other for terms in (*beside, *limited) for other, _ in terms} - found
        found |= new
        waiting.extend(new)
    return frozenset(found)
