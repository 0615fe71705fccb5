"""What kind of thing an expression is: a quantity with unit, true or false, one of several choices, text, a date.

A quantity also has a nature, which decides with what it may be added or compared. It is what keeps a percentage from
being added to a percentage and a number without unit from being compared with 万人.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from halfsky.kernel.text import Text
from halfsky.kernel.units import NUMBER, Unit


class Nature(StrEnum):
    """What a number stands for. The order is that of strength: a product has the nature of its stronger factor."""

    ZERO = "zero"
    """The written 0, which compares with everything."""
    BARE = "bare"
    """A written number without unit: 100, 2万."""
    FRACTION = "fraction"
    """A quotient of written numbers: 1/6, 12/10万."""
    SHARE = "share"
    """A written percentage: 30%."""
    COUNT = "count"
    """How many there are, from count(): of anything that is counted one by one."""
    NUMBER = "number"
    """A pure number that was measured or given: a score, an index, 倍."""
    RATIO = "ratio"
    """A quotient of two like quantities."""
    RATE = "rate"
    """A value known only as a rate, whose numerator and denominator are gone."""
    POINTS = "points"
    """A difference of ratios or rates."""
    AMOUNT = "amount"
    """A quantity with a dimension: persons, yuan, items per thousand persons."""

    @property
    def strength(self) -> int:
        return _STRENGTH[self]

    @property
    def written(self) -> bool:
        """Whether it stands in the formula itself rather than coming from the figures."""
        return self.strength <= Nature.SHARE.strength


_STRENGTH = {nature: strength for strength, nature in enumerate(Nature)}
_SAID = {
    Nature.ZERO: Text("零", "zero"),
    Nature.BARE: Text("不带单位的数", "a number without unit"),
    Nature.FRACTION: Text("不带单位的分数", "a fraction without unit"),
    Nature.SHARE: Text("百分数", "a percentage"),
    Nature.COUNT: Text("个数", "a count"),
    Nature.NUMBER: Text("没有单位的量", "a number without dimension"),
    Nature.RATIO: Text("比", "a ratio"),
    Nature.RATE: Text("率", "a rate"),
    Nature.POINTS: Text("百分点之差", "a difference in points"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number: the unit in which it is declared (of an AMOUNT, a RATE or POINTS) and what it stands for."""

    unit: Unit = NUMBER
    nature: Nature = Nature.NUMBER

    @property
    def label(self) -> Text:
        if self.nature is Nature.AMOUNT:
            return Text(f"以“{self.unit}”计的量", f"a quantity in {self.unit}")
        if self.nature is Nature.RATE and self.unit.text:
            return Text(f"以“{self.unit}”计的率", f"a rate in {self.unit}")
        return _SAID[self.nature]


class Plain(StrEnum):
    """Types without details."""

    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"

    @property
    def label(self) -> Text:
        return {
            Plain.BOOLEAN: Text("判断", "a condition"),
            Plain.TEXT: Text("文字", "a text"),
            Plain.DATE: Text("日期", "a date"),
        }[self]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several codes; `options` are the codes with what people call them. The same code is the same choice."""

    code: str
    options: tuple[tuple[str, Text], ...] = field(default=(), compare=False)

    @property
    def label(self) -> Text:
        return Text(f"“{self.code}”的选项", f"a choice of {self.code}")


Type = Quantity | Plain | Choice


def quantity(unit: str | Unit) -> Quantity:
    """The type of a name declared with this unit: % → a rate; 百分点 → points; 人 → an amount; "" → a number."""
    found = Unit.parse(unit) if isinstance(unit, str) else unit
    if found.kind == "ratio":
        return Quantity(found, Nature.RATE)
    if found.kind == "points":
        return Quantity(found, Nature.POINTS)
    return Quantity(found, Nature.AMOUNT if found.dimension else Nature.NUMBER)
