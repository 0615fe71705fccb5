"""A percentage printed for points: a rate that 提高0.6%, where 0.6个百分点 or growth by 0.6 percent could be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from halfsky.kernel.numbers import printed
from halfsky.kernel.text import Text
from halfsky.prose.checks.changes import explained
from halfsky.prose.checks.draft import CHANGE, GO_ON, Draft, Number, Role
from halfsky.prose.checks.figures import decimals_of
from halfsky.prose.checks.finding import Finding, Kind

RATE = re.compile(r"率|比例|比重|占比|覆盖面|百分比")
NO_RATE = re.compile(r"增速|增长率|增幅|利率|汇率|频率|效率|概率论")
COMPARED = re.compile(r"(?:比|较|同比|环比|与|超)[^，,；;。]*$")


def find(draft: Draft, slack: Fraction = Fraction(0)) -> Iterator[Finding]:
    """Changes of rates that are printed with the sign of percent; those of one list together."""
    done = -1
    for at, number in enumerate(draft.numbers):
        if at <= done or not (number.unit == "%" and number.change):
            continue
        last = at
        while last + 1 < len(draft.numbers) and _goes_on(draft, draft.numbers[last], draft.numbers[last + 1]):
            last += 1
        done = last
        changes = draft.numbers[at : last + 1]
        levels = _levels(draft, at, len(changes))
        if levels is not None and not explained(draft, number, slack):
            yield _finding(draft, changes, levels)


def _goes_on(draft: Draft, one: Number, other: Number) -> bool:
    return other.unit == "%" and other.change and GO_ON.match(draft.text[one.end : other.start]) is not None


def _levels(draft: Draft, at: int, many: int) -> tuple[Number, ...] | None:
    """The rates that changed, as many as there are changes; none where the rate itself is not printed; `None` where
    what changed is no rate."""
    number = draft.numbers[at]
    start, _ = draft.segment(number.start)
    before = [n for n in draft.within(start, number.start) if not n.change]
    own = re.split(r"比(?!例|重)|较|同比|环比|超", CHANGE.sub("", number.label))[0]
    if RATE.search(own) and not NO_RATE.search(own):
        return ()
    if own.strip() and not own.strip().endswith(("分别", "均", "也", "又")) and not COMPARED.match(number.label):
        return None
    if not before or before[-1].unit != "%" or NO_RATE.search(before[-1].label):
        return None
    return tuple(before[-many:]) if all(n.unit == "%" for n in before[-many:]) else ()


def _finding(draft: Draft, changes: tuple[Number, ...], levels: tuple[Number, ...]) -> Finding:
    first = changes[0]
    start = first.start - len(first.label) if draft.text[: first.start].endswith(first.label) else first.start
    said = "、".join(draft.said(n) for n in changes)
    if len(levels) == len(changes) and first.label.find("超") < 0:
        points = "、".join(_before(level, change, False) for level, change in zip(levels, changes, strict=True))
        growth = "、".join(_before(level, change, True) for level, change in zip(levels, changes, strict=True))
        zh = f"{said}可指百分点（上期为{points}），也可指增长幅度（上期为{growth}），文中没有说明。"
        en = f"{said} may be points (then {points} before) or growth (then {growth} before)."
    else:
        zh = f"比率变动{said}可指百分点，也可指增长幅度，文中没有说明。"
        en = f"A rate changed by {said}: points or percent of itself?"
    told = said.replace("%", "个百分点")
    return Finding(
        Kind.POINTS,
        "question",
        start,
        changes[-1].end,
        Text(zh, en),
        Text(f"如指两个比率之差，请改为“{told}”。", "For a difference of two rates write 个百分点 (points)."),
        tuple((n.start, n.end) for n in levels),
    )


def _before(level: Number, change: Number, relative: bool) -> str:
    sign = -1 if change.role is Role.DOWN else 1
    if relative:
        value = level.value / (1 + sign * change.value / 100) if change.value != 100 else level.value
    else:
        value = level.value - sign * change.value
    return f"{printed(value, max(decimals_of(level), decimals_of(change)))}%"
