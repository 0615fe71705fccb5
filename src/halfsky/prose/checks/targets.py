"""Targets below what was reached the year before, and targets that only say 提升."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft, Number
from halfsky.prose.checks.figures import percent
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import alike, pairs

PLANS = re.compile(
    r"20\d\d年(?:工作)?(?:目标|任务|计划|安排)(?=[：:])|(?:明年|来年|下一?年度?|下步|下一步|新的一年)|(?:打算|计划|安排|思路|要点|目标任务)(?=[：:]|$)|全力做好以下|主要做好以下|做好以下各?项?工作"
)
LOOKS_BACK = re.compile(r"总结|回顾|完成情况|进展情况|主要成效|工作成绩|篇[一二三四五六七八九十]+")
INTENDS = re.compile(
    r"计划|力争|确保|争取|拟|预计|(?<!定性)目标(?:值|任务)?(?:数)?(?:为|是|：|:)|年度?目标(?:值)?\d|将|要达到|明年|打算|不低于|控制在"
)
HAPPENED = re.compile(
    r"(?<!公)共(?!同|享|建|产|青|和)|已|完成了|达到了|实现了|去年|上年|今年以来|截至|累计|全年|去年共|今年共"
)
ACTS = re.compile(
    r"完成|新建|新增|培训|举办|开展|安置|发放|建成|建设|创建|救助|帮扶|服务|达到|提高|实现|打造|组织|争取|覆盖|资助|扶持|改造|检查|筛查"
)
"""What a plan says it will do; a number in a plan without any of it counts something else."""
DOWN_IS_GOOD = re.compile(
    r"死亡|发生率|发病|患病|辍学|文盲|失业|缺陷|犯罪|案件|信访|贫困|贫血|肥胖|近视|事故|违法|感染|传播|投诉|降至|下降|控制|压减|减少"
)
WHOM = (
    "妇女",
    "女职工",
    "残疾人",
    "儿童",
    "老人",
    "老年人",
    "教师",
    "学生",
    "农民",
    "居民",
    "干部",
    "青年",
    "家长",
    "职工",
    "党员",
)
"""Whom something is done for: what is done for others is another thing."""
EACH = re.compile(r"每(?:个)?(?:年|季度?|月|周|天|日|学期|人|户|名|村|镇|场|期|次|所|家|班|支)")
"""What is done each month is not held against what is done in a year."""
ALIKE = Fraction(3, 5)
LEAST_PAIRS = 2
LONG_AFTER = 3
"""A target so many years ahead is a plan's, which was set long before and may have been reached early."""
NEAR = 16
"""Characters between a result and a target that does not repeat what it is a target of."""
MOST_RESULTS = 300
"""So many results of a unit are looked back over."""
INDICATOR = r"[\u4e00-\u9fffA-Za-z0-9“”]{2,20}?(?:率|比例|比重|普及程度|达标数|覆盖面)"
NO_NUMBER = re.compile(
    rf"(?:确保|力争|争取|务必|务求|保证)(?:[^，,。；;\d]{{2,24}}[，,])?(?P<what>(?:(?:20)?\d{{2,4}}年|明年|今年|年内)?(?P<name>{INDICATOR})"
    r"(?:有所|明显|稳步|进一步|持续|逐步|不断|大幅|显著)*(?:提升|提高|上升|增长|下降|降低|改善|增加|减少))(?=[，,；;。！\n]|$)"
)
YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年")


@dataclass(frozen=True, slots=True)
class Said:
    """A number as a result or as a target. `subject` is its clause without the number."""

    number: Number
    subject: str
    target: bool
    year: int
    often: str = ""


