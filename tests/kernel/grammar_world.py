"""A small world of names for the tests of the grammar: counts, rates, money, a register with child records."""

from __future__ import annotations

from halfsky.kernel.breakdown import cell
from halfsky.kernel.grammar import Choice, Dimension, Function, Nature, Plain, Quantity, Record, Scope, Term, quantity
from halfsky.kernel.text import Text

STATE = Choice("state", (("planned", Text("计划", "plan")), ("held", Text("已举办", "was held"))))
KIND = Choice("kind", (("skill", Text("实用技术")), ("law", Text("法律")), ("other", Text("其他"))))
LIST = Choice("list", (("standard", Text("标准")),))
CELLS = frozenset(
    cell(parts)
    for parts in (
        {"residence": "urban"},
        {"residence": "rural"},
        {"sex": "female"},
        {"sex": "female", "residence": "rural"},
        {"age": "15-17"},
    )
)


def amount(code: str, unit: str, zh: str, en: str = "") -> Term:
    """A term that is counted or measured."""
    return Term(code, quantity(unit), Text(zh, en))


WORLD = Scope(
    terms=(
        Term("births", quantity("人"), Text("活产数", "live births"), CELLS),
        amount("deaths", "人", "孕产妇死亡数", "maternal deaths"),
        amount("girls", "人", "15—17周岁女性人口数", "girls aged 15–17"),
        amount("people", "万人", "常住人口", "residents"),
        amount("fund", "万元", "资金", "funds"),
        amount("grant", "元", "补助（元）", "grant"),
        amount("places", "个", "托位数", "childcare places"),
        amount("beds", "个/千人", "每千人托位数", "places per 1,000"),
        amount("enrol", "%", "毛入园率", "enrolment"),
        amount("stay", "%", "巩固率", "retention"),
        amount("mmr", "1/10万", "孕产妇死亡率", "maternal mortality"),
        amount("gap", "百分点", "差距"),
        amount("score", "", "得分", "score"),
        Term("state", STATE, Text("状态", "status")),
        Term("kind", KIND, Text("类别")),
        Term("title", Plain.TEXT, Text("培训名称", "title of the course")),
        Term("held_on", Plain.DATE, Text("开班日期")),
        Term("ended_on", Plain.DATE, Text("结束日期")),
        Term("done", Plain.BOOLEAN, Text("已完成")),
        Term("audited", Plain.BOOLEAN, Text("已审计")),
    ),
    records=(
        Record(
            "session",
            (
                amount("attended", "人次", "到课人次"),
                amount("hours", "小时", "课时", "hours taught"),
                amount("pass", "%", "合格率"),
                Term("online", Plain.BOOLEAN, Text("线上")),
                Term("kind", KIND, Text("类别")),
            ),
            Text("课次", "class"),
        ),
        Record("visit", (amount("minutes", "分钟", "时长"),), Text("走访")),
    ),
    dimensions=(
        Dimension("residence", Text("城乡", "urban or rural"), {"urban": Text("城市"), "rural": Text("农村")}),
        Dimension("sex", Text("性别"), {"female": Text("女"), "male": Text("男")}),
        Dimension("age", Text("年龄"), {"15-17": Text("15—17周岁")}),
    ),
    functions=(
        Function("checklist", (LIST,), Quantity(nature=Nature.RATIO), Text("清单得分率")),
        Function("month", (Plain.DATE,), Quantity()),
        Function("paid", (quantity("元"), quantity("%")), quantity("元")),
    ),
)
