"""Assessments made by hand: a few rows of a plan, judged by the kernel, without packs and without a house.

Values are written `2020:16.9 2021:16.1`; targets `<= 12 in 2030`. National figures are those of the published reports.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from halfsky.kernel.assessment import Assessment, Row, Source
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Break, Definition, Direction, Indicator, Validity
from halfsky.kernel.judging import judge
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import year
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Agency, Domain, Goal, GoalKind, Plan
from halfsky.kernel.sentence import sentence
from halfsky.kernel.target import Comparator, Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Question
from halfsky.kernel.warning import Level as WarningLevel
from halfsky.kernel.warning import Warning_

AS_OF = dt.date(2026, 11, 22)
WRITTEN = dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
NATION = Place(1, "000000000000", "全国", Level.NATION, (1,))
CITY = Place(5, "450800000000", "贵港市", Level.PREFECTURE, (1, 3, 5))
DEMO_CITY = Place(9, "990100000000", "示例市", Level.PREFECTURE, (1, 9), demo=True)
YEARLY = Validity()
HEALTH, EDUCATION = Domain("health", Text("儿童与健康")), Domain("education", Text("儿童与教育"))
CHILDREN = "中国儿童发展纲要（2021—2030年）"
SOURCES = {
    "NBS-C-2024": Source(
        "NBS-C-2024", "2024年《中国儿童发展纲要（2021—2030年）》统计监测报告", "国家统计局", "2025-12"
    ),
    "CD-20210928": Source("CD-20210928", "儿童死亡率目标", "中国日报", "2021-09-28"),
}


def row(
    number: str,
    name: str,
    values: str,
    target: str = "",
    *,
    unit: str = "%",
    decimals: int = 1,
    direction: Direction = Direction.UP,
    kind: GoalKind | None = None,
    domain: Domain = HEALTH,
    judged: int = 2024,
    as_of: dt.date = AS_OF,
    validity: Validity = YEARLY,
    breaks: tuple[Break, ...] = (),
    definitions: tuple[Definition, ...] = (),
    each: Level | None = None,
    parts: tuple[Part, ...] = (),
    absence: Absence | None = None,
    review: bool = False,
    level: WarningLevel | None = None,
    series: tuple[Observation, ...] | None = None,
    small: int | None = None,
    upper: str = "",
    goal_text: str = "",
) -> Row:
    """One row of 2024 with the base year 2020. Without a target it is a monitored one, unless `kind` says otherwise."""
    indicator = Indicator(
        code=number.lower().replace(".", "_"),
        name=Text(name),
        unit=unit,
        decimals=decimals,
        direction=direction,
        validity=validity,
        low=Fraction(0),
        small=small,
        definitions=definitions,
        breaks=breaks,
    )
    goal = Goal(number, domain.code, indicator.code, kind or _kind(target), text=Text(goal_text or name), review=review)
    points = tuple(_point(v) for v in values.split()) if series is None else series
    question = Question(
        indicator, goal, _target(number, target, each), points, judged, as_of, 2020, parts=parts, absence=absence
    )
    verdict = judge(question)
    above = _target(number, upper, None)
    said = sentence(question, verdict, Text(name), above)
    warning = Warning_(level, "by-hand", "", said) if level else None
    lead = Agency("health", Text("卫生健康"))
    return Row(number, Text(name), question, verdict, said, lead, warning=warning, upper=above)


def _kind(target: str) -> GoalKind:
    return GoalKind.REACH if target else GoalKind.MONITOR


def _target(number: str, spelled: str, each: Level | None) -> Target | None:
    if not spelled:
        return None
    comparator, value, _, at = spelled.split()
    return Target(
        "children-2021", number, int(at), Comparator(comparator), exact(value), value, each=each, source="CD-20210928"
    )


def _point(spelled: str) -> Observation:
    at, value = spelled.split(":")
    return Observation(year(int(at)), exact(value), value, "NBS-C-2024")


def assessment(
    *rows: Row, place: Place = NATION, title: str = CHILDREN, judged: int = 2024, snapshot: str = "7-0a1b2c3d"
) -> Assessment:
    plan = Plan(
        "children-2021", Text(title), 2021, 2030, 2020, "children", (HEALTH, EDUCATION), tuple(r.goal for r in rows)
    )
    return Assessment(plan, place, judged, AS_OF, snapshot, rows, SOURCES)


# Children's mortality, in the published national reports 2020–2024.
NEONATAL = "2020:3.4 2021:3.1 2022:3.1 2023:2.8 2024:2.5"
INFANT = "2020:5.4 2021:5.0 2022:4.9 2023:4.5 2024:4.0"
UNDER_FIVE = "2020:7.5 2021:7.1 2022:6.8 2023:6.2 2024:5.6"
MATERNAL = "2020:16.9 2021:16.1 2022:15.7 2023:15.1 2024:14.3"


def mortality() -> tuple[Row, Row, Row]:
    down = Direction.DOWN
    return (
        row("C1.01", "新生儿死亡率", NEONATAL, "<= 3.0 in 2030", unit="‰", direction=down),
        row("C1.02", "婴儿死亡率", INFANT, "<= 5.0 in 2030", unit="‰", direction=down),
        row("C1.03", "5岁以下儿童死亡率", UNDER_FIVE, "<= 6.0 in 2030", unit="‰", direction=down),
    )


def maternal(level: WarningLevel | None = None) -> Row:
    definition = Definition("", "年内孕产妇死亡人数", "当年活产数")
    return row(
        "W1.02",
        "孕产妇死亡率",
        MATERNAL,
        "<= 12 in 2030",
        unit="1/10万",
        direction=Direction.DOWN,
        definitions=(definition,),
        level=level,
    )


def whole() -> Assessment:
    """A small report with something of everything."""
    return assessment(
        *mortality(),
        maternal(WarningLevel.YELLOW),
        row("C1.17", "新生儿访视率", "2023:97.4 2024:97.7"),
        row("C1.05", "5岁以下儿童贫血率", "2017:5.42 2018:5.44", "<= 10 in 2030", direction=Direction.DOWN),
        row(
            "C1.07",
            "小学生近视率",
            "2020:35.6 2021:35.9 2022:36.7 2023:37.2 2024:38.4",
            "<= 36 in 2030",
            direction=Direction.DOWN,
            level=WarningLevel.RED,
            review=True,
        ),
        row("C3.02", "九年义务教育巩固率", "2020:95.2 2021:95.4 2022:95.5 2023:95.7", "", domain=EDUCATION),
    )
