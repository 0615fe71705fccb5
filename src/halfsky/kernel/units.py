"""Units: what a printed number counts, and how one unit of a dimension becomes another.

Three kinds are never mixed: a `ratio` (%, ‰, 1/万, 1/10万) is a pure number with a scale; `points` (百分点,
个千分点) are differences of ratios; a `quantity` counts something (人, 万元, 个/千人, 元/人·年) or is a plain number
(no unit, 倍). Every symbol that is not a rate, a multiple or a difference is a dimension of its own: 人 and 人次 never
add. The base of a unit is its value without scale: 12/10万 → 12/100000, 3.5万人 → 35000 (人).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Literal

from halfsky.kernel.numbers import exact
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

Dimension = tuple[tuple[str, int], ...]
"""Sorted pairs of symbol and exponent: 个/千人 → (("个", 1), ("人", -1)); () is a pure number."""
Kind = Literal["ratio", "points", "quantity"]

NOT_A_UNIT = problem(
    "400.50",
    ("“{came}”不是计量单位。", "“{came}” is not a unit."),
    (
        "请写成 人、万元、%、‰、1/10万、百分点、个/千人、元/人·年 等形式。",
        "Write 人, 万元, %, ‰, 1/10万, 百分点, 个/千人 or 元/人·年.",
    ),
)
UNITS_DIFFER = problem(
    "400.51",
    ("“{left}”不能换算成“{right}”。", "“{left}” cannot be converted to “{right}”."),
    (
        "只有同一种量之间可以换算，如 万人→人、%→‰；百分比与百分点不是同一种量。",
        "Only units of one dimension convert, such as 万人 to 人 or % to ‰; a percentage is not a percentage point.",
    ),
)
NOT_A_QUANTITY = problem(
    "400.52",
    ("“{came}”不是一个数量。", "“{came}” is not a quantity."),
    (
        "请写成数字加单位，如 9.4/10万、4.64‰、3.5万人；“左右”“多”等字另行说明。",
        "Write a number and its unit, such as 9.4/10万, 4.64‰ or 3.5万人; leave out words such as 左右 or 多.",
    ),
)

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | str.maketrans("　−×*＊", " -···")
_MULTIPLES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SYMBOL = re.compile(r"[^\W\d_]+|[°℃²³]+")
_COUNT = re.compile(r"\d{1,9}")
_VAGUE = re.compile(r"左右|上下|以[上下内]|[多余约近超逾]")
_RATIO_TEXTS = {100: "%", 1_000: "‰", 10_000: "1/万", 100_000: "1/10万", 1_000_000: "1/100万"}
_RATIO_SIGNS = {"%": 100, "‰": 1_000, "‱": 10_000}
_RATIO_SAID = {100: "%", 1_000: "per 1,000", 10_000: "per 10,000", 100_000: "per 100,000", 1_000_000: "per million"}
_POINTS_TEXTS = {100: "百分点", 1_000: "个千分点", 10_000: "个万分点", 100_000: "个十万分点", 1_000_000: "个百万分点"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its dimension, the size of one of it in base units, its kind, and how it is printed."""

    dimension: Dimension
    factor: Fraction
    kind: Kind
    text: str = field(compare=False, default="")

    def __str__(self) -> str:
        return self.text

    @staticmethod
    def parse(text: str, where: str = "") -> Unit:
        """Read a unit as people print it; the empty text is the plain number. Refuses what is not one."""
        found = _read(text.translate(_WIDE).strip())
        if found is None:
            raise NOT_A_UNIT.at(where, came=text)
        return found

    @property
    def label(self) -> Text:
        """The unit in words: 1/10万 / per 100,000; 百分点 / percentage points."""
        scale = self.factor.denominator
        if self.kind == "ratio":
            return Text(self.text, _RATIO_SAID[scale])
        if self.kind == "points":
            return Text(self.text, "percentage points" if scale == 100 else f"points {_RATIO_SAID[scale]}")
        return Text(self.text)

    @property
    def difference(self) -> Unit:
        """The unit of a difference of two values: 百分点 for %, 个千分点 for ‰; any other unit is its own."""
        if self.kind != "ratio":
            return self
        return Unit((), self.factor, "points", _POINTS_TEXTS[self.factor.denominator])

    def to_base(self, value: Fraction) -> Fraction:
        """The value without scale: 9.4 (1/10万) → 0.000094."""
        return value if self.factor == 1 else value * self.factor

    def from_base(self, value: Fraction) -> Fraction:
        """The value in this unit of what `to_base` made plain."""
        return value / self.factor

    def convert(self, value: Fraction, to: Unit, where: str = "") -> Fraction:
        """`value` of this unit in the unit `to`, exactly. Refuses another dimension or kind."""
        if (self.dimension, self.kind) != (to.dimension, to.kind):
            raise UNITS_DIFFER.at(where, left=self.text, right=to.text)
        return to.from_base(self.to_base(value))

    def __mul__(self, other: Unit) -> Unit:
        return _made([*self.dimension, *other.dimension], self.factor * other.factor, f"{self.text}·{other.text}")

    def __truediv__(self, other: Unit) -> Unit:
        below = [(symbol, -exponent) for symbol, exponent in other.dimension]
        return _made([*self.dimension, *below], self.factor / other.factor, f"{self.text}/{other.text}")


