"""A formula of a register as SQL. It holds no rule: every value is a column, every operation the one of the same name.

Kleene's logic is SQL's own, missing is NULL, numbers are exact (`numbers.py`). What cannot be said raises
`Untranslatable` with the reason, and the reference decides. A property test compares every operation with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from halfsky.engine.records import numbers as sums
from halfsky.engine.records.columns import Holds, Table
from halfsky.engine.records.numbers import Num, Untranslatable
from halfsky.kernel.field import Field, Kind
from halfsky.kernel.grammar import Node
from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Number,
    Records,
    Symbol,
    Unary,
    Within,
)
from halfsky.kernel.grammar.tree import loose
from halfsky.kernel.register import PLACE, PLACE_LEVEL, STATE, TODAY, Register
from halfsky.kernel.units import Unit


@dataclass(frozen=True, slots=True)
class Flag:
    """True, false or NULL."""

    sql: str


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a choice."""

    sql: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a number of days; `month` makes the number of its month, which only some formulas need."""

    sql: str
    month: Callable[[], str]


Said = Num | Flag | Code | Day


@dataclass
class Gathered:
    """What is gathered of one kind of child records, a row each record: columns of the common table `agg_CODE`."""

    table: Table
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def alias(self) -> str:
        return self.table.name.replace("part_", "agg_", 1)

    def need(self, sql: str) -> str:
        name = self.columns.setdefault(sql, f"a{len(self.columns)}")
        return f"{self.alias}.{name}"


@dataclass
class Translator:
    """Turns formulas of one register into SQL and notes the columns that they need. `part` is the kind of child
    records that are looked at one by one; `within` says that a formula stands inside a sum of child records."""

    register: Register
    own: Table
    parts: dict[str, Table]
    gathered: dict[str, Gathered]
    part: str = ""
    within: bool = False

    def said(self, node: Node) -> Said:
        match node:
            case Number(value, unit):
                return sums.constant(Unit.parse(unit).to_base(value))
            case Symbol(code):
                return Code(text(code))
            case Records():
                return Flag("TRUE")
            case Name(word):
                return self.named(word)
            case Member(record, inner):
                return self.member(record, inner)
            case Unary("not", operand):
                return Flag(f"(NOT {self.flag(operand)})")
            case Unary(_, operand):
                return sums.negated(self.number(operand))
            case Binary(sign, left, right):
                return self.reckoned(sign, self.number(left), self.number(right))
            case Compare(sign, left, right):
                return Flag(self.compared(sign, self.said(left), self.said(right)))
            case Within(item, choices):
                one = self.said(item)
                return Flag(f"({' OR '.join(self.compared('=', one, self.said(choice)) for choice in choices)})")
            case Logic(sign, operands):
                return Flag(f"({f' {sign.upper()} '.join(self.flag(operand) for operand in operands)})")
            case Call():
                return self.called(node)
        raise Untranslatable(type(node).__name__)

    def number(self, node: Node) -> Num:
        found = self.said(node)
        if not isinstance(found, Num):
            raise Untranslatable("a number is expected")
        return found

    def flag(self, node: Node) -> str:
        found = self.said(node)
        if not isinstance(found, Flag):
            raise Untranslatable("a condition is expected")
        return found.sql

    def day(self, node: Node) -> Day:
        found = self.said(node)
        if not isinstance(found, Day):
            raise Untranslatable("a day is expected")
        return found

    def named(self, word: str) -> Said:
        """A field of the record, what is worked out of it, its state or the level of its place."""
        if word in (STATE, PLACE_LEVEL):
            return Code(self.own.need(Holds.CODE, word))
        if word in (TODAY, PLACE):
            # What depends on the day on which it is asked was decided when the record was last written.
            raise Untranslatable(word)
        asked = self.register.field(word)
        if asked is not None and "." not in word:
            return self.column(self.own, asked, word)
        made = next((c for c in self.register.computed if c.code == word), None)
        if made is None:
            raise Untranslatable(f"{word} is a field of another record")
        return self.said(made.formula)

    def member(self, record: str, inner: str) -> Said:
        asked = self.register.field(f"{record}.{inner}")
        if asked is None or record != self.part:
            raise Untranslatable(f"{record}.{inner} is a field of another record")
        return self.column(self.parts[record], asked, f"{record}.{inner}")

    def column(self, table: Table, asked: Field, code: str) -> Said:
        """A field as it stands in the file."""
        _demand_open(asked)
        if asked.kind.counted:
            factor = Unit.parse(asked.unit).factor / 10**asked.decimals
            return Num(table.need(Holds.NUMBER, code), None, factor)
        match asked.kind:
            case Kind.DATE:
                return Day(table.need(Holds.DAY, code), lambda: table.need(Holds.MONTH, code))
            case Kind.YES:
                return Flag(table.need(Holds.FLAG, code))
            case Kind.CHOICE if not asked.many:
                return Code(table.need(Holds.CODE, code))
        raise Untranslatable(f"{code} is a text")

    def reckoned(self, sign: str, left: Num, right: Num) -> Num:
        if sign == "*":
            return sums.multiplied(left, right)
        return sums.divided(left, right) if sign == "/" else sums.added(left, right, sign)

    def compared(self, sign: str, left: Said, right: Said) -> str:
        if isinstance(left, Num) and isinstance(right, Num):
            return sums.compared(left, right, sign)
        if isinstance(left, Num) or isinstance(right, Num) or type(left) is not type(right):
            raise Untranslatable("a comparison of different things")
        if isinstance(left, Code | Flag) and sign not in ("=", "!="):
            raise Untranslatable("an order of codes")
        return f"({left.sql} {'<>' if sign == '!=' else sign} {right.sql})"

    def called(self, node: Call) -> Said:
        arguments = node.arguments
        match node.function:
            case "if":
                condition = self.flag(arguments[0])
                otherwise = f"(NOT {condition})"
                return chosen([(condition, self.said(arguments[1])), (otherwise, self.said(arguments[2]))])
            case "coalesce":
                several = [self.said(argument) for argument in arguments]
                return chosen([(known(one), one) for one in several])
            case "abs":
                return sums.absolute(self.number(arguments[0]))
            case "sum":
                return reduce(lambda a, b: sums.added(a, b, "+"), [self.summed(x) for x in arguments])
            case "count":
                return reduce(lambda a, b: sums.added(a, b, "+"), [self.counted(x) for x in arguments])
            case "min" | "max":
                return self.extreme(node)
            case "days" | "months":
                first, last = self.day(arguments[0]), self.day(arguments[1])
                both = (first.sql, last.sql) if node.function == "days" else (first.month(), last.month())
                return Num(f"(CAST({both[1]} AS BIGINT) - CAST({both[0]} AS BIGINT))")
        return self.asked(node.function, [x.code for x in arguments if isinstance(x, Symbol)])

    def asked(self, function: str, codes: list[str]) -> Said:
        """The functions of registers, which are columns of their own."""
        asked = self.register.field(codes[0]) if codes else None
        if asked is not None:
            _demand_open(asked)
        match function:
            case "checklist" if asked is not None:
                return Num(self.own.need(Holds.MET, codes[0]), None, Fraction(1, len(asked.items)))
            case "meets":
                return Flag(self.own.need(Holds.ALL, codes[0]))
            case "filled":
                if asked is None or asked.kind.attached:
                    raise Untranslatable("whether a file is attached")
                return Flag(self.own.need(Holds.FILLED, codes[0]))
            case "since":
                return Day(self.own.need(Holds.SINCE, codes[0]), lambda: self.own.need(Holds.SINCE_MONTH, codes[0]))
            case "marked":
                return Flag(self.own.need(Holds.MARKED, *codes))
        raise Untranslatable(function)

    def gathering(self, argument: Node) -> tuple[Gathered, Translator] | None:
        """Where an argument looks at child records: the table that gathers them, and what translates inside it."""
        many = loose(argument)
        if not many:
            return None
        code = many[0].record
        if self.within:
            raise Untranslatable("child records within child records")
        if code not in self.parts:
            raise Untranslatable(f"{code} are other records")
        inside = Translator(self.register, self.own, self.parts, self.gathered, code, within=True)
        return self.gathered.setdefault(code, Gathered(self.parts[code])), inside

    def summed(self, argument: Node) -> Num:
        """The sum over child records, none of which may be missing; no child record at all is zero."""
        inner = self.gathering(argument)
        if inner is None:
            return self.number(argument)
        made, inside = inner
        one = inside.number(argument)
        return self._complete(made, one, made.need(f"CAST(SUM({_plain(one)}) AS BIGINT)"), sums.whole(0))

    def counted(self, argument: Node) -> Num:
        inner = self.gathering(argument)
        if inner is None:
            condition = self.flag(argument)
            return Num(f"(CASE WHEN {condition} THEN {sums.whole(1)} WHEN NOT {condition} THEN {sums.whole(0)} END)")
        made, inside = inner
        condition = inside.flag(argument)
        found = made.need(f"COUNT(CASE WHEN {condition} THEN 1 END)")
        return self._complete(made, Num(condition), found, sums.whole(0))

    def extreme(self, node: Call) -> Num:
        function = "LEAST" if node.function == "min" else "GREATEST"
        if not any(loose(argument) for argument in node.arguments):
            several = [self.number(argument) for argument in node.arguments]
            return reduce(lambda a, b: sums.extreme(a, b, function), several)
        inner = self.gathering(node.arguments[0])
        if len(node.arguments) > 1 or inner is None:
            raise Untranslatable(f"{node.function} of child records and something else")
        made, inside = inner
        one = inside.number(node.arguments[0])
        return self._complete(made, one, made.need(f"{node.function.upper()}({_plain(one)})"), "NULL")

    def _complete(self, made: Gathered, one: Num, found: str, none: str) -> Num:
        """A figure of child records: `none` where there are none, missing where one of them is."""
        rows, there = made.need("COUNT(*)"), made.need(f"COUNT({one.n})")
        sql = f"(CASE WHEN {rows} IS NULL THEN {none} WHEN {there} = {rows} THEN {found} END)"
        return Num(sql, None, one.factor)


def _demand_open(asked: Field) -> None:
    """What is sealed is in no file, not even whether it is there."""
    if asked.sealed:
        raise Untranslatable(f"{asked.code} is sealed")


def _plain(one: Num) -> str:
    if one.d is not None:
        raise Untranslatable("a quotient of child records")
    return one.n


def known(one: Said) -> str:
    return one.known if isinstance(one, Num) else f"({one.sql} IS NOT NULL)"


def chosen(branches: list[tuple[str, Said]]) -> Said:
    """The first branch whose condition holds."""
    found = [one for _, one in branches]
    if all(isinstance(one, Num) for one in found):
        return sums.cases([(when, one) for when, one in branches if isinstance(one, Num)])

    def case(sql: Callable[[Said], str]) -> str:
        return f"(CASE {' '.join(f'WHEN {when} THEN {sql(one)}' for when, one in branches)} END)"

    if all(isinstance(one, Day) for one in found):
        return Day(case(_sql), lambda: case(lambda one: one.month() if isinstance(one, Day) else ""))
    if len({type(one) for one in found}) == 1:
        return Flag(case(_sql)) if isinstance(found[0], Flag) else Code(case(_sql))
    raise Untranslatable("alternatives of different kinds")


def _sql(one: Said) -> str:
    return one.n if isinstance(one, Num) else one.sql


def text(code: str) -> str:
    """A code as a constant. Engines differ in what a backslash means, so none is let in."""
    if set(code) & set("'\\"):
        raise Untranslatable(f"the code {code!r}")
    return f"'{code}'"
