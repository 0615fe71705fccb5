"""One figure printed with two values, different figures printed with one, rates above 100, and what must not cross."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from halfsky.kernel.text import NOTHING, Text
from halfsky.prose.checks.draft import GO_ON, Draft, Number, Role
from halfsky.prose.checks.figures import decimals_of
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import bare

NAMED_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{3,24}(?:率|比例|比重))(?:分别)?(?:均|都|已|约)?(?:为|达|达到|是|到|在)*$"
)
TOTAL_NAME = re.compile(
    r"(?:(?P<after>[\u4e00-\u9fff]{0,6}(?:共有|总数|总人口|底册|现有|合计有)[\u4e00-\u9fff]{2,16})"
    r"|全年(?:累计|共|总共)(?P<year>[\u4e00-\u9fff]{5,16})|(?P<sum>[\u4e00-\u9fff]{3,12}总(?:数|人口|量))|(?P<before>[\u4e00-\u9fff]{5,20}?)(?:共有|现有|总数))(?:为|达|达到|是|有)*$"
)
OTHER_TIME = re.compile(
    r"\d{2,4}年|\d{1,2}月|去年|上年|前年|明年|下一?年|同期|季度|半年|原来|此前|目标|计划|力争|确保|全国|全省|平均"
)
LIMITED = re.compile(r"率|比例|比重|占")
UNLIMITED = re.compile(
    r"毛|增长|增幅|增速|完成|实现|使用|周转|负债|产销|抚养|性别比|利润|回报|收益|兑现|超|达产|任务|履约|投资|杠杆"
)
BELOW: tuple[tuple[str, str], ...] = (
    ("婴儿死亡率", "5岁以下儿童死亡率"),
    ("新生儿死亡率", "婴儿死亡率"),
    ("新生儿死亡率", "5岁以下儿童死亡率"),
    ("自来水普及率", "集中式供水受益率"),
    ("自来水普及率", "集中式供水人口比例"),
    ("一本上线率", "二本上线率"),
    ("孕产妇系统管理率", "孕产妇建卡率"),
)
"""Rates of which the first is a part of the second."""
LISTED = re.compile(r"、|和|与|以及|(?<![普涉以波])及(?![时格早])")
RESPECTIVELY = re.compile(r"(?P<names>.*?)分别(?:为|达|达到|是)*$")
MOST_VALUES = 12
"""So many mentions of one name are kept to compare later ones with."""
SCOPE = re.compile(r"[全我本][国省市县区镇乡校局]")
WITHIN = 120
"""Characters between two rates that are told of one place and time."""


def find(draft: Draft) -> Iterator[Finding]:
    """All of these faults."""
    yield from _same(draft)
    yield from _repeated(draft)
    yield from _over(draft)
    yield from _order(draft)


def _same(draft: Draft) -> Iterator[Finding]:
    """分别为97.61%、97.61%: plausible, but worth a look."""
    for one, other in pairwise(draft.numbers):
        if one.value != other.value or one.unit != other.unit or not GO_ON.match(draft.text[one.end : other.start]):
            continue
        precise = decimals_of(one) >= 1 if one.rate else one.value >= 100 and one.value % 10 != 0
        if precise and one.value != 100 and "分别" in one.label:
            yield Finding(
                Kind.SAME_VALUE,
                "question",
                one.start,
                other.end,
                Text(
                    f"两个不同的指标数值完全相同（{draft.said(one)}），可能是重复填写。",
                    f"Two different indicators have one value ({draft.said(one)}); it may have been copied.",
                ),
                Text("请与原始数据核对。", "Compare with the source."),
            )


def _repeated(draft: Draft) -> Iterator[Finding]:
    """One total or rate, by its whole name, with two values where nothing says of another time."""
    seen: dict[tuple[str, str], list[Number]] = defaultdict(list)
    for number in draft.numbers:
        name = _full_name(draft, number)
        if name and number.level and not number.hedged:
            for earlier in seen[name, number.unit]:
                if _differ(earlier, number) and _one_scope(draft, earlier, number):
                    yield _two_values(draft, earlier, number)
                    break
            if len(seen[name, number.unit]) < MOST_VALUES:
                seen[name, number.unit].append(number)


def _full_name(draft: Draft, number: Number) -> str:
    found = (NAMED_RATE if number.rate else TOTAL_NAME).search(number.label)
    start, _ = draft.segment(number.start)
    if found is None or "分别" in number.label or OTHER_TIME.search(draft.text[start : number.start]):
        return ""
    name = bare(next(filter(None, found.groups()), ""))
    return name if len(name) >= (5 if number.rate else 4) else ""


def _one_scope(draft: Draft, one: Number, other: Number) -> bool:
    """Whether two numbers of one name are told of one thing: a rate without a place may be another section's."""
    if not one.rate or other.start < draft.paragraph(one.start)[1]:
        return True
    return all(SCOPE.search(n.label) for n in (one, other))


