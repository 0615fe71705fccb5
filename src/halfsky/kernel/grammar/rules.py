"""What happens to units under + - * / and beside each other: the rules that keep percentages from being added.

Values are reckoned in base units, so 万人 + 人 is sound; what must agree is the dimension, and the nature:

- a written number without unit joins any quantity of a plain unit (births + 1), never 万人 (write 100万人) or a rate;
- rates are not added: without numerator and denominator their sum means nothing; their difference is in points;
- 5% beside a rate is a level (rate >= 90%); a rise by five points is written 5百分点, by a twentieth * (1 + 5%).

Every rule gives the type of the result, or the problem.
"""

from __future__ import annotations

from halfsky.kernel.grammar.types import Nature, Quantity
from halfsky.kernel.refusals import Problem, problem
from halfsky.kernel.units import NUMBER

UNITS_MIXED = problem(
    "400.80",
    (
        "“{left}”是{left_kind}，“{right}”是{right_kind}，不能相加减或比较。",
        "“{left}” is {left_kind} and “{right}” is {right_kind}: they neither add nor compare.",
    ),
    (
        "请改用同一种量，或先相除求比。",
        "Use quantities of one kind, or divide them to get a ratio.",
    ),
)
UNIT_NEEDED = problem(
    "400.81",
    (
        "“{left}”是{left_kind}，“{right}”是{right_kind}，不知道按哪个单位计。",
        "“{left}” is {left_kind} and “{right}” is {right_kind}: in which unit is the number?",
    ),
    (
        "请在数字后写明单位，如 100万人，或 4.5个 / 1千人。",
        "Write the unit behind the number, such as 100万人, or 4.5个 / 1千人.",
    ),
)
PERCENT_NEEDED = problem(
    "400.82",
    (
        "“{left}”是{left_kind}，“{right}”是{right_kind}，不能相加减或比较。",
        "“{left}” is {left_kind} and “{right}” is {right_kind}: they neither add nor compare.",
    ),
    ("请把数字写成 90%、5‰ 或 12/10万。", "Write the number as 90%, 5‰ or 12/10万."),
)
RATES_ADDED = problem(
    "400.83",
    (
        "率不能相加：“{left}”与“{right}”的分母不同。",
        "Rates do not add: “{left}” and “{right}” have denominators of their own.",
    ),
    ("请用分子与分母计算：(a + b) / (c + d)。", "Compute with numerators and denominators: (a + b) / (c + d)."),
)
PERCENT_ADDED = problem(
    "400.84",
    (
        "“{left}”与“{right}”相加有两种读法：多几个百分点，还是多百分之几。",
        "Adding “{left}” and “{right}” may mean points or a share.",
    ),
    (
        "百分点写成 rate + 5百分点，按比例写成 rate * (1 + 5%)。",
        "Write rate + 5百分点 for points, rate * (1 + 5%) for a share.",
    ),
)
POINTS_APART = problem(
    "400.85",
    (
        "“{left}”是{left_kind}，“{right}”是{right_kind}：百分点与百分比不是同一种量。",
        "“{left}” is {left_kind} and “{right}” is {right_kind}: points are not percentages.",
    ),
    ("差值写成 5百分点，水平写成 90%。", "Write a difference as 5百分点, a level as 90%."),
)

_WRITTEN_NUMBERS = frozenset({Nature.BARE, Nature.FRACTION})
_QUOTIENTS = frozenset({Nature.RATIO, Nature.RATE})
_LEVELS = _WRITTEN_NUMBERS | {Nature.SHARE}
_STAND_BESIDE = {
    frozenset({Nature.BARE, Nature.FRACTION}),
    frozenset({Nature.BARE, Nature.SHARE}),
    frozenset({Nature.BARE, Nature.COUNT}),
    frozenset({Nature.BARE, Nature.NUMBER}),
    frozenset({Nature.BARE, Nature.RATIO}),
    frozenset({Nature.FRACTION, Nature.SHARE}),
    frozenset({Nature.FRACTION, Nature.COUNT}),
    frozenset({Nature.FRACTION, Nature.NUMBER}),
    frozenset({Nature.FRACTION, Nature.RATIO}),
    frozenset({Nature.FRACTION, Nature.RATE}),
    frozenset({Nature.SHARE, Nature.RATIO}),
    frozenset({Nature.SHARE, Nature.RATE}),
    frozenset({Nature.COUNT, Nature.NUMBER}),
    frozenset({Nature.COUNT, Nature.RATIO}),
    frozenset({Nature.NUMBER, Nature.RATIO}),
    frozenset({Nature.RATIO, Nature.RATE}),
}

