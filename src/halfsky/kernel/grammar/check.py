"""The unit check: what kind of thing a resolved formula gives, or the refusal that says where it mixes things."""

from __future__ import annotations

from collections.abc import Sequence

from halfsky.kernel.grammar import result, rules
from halfsky.kernel.grammar.calls import call
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
from halfsky.kernel.grammar.place import place, refusal, written
from halfsky.kernel.grammar.scope import Scope
from halfsky.kernel.grammar.tree import loose
from halfsky.kernel.grammar.types import Choice, Nature, Plain, Quantity, Type
from halfsky.kernel.refusals import problem
from halfsky.kernel.units import NUMBER, Unit

STRANGE_UNIT = problem(
    "400.79",
    ("没有数据以“{unit}”计，“{came}”无从比较。", "Nothing here is counted in “{unit}”, so “{came}” means nothing."),
    (
        "请检查单位；以数字开头的名称写成「15—17周岁人口数」。",
        "Check the unit; write a name that starts with a digit as 「15—17周岁人口数」.",
    ),
)
NUMBER_WANTED = problem(
    "400.89",
    ("“{came}”是{kind}，这里应是数字。", "“{came}” is {kind}; a number belongs here."),
    ("请改用以数字表示的项目。", "Use something that is a number."),
)
CONDITION_WANTED = problem(
    "400.90",
    ("“{came}”是{kind}，这里应是判断。", "“{came}” is {kind}; a condition belongs here."),
    ("请写成比较，如 women <= persons。", "Write a comparison such as women <= persons."),
)
KINDS_DIFFER = problem(
    "400.91",
    (
        "“{left}”是{left_kind}，“{right}”是{right_kind}，不能比较。",
        "“{left}” is {left_kind} and “{right}” is {right_kind}: they do not compare.",
    ),
    ("请比较同一种内容。", "Compare things of one kind."),
)
NOT_ORDERED = problem(
    "400.92",
    ("“{came}”是{kind}，没有大小。", "“{came}” is {kind}, which is neither more nor less."),
    ("请用 =、!= 或 in 比较。", "Compare with =, != or in."),
)
MANY_VALUES = problem(
    "400.95",
    ("“{came}”每条下级记录各有一个值。", "“{came}” has one value for every child record."),
    ("请用 sum()、count()、min() 或 max() 合成一个值。", "Make one of them with sum(), count(), min() or max()."),
)


def check(node: Node, scope: Scope, want: Type | None = None, each: str = "") -> Type:
    """The type of a resolved formula. Refuses mixed units and kinds, and a result other than `want`, with the place.
    `each` is the kind of child records of which it is asked one by one: their fields have one value then."""
    checker = Checker(scope)
    came = checker.one_value(node, each)
    if want is not None and (unfit := result.fits(came, want)):
        raise refusal(unfit, node, came=came.label, wanted=want.label)
    if isinstance(want, Quantity) and (scale := result.scaled_twice(node, want.unit)):
        raise refusal(result.SCALED_TWICE, node, scale=scale, unit=want.unit)
    return came


class Checker:
    """Goes down a resolved tree; every method gives a type or refuses."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def one_value(self, node: Node, each: str = "") -> Type:
        """The type of a formula that must have one value, not one for every child record of another kind than each."""
        if many := [found for found in loose(node) if isinstance(found, Records) or found.record != each]:
            raise refusal(MANY_VALUES, many[0])
        return self.type_of(node)

    def type_of(self, node: Node) -> Type:
        match node:
            case Number():
                return self.number(node)
            case Name(word) | Part(word):
                return self.scope.term[self.scope.names.code(word, node.span)].type
            case Member():
                return self.scope.term[node.code].type
            case Symbol(_, choice):
                return Choice(choice)
            case Records():
                raise refusal(MANY_VALUES, node)
            case Unary("-", operand):
                return self.quantity(operand)
            case Unary(_, operand):
                return self.conditions([operand])
            case Logic(_, operands):
                return self.conditions(operands)
            case Binary():
                return self.arithmetic(node)
            case Compare():
                return self.comparison(node)
            case Within(item, choices):
                return self.within(item, choices)
            case Call():
                return call(self, node)

    def number(self, node: Number) -> Quantity:
        unit = Unit.parse(node.unit, place(node))
        if unit.kind == "points":
            return Quantity(unit, Nature.POINTS)
        if unit.dimension:
            if strange := [symbol for symbol, _ in unit.dimension if symbol not in self.scope.symbols]:
                raise refusal(STRANGE_UNIT, node, unit=strange[0])
            return Quantity(unit, Nature.AMOUNT)
        if not node.value:
            return Quantity(NUMBER, Nature.ZERO)
        return Quantity(unit, Nature.SHARE if unit.kind == "ratio" else Nature.BARE)

    def quantity(self, node: Node) -> Quantity:
        found = self.type_of(node)
        if not isinstance(found, Quantity):
            raise refusal(NUMBER_WANTED, node, kind=found.label)
        return found

    def conditions(self, operands: Sequence[Node]) -> Type:
        for operand in operands:
            found = self.type_of(operand)
            if found is not Plain.BOOLEAN:
                raise refusal(CONDITION_WANTED, operand, kind=found.label)
        return Plain.BOOLEAN

    def arithmetic(self, node: Binary) -> Quantity:
        left, right = self.quantity(node.left), self.quantity(node.right)
        match node.sign:
            case "*":
                return rules.multiply(left, right)
            case "/":
                return rules.divide(left, right)
            case "+":
                return self.sound(rules.add(left, right), node, node.left, node.right)
            case "-":
                made = rules.subtract(left, right, _is_one(node.left), _is_one(node.right))
                return self.sound(made, node, node.left, node.right)

    def comparison(self, node: Compare) -> Type:
        found = self.alike(self.type_of(node.left), self.type_of(node.right), node, node.left, node.right)
        if node.sign not in ("=", "!=") and not (isinstance(found, Quantity) or found is Plain.DATE):
            raise refusal(NOT_ORDERED, node.left, kind=found.label)
        return Plain.BOOLEAN

    def within(self, item: Node, choices: Sequence[Node]) -> Type:
        ours = self.type_of(item)
        for choice in choices:
            self.alike(ours, self.type_of(choice), choice, item, choice)
        return Plain.BOOLEAN

    def alike(self, ours: Type, theirs: Type, at: Node, left: Node, right: Node) -> Type:
        """The type that two values share that stand side by side; `at` is where a refusal points."""
        if isinstance(ours, Quantity) and isinstance(theirs, Quantity):
            return self.sound(rules.beside(ours, theirs), at, left, right)
        if ours != theirs:
            kinds = {"left_kind": ours.label, "right_kind": theirs.label}
            raise refusal(KINDS_DIFFER, at, left=written(left), right=written(right), **kinds)
        return ours

    def sound(self, outcome: rules.Outcome, at: Node, left: Node, right: Node) -> Quantity:
        """The quantity that a rule gives; its problem becomes a refusal about the two operands."""
        if isinstance(outcome, Quantity):
            return outcome
        kinds = {"left_kind": self.quantity(left).label, "right_kind": self.quantity(right).label}
        raise refusal(outcome, at, left=written(left), right=written(right), **kinds)


def _is_one(node: Node) -> bool:
    """The written 1 or 100%, from which a complement is taken."""
    return isinstance(node, Number) and node.value * Unit.parse(node.unit).factor == 1
