"""The reference evaluator: what a formula means, exactly, in fractions. Every other engine is compared with it.

Missing stays missing and keeps its reason, that of the first operand without a value; zero is a value. A comparison
with a missing operand is missing, so a check that cannot be run is never passed; and, or follow Kleene: what one side
already decides does not wait for the other. A period word moves everything inside it to that period.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar.env import Env, Outcome, Shift, Value
from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Node,
    Number,
    Part,
    Records,
    Symbol,
    Unary,
    Within,
)
from halfsky.kernel.grammar.render import render
from halfsky.kernel.grammar.tree import loose
from halfsky.kernel.grammar.words import AGGREGATES
from halfsky.kernel.units import Unit

Watcher = Callable[[Node, Shift, Sequence[Outcome | None], Outcome], None]
"""Told of every value: the node, its period, the values of its operands (None: not looked at), and its own."""

COMPARISONS: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SHIFTS = {shift.value: shift for shift in Shift if shift is not Shift.NONE}


def evaluate(node: Node, env: Env, watch: Watcher | None = None) -> Outcome:
    """The value of a resolved and checked formula, in base units: a rate as the pure ratio. Nothing is rounded."""
    return _Evaluator(env, Shift.NONE, watch).value(node)


class _Evaluator:
    def __init__(self, env: Env, shift: Shift, watch: Watcher | None) -> None:
        self.env = env
        self.shift = shift
        self.watch = watch

    def value(self, node: Node) -> Outcome:
        operands, found = self.reckoned(node)
        if self.watch:
            self.watch(node, self.shift, operands, found)
        return found

    def reckoned(self, node: Node) -> tuple[Sequence[Outcome | None], Outcome]:
        """The values of the operands and the value made of them."""
        match node:
            case Number(value, unit):
                return (), Unit.parse(unit).to_base(value)
            case Name(word):
                return (), self.looked_up(node, word)
            case Part(word, cell):
                return (), self.looked_up(node, word, Cell(cell))
            case Member():
                return (), self.looked_up(node, node.code)
            case Symbol(code):
                return (), code
            case Records():
                return (), True
            case Logic(sign, operands):
                return self.logic(operands, decisive=sign == "or")
            case Call():
                return self.call(node)
            case Unary(sign, operand):
                one = self.value(operand)
                return (one,), one if isinstance(one, Missing) else (not one if sign == "not" else -_number(one))
            case Binary(_, left, right):
                pair = (self.value(left), self.value(right))
                return pair, _lifted(pair, lambda a, b: _arithmetic(node, _number(a), _number(b)))
            case Compare(sign, left, right):
                pair = (self.value(left), self.value(right))
                return pair, _lifted(pair, COMPARISONS[sign])
            case Within(item, choices):
                values = [self.value(choice) for choice in (item, *choices)]
                return values, _any(_lifted((values[0], choice), operator.eq) for choice in values[1:])

    def looked_up(self, node: Node, code: str, cell: Cell = TOTAL) -> Outcome:
        """The value of a name; one that is missing says which name it was."""
        found = self.env.value(code, cell, self.shift)
        if isinstance(found, Missing) and not found.of:
            name = render(node)
            return replace(found, of=name if self.shift is Shift.NONE else f"{self.shift.value}({name})")
        return found

    def logic(self, operands: Sequence[Node], decisive: bool) -> tuple[Sequence[Outcome | None], Outcome]:
        """Kleene: the first operand that decides ends it; without one, a missing operand leaves it missing."""
        values: list[Outcome | None] = [None] * len(operands)
        missing: Missing | None = None
        for at, operand in enumerate(operands):
            values[at] = found = self.value(operand)
            if found is decisive:
                return values, decisive
            if isinstance(found, Missing):
                missing = missing or found
        return values, missing or (not decisive)

    def call(self, node: Call) -> tuple[Sequence[Outcome | None], Outcome]:
        arguments = node.arguments
        match node.function:
            case "if":
                return self.chosen(*arguments)
            case "coalesce":
                return self.first_known(arguments)
            case "change":
                before, now = self.at(Shift.PREVIOUS).value(arguments[0]), self.value(arguments[0])
                return (before, now), _lifted((before, now), lambda a, b: _change(node, _number(a), _number(b)))
            case shift if shift in _SHIFTS:
                moved = self.at(_SHIFTS[shift]).value(arguments[0])
                return (moved,), moved
            case function if function in AGGREGATES:
                values = [value for argument in arguments for value in self.gathered(argument)]
                return values, _lifted(values, lambda *known: _aggregate(node, known))
            case function:
                values = [self.value(argument) for argument in arguments]
                if function == "abs":
                    return values, _lifted(values, lambda one: abs(_number(one)))
                return values, _lifted(values, lambda *known: self.env.call(function, known))

    def at(self, shift: Shift) -> _Evaluator:
        """The same for another period."""
        return _Evaluator(self.env, shift, self.watch)

    def chosen(self, condition: Node, then: Node, otherwise: Node) -> tuple[Sequence[Outcome | None], Outcome]:
        """if: only the branch that is taken is looked at."""
        met = self.value(condition)
        if isinstance(met, Missing):
            return (met, None, None), met
        found = self.value(then if met else otherwise)
        return ((met, found, None) if met else (met, None, found)), found

    def first_known(self, arguments: Sequence[Node]) -> tuple[Sequence[Outcome | None], Outcome]:
        """coalesce: the first value that is not missing; the last reason when there is none."""
        values: list[Outcome | None] = [None] * len(arguments)
        found: Outcome = Missing(Absence.NOT_COMPUTED)
        for at, argument in enumerate(arguments):
            values[at] = found = self.value(argument)
            if not isinstance(found, Missing):
                break
        return values, found

    def gathered(self, argument: Node) -> list[Outcome]:
        """The one value of an argument, or its value for every child record, none skipped."""
        many = loose(argument)
        if not many:
            return [self.value(argument)]
        children = self.env.children(many[0].record)
        if isinstance(children, Missing):
            return [children]
        return [_Evaluator(child, self.shift, None).value(argument) for child in children]


def _lifted(values: Sequence[Outcome], make: Callable[..., Outcome]) -> Outcome:
    """What is made of the values, or the first that is missing."""
    missing = next((value for value in values if isinstance(value, Missing)), None)
    return missing or make(*values)


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"{value!r} is not an exact number; was the formula checked?")
    return value


def _arithmetic(node: Binary, left: Fraction, right: Fraction) -> Outcome:
    match node.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else Missing(Absence.ZERO_DIVISOR, render(node.right))


def _change(node: Call, before: Fraction, now: Fraction) -> Outcome:
    if not before:
        return Missing(Absence.ZERO_DIVISOR, f"previous({render(node.arguments[0])})")
    return (now - before) / before


def _any(found: Iterable[Outcome]) -> Outcome:
    """Kleene's or."""
    values = list(found)
    missing = next((value for value in values if isinstance(value, Missing)), None)
    return True if True in values else missing or False


def _aggregate(node: Call, values: Sequence[Value]) -> Outcome:
    if node.function == "count":
        return Fraction(sum(value is True for value in values))
    numbers = [_number(value) for value in values]
    if node.function == "sum":
        return sum(numbers, Fraction(0))
    if not numbers:
        return Missing(Absence.NOT_APPLICABLE, render(node))
    return min(numbers) if node.function == "min" else max(numbers)
