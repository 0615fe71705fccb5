"""Changes that do not fit what they change: 由…增加到…, growth that no whole number of last year gives.

Where a count, its change and its growth are all printed, the growth is change ÷ previous count. Where only a count and
its growth are printed, there must be a whole number of last year that gives the growth as rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from halfsky.kernel.text import NOTHING, Text
from halfsky.prose.checks.draft import Draft, Number, Role
from halfsky.prose.checks.figures import bounds, decimals_of, money, percent, plain
from halfsky.prose.checks.finding import Finding, Kind

FROM = re.compile(r"(?:由|从|自)[^，,；;。]*$")
TO = re.compile(
    r"(?P<verb>增加|增长|提高|上升|提升|扩大|减少|下降|降低|回落|压减|缩小|变|发展|上涨)?(?:了)?(?:到|至|为)"
)
LAST_YEAR = re.compile(r"(?:去年|上年)(?:同期)?[^，,；;。年]{0,12}$")
THIS_YEAR = re.compile(r"(?:今年|本年)(?:度)?[^，,；;。年]{0,12}$")
COMPARED = re.compile(r"(?:比|较)(?:去年|上年|上期|前一?年)|同比")
AGAINST = re.compile(r"(?:比|较)(?:去年|上年|上期|前一?年)(?:同期)?的$")
BRACKETED = re.compile(r"[（(](?:去年|上年)(?:同期)?[为是]?")
BESIDE_GOAL = re.compile(r"目标|规划|计划|任务|全国|全省|全市|平均")
"""Such a difference is to something else than the value before: 超目标3.8个百分点."""
FALLING = ("减少", "下降", "降低", "回落", "压减", "缩小")
RISING = ("增加", "增长", "提高", "上升", "提升", "扩大", "上涨")
INFORMATIVE = Fraction(9, 10)
"""Where last year's number may lie in an interval wider than this, a whole number is always in it."""


def find(draft: Draft, slack: Fraction = Fraction(0)) -> Iterator[Finding]:
    """All changes of the text; `slack` in points for growth that was cut off instead of rounded."""
    for start, end in draft.segments:
        numbers = draft.within(start, end)
        pairs = list(_from_to(draft, numbers))
        for first, last, verb in pairs:
            yield from _direction(draft, first, last, verb)
        for at, number in enumerate(numbers):
            if number.change:
                pair = next(((a, b) for a, b, _ in reversed(pairs) if max(a.end, b.end) <= number.start), None)
                pair = pair or _behind(draft, numbers, at)
                if pair is not None:
                    yield from _against_pair(draft, pair, number, slack)
                elif number.role is Role.UP and _more_than_all(numbers[:at], number):
                    yield _too_much(draft, numbers[at - 1], number)
                elif number.unit == "%":
                    yield from _growth(draft, numbers[:at], number, slack)


def explained(draft: Draft, growth: Number, slack: Fraction = Fraction(0)) -> bool:
    """Whether a percentage is the growth of a count of its segment, so that it cannot be meant as points."""
    start, _ = draft.segment(growth.start)
    count, change = _base(draft.within(start, growth.start))
    if count is None:
        return False
    if change is not None:
        return _grown(count, change, growth, slack)
    least, most = _last_year(count, growth, slack)
    return most - least < INFORMATIVE


def _from_to(draft: Draft, numbers: tuple[Number, ...]) -> Iterator[tuple[Number, Number, str]]:
    """An earlier and a later value, with the verb between them: 由…增加到…, 去年…今年…, 53件，比去年的48件…."""
    for first, last in pairwise(numbers):
        if first.unit != last.unit or not (first.level and last.level):
            continue
        to = TO.search(draft.text, first.end, last.start)
        if FROM.search(first.label) and to:
            yield first, last, to.group("verb") or ""
        elif LAST_YEAR.search(first.label) and THIS_YEAR.search(last.label):
            yield first, last, ""
        elif AGAINST.search(last.label):
            yield last, first, ""


