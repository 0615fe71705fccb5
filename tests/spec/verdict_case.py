"""A case of the verdict chapter: a goal, its values, the year judged, and what must follow.

Values are written `2020:16.9 2023/24:16.1`; a day of publication may follow: `2021:96@2022-12-01`. Where the house
computed a value itself, its cases and count are written: `2024:2/950`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Break, Direction, Indicator, Validity
from halfsky.kernel.judging import judge
from halfsky.kernel.numbers import exact, printed
from halfsky.kernel.period import period
from halfsky.kernel.place import Level
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.sentence import sentence
from halfsky.kernel.small import with_pools
from halfsky.kernel.target import Comparator, Part, Target
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.verdict import Class, Question, Verdict
from halfsky.kernel.words import wanted
from tests.spec.manual import Section, Table

AS_OF = dt.date(2026, 11, 22)
ENGLISH = {
    "覆盖率": "coverage",
    "婴儿死亡率": "infant mortality",
    "毛入园率": "enrolment",
    "孕产妇死亡率": "maternal mortality",
    "托位数": "nursery places",
    "普及率": "access",
    "儿科医师数": "paediatricians",
    "文盲率": "illiteracy",
    "女性比例": "share of women",
    "锻炼比例": "exercise",
    "巩固率": "retention",
    "死亡率": "mortality",
    "接种率": "vaccination",
    "女性比重": "share of women",
    "性别差": "gap between the sexes",
    "占比": "share",
    "女生占比": "share of girls",
    "访视率": "visits",
    "婚检率": "premarital checks",
    "毛入学率": "enrolment",
    "甲镇": "A",
    "乙镇": "B",
    "丙镇": "C",
}
KINDS = {
    GoalKind.REACH: Text("达到", "reach"),
    GoalKind.KEEP: Text("保持", "keep"),
    GoalKind.REACH_KEEP: Text("达到并保持", "reach and keep"),
    GoalKind.QUALITATIVE: Text("定性", "no number"),
    GoalKind.MONITOR: Text("只作监测", "monitored"),
}


def named(zh: str) -> Text:
    return Text(zh, ENGLISH[zh])


@dataclass(frozen=True)
class Case:
    """One line of the manual. `target` is `<= 12 in 2030` (empty: none); both sentences are checked word for word."""

    says: Text
    target: str
    values: str
    judged: int
    class_: Class
    sentence: str
    en: str
    kind: GoalKind = GoalKind.REACH
    direction: Direction = Direction.UP
    unit: str = "%"
    decimals: int = 1
    name: str = "覆盖率"
    rhythm: Validity = field(default_factory=Validity)
    breaks: tuple[Break, ...] = ()
    base_year: int = 2020
    base: str = ""
    tolerance: str = ""
    as_of: dt.date = AS_OF
    each: tuple[tuple[str, str], ...] | None = None
    goal_text: Text = NOTHING
    small: int | None = None
    absence: Absence | None = None
    upper: str = ""

    def question(self) -> Question:
        indicator = Indicator(
            "x", named(self.name), self.unit, self.decimals, self.direction, validity=self.rhythm, breaks=self.breaks,
            low=Fraction(0), high=Fraction(100) if self.unit == "%" else None, small=self.small,
        )  # fmt: skip
        goal = Goal("X1", "d", "x", self.kind, text=self.goal_text, base=exact(self.base) if self.base else None)
        parts = tuple(Part(named(n), exact(v) if v else None) for n, v in self.each or ())
        scale = indicator.measure.from_base(Fraction(1))
        series = with_pools(indicator, [self._observation(v, scale) for v in self.values.split()])
        target = self._target(self.target) if self.target else None
        return Question(indicator, goal, target, series, self.judged, self.as_of, self.base_year, parts, self.absence)

    def verdict(self) -> Verdict:
        return judge(self.question())

    def said(self) -> Text:
        """The sentence that the program writes."""
        question = self.question()
        upper = self._target(self.upper) if self.upper else None
        return sentence(question, judge(question), named(self.name), upper)

    def _target(self, text: str) -> Target:
        comparator, value, _, at = text.split()
        low, _, high = value.partition("..")
        number = exact(low.rstrip("%"))
        chosen = Comparator(comparator)
        return Target(
            "p", "X1", int(at), chosen, number / 100 if chosen.relative else number, low,
            value2=exact(high) if high else None,
            tolerance=exact(self.tolerance) if self.tolerance else None,
            each=Level.TOWNSHIP if self.each is not None else None,
        )  # fmt: skip

    def _observation(self, text: str, scale: Fraction) -> Observation:
        point, _, published = text.partition("@")
        at, _, value = point.partition(":")
        day = dt.date.fromisoformat(published) if published else None
        if "/" not in value:
            return Observation(period(at), exact(value), value, "S", day)
        cases, count = (exact(part) for part in value.split("/"))
        rate = scale * cases / count
        shown = printed(rate, self.decimals)
        return Observation(period(at), rate, shown, published=day, computed=True, cases=cases, count=count)

    # -- how it is printed ------------------------------------------------------------------------------------------

    def cells(self) -> tuple[Text | str, ...]:
        return self.says, self._asked(), self._given(), self._day(), self.class_.label, Text(self.sentence, self.en)

    def _asked(self) -> Text:
        """What is wanted, in the words of plans."""
        question = self.question()
        if question.target is None:
            return Text(f"—（{KINDS[self.kind].zh}）", f"— ({KINDS[self.kind].en})")
        words = wanted(question.target, question.indicator)
        band = f"±{self.tolerance}" if self.tolerance else ""
        zh, en = f"{question.target.year}年{words.zh}{band}", f"{words.en}{band} in {question.target.year}"
        if self.each is not None:
            zh, en = f"{zh}，以乡镇为单位", f"{en}, township by township"
        return Text(f"{zh}（{KINDS[self.kind].zh}）", f"{en} ({KINDS[self.kind].en})")

    def _given(self) -> Text:
        """The values, the base that the plan states, the parts."""
        zh = [f"基期{self.base}"] if self.base else []
        en = [f"base {self.base}"] if self.base else []
        for text in self.values.split():
            point, _, day = text.partition("@")
            at, _, value = point.partition(":")
            zh.append(f"{at}：{value}" + (f"（{day}公布）" if day else ""))
            en.append(f"{at}: {value}" + (f" (published {day})" if day else ""))
        for name, value in self.each or ():
            zh.append(f"{name}{value or '未报'}")
            en.append(f"{ENGLISH[name]} {value or 'not reported'}")
        for broken in self.breaks:
            link = (
                "" if broken.link is None else f"，衔接数{broken.link}",
                "" if broken.link is None else f", link {broken.link}",
            )
            zh.append(f"{broken.year}年口径调整{link[0]}")
            en.append(f"definition changed in {broken.year}{link[1]}")
        if self.absence is not None:
            zh.append(self.absence.label.zh)
            en.append(self.absence.label.en)
        return Text("，".join(zh) or "—", ", ".join(en) or "—")

    def _day(self) -> Text:
        if self.as_of == AS_OF:
            return Text(f"{self.judged}", f"{self.judged}")
        return Text(f"{self.judged}（截至{self.as_of}）", f"{self.judged} (by {self.as_of})")


HEADS = (
    Text("情形", "Case"),
    Text("目标", "Target"),
    Text("数据", "Values"),
    Text("评估年度", "Year judged"),
    Text("判定", "Verdict"),
    Text("说明", "What is said"),
)


@dataclass(frozen=True)
class Cases:
    """A section of the chapter: prose and one table of cases."""

    title: Text
    says: Text
    cases: Sequence[Case]

    def section(self) -> Section:
        return Section(self.title, (self.says,), (Table(HEADS, [case.cells() for case in self.cases]),))
