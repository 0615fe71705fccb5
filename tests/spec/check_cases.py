"""The cases of the chapter on checks. What must be found is worked out by hand."""

from __future__ import annotations

from halfsky.kernel.checking import Kind
from halfsky.kernel.form import Totals
from halfsky.kernel.text import Text
from tests.spec.check_case import Checked, Explained, Typed

SUBSET = "hospital <= births"
JUMP = "abs(change(births)) <= 30% or abs(births - previous(births)) < 100"
SHARE = "deaths / births"
FIVE = tuple(f"births=1000 deaths={n}" for n in (1, 2, 3, 4, 5))

ANSWERS = (
    Typed("0", "deaths", "0", Text("零要填，不能留空", "zero is typed, never assumed")),
    Typed("１，２３４", "births", "1234", Text("全角数字和千分号", "full-width digits and separators")),
    Typed("3.5万", "births", "35000", Text("带“万”的数", "a multiple in words")),
    Typed("3.5万人", "births", "35000", Text("带单位的数", "a number with its unit")),
    Typed("12.50", "money", "12.5", Text("小数不超过两位", "no more decimals than the element has")),
    Typed("部门未提供", "births", "部门未提供", Text("选择的缺数原因", "a reason that was chosen")),
    Typed("", "births", "", Text("空格不是零，也不是“没有”", "an empty cell is neither zero nor none")),
    Typed("-", "births", "400.743", Text("一横有几种读法", "a dash has several meanings")),
    Typed("无", "births", "400.10", Text("“无”可能是零，也可能是没有统计", "none may be zero, or not counted")),
    Typed("12.5", "births", "400.740", Text("人数没有小数", "people come whole")),
    Typed("-3", "births", "400.741", Text("不会有负数", "nothing is negative")),
    Typed("5元", "births", "400.742", Text("单位不同", "another unit")),
    Typed("1.2e3", "births", "400.10", Text("科学计数法不读", "no exponents")),
)

CONDITIONS = (
    Checked(Text("每一列分别审核", "each column is asked"), SUBSET,
            "births@urban=10 births@rural=20 hospital@urban=11 hospital@rural=9", ("urban",)),
    Checked(Text("自动合计也审核", "a computed total is asked, too"), SUBSET,
            "births@urban=11 births@rural=19 hospital@urban=11 hospital@rural=20", ("", "rural")),
    Checked(Text("相等不算超过", "equal is not more"), SUBSET,
            "births@urban=10 births@rural=20 hospital@urban=10 hospital@rural=20"),
    Checked(Text("缺一个数，不审核也不算通过", "with one number missing it is not run, and not passed"), SUBSET,
            "births@urban=not_provided births@rural=20 hospital@urban=11 hospital@rural=9", (), ("", "urban")),
    Checked(Text("还没有填的，不提示", "nothing is said of what nobody has filled in"), SUBSET, ""),
    Checked(Text("一边已经成立，另一边缺数也不妨", "one side decides, whatever the other lacks"),
            "births < 500 or hospital <= births", "births@urban=10 births@rural=20 hospital@urban=11", ()),
    Checked(Text("指定分组的审核只问一次", "a check of named parts is asked once"),
            "births[residence=urban] <= 2 * births[residence=rural]", "births@urban=41 births@rural=20", ("",)),
)  # fmt: skip

TIME = (
    Checked(Text("变动超过30%，且多于100人", "more than 30 % and more than 100"), JUMP,
            "births@urban=1400 births@rural=1000", ("urban",), (),
            Text("上年1000，今年1400", "1000 last year, 1400 now"),
            before="births=2000 births@urban=1000 births@rural=1000",
            words=Text("上年{previous}，今年{value}", "{previous} last year, {value} now")),
    Checked(Text("刚好30%", "exactly 30 %"), JUMP, "births@urban=1300 births@rural=1000",
            before="births=2000 births@urban=1000 births@rural=1000"),
    Checked(Text("小数目的大变动", "a great change of a small number"), JUMP, "births@urban=99 births@rural=10",
            before="births=20 births@urban=10 births@rural=10"),
    Checked(Text("上年没有数", "nothing was given last year"), JUMP, "births@urban=1400 births@rural=1000",
            (), ("", "urban", "rural")),
)  # fmt: skip

