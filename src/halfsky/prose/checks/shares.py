"""Shares and rates that the counts beside them do not give, and which base would.

A share names its base (占底册2.32%) or leaves it to the sentence. Every count of the paragraph that could be the base
is tried: where the named one does not fit and another does, the base was changed; where none fits, the share is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from halfsky.kernel.text import NOTHING, Text
from halfsky.prose.checks.draft import SHARE, Draft, Number, Role
from halfsky.prose.checks.figures import fits, percent, plain
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import bare, shared

RATE = re.compile(r"(?P<stem>[\u4e00-\u9fff]{1,12})(?:率|比例|比重)(?:为|达|达到|约|是|均|到)*$")
DUE = re.compile(r"应|总|计划|目标|任务|需|共|全|参训|受理|报名|登记|受检")
OF_PLAN = re.compile(r"完成[^，,；;。]{0,6}(?:任务|计划|目标)[^，,；;。]{0,4}的$")
PLANNED = re.compile(r"计划|任务|目标|应")
DONE = re.compile(r"实际|实(?=[查检到培参种住])|已|完成|参加|合格|达标|办结|通过")
AMONG = re.compile(r"^[^，,。；;\d]{1,12}中[，,]?(?:有|已有)?$")
NAMED = Fraction(1, 2)
"""From this part of like pairs of characters on, a count is what a share names as its base."""


def find(draft: Draft, slack: Fraction = Fraction(0)) -> Iterator[Finding]:
    """Every share and every rate that stands beside the counts that it is made of."""
    for number in draft.numbers:
        if number.unit != "%" or number.hedged:
            continue
        if number.level and OF_PLAN.search(number.label):
            yield from _of_plan(draft, number, slack)
        elif number.role is Role.SHARE:
            yield from _share(draft, number, slack)
        elif number.level and RATE.search(number.label):
            yield from _rate(draft, number, slack)


def _share(draft: Draft, share: Number, slack: Fraction) -> Iterator[Finding]:
    start, _ = draft.segment(share.start)
    own = [n for n in draft.within(start, share.start) if n.level and not n.rate]
    if not own or any(not c.isspace() and c in "。；" for c in draft.text[own[-1].end : share.start]):
        return
    part = _told_of(share, own)
    if (
        len(own) > 1
        and part is own[-1]
        and part.label.startswith("占")
        and draft.text[part.end : share.start].strip() in ("的", "")
    ):
        if own[-2].unit == part.unit and not fits(own[-2], part, share, slack):
            yield _finding(draft, own[-2], part, share, None)
        return
    above, _ = draft.paragraph(share.start)
    bases = [n for n in draft.within(above, share.start) if _could_be_base(n, part)]
    said = SHARE.search(share.label)
    name = said.group("base") if said else ""
    named = [n for n in bases if name and shared(name, n.label + n.noun) >= NAMED]
    fitting = [n for n in bases if fits(part, n, share, slack)]
    if any(n in fitting for n in named) or (not named and fitting):
        return
    if named:
        yield _finding(draft, part, named[-1], share, fitting[-1] if fitting else None)
        return
    among = draft.text.rfind("其中", start, part.start)
    bases = [n for n in bases if n.end <= among][-1:] or bases
    if len({n.value for n in bases}) == 1 and not name and _whole_of(draft, bases[-1], part):
        yield _finding(draft, part, bases[-1], share, None)


def _told_of(share: Number, own: Sequence[Number]) -> Number:
    """The count that a share is told of: the last one that is called as the share is (公办61所、民办57所，公办园占51.7%),
    else the last."""
    said = SHARE.sub("", share.label)
    return next((n for n in reversed(own) if said and shared(said[:2], n.label) >= NAMED), own[-1])


def _whole_of(draft: Draft, base: Number, part: Number) -> bool:
    """Whether the words say that a count is the whole of another."""
    return DUE.search(base.label) is not None or "其中" in draft.text[base.end : part.start]


def _of_plan(draft: Draft, rate: Number, slack: Fraction) -> Iterator[Finding]:
    """计划培训600人，实际培训684人，完成年度任务的114%."""
    start, _ = draft.sentence(rate.start)
    told = [n for n in draft.within(start, rate.start) if n.level and not n.rate]
    planned = [n for n in told if PLANNED.search(n.label) and n.value]
    if not planned or planned[-1] is told[-1] or told[-1].unit != planned[-1].unit:
        return
    if not fits(told[-1], planned[-1], rate, slack):
        yield _finding(draft, told[-1], planned[-1], rate, None)


def _could_be_base(number: Number, part: Number) -> bool:
    return number.level and number.unit == part.unit and number.value >= part.value and number is not part


def _rate(draft: Draft, rate: Number, slack: Fraction) -> Iterator[Finding]:
    """A rate whose name says of which two counts of its sentence it is made: 应参加…实际参加…参检率."""
    start, _ = draft.segment(rate.start)
    counts = [n for n in draft.within(start, rate.start) if n.level and not n.rate and n.unit not in ("元",)]
    stem = RATE.search(rate.label)
    if stem is None:
        return
    if len(counts) < 2:
        counts = [n for n in draft.within(draft.sentence(rate.start)[0], rate.start) if n.level and not n.rate]
    if len(counts) < 2:
        return
    whole, done = counts[-2:]
    if AMONG.search(draft.text[whole.end : done.start]) and set(stem.group("stem")) & set(done.label + done.noun):
        if not fits(done, whole, rate, slack):
            yield _finding(draft, done, whole, rate, None)
        return
    part = _part(stem.group("stem"), counts[1:])
    if part is None:
        return
    sentence, _ = draft.sentence(rate.start)
    told = draft.within(sentence, part.start)
    bases = [n for n in told if _could_be_base(n, part)]
    due = [n for n in bases if DUE.search(n.label)] or (bases if _names(part, stem.group("stem")) else [])
    above, _ = draft.paragraph(rate.start)
    every = [n for n in draft.within(above, rate.start) if n.level and n.unit == part.unit]
    if not due or _given_by_any(every, rate, slack):
        return
    yield _finding(draft, part, due[-1], rate, None)


def _names(part: Number, stem: str) -> bool:
    """Whether a count is called exactly what its rate is called: 入户调查8789人, 入户调查率."""
    return bare(part.label) == bare(stem)


def _part(stem: str, counts: Sequence[Number]) -> Number | None:
    """The count that a rate is the rate of: it says the rate's own words, or stands next to it as what was done."""
    for number in reversed(counts):
        label = number.label
        if stem in label and "不" + stem not in label:
            return number
        if len(stem) > 1 and set(stem) <= set(label) and "不" not in label:
            return number
    last = counts[-1]
    return last if DONE.search(last.label) and set(stem) & set(last.label) else None


