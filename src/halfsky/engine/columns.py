"""A condition asked of many rows at once: the reference evaluator's tree, walked once over columns of exact fractions.

It holds no rule of its own: what it cannot say of a formula it leaves to the reference (`Unsaid`), and a property test
compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from halfsky.engine.exact import Exact, Flags, TooLarge
from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.grammar import Node, Shift
from halfsky.kernel.grammar.evaluate import COMPARISONS
from halfsky.kernel.grammar.nodes import Binary, Call, Compare, Logic, Name, Number, Part, Unary
from halfsky.kernel.units import Unit

Look = Callable[[str, Cell, Shift], Exact]
"""The values of a cell, in base units, in every row."""
SHIFTS = {shift.value: shift for shift in (Shift.PREVIOUS, Shift.SAME_PERIOD_LAST_YEAR)}


class Unsaid(Exception):
    """The reference has to say what the formula is worth."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether a condition holds, row by row; of a missing one nothing is known."""

    holds: Flags
    missing: Flags


def failing(node: Node, rows: int, look: Look) -> Flags:
    """The rows in which a condition is known not to hold. Raises `Unsaid` where the reference must look."""
    try:
        found = _Asked(rows, look, Shift.NONE).truth(node)
    except TooLarge as why:
        raise Unsaid from why
    return ~found.holds & ~found.missing


def worth(node: Node, rows: int, look: Look) -> Exact:
    """The value of a formula in every row. Raises `Unsaid` where the reference must look."""
    try:
        return _Asked(rows, look, Shift.NONE).number(node)
    except TooLarge as why:
        raise Unsaid from why


@dataclass(frozen=True, slots=True)
class _Asked:
    rows: int
    look: Look
    shift: Shift

    def truth(self, node: Node) -> Truth:
        match node:
            case Compare(sign, left, right):
                one, other = self.number(left), self.number(right)
                missing = one.missing | other.missing
                return Truth(COMPARISONS[sign](*one.beside(other)) & ~missing, missing)
            case Logic(sign, operands):
                return self.joined([self.truth(operand) for operand in operands], decisive=sign == "or")
            case Unary("not", operand):
                found = self.truth(operand)
                return Truth(~found.holds & ~found.missing, found.missing)
            case _:
                raise Unsaid

    def joined(self, values: list[Truth], decisive: bool) -> Truth:
        """Kleene's and, or: one that decides does not wait for those that are missing."""
        none = np.zeros(self.rows, np.bool_)
        decided = none
        missing = none
        for value in values:
            decided = decided | ((value.holds if decisive else ~value.holds) & ~value.missing)
            missing = missing | value.missing
        missing = missing & ~decided
        return Truth((decided if decisive else ~decided) & ~missing, missing)

    def number(self, node: Node) -> Exact:
        match node:
            case Number(value, unit):
                return Exact.constant(Unit.parse(unit).to_base(value), self.rows)
            case Name(word):
                return self.look(word, TOTAL, self.shift)
            case Part(word, cell):
                return self.look(word, Cell(cell), self.shift)
            case Unary("-", operand):
                return self.number(operand).negative()
            case Binary(sign, left, right):
                return self.made(sign, self.number(left), self.number(right))
            case Call(function, arguments):
                return self.called(function, arguments)
            case _:
                raise Unsaid

    def made(self, sign: str, one: Exact, other: Exact) -> Exact:
        match sign:
            case "+":
                return one.plus(other)
            case "-":
                return one.plus(other, -1)
            case "*":
                return one.times(other)
            case _:
                return one.over(other)

    def called(self, function: str, arguments: tuple[Node, ...]) -> Exact:
        if self.shift is not Shift.NONE and (function in SHIFTS or function == "change"):
            raise Unsaid  # a period seen from another one
        match function, arguments:
            case "abs", (one,):
                return self.number(one).magnitude()
            case "change", (one,):
                before, now = self.at(Shift.PREVIOUS).number(one), self.number(one)
                return now.plus(before, -1).over(before)
            case "if", (condition, then, otherwise):
                met = self.truth(condition)
                found = self.number(then).where(met.holds, self.number(otherwise))
                return Exact(found.above, found.below, found.missing | met.missing, found.most, found.deep)
            case shift, (one,) if shift in SHIFTS:
                return self.at(SHIFTS[shift]).number(one)
            case _:
                raise Unsaid

    def at(self, shift: Shift) -> _Asked:
        return _Asked(self.rows, self.look, shift)