Outcome = Quantity | Problem


def beside(left: Quantity, right: Quantity) -> Outcome:
    """Two quantities compared, or offered as alternatives (if, coalesce, min, max)."""
    natures = {left.nature, right.nature}
    if Nature.ZERO in natures:
        return right if left.nature is Nature.ZERO else left
    if Nature.AMOUNT in natures:
        return _amounts(left, right)
    if len(natures) == 1 or natures in _STAND_BESIDE:
        return _stronger(left, right)
    if Nature.POINTS in natures:
        return POINTS_APART
    return PERCENT_NEEDED if Nature.RATE in natures else UNITS_MIXED


def add(left: Quantity, right: Quantity) -> Outcome:
    """left + right."""
    natures = {left.nature, right.nature}
    if Nature.RATE in natures and natures <= _QUOTIENTS:
        return RATES_ADDED
    if Nature.RATE in natures and natures & _LEVELS:
        return PERCENT_ADDED
    if Nature.POINTS in natures and natures & _QUOTIENTS:
        return left if right.nature is Nature.POINTS else right
    return _single(left, right) or beside(left, right)


def subtract(left: Quantity, right: Quantity, from_one: bool, one_off: bool) -> Outcome:
    """left - right. `from_one`: left is the written 1 or 100% (a complement); `one_off`: right is (a growth)."""
    if left.nature in _QUOTIENTS and right.nature is Nature.POINTS:
        return left
    if from_one and right.nature in _QUOTIENTS:
        return right
    if one_off and left.nature is Nature.RATIO:
        return left
    together = _single(left, right) or beside(left, right)
    if isinstance(together, Quantity) and together.nature in _QUOTIENTS:
        return _difference(left, right, together)
    return together


def multiply(left: Quantity, right: Quantity) -> Quantity:
    """left * right: the dimensions multiply; of pure numbers the stronger nature holds."""
    if left.nature is right.nature is Nature.AMOUNT:
        return _of_unit(Quantity(left.unit * right.unit, Nature.AMOUNT))
    return _stronger(left, right)


def divide(left: Quantity, right: Quantity) -> Quantity:
    """left / right: the dimensions divide; like by like is a ratio, a written number by another a fraction."""
    if right.nature is Nature.AMOUNT:
        above = left.unit if left.nature is Nature.AMOUNT else NUMBER
        return _of_unit(Quantity(above / right.unit, Nature.AMOUNT))
    if left.nature is Nature.AMOUNT or right.nature is Nature.ZERO:
        return left
    if right.nature.written:
        return _stronger(_stronger(left, right), Quantity(NUMBER, Nature.FRACTION))
    return Quantity(NUMBER, Nature.RATIO)


def _amounts(left: Quantity, right: Quantity) -> Outcome:
    """At least one has a dimension. The coarser unit is kept, so that a bare number stays doubtful beside 万人."""
    if left.nature is right.nature:
        coarser = left if left.unit.factor >= right.unit.factor else right
        return coarser if left.unit.dimension == right.unit.dimension else UNITS_MIXED
    amount, other = (left, right) if left.nature is Nature.AMOUNT else (right, left)
    if other.nature not in _WRITTEN_NUMBERS:
        return UNITS_MIXED
    return amount if amount.unit.factor == 1 else UNIT_NEEDED


def _single(left: Quantity, right: Quantity) -> Problem | None:
    """A bare number is added only to a quantity of one plain symbol: 人, not 元/人."""
    for amount, other in ((left, right), (right, left)):
        if amount.nature is Nature.AMOUNT and other.nature in _WRITTEN_NUMBERS and len(amount.unit.dimension) != 1:
            return UNIT_NEEDED
    return None


def _difference(left: Quantity, right: Quantity, together: Quantity) -> Outcome:
    """The difference of two rates, or of a rate and a written level; a ratio less a bare number stays a ratio."""
    if {left.nature, right.nature} & {Nature.ZERO, Nature.BARE, Nature.COUNT, Nature.NUMBER}:
        return together
    return Quantity(together.unit.difference, Nature.POINTS)


def _stronger(left: Quantity, right: Quantity) -> Quantity:
    return left if left.nature.strength >= right.nature.strength else right


def _of_unit(made: Quantity) -> Quantity:
    """A product or quotient whose dimensions cancel is a ratio."""
    return made if made.unit.dimension else Quantity(NUMBER, Nature.RATIO)
