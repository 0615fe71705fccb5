"""The rows of the smaller tables of the verdict chapter, each derived by hand."""

from __future__ import annotations

from fractions import Fraction as F

from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Direction
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from tests.spec.verdict_case import Case
from tests.spec.verdict_rows import NEITHER, NO, YES, Classed, Counted, Degree, Rows, Shared, Warned

CLASSES = Rows(
    Text("判定有哪些", "The verdicts"),
    (
        Text(
            "系统判定由程序作出，不能改动；审定结论由署名的人在“预期可达标”“达标困难”“待定”之间改动，并写明理由，不得改成达标，也不得由达标改成别的。",
            "The verdict is the program's and stays. A named person may only move a conclusion among 预期可达标, 达标困难 and 待定, with a reason, never into or out of 达标.",
        ),
    ),
    (
        Classed("已达标", "reached", Text("目标年的数据达到目标", "the figure of the target year meets it"), YES),
        Classed("未达标", "not reached", Text("目标年的数据未达到目标", "the figure of the target year misses it"), NO),
        Classed("提前达标", "reached early", Text("“达到”类目标在目标年以前达到", "a goal to be reached is met before the target year"), YES),
        Classed("保持达标", "kept", Text("“保持”“达到并保持”类目标，或基期已达到的目标，本年达到", "a goal to be kept, or met in the base year already, is met this year"), YES),
        Classed("达标后回落", "reached, then lost", Text("达到过，现未达到", "it was met and is lost"), NO),
        Classed("预期可达标", "expected to reach", Text("尚未达到，按趋势或序时进度可以达到", "not met yet; by the trend, or the straight line, it will be"), NO),
        Classed("达标困难", "hard to reach", Text("尚未达到，按趋势或序时进度达不到", "not met yet; by the trend, or the straight line, it will not be"), NO),
        Classed("趋势不明", "unclear", Text("尚未达到，数据太少，看不出走向；或目标没有好坏方向", "not met yet and too few values to tell where it heads; or the goal has no better direction"), NO),
        Classed("待定", "pending", Text("目标年数据未公布、容差未明确，或有单位未报而没有未达到的", "the target year's figure is unpublished, no tolerance is issued, or a part is missing and none failed"), NO),
        Classed("无数据", "no data", Text("没有可以判定的数据，写明原因", "nothing may judge; the reason is said"), NO),
        Classed("趋势向好", "getting better", Text("没有数值的目标，变化满一个末位单位且向好", "a goal without a number; better by a printed digit or more"), NEITHER),
        Classed("基本持平", "about level", Text("没有数值的目标，变化不足一个末位单位", "a goal without a number; changed by less than a printed digit"), NEITHER),
        Classed("趋势变差", "getting worse", Text("没有数值的目标，变化满一个末位单位且变差", "a goal without a number; worse by a printed digit or more"), NEITHER),
        Classed("监测指标", "monitored only", Text("没有目标", "there is no goal"), NEITHER),
        Classed("本级未设目标", "no target at this level", Text("目标只在上级，本级未采用", "only the upper level has a target, not adopted here"), NEITHER),
    ),
)  # fmt: skip

DEGREES = Rows(
    Text("实现程度", "How far a goal is realised"),
    (
        Text(
            "两种方法都以100%为限，各有名称，不在一个指数里混用。对目标的比：越高越好的为数据÷目标，越低越好的为目标÷数据；走完的路程：基期到目标的全程中已完成的部分。没有意义的写“—”。表格和页面用第一种。",
            "Both methods end at 100 %, have names of their own and are never mixed in one index. Against the target: value ÷ target where higher is better, target ÷ value where lower is. Way from the base: the share of the way that is done. Where a method has no meaning it says —. Tables and pages use the first.",
        ),
    ),
    (
        Degree(Text("95以上", "at least 95"), Bar(low=F(95)), "80", "90", "94.7%", "66.7%"),
        Degree(Text("12以下", "at most 12"), Bar(high=F(12)), "16.9", "14.3", "83.9%", "53.1%"),
        Degree(Text("95以上", "at least 95"), Bar(low=F(95)), "80", "96", "100.0%", "100.0%"),
        Degree(Text("95以上", "at least 95"), Bar(low=F(95)), "", "90", "94.7%", "—"),
        Degree(Text("95以上", "at least 95"), Bar(low=F(95)), "80", "78", "82.1%", "0.0%"),
        Degree(Text("全面消除（0）", "none left (0)"), Bar(high=F(0)), "4", "2", "0.0%", "50.0%"),
        Degree(Text("45至55", "45 to 55"), Bar(F(45), F(55)), "40", "60", "91.7%", "0.0%"),
    ),
)  # fmt: skip

