"""Amounts that are not count × standard: 215名 × 1000元 against 25.1万元; a wrong power of ten is told apart.

A standard per month may be paid for a year or for the months that the text names. Several groups, each with a standard
of its own, are matched by their names and added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from halfsky.kernel.text import NOTHING, Text
from halfsky.prose.checks.draft import EACH, Draft, Number, Role
from halfsky.prose.checks.figures import bounds, money, plain
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import shared

PAID = re.compile(r"发放|支付|支出|拨付|补助|补贴|救助|投入|兑现|落实|资金|合计|共计|代缴|资助|慰问金")
RAISED = re.compile(r"筹|争取|募|到位|预算")
"""Money that was raised need not all be paid out in what the sentence goes on to tell."""
MONTHLY, QUARTERLY, YEARLY, DAILY = ("月", "季", "年", "天日")
PER = re.compile(r"每(?:人|户|名|位|生|个|家)?每?(?P<per>月|季度?|学期|年|天|日|次)")
MONTHS = re.compile(r"(\d{1,2})个月")
WHO = {
    "人": ("人",),
    "名": ("人",),
    "位": ("人",),
    "生": ("人",),
    "户": ("户", "家", "家庭"),
    "家": ("家", "户"),
    "个": ("个", "所"),
}
SLIPS = (Fraction(10), Fraction(100), Fraction(1000), Fraction(10_000))
MATCHED = Fraction(1, 2)
SENTENCES_BACK = 2
DEAREST = 3_000_000
"""Yuan that no payment to one person reaches."""


def find(draft: Draft) -> Iterator[Finding]:
    """Each amount against the standards and counts of its own sentence, or of the two before in its paragraph."""
    for amount in draft.numbers:
        if amount.unit != "元" or not amount.level or amount.hedged or not PAID.search(amount.label):
            continue
        if RAISED.search(amount.label):
            continue
        start = _reach(draft, amount)
        end = _own_end(draft, amount)
        around = draft.within(start, end)
        standards = [n for n in around if n.role is Role.EACH and not n.hedged and _who(n) and _first(draft, n, amount)]
        counts = [n for n in draft.within(start, amount.start + 1) if n.level and n.step == 1 and not n.hedged]
        between = [
            n for n in draft.within(amount.end, end) if n.level and n.step == 1 and not n.hedged and n.unit == "人"
        ]
        if len(standards) == 1 and not counts and len(between) == 1 and between[0].start < standards[0].start:
            counts = between
        if standards and not any(n.role is Role.EACH and n.hedged for n in around):
            yield from _against(draft, amount, standards, [n for n in counts if n.unit != "元"])
        else:
            yield from _dear(draft, amount)


def _first(draft: Draft, standard: Number, amount: Number) -> bool:
    """Whether an amount is the next one to a standard: what follows in brackets says where the money came from."""
    between = draft.within(min(standard.end, amount.end), max(standard.start, amount.start))
    return not any(n.unit == "元" and n.level for n in between)


def _reach(draft: Draft, amount: Number) -> int:
    """Where to look back to: the amount's sentence where it holds a standard, else the sentences before it."""
    start, end = draft.sentence(amount.start)
    if any(n.role is Role.EACH for n in draft.within(start, end)):
        return start
    least, _ = draft.paragraph(amount.start)
    for _ in range(SENTENCES_BACK):
        if start <= least:
            break
        start, _ = draft.sentence(start - 1)
    held = draft.within(max(start, least), amount.start)
    return max(start, least) if not any(PAID.search(n.label) and n.unit == "元" and n.level for n in held) else end


def _own_end(draft: Draft, amount: Number) -> int:
    """A standard may follow its amount in brackets, within the same sentence and before the next amount."""
    _, end = draft.sentence(amount.start)
    later = [n.start for n in draft.within(amount.end, end) if n.unit == "元" and n.level]
    return min([end, *later])


def _who(standard: Number) -> str:
    found = EACH.search(standard.label)
    if found is None:
        return ""
    who = found.group("who") or ""
    return who if who in WHO else "人" if "人均" in found.group() else "户" if "户均" in found.group() else ""


