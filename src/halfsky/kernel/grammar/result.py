"""Whether a formula gives what its place wants: a rate for %, persons for 人, true or false for a check."""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.grammar.nodes import Binary, Node, Number, Unary
from halfsky.kernel.grammar.types import Nature, Quantity, Type
from halfsky.kernel.refusals import Problem, problem
from halfsky.kernel.units import Unit

WRONG_RESULT = problem(
    "400.86",
    ("公式的结果是{came}，这里要的是{wanted}。", "The formula gives {came}; {wanted} is wanted here."),
    ("请改写公式，或改正它的单位。", "Rewrite the formula, or correct its unit."),
)
DIFFERENCE_OF_RATES = problem(
    "400.87",
    ("公式的结果是百分点，这里要的是{wanted}：率减率得百分点。", "The formula gives points, {wanted} is wanted here."),
    ("请写成 (a - b) / c，或把单位改为百分点。", "Write (a - b) / c, or make the unit 百分点."),
)
SCALED_TWICE = problem(
    "400.88",
    (
        "公式里乘了{scale}，而单位“{unit}”已经包含这个倍数，结果会放大两次。",
        "The formula multiplies by {scale}, which the unit “{unit}” already does.",
    ),
    ("请只写 a / b，换算由单位完成。", "Write a / b alone; the unit takes care of the scale."),
)

_RATIOS = frozenset({Nature.ZERO, Nature.FRACTION, Nature.SHARE, Nature.RATIO, Nature.RATE})
_NUMBERS = frozenset({Nature.ZERO, Nature.BARE, Nature.FRACTION, Nature.COUNT})


def fits(came: Type, wanted: Type) -> Problem | None:
    """Why a value of type `came` may not stand where `wanted` is; None when it may."""
    if not isinstance(came, Quantity) or not isinstance(wanted, Quantity):
        return None if came == wanted else WRONG_RESULT
    if wanted.nature is Nature.RATE and came.nature is Nature.POINTS:
        return DIFFERENCE_OF_RATES
    return None if _answers(came, wanted) else WRONG_RESULT


def scaled_twice(node: Node, unit: Unit) -> Fraction | None:
    """The written factor of the whole formula when it repeats the scale of the unit: 100 * a / b for %."""
    scale = _written_scale(node)
    return scale if unit.factor != 1 and scale * unit.factor == 1 else None


def _answers(came: Quantity, wanted: Quantity) -> bool:
    match wanted.nature:
        case Nature.RATE | Nature.RATIO | Nature.SHARE | Nature.FRACTION:
            return came.nature in _RATIOS
        case Nature.POINTS:
            return came.nature in (Nature.ZERO, Nature.POINTS)
        case Nature.AMOUNT if came.nature is Nature.AMOUNT:
            return came.unit.dimension == wanted.unit.dimension
        case Nature.AMOUNT:
            return came.nature in _NUMBERS and wanted.unit.factor == 1 and len(wanted.unit.dimension) == 1
        case _:
            return came.nature in _NUMBERS or came.nature in (Nature.NUMBER, Nature.RATIO)


def _written_scale(node: Node) -> Fraction:
    """The product of the plain numbers that multiply the whole formula; 100% is 1 and harmless."""
    match node:
        case Number(value, unit) if value:
            return value * Unit.parse(unit).factor
        case Binary("*", left, right):
            return _written_scale(left) * _written_scale(right)
        case Binary("/", left, right):
            return _written_scale(left) / _written_scale(right)
        case Unary("-", operand):
            return _written_scale(operand)
        case _:
            return Fraction(1)