def _differ(one: Number, other: Number) -> bool:
    return one.high <= other.low or other.high <= one.low


def _two_values(draft: Draft, one: Number, other: Number) -> Finding:
    a, b = draft.said(one), draft.said(other)
    return Finding(
        Kind.REPEATED,
        "question",
        other.start,
        other.end,
        Text(f"“{other.label}”前文为{a}，此处为{b}。", f"Printed as {a} before, as {b} here."),
        Text("请统一，或写明时间、范围不同。", "Use one value, or say how time or scope differ."),
        ((one.start, one.end),),
    )


def _over(draft: Draft) -> Iterator[Finding]:
    for number in draft.numbers:
        if number.unit != "%" or number.change or number.value <= 100 or number.hedged:
            continue
        if number.role is not Role.SHARE and not LIMITED.search(number.label):
            continue
        if UNLIMITED.search(number.label):
            continue
        yield Finding(
            Kind.OVER_100,
            "conflict",
            number.start,
            number.end,
            Text(
                f"“{number.label}”不会超过100%，文中为{draft.said(number)}。",
                f"This rate cannot exceed 100 %; the text says {draft.said(number)}.",
            ),
            Text("请核对分子、分母是否同一范围。", "Check that both counts are of one scope."),
        )


def _order(draft: Draft) -> Iterator[Finding]:
    rates = [(n, spoken(draft, n)) for n in draft.numbers if n.rate and n.level]
    for at, (one, name) in enumerate(rates):
        for other, of in rates[max(0, at - 6) : at + 7]:
            if one is other or abs(one.start - other.start) > WITHIN or one.unit != other.unit:
                continue
            if any(name.endswith(low) and of.endswith(high) for low, high in BELOW) and one.low > other.high:
                a, b = draft.said(one), draft.said(other)
                yield Finding(
                    Kind.ORDER,
                    "conflict",
                    one.start,
                    one.end,
                    Text(f"{_last(name)}（{a}）不应高于{_last(of)}（{b}）。", f"{a} should not exceed {b}."),
                    NOTHING,
                    ((other.start, other.end),),
                )


def spoken(draft: Draft, number: Number) -> str:
    """The name of a rate as the sentence says it, ages and all; of a list told with 分别 the one at its own place."""
    start, _ = draft.segment(number.start)
    listed = [number]
    for earlier in reversed(draft.within(start, number.start)):
        if not GO_ON.match(draft.text[earlier.end : listed[-1].start]):
            break
        listed.append(earlier)
    before = draft.text[start : listed[-1].start].rstrip(",， ")
    phrase = re.split(r"[,，：:（(]", before)[-1]
    told = RESPECTIVELY.search(phrase)
    names = LISTED.split(told.group("names")) if told else []
    if len(names) >= len(listed):
        return names[len(listed) - 1]
    return re.sub(r"(?:分别)?(?:为|达|达到|是)*$", "", phrase.split("、")[-1])


def _last(name: str) -> str:
    return plain_name if (plain_name := re.sub(r"^.*(?:全[省市县区]|的)", "", name)) else name
