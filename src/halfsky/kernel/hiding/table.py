"""What a reader may know of counts, and what proves that a hidden one cannot be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

Name = tuple[str, str, int, str]
"""A count: element, cell of its breakdowns, place, period."""

USUAL_THRESHOLD = 5
"""Counts below it are small, where a house says nothing else."""


def small(count: int, threshold: int, zero: bool = False) -> bool:
    """Whether a count is not shown for itself. That there is none at all is shown, unless `zero` asks otherwise."""
    return (0 if zero else 1) <= abs(count) < threshold


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of counts, each by a whole factor, that the reader knows: whatever it is, it stays."""

    terms: tuple[tuple[Name, int], ...]


def adds_up(whole: Name, parts: Iterable[Name]) -> Equation:
    """One count is the sum of others."""
    return Equation(((whole, 1), *((part, -1) for part in parts)))


@dataclass(frozen=True, slots=True)
class Limit:
    """A sum of counts by factors, and a constant, that the reader knows not to be negative."""

    terms: tuple[tuple[Name, Fraction], ...]
    constant: Fraction = Fraction(0)


def rate_limits(numerator: Name, denominator: Name, low: Fraction, high: Fraction) -> tuple[Limit, Limit]:
    """What a rate that is shown says of its counts: printed with d decimals it lies within half a unit of the last
    one, `low` ≤ numerator / denominator ≤ `high`."""
    return (
        Limit(((numerator, Fraction(1)), (denominator, -low))),
        Limit(((numerator, Fraction(-1)), (denominator, high))),
    )


@dataclass(frozen=True)
class Table:
    """All counts of which a reader may be shown something, and what the reader knows of them.

    `late` says how unwillingly a cell is hidden where there is a choice (0: at once); `apart` how many values a cell
    needs, where that is more than the threshold; `few` are cells that are small whatever they say, as an amount of
    money is that one person was given. `away` are cells that something published gives away: nothing can hide them,
    and nothing can be hidden behind them.
    """

    counts: Mapping[Name, int]
    equations: tuple[Equation, ...] = ()
    limits: tuple[Limit, ...] = ()
    late: Mapping[Name, int] = field(default_factory=dict)
    apart: Mapping[Name, int] = field(default_factory=dict)
    few: frozenset[Name] = frozenset()
    away: frozenset[Name] = frozenset()

    @cached_property
    def of(self) -> Mapping[Name, tuple[tuple[int, int], ...]]:
        """The equations in which a count occurs, by number, with its factor."""
        found: dict[Name, list[tuple[int, int]]] = {name: [] for name in self.counts}
        for number, equation in enumerate(self.equations):
            for name, factor in equation.terms:
                found[name].append((number, factor))
        return {name: tuple(where) for name, where in found.items()}

    def small(self, threshold: int, zero: bool = False) -> set[Name]:
        """The cells that may not be shown for themselves."""
        return {name for name, count in self.counts.items() if small(count, threshold, zero)} | self.few

    def needed(self, name: Name, many: int) -> int:
        """How many values a cell needs, where most need `many`."""
        return max(many, self.apart.get(name, 0))

    @cached_property
    def limited(self) -> Mapping[Name, tuple[int, ...]]:
        """The limits in which a count occurs, by number."""
        found: dict[Name, list[int]] = {}
        for number, limit in enumerate(self.limits):
            for name, _ in limit.terms:
                found.setdefault(name, []).append(number)
        return {name: tuple(where) for name, where in found.items()}


Room = tuple[int | None, int | None]
"""How often a change can be taken back, and how often it can be taken; None: as often as one likes."""
OPEN: Room = (None, None)


def tightened(room: Room, count: int, step: int) -> Room:
    """The room of a change that takes this count a step further, too."""
    down, up = room
    most = count // abs(step)
    if step > 0:
        return (most if down is None else min(down, most)), up
    return down, (most if up is None else min(up, most))


def values(room: Room) -> int | None:
    """How many values there are in a room; None for no end of them."""
    down, up = room
    return None if down is None or up is None else down + up + 1


def holds(room: Room, many: int) -> bool:
    """Whether there are so many values in a room."""
    found = values(room)
    return found is None or found >= many


@dataclass(frozen=True, slots=True)
class Move:
    """A change of some counts that keeps every equation, and its room: each time it is taken gives each of its counts
    another value."""

    steps: tuple[tuple[Name, int], ...]
    room: Room

    def gives(self, many: int) -> bool:
        return holds(self.room, many)


def keeps(table: Table, steps: Mapping[Name, int]) -> bool:
    """Whether a change keeps every equation."""
    touched = {number for name in steps for number, _ in table.of[name]}
    return all(sum(f * steps.get(name, 0) for name, f in table.equations[n].terms) == 0 for n in touched)


def measured(table: Table, steps: Mapping[Name, int]) -> Move:
    """How often a change can be taken either way until a count would be negative or a limit broken."""
    room = OPEN
    for name, step in steps.items():
        room = tightened(room, table.counts[name], step)
    for number in {n for name in steps for n in table.limited.get(name, ())}:
        terms = table.limits[number].terms
        rate = sum((factor * steps.get(name, 0) for name, factor in terms), Fraction(0))
        left = sum((factor * table.counts[name] for name, factor in terms), table.limits[number].constant)
        if rate:
            room = tightened(room, int(max(left, Fraction(0)) / abs(rate)), 1 if rate > 0 else -1)
    return Move(tuple(sorted(steps.items())), room)


def narrower(one: Room, other: Room) -> Room:
    """What is in both rooms."""
    down = [d for d in (one[0], other[0]) if d is not None]
    up = [u for u in (one[1], other[1]) if u is not None]
    return min(down, default=None), min(up, default=None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden, the move that proves each, and the cells without a proof: those given `away` elsewhere, and those
    that nothing known protects. Everything connected with the latter is hidden."""

    hidden: frozenset[Name] = frozenset()
    proofs: Mapping[Name, Move] = field(default_factory=dict)
    unproved: frozenset[Name] = frozenset()


NOTHING_HIDDEN = Pattern()


def proved(table: Table, found: Pattern, many: int) -> bool:
    """Whether every hidden cell of a pattern has a proof that holds by itself: the move changes hidden cells alone,
    keeps every equation, changes this cell, and gives it enough values."""
    return found.unproved <= table.away and all(
        _holds(table, found, name, many) for name in found.hidden - found.unproved
    )


def _holds(table: Table, found: Pattern, name: Name, many: int) -> bool:
    move = found.proofs.get(name)
    if move is None:
        return False
    steps = dict(move.steps)
    return (
        bool(steps.get(name))
        and found.hidden.issuperset(steps)
        and table.away.isdisjoint(steps)
        and keeps(table, steps)
        and measured(table, steps).gives(table.needed(name, many))
    )