SUMS = (
    Checked(Text("分项之和不等于合计", "the parts do not make up the total"), "",
            "births=31 births@urban=10 births@rural=20", ("",), (),
            Text("活产数：各分项之和 30 与合计 31 不等。", "live births: the parts add up to 30, the total says 31."),
            totals=Totals.ENTERED),
    Checked(Text("分项没有填齐，不与合计比", "parts that are not all there are not held against the total"), "",
            "births=31 births@urban=10", totals=Totals.ENTERED),
    Checked(Text("与下级上报之和不等", "the reports from below say something else"), "births",
            "births@urban=10 births@rural=20", ("urban",), ("rural",), Text("本级10，下级11", "own 10, below 11"),
            kind=Kind.BELOW, below="births@urban=11", words=Text("本级{own}，下级{below}", "own {own}, below {below}")),
)  # fmt: skip

SIBLINGS = (
    Checked(Text("离同级的中位数3‰有17‰，超过通常差距1‰的5倍", "17 ‰ from the median 3 ‰; five times the usual 1 ‰ are 5"),
            SHARE, "births=1000 deaths=20", ("",), kind=Kind.SIBLINGS, siblings=FIVE, totals=Totals.ENTERED),
    Checked(Text("差5‰，刚好5倍", "5 ‰, exactly five times"), SHARE, "births=1000 deaths=8",
            kind=Kind.SIBLINGS, siblings=FIVE, totals=Totals.ENTERED),
    Checked(Text("同级不足5个，不比", "fewer than five siblings are no measure"), SHARE, "births=1000 deaths=90",
            kind=Kind.SIBLINGS, siblings=FIVE[:4], totals=Totals.ENTERED),
    Checked(Text("同级没有填的不算在内", "siblings that gave nothing do not count"), SHARE, "births=1000 deaths=90",
            kind=Kind.SIBLINGS, siblings=(*FIVE[:4], "births=1000"), totals=Totals.ENTERED),
)  # fmt: skip

SIX = "births@urban=1 births@rural=2 hospital@urban=3 hospital@rural=4 visited@urban=5 visited@rural=6"
ALIKE = (
    Checked(Text("六个数都与上年相同", "six numbers, all as last year"), "", SIX, ("",), (),
            Text("6个数与上年相同", "6 numbers as last year"), kind=Kind.ALIKE, before=SIX,
            words=Text("{count}个数与上年相同", "{count} numbers as last year")),
    Checked(Text("有一个不同", "one of them differs"), "", SIX, kind=Kind.ALIKE, before=SIX.replace("=6", "=7")),
    Checked(Text("只有五个数，可能是巧合", "five numbers may be chance"), "", SIX.rpartition(" ")[0],
            kind=Kind.ALIKE, before=SIX),
    Checked(Text("零不算", "zeros do not count"), "", SIX.replace("=6", "=0"), kind=Kind.ALIKE,
            before=SIX.replace("=6", "=0")),
)  # fmt: skip

REASONS = (
    Explained("新建妇幼保健院3月启用，外县产妇来院分娩增加。", True, Text("说出了原因", "gives a reason")),
    Explained("核实无误", False, Text("没有说原因", "gives none")),
    Explained(
        "经我单位反复核查，数据真实准确，情况属实。", False, Text("字数多，仍没有说原因", "longer, and still none")
    ),
    Explained("2025年12345", False, Text("只有数字", "digits alone")),
    Explained("外来人口", False, Text("太短，少于8个字", "too short: fewer than eight characters")),
    Explained("数据准确，因外来人口增加。", True, Text("套话之外有原因", "a reason beside the formula words")),
)
