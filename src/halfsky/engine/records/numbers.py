"""Exact numbers as SQL on whole numbers: a numerator, a denominator where something was divided, a constant factor.

A value is n / d * factor; n and d are BIGINT texts, d is positive (None: one). It is missing where n or d is NULL.
Nothing is rounded and no sum is a float; what outgrows 64 bits is an error in either engine, never another number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd

LARGEST = 2**63 - 1
EXACT = 2**53
"""Below this a whole number is exact as a double, and so is a quotient that comes out even."""
LONGEST = 20_000
"""A longer text is refused: it would come of formulas that nobody writes."""


class Untranslatable(Exception):
    """What SQL cannot say in the words that both engines share. The reference decides then."""


@dataclass(frozen=True, slots=True)
class Num:
    """A number as SQL."""

    n: str
    d: str | None = None
    factor: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if len(self.n) + len(self.d or "") > LONGEST:
            raise Untranslatable("a formula that is too long")

    @property
    def known(self) -> str:
        """The condition that it has a value."""
        return f"({self.n} IS NOT NULL{f' AND {self.d} IS NOT NULL' if self.d else ''})"


def whole(number: int) -> str:
    """A constant. Without the cast engines would reckon small ones in 32 bits."""
    if abs(number) > LARGEST:
        raise Untranslatable("a number beyond 64 bits")
    return f"CAST({number} AS BIGINT)"


def constant(value: Fraction) -> Num:
    return Num(whole(value.numerator), None, Fraction(1, value.denominator))


def times(sql: str, number: int) -> str:
    return sql if number == 1 else f"({sql} * {whole(number)})"


def multiplied(left: Num, right: Num) -> Num:
    below = [d for d in (left.d, right.d) if d]
    return Num(f"({left.n} * {right.n})", product(below) if below else None, left.factor * right.factor)


def divided(left: Num, right: Num) -> Num:
    """left / right; NULL where right is zero. The sign goes up, so that the denominator stays positive."""
    above = f"({left.n} * {right.d})" if right.d else left.n
    signed = f"(CASE WHEN {right.n} < 0 THEN -{above} ELSE {above} END)"
    below = [f"NULLIF(ABS({right.n}), 0)", *([left.d] if left.d else [])]
    return Num(signed, product(below), left.factor / right.factor)


def product(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({' * '.join(texts)})"


def added(left: Num, right: Num, sign: str) -> Num:
    """left + right or left - right."""
    (a, b), below, factor = together([left, right])
    return Num(f"({a} {sign} {b})", below, factor)


def negated(one: Num) -> Num:
    return Num(f"(-{one.n})", one.d, one.factor)


def absolute(one: Num) -> Num:
    return Num(f"ABS({one.n})", one.d, one.factor)


def common_factor(several: list[Num]) -> Fraction:
    """The largest factor of which all are whole multiples."""

    def shared(a: Fraction, b: Fraction) -> Fraction:
        return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)

    return reduce(shared, (one.factor for one in several))


def levelled(one: Num, factor: Fraction) -> str:
    """The numerator as a multiple of another factor."""
    return times(one.n, (one.factor / factor).numerator)


def together(several: list[Num]) -> tuple[list[str], str | None, Fraction]:
    """Numerators over one denominator and one factor."""
    factor = common_factor(several)
    tops = []
    for one in several:
        others = [x.d for x in several if x is not one and x.d]
        tops.append(product([levelled(one, factor), *others]))
    below = [one.d for one in several if one.d]
    return tops, product(below) if below else None, factor


def compared(left: Num, right: Num, sign: str) -> str:
    """A comparison by cross-multiplying; NULL where either is missing."""
    (a, b), below, _ = together([left, right])
    plain = f"({a} {'<>' if sign == '!=' else sign} {b})"
    # The product of a numerator and the other's denominator misses the NULL of its own denominator.
    return f"(CASE WHEN {below} IS NOT NULL THEN {plain} END)" if below else plain


def extreme(left: Num, right: Num, function: str) -> Num:
    """The smaller (LEAST) or the larger of two; missing where either is, which LEAST itself passes over."""
    sign = "<=" if function == "LEAST" else ">="
    if left.d is None and right.d is None:
        (a, b), _, factor = together([left, right])
        return Num(f"(CASE WHEN {a} IS NOT NULL AND {b} IS NOT NULL THEN {function}({a}, {b}) END)", None, factor)
    first, second = compared(left, right, sign), compared(left, right, ">" if sign == "<=" else "<")
    return cases([(first, left), (second, right)])


def cases(branches: list[tuple[str, Num]]) -> Num:
    """The value of the first branch whose condition holds."""
    factor = common_factor([one for _, one in branches])
    tops = " ".join(f"WHEN {when} THEN {levelled(one, factor)}" for when, one in branches)
    if all(one.d is None for _, one in branches):
        return Num(f"(CASE {tops} END)", None, factor)
    bottoms = " ".join(f"WHEN {when} THEN {one.d or whole(1)}" for when, one in branches)
    return Num(f"(CASE {tops} END)", f"(CASE {bottoms} END)", factor)


def rounded(one: Num, scale: Fraction) -> str:
    """one * scale as a whole number, half up as the reference rounds a contribution.

    Neither engine's integer division is the other's. So what is divided is first made even: then the quotient of two
    doubles is exact as long as both are; beyond that the sum overflows on purpose.
    """
    factor = one.factor * scale
    top, below = times(one.n, factor.numerator), factor.denominator
    if one.d is None and below == 1:
        return top
    bottom = times(one.d, below) if one.d else whole(below)
    n, d = f"({times(top, 2)} + {bottom})", times(bottom, 2)
    even = f"({n} - ((({n} % {d}) + {d}) % {d}))"
    safe = f"ABS({n}) < {whole(EXACT)}"
    too_large = f"({whole(LARGEST)} + ABS({n}))"
    return f"(CASE WHEN {safe} THEN CAST({even} / NULLIF({d}, 0) AS BIGINT) ELSE {too_large} END)"
