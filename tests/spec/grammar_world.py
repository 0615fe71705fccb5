"""The names that the manual's examples use, with what they are and what is known of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import (
    Choice,
    Dimension,
    Function,
    Nature,
    Outcome,
    Plain,
    Quantity,
    Record,
    Scope,
    Shift,
    Table,
    Term,
    Type,
    quantity,
)
from halfsky.kernel.text import Text
from halfsky.kernel.units import read_quantity

STATES = (("planned", Text("计划", "planned")), ("held", Text("已举办", "held")), ("filed", Text("已归档", "filed")))
STATE = Choice("state", STATES)
LISTS = Choice("list", (("standard", Text("标准", "standard")),))


@dataclass(frozen=True)
class Named:
    """A name of the examples. `value` is printed with its unit; empty: not reported."""

    code: str
    label: Text
    kind: Type
    value: str
    known: Outcome | None = None

    @property
    def term(self) -> Term:
        return Term(self.code, self.kind, self.label, CELLS if self.code == "births" else frozenset())

    @property
    def outcome(self) -> Outcome:
        """The value in base units, as the evaluator wants it."""
        if self.known is not None:
            return self.known
        return base(self.value) if self.value else Missing(Absence.NOT_REPORTED)


def base(printed: str) -> Outcome:
    """A printed quantity in base units."""
    value, unit = read_quantity(printed)
    return unit.to_base(value)


def counted(code: str, zh: str, en: str, unit: str, value: str) -> Named:
    return Named(code, Text(zh, en), quantity(unit), value)


URBAN, RURAL = cell({"residence": "urban"}), cell({"residence": "rural"})
RURAL_GIRLS = cell({"residence": "rural", "sex": "female"})
CELLS = frozenset({URBAN, RURAL, RURAL_GIRLS})

NAMES: tuple[Named, ...] = (
    counted("births", "活产数", "live births", "人", "10000人"),
    counted("deaths", "孕产妇死亡数", "maternal deaths", "人", "2人"),
    counted("people", "常住人口", "residents", "万人", "50万人"),
    counted("girls", "15—17周岁女性人口数", "girls aged 15–17", "人", ""),
    counted("places", "托位数", "childcare places", "个", "1500个"),
    counted("grant", "补助金额", "grants paid", "元", "36000元"),
    counted("enrol", "毛入园率", "enrolment rate", "%", "85%"),
    counted("stay", "巩固率", "retention rate", "%", "95%"),
    counted("gap", "城乡差距", "urban–rural gap", "百分点", "3百分点"),
    counted("score", "得分", "score", "", "92.5"),
    Named("state", Text("状态", "state"), STATE, "", "held"),
    Named("held_on", Text("开班日期", "first day"), Plain.DATE, "", dt.date(2026, 7, 1)),
    Named("ended_on", Text("结束日期", "last day"), Plain.DATE, "", dt.date(2026, 7, 12)),
    Named("title", Text("培训名称", "title"), Plain.TEXT, "", "育婴师班"),
    Named("done", Text("已验收", "accepted"), Plain.BOOLEAN, "", True),
    Named("audited", Text("已审计", "audited"), Plain.BOOLEAN, ""),
)

ELSEWHERE: tuple[tuple[Cell, Shift, str], ...] = (
    (URBAN, Shift.NONE, "6000人"),
    (RURAL, Shift.NONE, "4000人"),
    (RURAL_GIRLS, Shift.NONE, "1900人"),
    (Cell(), Shift.PREVIOUS, "8000人"),
    (Cell(), Shift.SAME_PERIOD_LAST_YEAR, "9000人"),
    (Cell(), Shift.TO_DATE, "26000人"),
)
"""What else is known of births: its parts, and other periods."""

SESSIONS = (("25人次", "2小时"), ("31人次", "1.5小时"), ("", "1小时"))
"""The child records: attendance and hours of each class; the last attendance is not reported."""

SCOPE = Scope(
    terms=(
        *(named.term for named in NAMES),
        Term("trainees", quantity("人"), Text("参训人数", "trainees")),
        Term("learners", quantity("人"), Text("参训人数", "learners")),
    ),
    records=(
        Record(
            "session",
            (
                Term("attended", quantity("人次"), Text("到课人次", "attendance")),
                Term("hours", quantity("小时"), Text("课时", "hours")),
                Term("pass", quantity("%"), Text("合格率", "pass rate")),
            ),
            Text("课次", "class"),
        ),
        Record("visit", (Term("minutes", quantity("分钟"), Text("时长", "minutes")),), Text("走访", "visit")),
    ),
    dimensions=(
        Dimension("residence", Text("城乡", "residence"), {"urban": Text("城市"), "rural": Text("农村")}),
        Dimension("sex", Text("性别", "sex"), {"female": Text("女"), "male": Text("男")}),
    ),
    functions=(Function("checklist", (LISTS,), Quantity(nature=Nature.RATIO), Text("清单得分率", "checklist")),),
)

TABLE = Table(
    values={named.code: named.outcome for named in NAMES}
    | {("births", part, shift): base(printed) for part, shift, printed in ELSEWHERE},
    records={
        "session": [
            {"attended": base(people) if people else Missing(Absence.NOT_REPORTED), "hours": base(hours)}
            for people, hours in SESSIONS
        ]
    },
    functions={"checklist": lambda code: base("90%")},
)
