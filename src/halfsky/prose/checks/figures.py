"""How the arithmetic of a finding is written: numbers as people write them, and what a printed number may have been."""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.numbers import printed
from halfsky.prose.checks.draft import Number

MOST_DECIMALS = 4


def plain(value: Fraction) -> str:
    """A number without needless zeros: 3140400, 14.5, 0.0094."""
    text = printed(value, MOST_DECIMALS)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Fraction) -> str:
    """An amount in yuan, in 万元 from ten thousand on: 600元, 314.04万元."""
    return f"{plain(value / 10_000)}万元" if abs(value) >= 10_000 else f"{plain(value)}元"


def percent(value: Fraction, like: Number | None = None) -> str:
    """A share of one as percent, with the decimals of a printed number (at least two)."""
    decimals = 2 if like is None else max(2, decimals_of(like))
    return f"{printed(value * 100, decimals)}%"


def decimals_of(number: Number) -> int:
    """The decimals with which a rate is printed."""
    step, decimals = number.step, 0
    while step < 1:
        step, decimals = step * 10, decimals + 1
    return decimals


def ratio_between(
    low: Fraction, high: Fraction, base_low: Fraction, base_high: Fraction, rate: Number, slack: Fraction
) -> bool:
    """The same for a part and a base that lie between bounds. Whole counts have no room."""
    if base_low <= 0:
        return False
    least, most = low / base_high * 100, high / base_low * 100
    return least <= rate.high + slack and most >= rate.low - slack


def bounds(number: Number) -> tuple[Fraction, Fraction]:
    """What a number may have been before it was printed; a whole count is itself."""
    return (number.value, number.value) if number.step == 1 else (number.low, number.high)


def fits(part: Number, base: Number, rate: Number, slack: Fraction = Fraction(0)) -> bool:
    """Whether a rate can be part ÷ base, all three as rounded when printed; `slack` in points."""
    return ratio_between(*bounds(part), *bounds(base), rate, slack)