def _times(draft: Draft, standard: Number, amount: Number) -> list[int]:
    """How many times a year a standard is paid, as far as can be told; none where it cannot."""
    per = PER.search(standard.label)
    if per is None or per.group("per") == "年":
        return [1]
    said = [int(m.group(1)) for m in MONTHS.finditer(draft.text, *draft.sentence(amount.start))]
    ways = {"月": [12, 1, 6, 3, 9, *said], "学期": [1, 2], "次": [], "天": [], "日": []}
    return ways.get(per.group("per"), [4, 1, 2])


def _against(draft: Draft, amount: Number, standards: Sequence[Number], counts: Sequence[Number]) -> Iterator[Finding]:
    low, high = bounds(amount)
    if len(standards) == 1:
        standard = standards[0]
        ours = [n for n in counts if n.unit in WHO[_who(standard)]]
        times = _times(draft, standard, amount)
        made = [(n.value * standard.value * t, n, t) for n in ours for t in times]
        if not made or any(low <= value <= high for value, _, _ in made):
            return
        if len(ours) > 1 and any(low <= sum(n.value for n in ours) * standard.value * t <= high for t in times):
            return
        value, count, often = made[0] if len(ours) == 1 else made[len(made) - len(times)]
        sum_ = f"{plain(count.value)} × {plain(standard.value)}{f' × {often}' if often > 1 else ''}"
        yield _finding(draft, amount, value, sum_, (count, standard))
        return
    groups = [(s, _group(s, counts)) for s in standards]
    if all(g is not None for _, g in groups) and len({g.start for _, g in groups if g}) == len(groups):
        value = sum((s.value * g.value * (_times(draft, s, amount) or [1])[0] for s, g in groups if g), Fraction(0))
        if not low <= value <= high:
            sum_ = " + ".join(f"{plain(g.value)} × {plain(s.value)}" for s, g in groups if g)
            yield _finding(draft, amount, value, sum_, tuple(g for _, g in groups if g))


def _group(standard: Number, counts: Sequence[Number]) -> Number | None:
    """The count whose name the standard bears."""
    name = EACH.sub("", standard.label)
    best = max(counts, key=lambda n: shared(name, n.label + n.noun), default=None)
    return best if best is not None and shared(name, best.label + best.noun) >= MATCHED else None


def _finding(draft: Draft, amount: Number, value: Fraction, sum_: str, also: Sequence[Number]) -> Finding:
    slip = next((s for s in SLIPS if value in (amount.value * s, amount.value / s)), None)
    said = draft.said(amount)
    return Finding(
        Kind.SCALE if slip else Kind.STANDARD,
        "conflict",
        amount.start,
        amount.end,
        Text(f"{sum_} = {money(value)}，文中为{said}。", f"{sum_} = {plain(value)} yuan; the text says {said}."),
        Text(
            f"相差{plain(slip)}倍，疑为单位或小数点有误，应为{money(value)}。",
            "Looks like a slip of the decimal point.",
        )
        if slip
        else Text(f"请核对人数、标准和金额，应为{money(value)}。", "Check count, standard and amount."),
        tuple((n.start, n.end) for n in also),
    )


def _dear(draft: Draft, amount: Number) -> Iterator[Finding]:
    """An amount paid out to persons of whom each would get millions."""
    start, _ = draft.sentence(amount.start)
    paid = re.compile(r"发放|救助|补助|补贴|慰问")
    people = [n for n in draft.within(start, amount.start) if n.unit == "人" and n.level and n.value >= 1]
    if not people or not paid.search(amount.label):
        return
    each = amount.value / people[-1].value
    if each >= DEAREST:
        said = draft.said(amount)
        yield Finding(
            Kind.SCALE,
            "question",
            amount.start,
            amount.end,
            Text(
                f"{said} ÷ {draft.said(people[-1])}，人均{money(each)}，疑多写了“万”。",
                f"{said} for {draft.said(people[-1])} is {plain(each)} yuan each; is the unit right?",
            ),
            NOTHING,
            ((people[-1].start, people[-1].end),),
        )