def _behind(draft: Draft, numbers: tuple[Number, ...], at: int) -> tuple[Number, Number] | None:
    """Last year's value told in brackets behind a change: 贷款3200万元，同比增长28%（去年2500万元）."""
    levels = [n for n in numbers[:at] if n.level]
    if at + 1 >= len(numbers) or not levels:
        return None
    last, first = levels[-1], numbers[at + 1]
    told = BRACKETED.fullmatch(draft.text[numbers[at].end : first.start])
    return (first, last) if told and first.unit == last.unit and not first.hedged and not last.hedged else None


def _direction(draft: Draft, first: Number, last: Number, verb: str) -> Iterator[Finding]:
    wrong = (verb in FALLING and last.value > first.value) or (verb in RISING and last.value < first.value)
    if wrong:
        a, b = draft.said(first), draft.said(last)
        more = "大于" if last.value > first.value else "小于"
        start = draft.text.rfind("由", 0, first.start)
        start = max(start, draft.text.rfind("从", 0, first.start), draft.text.rfind("自", 0, first.start))
        yield Finding(
            Kind.DIFFERENCE,
            "conflict",
            start,
            last.end,
            Text(f"{b}{more}{a}，与“{verb}”相反。", f"{b} against {a} is the contrary of “{verb}”."),
            Text("请核对两个数或改动词。", "Check both numbers, or change the verb."),
        )


def _against_pair(draft: Draft, pair: tuple[Number, Number], change: Number, slack: Fraction) -> Iterator[Finding]:
    first, last = pair
    if first.unit == "%" == change.unit or BESIDE_GOAL.search(change.label):
        return
    off = abs(last.value - first.value)
    room = sum(n.step for n in (first, last, change) if n.step != 1 or n.rate) / 2
    if change.unit == first.unit or (change.unit == "百分点" and first.unit == "%"):
        if abs(off - change.value) > room and not change.hedged:
            yield _wrong_difference(draft, first, last, change)
    elif change.unit == "%" and not first.rate and first.value:
        least, most = abs(last.low - first.high) / first.high, abs(last.high - first.low) / first.low
        exact = off / first.value
        least, most = (exact, exact) if first.step == last.step == 1 else (least, most)
        if least * 100 > change.high + slack or most * 100 < change.low - slack:
            says = f"({plain(last.value)} - {plain(first.value)}) ÷ {plain(first.value)} = {percent(exact, change)}"
            yield _wrong_growth(draft, change, says, (first, last), exact)


def _wrong_difference(draft: Draft, first: Number, last: Number, change: Number) -> Finding:
    off = abs(last.value - first.value)
    says = f"{plain(max(first.value, last.value))} - {plain(min(first.value, last.value))} = {plain(off)}"
    return Finding(
        Kind.DIFFERENCE,
        "conflict",
        *_with_verb(draft, change),
        Text(f"{says}，文中为{draft.said(change)}。", f"{says}; the text says {draft.said(change)}."),
        Text("请核对前后两个数和增减数。", "Check both values and the change."),
        ((first.start, first.end), (last.start, last.end)),
    )


def _more_than_all(before: tuple[Number, ...], change: Number) -> bool:
    """Whether a count has grown by more than there is of it now."""
    if not before or not COMPARED.search(change.label):
        return False
    count = before[-1]
    return count.level and not count.rate and count.unit == change.unit and change.low > count.high


def _too_much(draft: Draft, count: Number, change: Number) -> Finding:
    now, more = draft.said(count), draft.said(change)
    return Finding(
        Kind.DIFFERENCE,
        "conflict",
        *_with_verb(draft, change),
        Text(f"本期才{now}，不可能比上期增加{more}。", f"There are {now} now; they cannot have grown by {more}."),
        Text("请核对这两个数。", "Check both numbers."),
        ((count.start, count.end),),
    )