RATES = Rows(
    Text("达标率和数据覆盖率", "Rates, always beside their coverage"),
    (
        Text(
            "达标率＝计为达标的项数÷可量化的项数；不计无数据的另列。数据覆盖率＝有数据的÷可量化的。覆盖率低于80%时不计算达标率，列出无数据的指标。本级不统计的不进入分母，另行列名。",
            "The rate is rows reached ÷ quantifiable rows; the one without missing rows stands beside it. Coverage is rows with data ÷ quantifiable rows. Below 80 % coverage no rate is given and the missing rows are listed. What is not counted at this level leaves the denominator and is listed by name.",
        ),
    ),
    (
        Counted(((Class.REACHED, 44), (Class.NOT_REACHED, 10)), "81.5%", "81.5%", "100.0%",
                "可量化指标54项，达标44项，达标率81.5%（数据覆盖率100.0%）。", "54 quantifiable, 44 reached: 81.5% (coverage 100.0%)."),
        Counted(((Class.REACHED, 31), (Class.NOT_REACHED, 2)), "93.9%", "93.9%", "100.0%",
                "可量化指标33项，达标31项，达标率93.9%（数据覆盖率100.0%）。", "33 quantifiable, 31 reached: 93.9% (coverage 100.0%)."),
        Counted(((Class.EARLY, 22), (Class.EXPECTED, 12), (Class.NO_DATA, 3)), "64.7%", "59.5%", "91.9%",
                "可量化指标37项，达标22项，达标率59.5%（数据覆盖率91.9%；不计无数据项为64.7%）。",
                "37 quantifiable, 22 reached: 59.5% (coverage 91.9%; 64.7% without missing rows)."),
        Counted(((Class.EARLY, 2), (Class.DIFFICULT, 2), (Class.NO_DATA, 1)), "50.0%", "40.0%", "80.0%",
                "可量化指标5项，达标2项，达标率40.0%（数据覆盖率80.0%；不计无数据项为50.0%）。",
                "5 quantifiable, 2 reached: 40.0% (coverage 80.0%; 50.0% without missing rows)."),
        Counted(((Class.REACHED, 3), (Class.NO_DATA, 1)), "—", "—", "75.0%",
                "可量化指标4项，达标3项；数据覆盖率75.0%，1项无数据，数据不足，暂不计算达标率。",
                "4 quantifiable, 3 reached; coverage 75.0%, 1 without data: too little for a rate."),
        Counted(((Class.KEPT, 3), (Class.PENDING, 1), (Class.MONITORED, 5)), "75.0%", "75.0%", "100.0%",
                "可量化指标4项，达标3项，达标率75.0%（数据覆盖率100.0%）。", "4 quantifiable, 3 reached: 75.0% (coverage 100.0%).", elsewhere=2),
    ),
)  # fmt: skip

SHARED = Rows(
    Text("两规划共有的指标", "Series that both plans share"),
    (
        Text(
            "共有指标在各规划中都计，在两规划合计中只计一次；判定不同的，以较严的目标为准。一项指标只发一次预警。",
            "A shared series counts in each plan and once in both together; where the verdicts differ, the stricter target counts. It raises one warning.",
        ),
    ),
    (
        Shared((Bar(low=F(90)), Class.EARLY), (Bar(low=F(95)), Class.EXPECTED), "儿童", Text("95%较严", "95 % is stricter")),
        Shared((Bar(low=F(95)), Class.DIFFICULT), (Bar(low=F(90)), Class.EXPECTED), "妇女", Text("95%较严", "95 % is stricter")),
        Shared((Bar(low=F(90)), Class.EARLY), (Bar(low=F(95)), Class.NO_DATA), "妇女", Text("有数据的优先", "what has data comes first")),
        Shared((None, Class.BETTER), (Bar(low=F(95)), Class.EXPECTED), "儿童", Text("可量化的优先", "what has a number comes first")),
        Shared((Bar(low=F(90)), Class.KEPT), (Bar(low=F(90)), Class.NOT_REACHED), "儿童", Text("目标相同，取未达到的", "one target: what is not reached")),
    ),
)  # fmt: skip


def case(zh: str, en: str, target: str, values: str, judged: int, class_: Class, **more: object) -> Case:
    """A case whose sentence is not looked at here."""
    return Case(Text(zh, en), target, values, judged, class_, "", "", **more)  # type: ignore[arg-type]


