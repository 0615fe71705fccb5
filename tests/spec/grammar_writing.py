"""The manual of the grammar, first part: how formulas are written."""

from __future__ import annotations

from halfsky.kernel.text import Text
from tests.spec.grammar_rows import Gives, Means, Rows, Shown

SECTIONS: tuple[Rows, ...] = (
    Rows(
        Text("数字、名称和运算", "Numbers, names and arithmetic"),
        (
            Text(
                "公式由数字、名称和运算符组成。先乘除，后加减，括号内先算；一切计算都是精确的分数，不取近似值，只在"
                "印出时四舍五入一次。名称可以是编码，也可以是标签；标签里有符号、空格或以数字开头时，写在「」之间。",
                "A formula consists of numbers, names and operators. Products come before sums, brackets first; all "
                "reckoning is in exact fractions and is rounded once, when it is printed. A name is a code or a "
                "label; a label with signs or spaces, or one that starts with a digit, stands between 「」.",
            ),
            Text(
                "数字后面可以紧跟单位：30%、4.64‰、100万、5万人、5百分点。不计算乘方，不写千位分隔符。",
                "A unit may stand right behind a number: 30%, 4.64‰, 100万, 5万人, 5百分点. There are no powers and "
                "no thousands separators.",
            ),
        ),
        (
            Gives("活产数 - 孕产妇死亡数 * 10", "9980人"),
            Gives("(活产数 - 孕产妇死亡数) * 10", "99980人"),
            Gives("活产数 / 孕产妇死亡数 / 10", "500"),
            Gives("-孕产妇死亡数 + 5人", "3人"),
            Gives("2 * 30%", "60%"),
            Gives("coalesce(「15—17周岁女性人口数」, 0)", "0人"),
            Gives("births", "10000人", Text("编码与标签等价", "A code is as good as a label")),
        ),
    ),
    Rows(
        Text("全角、半角与中文写法", "Signs of both widths, words of both languages"),
        (
            Text(
                "全角与半角符号意义相同，× ÷ · 就是 * /；“且”“或”“非”“属于”就是 and、or、not、in，前后留空格"
                "（括号或数字之后的“且”“或”可以紧写）；函数有中文名。名称读入时换成编码，以后改标签不影响公式。",
                "Full-width and half-width signs mean the same; × ÷ · are * and /; 且 或 非 属于 are and, or, not, "
                "in, with spaces around them (behind a bracket or a number none is needed); functions have Chinese "
                "names. Names are turned into codes on reading, so that a label may change without harm.",
            ),
        ),
        (
            Means("（活产数－孕产妇死亡数）×２÷３", "(births - deaths) * 2 / 3"),
            Means("毛入园率≥９０％", "enrol >= 90%"),
            Means("活产数＞1且孕产妇死亡数≠0", "births > 1 and deaths != 0"),
            Means("非 已验收 或 已审计", "not done or audited"),
            Means("状态 属于（计划，已举办）", "state in (planned, held)"),
            Means("state not in (planned, held)", "not state in (planned, held)"),
            Means("活产数[城乡=农村，性别=女]", "births[residence=rural, sex=female]"),
            Means("求和（课次.课时）", "sum(session.hours)"),
            Means("如果(已验收, 1, 0)", "if(done, 1, 0)"),
            Means("((活产数))", "births"),
            Shown(
                "change(births) <= 30% and state != planned",
                "变动率(活产数) <= 30% 且 状态 != 计划",
                "change(「live births」) <= 30% and state != planned",
            ),
            Shown(
                "births[residence=urban] / births",
                "活产数[城乡=城市] / 活产数",
                "「live births」[residence=城市] / 「live births」",
            ),
        ),
    ),
    Rows(
        Text("比较与判断", "Comparisons and conditions"),
        (
            Text(
                "= != < <= > >= 比较两个值，in 看它是不是几个值之一。比较不能连写：a < b < c 写成 a < b and b < c。"
                "选项只比较是否相同；一个词放在选项旁边时，先当作该选项的编码或标签来认。日期可以比较先后。",
                "= != < <= > >= compare two values, in asks whether it is one of several. Comparisons are not "
                "chained: write a < b < c as a < b and b < c. Choices are only equal or not; a word beside a choice "
                "is first taken for one of its codes or labels. Dates come before or after each other.",
            ),
        ),
        (
            Gives("孕产妇死亡数 <= 活产数", "是"),
            Gives("毛入园率 >= 90%", "否"),
            Gives("活产数 in (1, 10000)", "是"),
            Gives("状态 = 已举办", "是"),
            Gives("state not in (planned, filed)", "是"),
            Gives("开班日期 <= 结束日期", "是"),
            Gives("培训名称 = 培训名称", "是"),
            Gives("已验收 and not 状态 = 计划", "是"),
            Gives("not 已验收 or 活产数 < 1 or 托位数 > 1000", "是"),
        ),
    ),
)
