"""A small register with everything that a feed can look at, and random records, formulas and trees of it.

Formulas are grown by type, straight as trees: what the notation can say is the grammar's business, what a tree means
the reference's. `MADE` counts every operation that was grown, so that a test can tell when one never is.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from fractions import Fraction
from random import Random

from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.field import Field, Item, Kind, Stored
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
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record
from halfsky.kernel.register import Computed, Part, Register
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow

STATES = (("planned", Text("计划")), ("held", Text("已办")), ("closed", Text("结束")))
KINDS = (("day", Text("日班")), ("night", Text("夜班")))
SORTS = (("law", Text("法律")), ("skill", Text("技术")), ("home", Text("家政")))
NEEDS = (("study", Text("学习")), ("money", Text("经济")))
ITEMS = (Item("sign", Text("标牌")), Item("plan", Text("计划")), Item("area", Text("面积"), at_least=Fraction(10)))
FIELDS = (
    Field("kind", Text("类别"), Kind.CHOICE, of=KINDS),
    Field("sort", Text("内容"), Kind.CHOICE, of=SORTS),
    Field("held_on", Text("开始"), Kind.DATE),
    Field("ended_on", Text("结束"), Kind.DATE),
    Field("persons", Text("人数"), Kind.COUNT, unit="人"),
    Field("women", Text("妇女"), Kind.COUNT, unit="人"),
    Field("rate", Text("比率"), Kind.NUMBER, unit="%", decimals=1),
    Field("fee", Text("费用"), Kind.MONEY, unit="元", decimals=2),
    Field("fund", Text("经费"), Kind.MONEY, unit="万元", decimals=3),
    Field("done", Text("完成"), Kind.YES),
    Field("free", Text("免费"), Kind.YES),
    Field("host", Text("主讲"), Kind.PERSON, sealed=True),
    Field("where", Text("地点"), Kind.PLACE),
    Field("needs", Text("需要"), Kind.CHOICE, many=True, of=NEEDS),
    Field("room", Text("场地"), Kind.CHECKLIST, items=ITEMS),
)
SESSION = Part(
    "session",
    Text("课次"),
    (
        Field("date", Text("日期"), Kind.DATE),
        Field("kind", Text("类别"), Kind.CHOICE, of=KINDS),
        Field("attended", Text("人次"), Kind.COUNT, unit="人次"),
        Field("hours", Text("课时"), Kind.NUMBER, decimals=1),
        Field("online", Text("线上"), Kind.YES),
        Field("at", Text("地点"), Kind.PLACE),
    ),
)
VISIT = Part("visit", Text("回访"), (Field("minutes", Text("分钟"), Kind.COUNT),))
OPEN = [f.code for f in FIELDS if not f.sealed]
NUMBERS = ("persons", "women", "rate", "fee", "fund", "made")
BY_SESSION = Member("session", "attended")
MADE: Counter[str] = Counter()
EXAMPLE_DAY = dt.date(2025, 6, 30)
PLACES = range(1, 8)
MOSTLY = 0.8
"""How often a blank is filled in."""


def day(by: Random) -> dt.date:
    return dt.date(2023, 11, 1) + dt.timedelta(days=by.randrange(850))


def _number(by: Random, most: int, decimals: int) -> str:
    """A number as a person writes it, small and even ones often, so that divisors are zero and sums meet."""
    n = by.choice((by.randrange(4), by.randrange(most)))
    return f"{n // 10**decimals}.{n % 10**decimals:0{decimals}}" if decimals else str(n)


def _row(by: Random, part: Part) -> dict[str, Stored]:
    return {f.code: _value(by, f) for f in part.fields if by.random() < MOSTLY}


def _value(by: Random, asked: Field) -> Stored:
    match asked.kind:
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return _number(by, 400, asked.decimals)
        case Kind.DATE:
            return day(by).isoformat()
        case Kind.YES:
            return by.random() < 0.5
        case Kind.PLACE:
            return str(by.choice(PLACES))
        case Kind.CHECKLIST:
            answered = [i for i in asked.items if by.random() < MOSTLY]
            return {i.code: _number(by, 20, 0) if i.measured else by.choice(("yes", "yes", "no")) for i in answered}
        case Kind.CHOICE:
            codes = [code for code, _ in asked.of]
            return by.sample(codes, by.randrange(len(codes) + 1)) if asked.many else by.choice(codes)
        case _:
            return by.choice(("示例甲", "示例乙", "示例丙"))


def record(by: Random) -> Record:
    values = {f.code: _value(by, f) for f in FIELDS if by.random() < MOSTLY}
    parts = {p.code: tuple(_row(by, p) for _ in range(by.randrange(4))) for p in (SESSION, VISIT)}
    states = [code for code, _ in STATES]
    entered = {code: day(by) for code in states if by.random() < MOSTLY}
    level = by.choice((Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE))
    return Record(values, parts, by.choice(states), level, entered, str(by.choice(PLACES)))


class Growing:
    """Formulas by type. `each` is the kind of child records that a formula looks at one by one, `deep` how far down
    sums of child records may still be grown."""

    def __init__(self, by: Random, each: str = "", sums: bool = True, computed: bool = True) -> None:
        self.by, self.each, self.sums, self.computed = by, each, sums, computed

    def one(self, *ways: str) -> str:
        way = self.by.choice(ways)
        MADE[way] += 1
        return way

    def number(self, depth: int = 3) -> Node:
        simple = ["constant", "count field", "days", "months", "checklist"] + ["member"] * bool(self.each)
        deeper = ["+", "-", "*", "/", "negative", "if number", "coalesce number", "abs", "min", "max"]
        gathered = ["sum", "count", "count records", "min children", "max children", "sum of several"]
        way = self.one(*simple, *(deeper if depth else ()), *(gathered if depth and self.sums else ()))
        less = depth - 1
        match way:
            case "constant":
                return Number(Fraction(self.by.randrange(60), 10), self.by.choice(("", "%", "万元")))
            case "count field":
                names = NUMBERS if self.computed else NUMBERS[:-1]
                return Name(self.by.choice(names))
            case "member":
                return Member("session", self.by.choice(("attended", "hours")))
            case "days" | "months":
                return Call(way, (self.day(less), self.day(less)))
            case "checklist":
                return Call("checklist", (Symbol("room", "checklist"),))
            case "+" | "-" | "*" | "/":
                return Binary(way, self.number(less), self.number(less))
            case "negative":
                return Unary("-", self.number(less))
            case "if number":
                return Call("if", (self.flag(less), self.number(less), self.number(less)))
            case "coalesce number":
                return Call("coalesce", (self.number(less), self.number(less)))
            case "abs":
                return Call("abs", (self.number(less),))
            case "min" | "max":
                return Call(way, tuple(self.number(less) for _ in range(self.by.randrange(1, 4))))
        return self.gathered(way, less)

    def gathered(self, way: str, less: int) -> Node:
        inner = Growing(self.by, "session", sums=False, computed=False)
        match way:
            case "sum":
                return Call("sum", (_looking(inner.number(less)),))
            case "sum of several":
                return Call("sum", (_looking(inner.number(less)), self.number(less), BY_SESSION))
            case "count":
                return Call(
                    "count", (Logic("and", (Compare(">=", BY_SESSION, Number(Fraction(0))), inner.flag(less))),)
                )
            case "count records":
                return Call("count", (Records(self.by.choice(("session", "visit"))),))
        return Call(way[:3], (_looking(inner.number(less)),))

    def flag(self, depth: int = 3) -> Node:
        simple = ["yes field", "filled", "filled part", "meets", "marked", "is choice", "state", "level"]
        simple += ["yes member", "choice member"] * bool(self.each)
        deeper = ["compare", "compare days", "in", "and", "or", "not", "if flag", "coalesce flag"]
        way, less = self.one(*simple, *(deeper if depth else ())), depth - 1
        match way:
            case "yes field":
                return Name(self.by.choice(("done", "free")))
            case "yes member":
                return Member("session", "online")
            case "filled":
                return Call("filled", (Symbol(self.by.choice(OPEN), "field"),))
            case "filled part":
                code = self.by.choice([f"session.{f.code}" for f in SESSION.fields])
                return Call("filled", (Symbol(code, "field"),))
            case "meets":
                return Call("meets", (Symbol("room", "checklist"),))
            case "marked":
                option = Symbol(self.by.choice(("study", "money")), "option")
                return Call("marked", (Symbol("needs", "several"), option))
            case "is choice" | "state" | "level" | "choice member":
                left, codes = self.code(way)
                sign = self.by.choice(("=", "!="))
                return Compare(sign, left, Symbol(self.by.choice(codes), "x"))
            case "in":
                left, codes = self.code("state")
                return Within(left, tuple(Symbol(c, "x") for c in self.by.choices(codes, k=2)))
            case "compare":
                return Compare(self.sign(), self.number(less), self.number(less))
            case "compare days":
                return Compare(self.sign(), self.day(less), self.day(less))
            case "and" | "or":
                return Logic(way, tuple(self.flag(less) for _ in range(self.by.randrange(2, 4))))
            case "not":
                return Unary("not", self.flag(less))
            case "if flag":
                return Call("if", (self.flag(less), self.flag(less), self.flag(less)))
        return Call("coalesce", (self.flag(less), self.flag(less)))

    def code(self, way: str) -> tuple[Node, list[str]]:
        match way:
            case "state":
                return Name("state"), [code for code, _ in STATES]
            case "level":
                return Name("level"), [level.value for level in Level]
            case "choice member":
                return Member("session", "kind"), [code for code, _ in KINDS]
        pair = Call("if", (Name("done"), Name("kind"), Name("kind"))), [code for code, _ in KINDS]
        return self.by.choice([pair, (Name("sort"), [code for code, _ in SORTS])])

    def day(self, depth: int = 2) -> Node:
        simple = ["date field", "since"] + ["date member"] * bool(self.each)
        way, less = self.one(*simple, *(("if day", "coalesce day") if depth > 0 else ())), depth - 1
        match way:
            case "date field":
                return Name(self.by.choice(("held_on", "ended_on")))
            case "date member":
                return Member("session", "date")
            case "since":
                return Call("since", (Symbol(self.by.choice([code for code, _ in STATES]), "state"),))
            case "if day":
                return Call("if", (self.flag(0), self.day(less), self.day(less)))
        return Call("coalesce", (self.day(less), self.day(less)))

    def sign(self) -> str:
        return self.by.choice(("=", "!=", "<", "<=", ">", ">="))


def _looking(node: Node) -> Node:
    """A number that surely looks at a child record."""
    return Binary("+", node, BY_SESSION)


OPERATIONS = frozenset(
    """constant;count field;days;months;checklist;member;+;-;*;/;negative;if number;coalesce number;abs;min;max;sum;
    count;count records;min children;max children;sum of several;yes field;filled;filled part;meets;marked;is choice;
    state;level;yes member;choice member;compare;compare days;in;and;or;not;if flag;coalesce flag;date field;since;
    date member;if day;coalesce day""".replace("\n    ", "").split(";")
)
"""Every operation that `Growing` knows: a translator of formulas must have met each."""


def register(made: Node, feeds: tuple[object, ...] = ()) -> Register:
    """The register; `made` is what its computed field is worked out from."""
    computed = (Computed("made", Text("算出"), made),)
    return Register(
        "course", Text("课程"), Text("培训"), (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE), FIELDS,
        Workflow(STATES, ()), parts=(SESSION, VISIT), computed=computed, feeds=feeds,  # type: ignore[arg-type]
    )  # fmt: skip


def element(code: str, unit: str = "", kind: Flow = Flow.FLOW, decimals: int = 0) -> Element:
    cells = (("shift", tuple(c for c, _ in KINDS)), ("about", tuple(c for c, _ in SORTS)))
    return Element(code, Text(code), unit, kind, Adding.ADD, decimals, breakdowns=cells)


def seeds(number: int) -> list[int]:
    """Where random worlds begin: the same ones in CI, new ones on a person's machine."""
    first = 0 if os.environ.get("CI") == "true" else Random().randrange(10**9)
    return [first + i for i in range(number)]
