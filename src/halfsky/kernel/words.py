"""How values, differences and targets are said: 14.3/10万, 上升0.6个百分点, 12/10万以下.

Rounding has one rule here: a number is printed with its indicator's decimals, and with more when the rounded number
would contradict the verdict (94.96 is not printed as 95.0 beside 未达标).
"""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import decimals_of, needed, printed, rounded
from halfsky.kernel.target import Bar, Comparator, Target
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.units import Unit

_ENGLISH_UNITS = {
    "1/10万": " per 100,000", "1/万": " per 10,000", "岁": " years", "年": " years", "百分点": " percentage points",
    "万人": " × 10,000 persons", "亿人": " × 100 million persons", "人": " persons", "个": "", "名": "", "张": "",
    "人次": " person-times", "起": " cases", "份": "", "元/月": " yuan a month",
}  # fmt: skip
MANY = 100_000
MOST_DECIMALS = 12
"""Enough to tell a share of the whole nation's people from a round target."""


def quantity(shown: str, unit: str) -> Text:
    """A printed number with its unit as people write it: 14.3/10万, 4.0‰, 80.88岁, 4.9个百分点."""
    said = f"个{unit}" if unit == "百分点" else unit.removeprefix("1") if unit.startswith("1/") else unit
    return Text(shown + said, shown + _ENGLISH_UNITS.get(unit, unit))


def many(amount: Fraction, unit: str) -> Text:
    """A count as people say it: 215.30万人 from ten times ten thousand persons on, else every digit."""
    if unit == "人" and abs(amount) >= MANY:
        return quantity(printed(amount / 10_000, 2), "万人")
    return quantity(needed(amount, 0), unit)


def shown(value: Fraction, decimals: int, bar: Bar | None = None) -> str:
    """The value with its decimals, and more of them while rounding would move it across the bar."""
    digits = decimals
    while bar and digits < MOST_DECIMALS and bar.meets(Fraction(rounded(value, digits))) != bar.meets(value):
        digits += 1
    return printed(value, digits)


def value_of(observation: Observation, indicator: Indicator, bar: Bar | None = None) -> Text:
    """An observation as printed: a published one with the digits of its source, a computed one by its decimals."""
    text = shown(observation.value, indicator.decimals, bar) if observation.computed else observation.shown
    return quantity(text, indicator.unit)


def gap(amount: Fraction, indicator: Indicator) -> Text:
    """The size of a difference between two values of the indicator: 0.6个百分点, 0.8个十万分点, 12人."""
    decimals = indicator.decimals
    while decimals < MOST_DECIMALS and amount and not rounded(abs(amount), decimals):
        decimals += 1
    text = printed(abs(amount), decimals)
    if not indicator.is_rate:
        return quantity(text, indicator.unit)
    points = Unit.parse(indicator.unit).difference
    return Text(f"{text}个{points.text.removeprefix('个')}", f"{text} {points.label.in_('en')}")


def change(now: Fraction, before: Fraction, indicator: Indicator) -> Text:
    """The change between two values with its direction: 提高0.6个百分点, 下降0.8个十万分点, 持平."""
    word, size = change_parts(now, before, indicator)
    return Text(word.zh + size.zh, f"{word.en} {size.in_('en')}".strip())


def change_parts(now: Fraction, before: Fraction, indicator: Indicator) -> tuple[Text, Text]:
    """The word and the size of a change; 持平 has no size.

    What would print as 0 is 变化不足 and one printed digit: neither level nor digits that nobody measured.
    """
    if now == before:
        return Text("持平", "unchanged"), NOTHING
    if not rounded(abs(now - before), indicator.decimals):
        return Text("变化不足", "changed by less than"), gap(indicator.one_digit, indicator)
    up = now > before
    if indicator.is_rate:
        word = Text("提高", "up") if up else Text("下降", "down")
    else:
        word = Text("增加", "up") if up else Text("减少", "down")
    return word, gap(now - before, indicator)


def wanted(target: Target, indicator: Indicator, bar: Bar | None = None) -> Text:
    """What a target asks, in the words of plans: 12/10万以下, 45%左右, 以2020年为基期下降20%."""
    number = quantity(target.shown, indicator.unit)
    match target.comparator:
        case Comparator.AT_LEAST:
            return Text(f"{number.zh}以上", f"at least {number.en}")
        case Comparator.AT_MOST:
            return Text(f"{number.zh}以下", f"at most {number.en}")
        case Comparator.EQUAL:
            return number
        case Comparator.ABOUT:
            return Text(f"{number.zh}左右", f"about {number.en}")
        case Comparator.BETWEEN:
            end = target.value if target.value2 is None else target.value2
            upper = quantity(needed(end, decimals_of(target.shown)), indicator.unit)
            return Text(f"{number.zh}—{upper.zh}", f"{number.en} to {upper.en}")
        case Comparator.REDUCE_BY | Comparator.RAISE_BY:
            return _relative(target, indicator, bar)


def _relative(target: Target, indicator: Indicator, bar: Bar | None) -> Text:
    down = target.comparator is Comparator.REDUCE_BY
    said = Text(
        f"较基期{'下降' if down else '提高'}{target.shown}", f"{'down' if down else 'up'} {target.shown} on the base"
    )
    edge = (bar.high if down else bar.low) if bar else None
    if edge is None:
        return said
    number = quantity(needed(edge, max(indicator.decimals, 2), at_most=4), indicator.unit)
    least = "at most" if down else "at least"
    return Text(f"{said.zh}（即{number.zh}{'以下' if down else '以上'}）", f"{said.en}, {least} {number.en}")