def find(draft: Draft) -> Iterator[Finding]:
    """Targets against earlier results of the same thing; targets without a number."""
    said = list(_told(draft))
    results: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if one.target:
            yield from _below(draft, one, results[one.number.unit][-MOST_RESULTS:])
        else:
            results[one.number.unit].append(one)
    for found in NO_NUMBER.finditer(draft.text):
        start, end = found.span("what")
        begin, stop = draft.sentence(start)
        if re.search(re.escape(found.group("name")) + r"[^，,。；;]{0,8}\d", draft.text[begin:stop]):
            continue
        yield Finding(
            Kind.NO_NUMBER,
            "question",
            start,
            end,
            Text(
                f"“{draft.text[start:end]}”没有数值，到时无法判定是否完成。",
                "The target has a direction and no value; nobody could say later whether it was reached.",
            ),
            Text("请写明基期值和目标值，如“由88%提高到90%”。", "Give the base and the value to be reached."),
        )


def _told(draft: Draft) -> Iterator[Said]:
    planning = False
    for start, end in draft.sentences:
        sentence = draft.text[start:end]
        if LOOKS_BACK.search(sentence) and len(sentence) < 40:
            planning = False
        plans = None if re.search("总结|回顾", sentence) else PLANS.search(sentence.strip("：: 。\n"))
        for number in draft.within(start, end) if "\t" not in sentence else ():
            if not number.level or (number.unit == "元" and number.value < 100):
                continue
            clause = _clause(draft, number, start, end)
            before = draft.text[start : number.start]
            planned = planning or bool(plans and plans.start() < number.start - start)
            target = bool(INTENDS.search(clause)) or (
                planned and ACTS.search(clause) is not None and not HAPPENED.search(before)
            )
            years = [int(m.group("year")) for m in YEAR.finditer(before)]
            each = EACH.search(clause)
            yield Said(number, _subject(clause), target, years[-1] if years else 0, each.group() if each else "")
        planning = planning or plans is not None


def _clause(draft: Draft, number: Number, start: int, end: int) -> str:
    left = max(draft.text.rfind(sign, start, number.start) for sign in "，,；;：:。（(")
    right = min((i for sign in "，,；;。）)" if (i := draft.text.find(sign, number.end, end)) >= 0), default=end)
    return draft.text[max(left + 1, start) : right]


def _subject(clause: str) -> str:
    clause = re.sub(r"(?:19|20)\d{2}年(?:度)?|[\d.,]+(?:余|多)?(?:万|亿)?", "", clause)
    return re.sub(r"计划|力争|确保|争取|举办|开展|工作打算|打算|预计|[人名位场次个%‰]", "", clause)


def _below(draft: Draft, target: Said, results: list[Said]) -> Iterator[Finding]:
    for result in reversed(results):
        if draft.segment(result.number.start) == draft.segment(target.number.start) and not (
            result.year and target.year
        ):
            continue
        if result.year and target.year and result.year >= target.year:
            continue
        told = result.year and target.year
        if told and target.year - result.year >= LONG_AFTER:
            continue
        if min(len(pairs(result.subject)), len(pairs(target.subject))) < LEAST_PAIRS and not told:
            continue
        close = told and 0 < target.number.start - result.number.end < NEAR
        unnamed = not pairs(re.sub("目标|任务", "", target.subject))
        if alike(target.subject, result.subject) < ALIKE and not (close and (target.number.rate or unnamed)):
            continue
        if _for_others(result.subject, target.subject) or result.often != target.often:
            continue
        if DOWN_IS_GOOD.search(result.subject + target.subject):
            worse = target.number.low > result.number.high
        else:
            worse = target.number.high < result.number.low
        if worse:
            yield _finding(draft, target.number, result.number)
        return


def _for_others(one: str, other: str) -> bool:
    first, second = ({who for who in WHOM if who in said} for said in (one, other))
    return bool(first and second and not first & second)


def _finding(draft: Draft, target: Number, result: Number) -> Finding:
    a, b = draft.said(target), draft.said(result)
    part = percent(target.value / result.value) if result.value else "—"
    zh = f"目标{a}不及已达到的{b}"
    zh += "。" if target.rate else f"，只相当于其{part}。"
    return Finding(
        Kind.LOWER_TARGET,
        "question",
        target.start,
        target.end,
        Text(zh, f"The target {a} is below the result {b}" + ("." if target.rate else f" ({part} of it).")),
        Text("如范围不同，请写明；否则请说明调低的理由。", "Where the scope differs say so; else say why it is lower."),
        ((result.start, result.end),),
    )
