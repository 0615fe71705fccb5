"""The cases of the verdict manual: a goal, its values, the year judged, and what must follow, derived by hand.

Values are written `2020:16.9 2021:16.1`; a day of publication may follow: `2021:96@2022-12-01`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Break, Direction, Indicator, Rhythm, Validity
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import year
from halfsky.kernel.place import Level
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.target import Comparator, Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question

AS_OF = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Case:
    """One line of the manual. `target` is `<= 12 in 2030` (empty: none); `sentence` is checked word for word."""

    says: Text
    target: str
    values: str
    judged: int
    class_: Class
    sentence: str
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
    goal_text: str = ""

    def question(self) -> Question:
        indicator = Indicator(
            "x", Text(self.name), self.unit, self.decimals, self.direction, validity=self.rhythm, breaks=self.breaks,
            low=Fraction(0), high=Fraction(100) if self.unit == "%" else None,
        )  # fmt: skip
        goal = Goal("X1", "d", "x", self.kind, text=Text(self.goal_text), base=exact(self.base) if self.base else None)
        parts = tuple(Part(Text(n), exact(v) if v else None) for n, v in self.each or ())
        series = tuple(observation(v) for v in self.values.split())
        return Question(indicator, goal, self._target(), series, self.judged, self.as_of, self.base_year, parts)

    def _target(self) -> Target | None:
        if not self.target:
            return None
        comparator, value, _, at = self.target.split()
        low, _, high = value.partition("..")
        shown = low
        number = exact(low.rstrip("%"))
        chosen = Comparator(comparator)
        return Target(
            "p", "X1", int(at), chosen, number / 100 if chosen.relative else number, shown,
            value2=exact(high) if high else None,
            tolerance=exact(self.tolerance) if self.tolerance else None,
            each=Level.TOWNSHIP if self.each is not None else None,
        )  # fmt: skip


def observation(text: str) -> Observation:
    """`2021:96@2022-12-01` → an observation."""
    point, _, published = text.partition("@")
    at, _, value = point.partition(":")
    day = dt.date.fromisoformat(published) if published else None
    return Observation(year(int(at)), exact(value), value, "S", day)


@dataclass(frozen=True)
class Section:
    title: Text
    says: Text
    cases: tuple[Case, ...]


CENSUS = Validity(Rhythm.CENSUS, (2010, 2020, 2030))
SURVEY = Validity(Rhythm.SURVEY)
TERM = Validity(Rhythm.TERM, (2021, 2026))

SECTIONS: tuple[Section, ...] = (
    Section(
        Text("目标年已到", "The target year has come"),
        Text(
            "评估年度到达目标年后，只看目标年当年的数据：达到为“已达标”，否则为“未达标”。目标年的数据尚未公布时为“待定”，不用上一年的数据代替。",
            "Once the target year is judged, only the figure of that year decides. While it is unpublished the verdict is pending; last year's figure does not stand in.",
        ),
        (
            Case(Text("目标年数据达到目标", "the figure of the target year meets it"), ">= 95 in 2020", "2019:94.8 2020:95.2", 2020, Class.REACHED,
                 "2020年覆盖率为95.2%，达到2020年95%以上的目标，已达标。", base_year=2010),
            Case(Text("目标年数据未达到", "it does not"), ">= 30 in 2020", "2018:24 2020:24.2", 2020, Class.NOT_REACHED,
                 "2020年覆盖率为24.2%，未达到2020年30%以上的目标，未达标。", base_year=2010),
            Case(Text("目标年数据未公布", "it is not published"), ">= 95 in 2020", "2018:94.2 2019:94.8", 2020, Class.PENDING,
                 "2020年数据尚未公布（2019年覆盖率为94.8%），95%以上的目标待定。（使用上年数据。）", base_year=2010),
            Case(Text("“以上”“以下”含本数", "以上 and 以下 include the number itself"), "<= 5.0 in 2025", "2025:5.0", 2025, Class.REACHED,
                 "2025年覆盖率为5.0‰，达到2025年5.0‰以下的目标，已达标。", direction=Direction.DOWN, unit="‰"),
        ),
    ),
    Section(
        Text("目标年未到，已经达到", "Met before the target year"),
        Text(
            "“达到”类目标为“提前达标”；“保持”“达到并保持”类目标，或者基期就已达到的目标，为“保持达标”，每年重新判定。连续两次走弱的，仍为达标，另注“达标但走弱”。",
            "A goal to be reached is 提前达标; one to be kept, or met in the base year already, is 保持达标 and judged anew each year. Two worse observations running add 达标但走弱.",
        ),
        (
            Case(Text("提前达标", "reached early"), "<= 5.0 in 2030", "2020:5.4 2021:5.0 2022:4.9 2023:4.5 2024:4.0", 2024, Class.EARLY,
                 "2024年婴儿死亡率为4.0‰，已达到2030年5.0‰以下的目标，提前达标。", direction=Direction.DOWN, unit="‰", name="婴儿死亡率"),
            Case(Text("达到并保持", "reach and keep"), ">= 90 in 2030", "2020:85.2 2023:91.1 2024:92", 2024, Class.KEPT,
                 "2024年毛入园率为92%，符合90%以上的目标，保持达标。", kind=GoalKind.REACH_KEEP, name="毛入园率"),
            Case(Text("基期已达标", "met in the base year"), ">= 90 in 2030", "2020:91.8 2021:93", 2021, Class.KEPT,
                 "2021年覆盖率为93%，符合90%以上的目标，保持达标。基期已达标。"),
            Case(Text("达标但走弱", "met but weakening"), ">= 90 in 2030", "2020:85 2022:97 2023:96 2024:95", 2024, Class.EARLY,
                 "2024年覆盖率为95%，已达到2030年90%以上的目标，提前达标。已连续2次走弱，达标但走弱。"),
            Case(Text("达标后回落", "reached, then lost"), ">= 90 in 2030", "2020:85 2022:91 2023:91 2024:89.9", 2024, Class.RELAPSED,
                 "2024年覆盖率为89.9%，曾达到90%以上的目标，现未达到，达标后回落。"),
        ),
    ),
    Section(
        Text("目标年未到，尚未达到", "Not met yet"),
        Text(
            "基期以来有4个及以上数据的，由趋势预测（Theil–Sen）决定；不足4个而有基期数的，由序时进度（基期到目标的直线）决定；缺基期数的为“趋势不明”。",
            "With four or more values since the base year the forecast (Theil–Sen) decides; with fewer and a base value, the straight line from base to target; without a base it is unclear.",
        ),
        (
            Case(Text("预测可达到：斜率−0.6，2030年16.9−0.6×10=10.9", "the forecast reaches it: 16.9 − 0.6 × 10 = 10.9"), "<= 12 in 2030",
                 "2020:16.9 2021:16.1 2022:15.7 2023:15.1 2024:14.3", 2024, Class.EXPECTED,
                 "2024年孕产妇死亡率为14.3/10万，尚未达到2030年12/10万以下的目标；按2020年以来的趋势，预计2030年为10.9/10万，预期可达标。",
                 direction=Direction.DOWN, unit="1/10万", name="孕产妇死亡率"),
            Case(Text("预测达不到：每年+0.5，2030年80+0.5×10=85", "the forecast falls short: 80 + 0.5 × 10 = 85"), ">= 90 in 2030",
                 "2020:80 2021:80.5 2022:81 2023:81.5 2024:82", 2024, Class.DIFFICULT,
                 "2024年覆盖率为82%，尚未达到2030年90%以上的目标；按2020年以来的趋势，预计2030年为85.0%，达标困难。"),
            Case(Text("只有两个数据，不低于序时进度：80+10×2/10=82", "two values, not behind the line: 80 + 10 × 2/10 = 82"), ">= 90 in 2030", "2020:80 2022:83", 2022,
                 Class.EXPECTED, "2022年覆盖率为83%，尚未达到2030年90%以上的目标；基期以来数据不足4个，按序时进度2022年应为82.0%，不低于序时进度，预期可达标。"),
            Case(Text("只有两个数据，滞后于序时进度", "two values, behind the line"), ">= 90 in 2030", "2020:80 2022:81", 2022, Class.DIFFICULT,
                 "2022年覆盖率为81%，尚未达到2030年90%以上的目标；基期以来数据不足4个，按序时进度2022年应为82.0%，滞后1.0个百分点，达标困难。"),
            Case(Text("缺基期数，数据不足4个", "no base value, fewer than four values"), ">= 4.5 in 2025", "2021:2.03 2022:2.5", 2022, Class.UNCLEAR,
                 "2022年托位数为2.5个，尚未达到2025年4.5个以上的目标；缺基期数，以首年为起点，数据不足4个，趋势不明。", unit="个", decimals=2, name="托位数"),
            Case(Text("只有基期数", "only the base value"), ">= 90 in 2030", "2020:80", 2021, Class.UNCLEAR,
                 "2020年覆盖率为80%，尚未达到2030年90%以上的目标；基期以来尚无后续数据，趋势不明。（使用上年数据。）"),
        ),
    ),
    Section(
        Text("哪个数据可以判定", "Which value may judge"),
        Text(
            "取截至日以前公布、数据年度不晚于评估年度的最新值。年度指标可用上一年的值，再早为“无数据”；普查、换届、抽样数据在下一次之前有效。基期以前的值从不参与判定。",
            "The latest value published by the day, of a data year up to the year judged. A yearly series may use the year before, not older; census, term and survey values hold until the next. Values from before the base year never judge.",
        ),
        (
            Case(Text("用上一年的数据", "last year's value is used"), ">= 90 in 2030", "2020:83 2021:84 2022:87 2023:90", 2024, Class.EARLY,
                 "2023年普及率为90%，已达到2030年90%以上的目标，提前达标。（使用上年数据。）", name="普及率"),
            Case(Text("数据过旧", "the value is too old"), ">= 1.12 in 2030", "2020:0.64 2021:0.78", 2024, Class.NO_DATA,
                 "儿科医师数：没有可用于判定2024年的数据（部门未提供；最近为2021年的0.78名）。", unit="名", decimals=2, name="儿科医师数"),
            Case(Text("普查数据在下一次普查前有效", "a census value holds until the next census"), "<= 2 in 2030", "2020:1.5", 2024, Class.KEPT,
                 "2020年文盲率为1.5%，符合2%以下的目标，保持达标。基期已达标。", direction=Direction.DOWN, rhythm=CENSUS, name="文盲率"),
            Case(Text("基期以前的普查数据不判定", "a census value from before the base year does not judge"), "<= 2 in 2030", "2010:1.5", 2024, Class.NO_DATA,
                 "文盲率：没有可用于判定2024年的数据（部门未提供；最近为2010年的1.5%）。下次取数：2030年普查。", direction=Direction.DOWN, rhythm=CENSUS, name="文盲率"),
            Case(Text("换届后旧届数据失效", "a term change ends the old value"), ">= 30 in 2030", "2020:24.2", 2024, Class.NO_DATA,
                 "女性比例：没有可用于判定2024年的数据（部门未提供；最近为2020年的24.2%）。下次取数：2026年换届。", rhythm=TERM, name="女性比例"),
            Case(Text("基期以来没有调查", "no survey since the base year"), ">= 40 in 2030", "2018:37.2", 2024, Class.NO_DATA,
                 "锻炼比例：没有可用于判定2024年的数据（非调查年；最近为2018年的37.2%）。", rhythm=SURVEY, name="锻炼比例"),
            Case(Text("截至日以后公布的不算", "what was published later does not count"), ">= 96 in 2030", "2020:95.2@2021-12-21 2021:96@2023-04-20", 2021, Class.UNCLEAR,
                 "2020年巩固率为95.2%，尚未达到2030年96%以上的目标；基期以来尚无后续数据，趋势不明。（使用上年数据。）", name="巩固率", as_of=dt.date(2022, 6, 30)),
            Case(Text("年度结束17个月内未见数据", "no figure within 17 months of the year"), ">= 96 in 2030", "", 2025, Class.NO_DATA,
                 "巩固率：没有可用于判定2025年的数据（尚未公布）。", name="巩固率", as_of=dt.date(2026, 5, 31)),
        ),
    ),
    Section(
        Text("目标的写法", "How a target is put"),
        Text(
            "“左右”没有下发容差文件时没有可判的界线，一律“待定”；相对目标（较基期下降20%）由基期数算出界线，缺基期数则“无数据（缺基期数）”，仍属可量化。",
            "A 左右 goal without an issued tolerance has no bar: pending. A relative goal takes its bar from the base value; without it there is no data (no base value), and the goal still counts as quantifiable.",
        ),
        (
            Case(Text("左右，容差未明确", "about, no tolerance issued"), "about 45 in 2030", "2020:43.5 2022:43.2 2024:43.4", 2024, Class.PENDING,
                 "2024年女性比例为43.4%；目标为“45%左右”，容差未明确，待定。", kind=GoalKind.KEEP, direction=Direction.KEEP, name="女性比例"),
            Case(Text("左右，已下发容差2个百分点", "about, tolerance of 2 points issued"), "about 45 in 2030", "2020:43.5 2022:43.2 2024:43.4", 2024, Class.KEPT,
                 "2024年女性比例为43.4%，符合45%左右的目标，保持达标。", kind=GoalKind.KEEP, direction=Direction.KEEP, name="女性比例", tolerance="2"),
            Case(Text("区间", "a band"), "between 45..55 in 2030", "2020:44 2024:50.8", 2024, Class.KEPT,
                 "2024年女性比例为50.8%，符合45%—55%的目标，保持达标。", kind=GoalKind.KEEP, direction=Direction.KEEP, name="女性比例"),
            Case(Text("较基期下降20%：20×0.8=16", "20 % below the base: 20 × 0.8 = 16"), "reduce_by 20% in 2030", "2020:20 2024:15.9", 2024, Class.EARLY,
                 "2024年死亡率为15.9/10万，已达到2030年较基期下降20%（即16.00/10万以下）的目标，提前达标。", direction=Direction.DOWN, unit="1/10万", name="死亡率"),
            Case(Text("缺基期数", "no base value"), "reduce_by 20% in 2030", "2022:11.4 2024:11", 2024, Class.NO_DATA,
                 "死亡率：没有可用于判定2024年的数据（缺基期数；最近为2024年的11/10万）。", direction=Direction.DOWN, unit="1/10万", name="死亡率"),
        ),
    ),
    Section(
        Text("逐个单位判定", "Judged part by part"),
        Text(
            "“以乡镇为单位”的目标逐个乡镇判定，平均数只作参考值。一个未达到即不达标；没有未达到而有未报的为“待定”。",
            "A goal per township is judged township by township; the average is for reference only. One that fails fails the goal; none failing but some missing is pending.",
        ),
        (
            Case(Text("全部达到", "all meet it"), ">= 90 in 2030", "", 2024, Class.KEPT, "接种率：2个乡镇级单位中2个达到，保持达标。", kind=GoalKind.KEEP, name="接种率",
                 each=(("甲镇", "95"), ("乙镇", "90"))),
            Case(Text("一个未达到", "one fails"), ">= 90 in 2030", "", 2024, Class.NOT_REACHED, "接种率：3个乡镇级单位中1个达到，1个未达到（乙镇），1个未报（丙镇），未达标。",
                 kind=GoalKind.KEEP, name="接种率", each=(("甲镇", "95"), ("乙镇", "89.9"), ("丙镇", ""))),
            Case(Text("没有未达到，有未报", "none fails, one is missing"), ">= 90 in 2030", "", 2024, Class.PENDING, "接种率：2个乡镇级单位中1个达到，1个未报（乙镇），待定。",
                 kind=GoalKind.KEEP, name="接种率", each=(("甲镇", "95"), ("乙镇", ""))),
            Case(Text("没有分乡镇数据", "no parts at all"), ">= 90 in 2030", "2024:99", 2024, Class.NO_DATA,
                 "接种率：没有可用于判定2024年的数据（部门未提供；最近为2024年的99%）。", kind=GoalKind.KEEP, name="接种率", each=()),
        ),
    ),
    Section(
        Text("没有数值的目标", "Goals without a number"),
        Text(
            "定性目标与基期（没有基期数时与首个数据）比较，变化满一个末位单位为“趋势向好”或“趋势变差”，否则“基本持平”；不计入达标率。没有目标的只作监测。",
            "A goal without a number is compared with the base (else the first value): a change of one printed digit or more is better or worse, less is about level. It counts in no rate. Without any goal the series is monitored only.",
        ),
        (
            Case(Text("趋势向好", "getting better"), "", "2020:34.9 2024:38.1", 2024, Class.BETTER, "2024年女性比重为38.1%，较2020年提高3.2个百分点，趋势向好。",
                 kind=GoalKind.QUALITATIVE, name="女性比重"),
            Case(Text("趋势变差", "getting worse"), "", "2020:4.3 2024:4.9", 2024, Class.WORSE, "2024年性别差为4.9个百分点，较2020年增加0.6个百分点，趋势变差。",
                 kind=GoalKind.QUALITATIVE, direction=Direction.DOWN, unit="百分点", name="性别差"),
            Case(Text("不足一个末位单位", "less than a printed digit"), "", "2020:46.60 2024:46.64", 2024, Class.STEADY, "2024年占比为46.64%，较2020年变化不足0.1个百分点，基本持平。",
                 kind=GoalKind.QUALITATIVE, name="占比"),
            Case(Text("没有好坏方向", "no better direction"), "", "2022:50.0 2024:50.8", 2024, Class.UNCLEAR,
                 "2024年女生占比为50.8%，较2022年提高0.8个百分点；目标“男女比例保持均衡”没有给出数值，本系统不作好坏判断。",
                 kind=GoalKind.QUALITATIVE, direction=Direction.KEEP, name="女生占比", goal_text="男女比例保持均衡"),
            Case(Text("监测指标", "monitored only"), "", "2023:97.4 2024:97.7", 2024, Class.MONITORED, "2024年访视率为97.7%，较2023年提高0.3个百分点；监测指标，未设目标。",
                 kind=GoalKind.MONITOR, name="访视率"),
            Case(Text("有目标文字而本级未设目标值", "no target at this level"), "", "2024:97.7", 2024, Class.NO_TARGET, "2024年访视率为97.7%；本级未设目标。", name="访视率"),
        ),
    ),
    Section(
        Text("口径调整", "A break in the definition"),
        Text(
            "变化、趋势和预测不跨口径调整；只有下发了衔接数才能越过。判定本身不受影响。",
            "Change, trend and forecast never cross a break, unless a linking value (衔接数) was issued. Meeting the target is judged all the same.",
        ),
        (
            Case(Text("调整后只有两个数据，没有衔接数", "two values after the break, no link"), ">= 90 in 2030", "2020:80 2021:82 2022:84 2023:70 2024:72", 2024, Class.UNCLEAR,
                 "2024年覆盖率为72%，尚未达到2030年90%以上的目标；缺基期数，以首年为起点，数据不足4个，趋势不明。口径调整，不与调整前比较。",
                 breaks=(Break(2023, Text("口径调整")),)),
            Case(Text("有衔接数75：2024年应为75+15×4/10=81", "linked base 75: 75 + 15 × 4/10 = 81"), ">= 90 in 2030", "2020:80 2021:82 2022:84 2023:70 2024:72", 2024,
                 Class.DIFFICULT, "2024年覆盖率为72%，尚未达到2030年90%以上的目标；基期以来数据不足4个，按序时进度2024年应为81.0%，滞后9.0个百分点，达标困难。"
                 "口径调整，不与调整前比较。", breaks=(Break(2023, Text("口径调整"), Fraction(75)),)),
        ),
    ),
)  # fmt: skip
