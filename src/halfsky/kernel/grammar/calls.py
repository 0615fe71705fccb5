"""The unit check of functions: how many arguments, of which kind, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from halfsky.kernel.grammar import result, rules
from halfsky.kernel.grammar.nodes import Call, Member, Node, Records
from halfsky.kernel.grammar.place import refusal, written
from halfsky.kernel.grammar.scope import Function
from halfsky.kernel.grammar.tree import loose, walk
from halfsky.kernel.grammar.types import Nature, Quantity, Type
from halfsky.kernel.grammar.words import AGGREGATES, SHIFTS
from halfsky.kernel.refusals import problem
from halfsky.kernel.units import NUMBER

if TYPE_CHECKING:
    from halfsky.kernel.grammar.check import Checker

ARGUMENTS = problem(
    "400.93",
    ("{function}要{wanted}个参数，写了{came}个。", "{function} takes {wanted} values; {came} came."),
    ("请写成 {example}。", "Write {example}."),
)
PERIODS_NESTED = problem(
    "400.94",
    ("“{came}”里又用了另一个时期。", "“{came}” looks at a period within another period."),
    ("请只用一个时期函数，或先给里面的部分命名。", "Use one period word, or give the inner part a name."),
)
RECORDS_MIXED = problem(
    "400.96",
    ("“{came}”混用了不同的下级记录：{records}。", "“{came}” mixes child records of several kinds: {records}."),
    ("请分别汇总后再计算。", "Sum up each kind first."),
)
RECORDS_SHIFTED = problem(
    "400.97",
    ("“{came}”是下级记录，没有上期。", "“{came}” belongs to child records, which have no earlier period."),
    ("请对汇总后的数据项使用时期函数。", "Use period words on elements that sum the records up."),
)

Rule = Callable[[Quantity, Quantity], rules.Outcome]

_EXAMPLES: dict[str, tuple[int, int | None, str]] = {
    "abs": (1, 1, "abs(a)"),
    "min": (1, None, "min(a, b)"),
    "max": (1, None, "max(a, b)"),
    "sum": (1, None, "sum(a, b)"),
    "count": (1, None, "count(a > 0, b > 0)"),
    "if": (3, 3, "if(a > b, a, b)"),
    "coalesce": (2, None, "coalesce(a, 0)"),
    "previous": (1, 1, "previous(a)"),
    "same_period_last_year": (1, 1, "same_period_last_year(a)"),
    "to_date": (1, 1, "to_date(a)"),
    "change": (1, 1, "change(a)"),
}
"""How many arguments a function takes at least and at most, and how it looks."""


def call(checker: Checker, node: Call) -> Type:
    """The type of what a function gives."""
    code = checker.scope.calls.code(node.function, node.span)
    if declared := checker.scope.function.get(code):
        return _declared(checker, node, declared)
    least, most, example = _EXAMPLES[code]
    if len(node.arguments) < least or (most is not None and len(node.arguments) > most):
        raise refusal(ARGUMENTS, node, function=code, wanted=least, came=len(node.arguments), example=example)
    if code in SHIFTS:
        return _shifted(checker, node, code)
    if code in AGGREGATES:
        return _aggregate(checker, node, code)
    if code == "abs":
        return checker.quantity(node.arguments[0])
    if code == "if":
        checker.conditions(node.arguments[:1])
    return _shared(checker, node.arguments[1:] if code == "if" else node.arguments)


def _declared(checker: Checker, node: Call, function: Function) -> Type:
    """A function of the context: its arguments must be what it takes."""
    wanted, came = len(function.takes), len(node.arguments)
    if wanted != came:
        example = f"{function.code}({', '.join('abcdefgh'[:wanted])})"
        raise refusal(ARGUMENTS, node, function=function.code, wanted=wanted, came=came, example=example)
    for argument, takes in zip(node.arguments, function.takes, strict=True):
        found = checker.type_of(argument)
        if unfit := result.fits(found, takes):
            raise refusal(unfit, argument, came=found.label, wanted=takes.label)
    return function.gives


def _shifted(checker: Checker, node: Call, code: str) -> Type:
    """A period word: all that stands in it belongs to one other period."""
    for inner, _ in walk(node.arguments[0]):
        if isinstance(inner, Call) and checker.scope.calls.code(inner.function, inner.span) in SHIFTS:
            raise refusal(PERIODS_NESTED, node)
        if isinstance(inner, Member | Records):
            raise refusal(RECORDS_SHIFTED, inner)
    if code == "change":
        checker.quantity(node.arguments[0])
        return Quantity(NUMBER, Nature.RATIO)
    return checker.type_of(node.arguments[0])


def _aggregate(checker: Checker, node: Call, code: str) -> Type:
    """sum, count, min, max: of several values, or of one value for every child record."""
    for argument in node.arguments:
        records = {inner.record for inner in loose(argument)}
        if len(records) > 1:
            raise refusal(RECORDS_MIXED, argument, records=", ".join(sorted(records)))
    if code == "count":
        checker.conditions([a for a in node.arguments if not isinstance(a, Records)])
        return Quantity(NUMBER, Nature.COUNT)
    if code != "sum":
        return _shared(checker, node.arguments, rules.beside)
    for argument in node.arguments:
        # Over child records even a computed ratio rolls up as numerator and denominator, never as a sum.
        if loose(argument) and checker.quantity(argument).nature in (Nature.RATE, Nature.RATIO):
            raise refusal(rules.RATES_ADDED, argument, left=written(argument), right=written(argument))
    return _shared(checker, node.arguments, rules.add)


def _shared(checker: Checker, values: Sequence[Node], rule: Rule = rules.beside) -> Type:
    """The type of several values that stand side by side, or are added up."""
    shown, found = values[0], checker.type_of(values[0])
    for value in values[1:]:
        theirs = checker.type_of(value)
        if isinstance(found, Quantity) and isinstance(theirs, Quantity):
            found = checker.sound(rule(found, theirs), value, shown, value)
            shown = value if found is theirs else shown
        else:
            checker.alike(found, theirs, value, shown, value)
    return found
