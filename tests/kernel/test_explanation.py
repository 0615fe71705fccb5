"""The working of a verdict: every step can be followed by hand, and the last one says what the row says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from operator import ge, gt, le, lt

from hypothesis import given, settings

from halfsky.kernel.assessment import Assessment, Row, Source
from halfsky.kernel.explanation import Step, explain
from halfsky.kernel.fact import Absence, Missing, Observation
from halfsky.kernel.figure import Working
from halfsky.kernel.indicator import Definition, Direction, Indicator
from halfsky.kernel.judging import judge
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import year
from halfsky.kernel.place import Level as PlaceLevel
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Domain, Goal, GoalKind, Plan
from halfsky.kernel.sentence import sentence
from halfsky.kernel.target import Comparator, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question
from halfsky.kernel.warning import Level, Warning_
from tests.kernel.questions import NAME, question, question_at_one_place, seeded

SOURCES = {"S": Source("S", "统计监测报告", "国家统计局", "2026-04-20")}


def row(q: Question, name: Text = NAME) -> Row:
    v = judge(q)
    return Row(q.goal.number, name, q, v, sentence(q, v, name))


def texts(step: Step) -> list[Text]:
    return [step.title, step.says, *(t for line in step.lines for t in line[:2])]


@settings(max_examples=300)
@given(seeded(question))
def test_every_verdict_can_be_explained_in_both_languages(q: Question) -> None:
    made = row(q)
    steps = explain(made, SOURCES)
    assert steps[0].code == "values" and steps[-1].code == "verdict"
    assert made.sentence.zh in steps[-1].says.zh and made.verdict.class_.label.zh in steps[-1].says.zh
    assert len(steps[0].lines) == len(q.series)
    for text in (t for step in steps for t in texts(step)):
        for said in (text.zh, text.in_("en")):
            assert said and not re.search(r"[{}]|None(?! may judge)|Fraction|Period\(", said), said


@settings(max_examples=300)
@given(seeded(question))
def test_the_steps_are_those_that_the_verdict_took(q: Question) -> None:
    made = row(q)
    steps = explain(made, SOURCES)
    codes = [step.code for step in steps]
    v = made.verdict
    assert len(codes) == len(set(codes))
    assert ("target" in codes) is ("base" in codes) is (q.target is not None)
    assert ("compare" in codes) is (v.bar is not None and v.observation is not None)
    assert ("progress" in codes) is (v.progress is not None)
    assert ("forecast" in codes) is (v.forecast is not None)
    if v.forecast is not None:
        pairs = v.forecast.points * (v.forecast.points - 1) // 2
        assert len(next(s for s in steps if s.code == "forecast").lines) == pairs


SIGNS: dict[str, Callable[[F, F], bool]] = {"≥": ge, "≤": le, "<": lt, ">": gt}


@settings(max_examples=300)
@given(seeded(question_at_one_place))
def test_what_is_compared_is_true_as_it_is_printed(q: Question) -> None:
    made = row(q)
    for step in explain(made, SOURCES):
        if step.code == "compare":
            found = re.findall(r"(-?[\d.]+) ([≥≤<>]) (-?[\d.]+)", step.says.zh)
            assert found
            assert all(SIGNS[sign](exact(left), exact(right)) for left, sign, right in found)


MMR = Indicator("mmr", Text("孕产妇死亡率", "maternal mortality"), "1/10万", 1, Direction.DOWN, low=F(0))
GOAL = Goal("W1.02", "health", "mmr", GoalKind.REACH, review=True)
TARGET = Target("women", "W1.02", 2030, Comparator.AT_MOST, F(12), "12", source="O-2021")


def maternal() -> Row:
    given_ = {2020: "16.9", 2021: "16.1", 2022: "15.7", 2023: "15.1", 2024: "14.3"}
    series = tuple(Observation(year(y), F(v), v, "S") for y, v in given_.items())
    q = Question(MMR, GOAL, TARGET, series, 2024, dt.date(2026, 11, 22), 2020)
    return row(q, MMR.name)


def test_the_example_of_the_design_step_by_step() -> None:
    steps = {step.code: step for step in explain(maternal(), SOURCES)}
    assert steps["values"].says.zh == "共5个值。"
    label, figure, origin = steps["values"].lines[0]
    assert (label.zh, figure.zh, origin) == ("2020年", "16.9/10万", "S 统计监测报告")
    assert steps["base"].says.zh == "2020年为16.9/10万。"
    assert steps["target"].says.zh == "2030年：12/10万以下（待复核）。"
    assert steps["compare"].says.zh == "14.3 > 12，未达到。"
    assert steps["compare"].says.en == "14.3 > 12: not met."
    # 16.9 − 4.9 × 4/10 = 14.94: the value is ahead of it
    assert steps["progress"].says.zh == "由2020年的16.9直线到2030年的目标，2024年应为14.9/10万；不滞后。"
    assert "10个两两斜率的中位数为每年-0.6，2020年截距中位数为16.9，2030年为10.9/10万" in steps["forecast"].says.zh
    assert steps["verdict"].says.zh.startswith("预期可达标：2024年孕产妇死亡率为14.3/10万")


def test_every_slope_can_be_recomputed_from_its_line() -> None:
    forecast = next(step for step in explain(maternal(), SOURCES) if step.code == "forecast")
    assert len(forecast.lines) == 10
    for _, slope, working in forecast.lines:
        later, earlier, years = re.fullmatch(r"\(([\d.]+) − ([\d.]+)\) ÷ (\d+)", working).groups()  # type: ignore[union-attr]
        assert abs((exact(later) - exact(earlier)) / int(years) - exact(slope.zh)) <= F(1, 2_000)


def test_a_step_behind_the_line_says_by_how_much() -> None:
    series = tuple(Observation(year(y), F(v), v, "S") for y, v in ((2020, "16.9"), (2024, "16.0")))
    late = row(replace(maternal().question, series=series))
    progress = next(step for step in explain(late, SOURCES) if step.code == "progress")
    # 16.0 − 14.94 = 1.06, of 4.9 that is 21.6 %
    assert "滞后1.1个十万分点，为全程的21.6%" in progress.says.zh
    assert "1.1 points per 100,000 behind, 21.6% of the way" in progress.says.en


def test_computed_values_and_unknown_sources_say_where_they_come_from() -> None:
    made = maternal()
    computed = Observation(year(2024), F("14.3"), "14.3", computed=True, note="5个单位中4个已报")
    unknown = Observation(year(2023), F("15.1"), "15.1", "Z-9")
    lines = explain(replace(made, question=replace(made.question, series=(unknown, computed))), SOURCES)[0].lines
    assert [origin for _, _, origin in lines] == ["Z-9", "本系统由数据项计算（5个单位中4个已报）"]


def test_a_computed_value_is_worked_out_place_by_place() -> None:
    made = maternal()
    working = Working(
        "死亡数 / 活产数",
        ("死亡数 / 活产数 = 4 / 800 = 0.005",),
        (Text("死亡数"), Text("活产数")),
        ((Text("甲县"), (F(4), F(800))), (Text("乙县"), (F(2), Missing(Absence.NOT_REPORTED, "births")))),
        held=1,
        due=2,
    )
    steps = {step.code: step for step in explain(made, SOURCES, working)}
    computed = steps["computed"]
    assert list(steps)[:3] == ["values", "choice", "computed"]
    assert computed.says.zh == "死亡数 / 活产数；2个填报单位中1个已报；结果为14.3/10万。"
    assert computed.says.en == "死亡数 / 活产数; 1 of 2 places have reported; the result is 14.3 per 100,000."
    assert [(a.zh, b.zh) for a, b, _ in computed.lines] == [
        ("代入", "死亡数 / 活产数 = 4 / 800 = 0.005"),
        ("甲县", "4 / 800"),
        ("乙县", "2 / 未报"),
    ]
    silent = row(replace(made.question, series=()))
    assert "computed" not in [step.code for step in explain(silent, SOURCES, working)]


def assessment(*rows: Row) -> Assessment:
    plan = Plan("women", Text("规划"), 2021, 2030, 2020, domains=(Domain("health", Text("妇女与健康")),), goals=(GOAL,))
    place = Place(1, "0" * 12, "全国", PlaceLevel.NATION, (1,))
    return Assessment(plan, place, 2024, dt.date(2026, 11, 22), "1-abcdef01", rows, SOURCES)


def test_an_assessment_finds_its_rows() -> None:
    red = Warning_(Level.RED, "r", "1", Text("原因"))
    one, other = maternal(), replace(maternal(), number="W1.03", warning=red)
    whole = assessment(one, other)
    assert whole.row("W1.03") is other and whole.row("mmr") is one and whole.row("W9.99") is None
    assert whole.of_class(Class.EXPECTED) == (one, other) and whole.of_class(Class.EARLY, Class.KEPT) == ()
    assert whole.warned(Level.RED) == (other,) and whole.warned(Level.GREEN) == ()
    assert whole.in_domain(whole.plan.domains[0]) == (one, other)
    assert (whole.summary.quantifiable, whole.summary.reached) == (2, 0)
    assert not whole.demo


def test_what_still_waits_for_a_check_is_marked() -> None:
    made = maternal()
    assert made.needs_review  # the goal is marked
    settled = replace(made, question=replace(made.question, goal=replace(GOAL, review=False)))
    assert not settled.needs_review
    marked = replace(settled, question=replace(settled.question, target=replace(TARGET, review=True)))
    assert marked.needs_review
    usual = replace(MMR, definitions=(Definition("a / b", review=True),))
    assert replace(made, question=replace(made.question, indicator=usual)).definition_needs_review
    assert not made.definition_needs_review