def _given_by_any(counts: Sequence[Number], rate: Number, slack: Fraction) -> bool:
    return any(
        fits(a, b, rate, slack) or fits(a, replace(b, value=a.value + b.value), rate, slack)
        for a in counts
        for b in counts
        if a is not b and b.value
    )


def _finding(draft: Draft, part: Number, base: Number, share: Number, other: Number | None) -> Finding:
    exact = percent(part.value / base.value, share)
    start = share.start - len(share.label) if draft.text[: share.start].endswith(share.label) else share.start
    zh = f"{plain(part.value)} ÷ {plain(base.value)} = {exact}，文中为{draft.said(share)}"
    en = f"{plain(part.value)} ÷ {plain(base.value)} = {exact}; the text says {draft.said(share)}"
    suggestion = Text(f"应为{exact}，或核对分子、分母。", f"Should be {exact}, or check both counts.")
    if other is not None:
        zh += f"；以{draft.said(other)}（{other.label}）作分母才是{draft.said(share)}"
        en += f", which is the share of {draft.said(other)}"
        suggestion = Text("请写明以哪个数作分母，全文保持一致。", "Say which base is meant, and keep to it.")
    return Finding(
        Kind.SHARE,
        "question" if other is not None else "conflict",
        start,
        share.end,
        Text(zh + "。", en + "."),
        suggestion or NOTHING,
        ((part.start, part.end), (base.start, base.end)),
    )
