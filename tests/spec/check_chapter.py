"""The chapter of the manual on what is read from a cell, what is checked, and what explains."""

from __future__ import annotations

from halfsky.kernel.text import Text
from tests.spec import check_cases as cases
from tests.spec.check_case import table
from tests.spec.manual import Chapter, Section

SECTIONS = (
    Section(
        Text("一格填什么", "What a cell takes"),
        (
            Text(
                "数字，或者选择的缺数原因。有两种读法的，不猜，请填报人改。",
                "A number, or a reason why there is none, chosen from a list. What has two readings is not guessed.",
            ),
        ),
        (table(cases.ANSWERS),),
    ),
    Section(
        Text("列内关系", "Within a column"),
        (
            Text(
                "审核是一个公式，对每一列分别提问，成立才算通过。",
                "A check is a formula, asked of every column that has all it speaks of; it passes where it is true.",
            ),
        ),
        (table(cases.CONDITIONS),),
    ),
    Section(Text("与上年相比", "Against last year"), (), (table(cases.TIME),)),
    Section(
        Text("分项、合计与下级", "Parts, totals, and the reports from below"),
        (
            Text(
                "报表可以自动求合计，也可以要求填合计；要求填的，分项与合计互相审核。",
                "A form computes totals, or has them entered; where they are entered the parts check them.",
            ),
        ),
        (table(cases.SUMS),),
    ),
    Section(
        Text("同级离群", "Far from its siblings"),
        (
            Text(
                "与同级其他单位的中位数比，差距超过通常差距（各单位与中位数之差的中位数）的5倍为离群；倍数由报表规定。",
                "Set against the median of the others: odd is what lies further from it than five times the usual "
                "distance, the median of theirs. The form may say how many times.",
            ),
        ),
        (table(cases.SIBLINGS),),
    ),
    Section(
        Text("与上年雷同", "As last year"),
        (Text("至少6个非零数，且全部相同。", "At least six numbers other than zero, all of them the same."),),
        (table(cases.ALIKE),),
    ),
    Section(
        Text("核实说明", "Explanations"),
        (
            Text(
                "核实性审核不通过而数值属实的，要写明原因；原因随数据上报，印在用到这个数的每一处。",
                "A true value that fails a soft check passes with its reason; the reason travels with the figure and "
                "is printed wherever the figure is.",
            ),
        ),
        (table(cases.REASONS),),
    ),
)
CHAPTER = Chapter(
    "checks",
    Text("审核：一张表怎样算填好", "Checks: when a sheet is in order"),
    (
        Text(
            "强制性审核不通过，不能上报；核实性审核不通过，改正或写核实说明后可以上报。"
            "缺少数据而无法进行的审核列为“未能审核”，不算通过。",
            "What fails a hard check cannot be handed in; what fails a soft one is mended or explained. A check that "
            "lacks a number is listed as not run, and never as passed.",
        ),
    ),
    SECTIONS,
)