NUMBER = Unit((), Fraction(1), "quantity")
"""The unit of a plain number."""


def read_quantity(text: str, where: str = "") -> tuple[Fraction, Unit]:
    """Read a printed quantity: "9.4/10万", "98.5/万", "4.64‰", "3.5万人", "１，２３４人". Refuses anything else."""
    plain = text.translate(_WIDE).strip()
    match = re.fullmatch(r"([+-]?[\d.,]+)(.*)", plain)
    rest = match[2].strip() if match and not _VAGUE.search(plain) else "?"
    unit = None if rest[:1].isdigit() else _read(rest)
    if match is None or unit is None:
        raise NOT_A_QUANTITY.at(where, came=text)
    return exact(match[1], where), unit


@cache
def _read(text: str) -> Unit | None:
    """The unit of a folded text, or None."""
    if points := _scale_of(_POINTS_TEXTS, text):
        return Unit((), Fraction(1, points), "points", _POINTS_TEXTS[points])
    if ratio := _ratio_scale(text):
        return Unit((), Fraction(1, ratio), "ratio", _RATIO_TEXTS[ratio])
    if text in ("", "倍"):
        return Unit((), Fraction(1), "quantity", text)
    above, *below = text.split("/")
    top = _product(above) if above and not (above == "1" and below) else ([], Fraction(1))
    bottoms = [_product(part) for part in below]
    if top is None:
        return None
    symbols, factor = top
    for bottom in bottoms:
        if bottom is None:
            return None
        symbols = [*symbols, *((symbol, -exponent) for symbol, exponent in bottom[0])]
        factor /= bottom[1]
    if not symbols and (below or text[0].isdigit()):
        return None
    return Unit(_collected(symbols), factor, "quantity", text)


def _scale_of(texts: dict[int, str], text: str) -> int | None:
    """百分点, 个百分点, 千分点, 个千分点 … → the scale."""
    bare = text.removeprefix("个")
    return next((scale for scale, said in texts.items() if said.removeprefix("个") == bare), None)


def _ratio_scale(text: str) -> int | None:
    """%, ‱, 1/万, /10万, 1/1000 → the scale of the rate."""
    if text in _RATIO_SIGNS:
        return _RATIO_SIGNS[text]
    above, slash, below = text.partition("/")
    count = _multiple(below) if slash and above in ("", "1") else None
    return count[0] if count and not count[1] and count[0] in _RATIO_TEXTS else None


def _product(text: str) -> tuple[list[tuple[str, int]], Fraction] | None:
    """人·年, 万人, 10万人 → symbols with exponent 1, and the factor; points have no products."""
    symbols: list[tuple[str, int]] = []
    factor = Fraction(1)
    for part in text.split("·"):
        times = _multiple(part)
        if times is None or not part:
            return None
        factor *= times[0]
        if times[1]:
            if not _SYMBOL.fullmatch(times[1]) or times[1].endswith("分点"):
                return None
            symbols.append((times[1], 1))
    return symbols, factor


def _multiple(text: str) -> tuple[int, str] | None:
    """The leading count and multiples of a symbol: 10万人 → 100000, 人; None for a count of zero."""
    count = _COUNT.match(text)
    times, rest = (int(count[0]), text[count.end() :]) if count else (1, text)
    while rest and rest[0] in _MULTIPLES:
        times, rest = times * _MULTIPLES[rest[0]], rest[1:]
    return (times, rest) if times else None


def _collected(symbols: Iterable[tuple[str, int]]) -> Dimension:
    """The symbols with their exponents added up; what cancels is left out."""
    exponents: dict[str, int] = {}
    for symbol, exponent in symbols:
        exponents[symbol] = exponents.get(symbol, 0) + exponent
    return tuple(sorted((s, e) for s, e in exponents.items() if e))


def _made(symbols: Iterable[tuple[str, int]], factor: Fraction, scaled: str) -> Unit:
    """A unit that arose by reckoning; `scaled` is its text where a multiple keeps it from being spelled plainly."""
    dimension = _collected(symbols)
    if factor != 1:
        return Unit(dimension, factor, "quantity", scaled)
    above = "·".join(s for s, e in dimension for _ in range(e))
    below = "·".join(s for s, e in dimension for _ in range(-e))
    return Unit(dimension, factor, "quantity", f"{above or 1}/{below}" if below else above)
