"""The manual of the grammar, second part: what formulas mean."""

from __future__ import annotations

from halfsky.kernel.text import Text
from tests.spec.grammar_rows import Converts, Differs, Gives, Ordered, Rows, Wants

SECTIONS: tuple[Rows, ...] = (
    Rows(
        Text("单位", "Units"),
        (
            Text(
                "%、‰、1/万、1/10万 是率，是带倍数的纯数；它们之差是百分点、个千分点、个万分点、个十万分点，不再是率。"
                "人、元、个、小时等各是一种量，前面可加 十、百、千、万、亿；a/b、a·b 是商与积，如 个/千人、元/人·年。"
                "人与人次不是同一种量。计算总以基本单位进行，所以 万人 与 人 可以直接相加。",
                "%, ‰, 1/万, 1/10万 are rates: pure numbers with a scale. Their differences are points (百分点, 个千"
                "分点, 个万分点, 个十万分点), which are rates no longer. 人, 元, 个, 小时 are each a dimension of "
                "its own, with 十, 百, 千, 万, 亿 as multiples; a/b and a·b are quotients and products, such as 个"
                "/千人 and 元/人·年. Persons and person-times differ. All reckoning is in base units, so 万人 and 人"
                " add as they are.",
            ),
        ),
        (
            Converts("3.5万人", "35000人"),
            Converts("1.2亿元", "12000万元"),
            Converts("9.4/10万", "0.094‰"),
            Converts("98.5/万", "0.985%"),
            Converts("4.5个/千人", "45个/万人"),
            Converts("2百分点", "20个千分点"),
            Converts("１，２３４人", "1234人"),
            Differs("%", Text("百分点", "percentage points")),
            Differs("‰", Text("个千分点", "points per 1,000")),
            Differs("1/万", Text("个万分点", "points per 10,000")),
            Differs("1/10万", Text("个十万分点", "points per 100,000")),
            Differs("万人", Text("万人")),
        ),
    ),
    Rows(
        Text("什么能加，什么能比", "What adds and what compares"),
        (
            Text(
                "同一种量才能相加减、比较。同类相除得比，异类相除得商单位。率减率得百分点，率加百分点仍是率；1 或 "
                "100% 减率是其余的率。不带单位的数可以加在以单一基本单位计的量上，也可以与它比较；以万人等计的量和率"
                "要写明单位。",
                "Only quantities of one kind add or compare. Like by like is a ratio, unlike by unlike has a "
                "quotient as its unit. Rate less rate is in points, rate plus points is a rate; 1 or 100% less a "
                "rate is the rest. A number without unit joins a quantity of one plain unit; beside 万人 or a rate "
                "it needs its unit.",
            ),
        ),
        (
            Gives("常住人口 + 活产数", "51万人"),
            Gives("活产数 + 1", "10001人"),
            Gives("毛入园率 * 常住人口", "425000人"),
            Gives("补助金额 / 活产数", "3.6元/人"),
            Gives("托位数 / 常住人口", "3个/千人"),
            Gives("孕产妇死亡数 / 活产数", "20/10万"),
            Gives("孕产妇死亡数 / 活产数 * 100%", "0.02%"),
            Gives("100% - 毛入园率", "15%"),
            Gives("巩固率 - 毛入园率", "10百分点"),
            Gives("毛入园率 - 90%", "-5百分点"),
            Gives("毛入园率 + 5百分点", "90%"),
            Gives("毛入园率 * (1 + 5%)", "89.25%"),
            Gives("城乡差距 <= 5百分点", "是"),
            Gives("常住人口 >= 50万人", "是"),
            Gives("孕产妇死亡数 / 活产数 <= 12/10万", "否"),
            Gives("补助金额 / 活产数 <= 800", "是"),
            Gives("得分 >= 90", "是"),
            Gives("毛入园率 > 0", "是", Text("0 与任何量可比", "0 compares with everything")),
        ),
    ),
    Rows(
        Text("结果的单位", "The unit of a result"),
        (
            Text(
                "公式只写分子除以分母，倍数由指标的单位承担：不要写 100 *、100000 *。以 个/千人 等为单位的指标，公式"
                "给出 个/人。",
                "A formula is numerator by denominator alone; the unit of the indicator takes care of the scale: "
                "write no 100 * and no 100000 *. For an indicator in 个/千人 the formula gives 个/人.",
            ),
        ),
        (
            Wants("孕产妇死亡数 / 活产数", "1/10万", "20"),
            Wants("孕产妇死亡数 / 活产数", "‰", "0.2"),
            Wants("托位数 / 常住人口", "个/千人", "3"),
            Wants("常住人口 + 活产数", "万人", "51"),
            Wants("巩固率 - 毛入园率", "百分点", "10"),
            Wants("count(毛入园率 >= 80%, 巩固率 >= 96%)", "项", "1"),
        ),
    ),
    Rows(
        Text("没有数据", "Missing values"),
        (
            Text(
                "没有数据不是零。任何一个运算缺了一个数，结果就没有，并保留第一个缺数的原因；除以零也是没有，原因另"
                "记。含有缺数的比较没有结论：这样的审核是“未执行”，不是“通过”。",
                "Missing is not zero. An operation that lacks a value has none, and keeps the reason of the first "
                "value that is missing; a division by zero has none either, for a reason of its own. A comparison "
                "with a missing value has no outcome: such a check is “not run”, never passed.",
            ),
            Text(
                "and、or、not 按三值逻辑：一边已能决定结果的，不等另一边。coalesce 取第一个有值的；if 只看选中的一支。",
                "and, or, not follow three-valued logic: what one side decides does not wait for the other. "
                "coalesce takes the first value that there is; if looks only at the branch that is taken.",
            ),
        ),
        (
            Gives("「15—17周岁女性人口数」 + 1", "未报"),
            Gives("0 * 「15—17周岁女性人口数」", "未报"),
            Gives("活产数 / (孕产妇死亡数 - 2)", "未计算（分母为零）"),
            Gives("「15—17周岁女性人口数」 <= 活产数", "未报"),
            Gives("已验收 and 已审计", "未报"),
            Gives("not 已验收 and 已审计", "否", Text("“否”已定", "“no” decides")),
            Gives("已验收 or 已审计", "是", Text("“是”已定", "“yes” decides")),
            Gives("not 已验收 or 已审计", "未报"),
            Gives("not 已审计", "未报"),
            Gives("活产数 in (「15—17周岁女性人口数」, 10000)", "是"),
            Gives("活产数 in (「15—17周岁女性人口数」, 1)", "未报"),
            Gives("coalesce(「15—17周岁女性人口数」, 孕产妇死亡数)", "2人"),
            Gives("if(已验收, 活产数, 「15—17周岁女性人口数」)", "10000人"),
            Gives("if(已审计, 活产数, 活产数)", "未报"),
        ),
    ),
    Rows(
        Text("函数", "Functions"),
        (
            Text(
                "count 数成立的判断；min、max、sum 取最小、最大、合计。率不能用 sum 相加。各场合还可以增加函数，如 "
                "checklist。",
                "count counts the conditions that hold; min, max and sum are the least, the greatest and the total. "
                "Rates are not summed. A context may add functions, such as checklist.",
            ),
        ),
        (
            Gives("abs(孕产妇死亡数 - 活产数)", "9998人"),
            Gives("min(活产数, 孕产妇死亡数)", "2人"),
            Gives("max(毛入园率, 巩固率)", "95%"),
            Gives("sum(活产数, 孕产妇死亡数, 1)", "10003人"),
            Gives("count(活产数 > 0, 托位数 > 0, 补助金额 < 0)", "2"),
            Gives("if(毛入园率 >= 90%, 托位数, 0)", "0个"),
            Gives("checklist(standard) >= 90%", "是"),
        ),
    ),
    Rows(
        Text("时期", "Periods"),
        (
            Text(
                "previous 是上期，same_period_last_year 是上年同期，to_date 是年初至今；括号里的一切都按那个时期计算。"
                "change(x) 是 (x - previous(x)) / previous(x)。时期函数不能套用。",
                "previous is the period before, same_period_last_year the same one a year ago, to_date from January "
                "on; all inside the brackets is reckoned for that period. change(x) is (x - previous(x)) / "
                "previous(x). Period words do not stand within each other.",
            ),
        ),
        (
            Gives("previous(活产数)", "8000人"),
            Gives("same_period_last_year(活产数)", "9000人"),
            Gives("to_date(活产数)", "26000人"),
            Gives("change(活产数)", "25%"),
            Gives("活产数 / previous(活产数) - 1", "25%"),
            Gives("abs(change(活产数)) <= 30%", "是"),
            Gives("change(孕产妇死亡数)", "未报", Text("上期未报", "The period before is not reported")),
        ),
    ),
    Rows(
        Text("分组", "Breakdowns"),
        (
            Text(
                "名称后的方括号取出一个分组，几个条件以逗号隔开；只有报表声明过的分组才有。",
                "Brackets behind a name take a part of it, several conditions are parted by commas; only parts that "
                "a form declares exist.",
            ),
        ),
        (
            Gives("活产数[residence=urban]", "6000人"),
            Gives("活产数[城乡=农村] / 活产数", "40%"),
            Gives("活产数[性别=女, 城乡=农村]", "1900人"),
        ),
    ),
    Rows(
        Text("下级记录", "Child records"),
        (
            Text(
                "“记录.项目”在每条下级记录里各有一个值，要用 sum、count、min、max 合成一个；不跳过任何一条，缺一个就"
                "没有合计，除非用 coalesce 说明以什么代替。",
                "record.field has a value in every child record; sum, count, min or max make one of them. None is "
                "skipped: if one is missing, so is the total, unless coalesce says what stands for it.",
            ),
        ),
        (
            Gives("count(课次)", "3"),
            Gives("sum(课次.课时)", "4.5小时"),
            Gives("sum(课次.到课人次)", "未报"),
            Gives("sum(coalesce(课次.到课人次, 0))", "56人次"),
            Gives("sum(coalesce(课次.到课人次, 0) * 课次.课时)", "96.5人次·小时"),
            Gives("count(课次.课时 >= 1.5)", "2"),
            Gives("max(课次.课时) - min(课次.课时)", "1小时"),
            Gives("sum(走访.时长)", "0分钟", Text("没有记录，合计为零", "No records: the total is zero")),
            Gives("max(走访.时长)", "不适用", Text("没有记录，没有最大值", "No records: there is no greatest")),
        ),
    ),
    Rows(
        Text("定义的先后", "The order of definitions"),
        (
            Text(
                "几个定义互相引用时，先算被引用的；形成循环则拒绝（400.78），引用自己的上期也算循环。",
                "Where definitions use each other, what is used comes first; a circle is refused (400.78), and so "
                "is using one's own earlier period.",
            ),
        ),
        (
            Ordered((("a", "b + c"), ("b", "2 * c"), ("c", "x")), "c, b, a"),
            Ordered((("a", "b + 1"), ("b", "a - 1")), "a → b → a"),
            Ordered((("a", "b"), ("b", "c"), ("c", "sum(a, x)")), "a → b → c → a"),
            Ordered((("a", "previous(a) + 1"),), "a → a"),
        ),
    ),
)