WARNINGS = Rows(
    Text("预警", "Warnings"),
    (
        Text(
            "预警规则是内容包里的一张表（指标库的 warnings.yaml）。先红、后黄、再灰、再绿；同一级取先列的一条。逾期未报只催报（灰），不因此变红。",
            "The rules are a table of the catalogue's pack (warnings.yaml). Red comes before yellow, grey and green; within a level the first that holds is raised. A late report is reminded of (grey) and never turns anything red.",
        ),
    ),
    (
        Warned(case("达标后回落", "reached, then lost", ">= 90 in 2030", "2020:85 2022:91 2024:89.9", 2024, Class.RELAPSED), Level.RED, "relapsed",
               "覆盖率曾经达标，2024年为89.9%，不再达到目标（90%以上），属达标后回落。", "coverage was on target once; 2024 shows 89.9%, which misses the target (at least 90%)."),
        Warned(case("未达标", "not reached", ">= 90 in 2025", "2025:89", 2025, Class.NOT_REACHED), Level.RED, "not-reached",
               "覆盖率2025年的目标是90%以上，实际为89%，未达标。", "The target of coverage for 2025 was at least 90%; it shows 89%: not reached."),
        Warned(case("达标困难，连续两次变差", "hard to reach and worse twice running", ">= 90 in 2030", "2020:80 2021:82 2022:81 2023:80.5", 2023, Class.DIFFICULT), Level.RED,
               "difficult-and-worse", "覆盖率2023年为80.5%，按以往速度难以实现2030年的目标（90%以上），且连续两次变差。",
               "coverage shows 80.5% in 2023; at past pace the target for 2030 (at least 90%) is hard to reach, and it got worse twice running."),
        Warned(case("落后超过十分之一：应为84，落后3，占全程30%", "more than a tenth behind: 84 asked, 3 behind, 30 % of the way", ">= 90 in 2030", "2020:80 2024:81", 2024, Class.DIFFICULT),
               Level.YELLOW, "behind-progress", "覆盖率以2020年为基期按序时进度推算，2024年应达到84.0%，实际为81%，落后3.0个百分点。",
               "coverage: on the straight line from 2020, 2024 should show 84.0%; it shows 81%, 3.0 percentage points behind."),
        Warned(case("恰好落后十分之一", "exactly a tenth behind", ">= 90 in 2030", "2020:80 2024:83", 2024, Class.DIFFICULT), None, ""),
        Warned(case("落后超过十分之一，但不足一个末位单位", "more than a tenth, but less than a printed digit", ">= 90 in 2030", "2020:89.8 2024:89.80", 2024, Class.DIFFICULT), None, ""),
        Warned(case("达标但走弱", "met but weakening", ">= 90 in 2030", "2020:85 2022:97 2023:96 2024:95", 2024, Class.EARLY), Level.YELLOW, "weakening",
               "覆盖率2024年为95%，达到目标（90%以上），但连续两次变差，达标但走弱。",
               "coverage shows 95% in 2024 and meets the target (at least 90%), but got worse twice running."),
        Warned(case("目标在区间内", "the target lies inside the band", ">= 89 in 2030", "2020:80 2021:82 2022:81 2023:83 2024:84", 2024, Class.EXPECTED), Level.YELLOW, "in-band",
               "覆盖率2030年的目标（89%以上）落在按以往速度推算的区间内，把握不大。",
               "coverage: the target for 2030 (at least 89%) lies inside the band of past pace; it may go either way."),
        Warned(case("无数据", "no data", ">= 90 in 2030", "", 2024, Class.NO_DATA, absence=Absence.NOT_REPORTED), Level.GREY, "no-data",
               "覆盖率2024年无数据：未报。", "coverage has no data for 2024: not reported."),
        Warned(case("达标，但逾期未报", "met, but the report is overdue", ">= 90 in 2030", "2020:85 2023:91", 2024, Class.EARLY), Level.GREY, "late",
               "覆盖率2023年的数据逾期未报，请催报。", "The 2023 figure of coverage is overdue; please remind.", late=True),
        Warned(case("未达标且逾期，仍为红色", "not reached and overdue: still red", ">= 90 in 2025", "2025:89", 2025, Class.NOT_REACHED), Level.RED, "not-reached",
               "覆盖率2025年的目标是90%以上，实际为89%，未达标。", "The target of coverage for 2025 was at least 90%; it shows 89%: not reached.", late=True),
        Warned(case("达标", "met", "<= 5.0 in 2030", "2020:5.4 2024:4.0", 2024, Class.EARLY, direction=Direction.DOWN, unit="‰", name="婴儿死亡率"), Level.GREEN, "met",
               "婴儿死亡率2024年为4.0‰，达到目标（5.0‰以下）。", "infant mortality shows 4.0‰ in 2024 and meets the target (at most 5.0‰)."),
        Warned(case("不落后于序时进度", "not behind the line", ">= 90 in 2030", "2020:80 2022:83", 2022, Class.EXPECTED), Level.GREEN, "on-progress",
               "覆盖率2022年为83%，不落后于序时进度。", "coverage shows 83% in 2022 and is not behind the straight line."),
    ),
)  # fmt: skip
