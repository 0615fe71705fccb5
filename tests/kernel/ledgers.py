"""A small register of courses, in the kernel's own words."""

from __future__ import annotations

from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.field import Field, Item, Kind
from halfsky.kernel.form import Due
from halfsky.kernel.grammar import Node, Plain, Term, Type, check, parse, quantity, resolve
from halfsky.kernel.place import Level
from halfsky.kernel.register import Computed, Cycle, Feed, Gathering, Part, Register, Rule, scope_of
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move, Workflow

STATES = (("planned", Text("计划")), ("held", Text("已办")), ("closed", Text("结束")))
FIELDS = (
    Field("name", Text("课程"), required=True),
    Field("kind", Text("类别"), Kind.CHOICE, of=(("day", Text("日班")), ("night", Text("夜班")))),
    Field("sort", Text("内容"), Kind.CHOICE, of=(("law", Text("法律")), ("skill", Text("技术")))),
    Field("held_on", Text("日期"), Kind.DATE),
    Field("persons", Text("人数"), Kind.COUNT, unit="人"),
    Field("women", Text("妇女人数"), Kind.COUNT, unit="人"),
    Field("fee", Text("费用"), Kind.MONEY, unit="元", decimals=2),
    Field("host", Text("主讲人"), Kind.PERSON, sealed=True),
    Field("where", Text("地点"), Kind.PLACE),
    Field("needs", Text("需要"), Kind.CHOICE, many=True, of=(("study", Text("学习")), ("money", Text("经济")))),
    Field("room", Text("场地"), Kind.CHECKLIST, items=(Item("sign", Text("标牌")), Item("plan", Text("计划表")))),
)
SESSION = Part(
    "session",
    Text("课次"),
    (
        Field("date", Text("上课日期"), Kind.DATE, required=True),
        Field("attended", Text("到课人次"), Kind.COUNT, unit="人次"),
    ),
)
REVIEW = Part("review", Text("回访"), (Field("period", Text("时期"), Kind.PERIOD),))
PARTS = (SESSION, REVIEW)
TIMES = Term("times", quantity("人次"), Text("总人次"))
SCOPE = scope_of(FIELDS, PARTS, (TIMES,), STATES)


def formula(text: str, want: Type | None = Plain.BOOLEAN, each: str = "") -> Node:
    tree = resolve(parse(text), SCOPE)
    check(tree, SCOPE, want, each)
    return tree


def day(text: str, each: str = "") -> Node:
    return formula(text, Plain.DATE, each)


NEEDS = ("meets(room)", "women >= 1", "marked(needs, study)", "since(held) <= today", "level = village")
COURSES = Register(
    "course",
    Text("课程"),
    Text("培训"),
    (Level.TOWNSHIP, Level.VILLAGE),
    FIELDS,
    Workflow(STATES, (Move("hold", Text("办结"), ("planned",), "held"),)),
    parts=PARTS,
    computed=(Computed("times", Text("总人次"), formula("sum(session.attended)", quantity("人次")), "人次"),),
    rules=(
        Rule("fewer", Severity.HARD, formula("women <= persons"), Text("妇女人数不能超过总人数。")),
        Rule("many", Severity.SOFT, formula("persons <= 100"), Text("人数很多。")),
    ),
    feeds=(
        Feed("courses", Gathering.COUNT, day("held_on"), where=formula("state != planned"),
             cells=(("shift", "kind"), ("sort", "sort"))),
        Feed("attendances", Gathering.SUM, day("session.date", "session"), part="session",
             of=formula("session.attended", quantity("人次"), "session")),
        Feed("fees", Gathering.SUM, day("held_on"), of=formula("fee", quantity("万元"))),
        Feed("hosts", Gathering.DISTINCT, day("since(held)"), field="host", until=day("since(closed)"), at="where"),
        Feed("places", Gathering.DISTINCT, day("since(held)"), field="place"),
    ),
    cycles=(Cycle("visit", Text("季访"), "quarter", ("held",), "review", Due(10, workdays=True)),),
    conditions={text: formula(text) for text in NEEDS},
)  # fmt: skip


def _element(code: str, unit: str, kind: Flow, decimals: int = 0) -> Element:
    return Element(code, Text(code), unit, kind, Adding.ADD, decimals)


ELEMENTS = {
    e.code: e
    for e in (
        _element("courses", "期", Flow.FLOW),
        _element("attendances", "人次", Flow.FLOW),
        _element("fees", "万元", Flow.FLOW, 2),
        _element("hosts", "人", Flow.STOCK),
        _element("places", "个", Flow.STOCK),
    )
}