def _growth(draft: Draft, before: tuple[Number, ...], growth: Number, slack: Fraction) -> Iterator[Finding]:
    """A percentage of growth against the count that it belongs to."""
    count, change = _base(before)
    if count is None or growth.hedged or (growth.role is Role.DOWN and growth.value >= 100):
        return
    if change is not None:
        if not _grown(count, change, growth, slack):
            yield _unlike(draft, count, change, growth)
        return
    least, most = _last_year(count, growth, slack)
    below, above = most.numerator // most.denominator, -(-least.numerator // least.denominator)
    if above <= below or below < 1:
        return
    ways = " 、".join(
        f"去年为{n}则{percent(abs(count.value - n) / n, growth)}" for n in (below, above) if n != count.value
    )
    en = ", ".join(f"{n} would give {percent(abs(count.value - n) / n, growth)}" for n in (below, above))
    said = draft.said(growth)
    yield Finding(
        Kind.GROWTH,
        "question",
        *_with_verb(draft, growth),
        Text(
            f"本期为{draft.said(count)}，没有哪个整数的上期值能得出{said}：{ways.replace(' 、', '；')}。",
            f"With {draft.said(count)} now, no whole number of last year gives {said}: {en}.",
        ),
        Text(
            "请核对上期值；如增长的是比率而不是个数，请写明并用“百分点”。",
            "Check last year's number; where a rate grew and not the count, say so in points.",
        ),
        ((count.start, count.end),),
    )


def _base(before: tuple[Number, ...]) -> tuple[Number | None, Number | None]:
    """The last whole count before a percentage, and the change of that count where it is printed. A rate may stand in
    between (上线3537人，上线率10.74%，比上年增长17.85%); another amount may not."""
    change: Number | None = None
    for number in reversed(before):
        if number.change and not number.rate and change is None:
            change = number
        elif number.rate or number.change:
            continue
        elif number.level and not number.hedged and change is not None and change.unit == number.unit:
            return number, change
        elif number.level and number.counted:
            return number, None
        else:
            return None, None
    return None, None


def _grown(count: Number, change: Number, growth: Number, slack: Fraction) -> bool:
    sign = 1 if change.role is Role.DOWN else -1
    (least, most), (low, high) = bounds(change), bounds(count)
    before = sorted((low + sign * least, low + sign * most, high + sign * least, high + sign * most))
    if before[0] <= 0:
        return True
    return growth.low - slack <= most / before[0] * 100 and least / before[-1] * 100 <= growth.high + slack


def _last_year(count: Number, growth: Number, slack: Fraction) -> tuple[Fraction, Fraction]:
    """Between which bounds last year's count lies."""
    sign = -1 if growth.role is Role.DOWN else 1
    ends = [1 + sign * (growth.low - slack) / 100, 1 + sign * (growth.high + slack) / 100]
    if min(ends) <= 0:
        return Fraction(0), Fraction(1 << 40)
    return count.value / max(ends), count.value / min(ends)


def _unlike(draft: Draft, count: Number, change: Number, growth: Number) -> Finding:
    previous = count.value + change.value * (1 if change.role is Role.DOWN else -1)
    exact = change.value / previous
    sign = "+" if change.role is Role.DOWN else "-"
    said = money if count.unit == "元" else plain
    says = (
        f"上期为{said(count.value)} {sign} {said(change.value)} = {said(previous)}，"
        f"{said(change.value)} ÷ {said(previous)} = {percent(exact, growth)}"
    )
    return _wrong_growth(draft, growth, says, (count, change), exact, change.value / count.value)


def _wrong_growth(
    draft: Draft,
    growth: Number,
    says: str,
    also: tuple[Number, Number],
    exact: Fraction,
    on_this_year: Fraction | None = None,
) -> Finding:
    suggestion = NOTHING
    if on_this_year is not None and growth.low <= on_this_year * 100 <= growth.high:
        suggestion = Text(
            "文中的数是以本期数作分母得出的，应以上期数作分母。", "This year's number was taken as the base."
        )
    shown = percent(exact, growth) if decimals_of(growth) else percent(exact)
    return Finding(
        Kind.GROWTH,
        "conflict",
        *_with_verb(draft, growth),
        Text(f"{says}，文中为{draft.said(growth)}。", f"The growth is {shown}; the text says {draft.said(growth)}."),
        suggestion or Text(f"应为{shown}，或核对各数。", f"Should be {shown}, or check the numbers."),
        tuple((n.start, n.end) for n in also),
    )


def _with_verb(draft: Draft, number: Number) -> tuple[int, int]:
    """The place of a change with its verb."""
    start = number.start - len(number.label) if draft.text[: number.start].endswith(number.label) else number.start
    return start, number.end
