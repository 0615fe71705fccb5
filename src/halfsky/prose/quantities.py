"""The quantities of a folded text: every printed number with a unit, exact, with what its last digit counts.

Years, dates, ordinals and numbers of documents are none. A number that is a bound, a range or an about is marked, since
nothing can be added up from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Hedge = Literal["", "about", ">=", "<=", "range"]
TIMES = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000}
TIMES |= {"亿": 100_000_000, "万亿": 10**12}
UNITS = (
    "人次|户次|件次|场次|批次|班次|例次|平方米|平方公里|立方米|公里|千米|公顷|公斤|个百分点|百分点|个千分点|个万分点|个十万分点"
    "|课时|学时|社区|家庭|口人|元|%|‰|/10万|/万|人|名|位|户|个|所|家|件|例|次|场|起|辆|台|套|座|处|项|亩|吨|斤|米|份|村|间"
    "|张|册|本|篇|期|岁|周岁|条|宗|支|批|对|组|栋|部|面|倍|亩次|门|枚|幅"
)
SAME = {"名": "人", "位": "人", "口人": "人", "个百分点": "百分点", "个千分点": "千分点", "个万分点": "万分点"}
SAME |= {"个十万分点": "十万分点"}
FOUND = re.compile(
    r"(?<![\d.A-Za-z第〔\[])(?:(?P<from>\d+(?:\.\d+)?)(?P<span>[-—–~～至到]))?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
    r"(?P<some>[余多几])?(?P<times>万亿|十万|百万|千万|[十百千万亿])?(?P<more>[余多几])?"
    rf"(?P<unit>{UNITS})(?![月年级]|小时|位数|体|代会|分之)"
)
PERCENT_SAID = re.compile(r"百分之(?P<said>[零一二三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)")
ABOUT_BEFORE = re.compile(r"(?:约|近|大约|将近|接近|逾|左右|上下)$")
MORE_BEFORE = re.compile(r"(?:不低于|不少于|不小于|至少|(?<!不)超过|高于|突破|>=|≥|＞|>)$")
LESS_BEFORE = re.compile(r"(?:不高于|不超过|不多于|低于|少于|小于|不足|<=|≤|<)$")
ABOUT_AFTER = re.compile(r"^(?:左右|上下|多|余)")
MORE_AFTER = re.compile(r"^(?:及|\(含\)|（含）)?以上")
LESS_AFTER = re.compile(r"^(?:及|\(含\)|（含）)?以[下内]")
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at `start`…`end`: `value` with 万 and 亿 multiplied out, `unit` without them (人 for 名
    and 位 as well), `step` what its last printed digit counts, `hedge` whether it is a bound, a range or an about; of a
    range the upper end is the value."""

    start: int
    end: int
    value: Fraction
    unit: str
    step: Fraction
    hedge: Hedge = ""


def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a folded text, in order."""
    return tuple(sorted([*_printed(text), *_said(text)], key=_start))


def _start(quantity: Quantity) -> int:
    return quantity.start


def _printed(text: str) -> Iterator[Quantity]:
    for found in FOUND.finditer(text):
        digits = found.group("whole").replace(",", "") + (found.group("part") or "")
        times = TIMES[found.group("times") or ""]
        unit = found.group("unit")
        start = found.start()
        hedge: Hedge = "about" if found.group("some") or found.group("more") else _hedge(text, start, found.end())
        if found.group("span"):
            hedge = "range"
        decimals = len(found.group("part") or ".") - 1
        step = Fraction(times, 10**decimals)
        yield Quantity(start, found.end(), Fraction(digits) * times, SAME.get(unit, unit), step, hedge)


def _hedge(text: str, start: int, end: int) -> Hedge:
    before, after = text[max(0, start - 4) : start], text[end : end + 5]
    if ABOUT_BEFORE.search(before) or ABOUT_AFTER.match(after):
        return "about"
    if MORE_BEFORE.search(before) or MORE_AFTER.match(after):
        return ">="
    return "<=" if LESS_BEFORE.search(before) or LESS_AFTER.match(after) else ""


def _said(text: str) -> Iterator[Quantity]:
    """百分之九十五 and its like."""
    for found in PERCENT_SAID.finditer(text):
        whole, _, part = found.group("said").partition("点")
        digits = "".join(str(DIGITS.index(c)) for c in part)
        value = Fraction(f"{_counted(whole)}.{digits or 0}")
        step = Fraction(1, 10 ** len(digits))
        yield Quantity(found.start(), found.end(), value, "%", step, _hedge(text, found.start(), found.end()))


def _counted(said: str) -> int:
    """A Chinese numeral up to 199."""
    total, digit = 0, 0
    for c in said:
        if c in "十百":
            total, digit = total + (digit or 1) * (10 if c == "十" else 100), 0
        else:
            digit = DIGITS.index(c)
    return total + digit
