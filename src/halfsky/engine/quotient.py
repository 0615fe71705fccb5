"""A formula as arrays can reckon it: one quotient of two sums, exact in whole numbers.

Nearly every indicator is `(a − b) · f / d`. Such a formula becomes two linear forms with whole coefficients over the
readings as they are kept (whole numbers of the last decimal), so that numerator and denominator are whole numbers, too,
and two figures can be compared without any rounding. Units are in the coefficients. What is no such quotient (a product
of two readings, `if`, `min`, a period word) is refused here and left to the reference evaluator: nothing is bent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Element
from halfsky.kernel.figure import operands
from halfsky.kernel.grammar.nodes import Binary, Call, Name, Node, Number, Part, Unary
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.rollup import Key
from halfsky.kernel.units import Unit

Linear = Mapping[Key | None, Fraction]
"""Coefficients of readings; that of None is the constant."""

NEAR = 1e-9
"""Quotients whose doubles are closer than this, relatively, are told apart by the whole numbers they are made of."""
ONE: Linear = {None: Fraction(1)}


class NotAQuotient(Exception):
    """The formula is for the reference evaluator; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """Σ above · reading ÷ Σ below · reading, in the indicator's printed unit; `keys` are all that the formula reads.

    Readings are whole numbers of the last decimal kept (`scales`), coefficients whole numbers.
    """

    keys: tuple[Key, ...]
    above: Mapping[Key | None, int]
    below: Mapping[Key | None, int]

    def value(self, readings: Mapping[Key, int]) -> Fraction | None:
        """The exact value; None where the divisor is zero."""
        divisor = _filled(self.below, readings)
        return Fraction(_filled(self.above, readings), divisor) if divisor else None

    def most(self, largest: Mapping[Key, int]) -> int:
        """What neither sum can exceed where no reading exceeds these."""
        return max(sum(abs(c) * (largest[k] if k else 1) for k, c in side.items()) for side in (self.above, self.below))


def quotient(
    indicator: Indicator, formula: Node, at: Cell, elements: Mapping[str, Element], scales: Mapping[Key, int]
) -> Quotient:
    """The quotient of a resolved formula asked for a cell; `scales` are the decimals kept of each reading.

    Raises NotAQuotient for what arrays cannot say.
    """
    above, below = _Reader(at, elements).read(formula)
    unit = indicator.measure.factor
    above = {k: c / unit for k, c in above.items()}
    above, below = (
        {k: c / 10 ** (scales[k] if k else 0) for k, c in side.items() if c or k is None} for side in (above, below)
    )
    if not any(below.values()):
        raise NotAQuotient("0")
    whole = lcm(*(c.denominator for side in (above, below) for c in side.values()))
    shared = reduce(gcd, (int(c * whole) for side in (above, below) for c in side.values()))
    first, second = ({k: int(c * whole) // shared for k, c in side.items()} for side in (above, below))
    return Quotient(operands(formula, at), first, second)


@dataclass(frozen=True, slots=True)
class _Reader:
    at: Cell
    elements: Mapping[str, Element]

    def read(self, node: Node) -> tuple[Linear, Linear]:
        """Numerator and denominator of a node, in base units."""
        match node:
            case Number(value, unit):
                return {None: Unit.parse(unit).to_base(value)}, ONE
            case Name(word):
                return self.reading(word, self.at)
            case Part(word, pairs):
                return self.reading(word, cell({**dict(self.at.parts), **dict(pairs)}))
            case Unary("-", operand):
                above, below = self.read(operand)
                return _times(above, Fraction(-1)), below
            case Binary(sign, left, right):
                return self.joined(sign, self.read(left), self.read(right))
            case Call("sum", arguments) if arguments:
                return reduce(lambda a, b: self.joined("+", a, b), map(self.read, arguments))
            case _:
                raise NotAQuotient(type(node).__name__)

    def reading(self, code: str, at: Cell) -> tuple[Linear, Linear]:
        return {(code, at): Unit.parse(self.elements[code].unit).factor}, ONE

    def joined(self, sign: str, left: tuple[Linear, Linear], right: tuple[Linear, Linear]) -> tuple[Linear, Linear]:
        match sign:
            case "+" | "-":
                other = right if sign == "+" else (_times(right[0], Fraction(-1)), right[1])
                if left[1] == other[1]:
                    return _plus(left[0], other[0]), left[1]
                return _plus(_product(left[0], other[1]), _product(other[0], left[1])), _product(left[1], other[1])
            case "*":
                return _product(left[0], right[0]), _product(left[1], right[1])
            case _:
                # A divisor that is a quotient must not lose its own divisor: 1 / (a / b) is nothing where b is 0.
                if not _constant(right[1]):
                    raise NotAQuotient("/")
                return _product(left[0], right[1]), _product(left[1], right[0])


def _plus(left: Linear, right: Linear) -> Linear:
    return {k: left.get(k, Fraction(0)) + right.get(k, Fraction(0)) for k in {**left, **right}}


def _times(form: Linear, by: Fraction) -> Linear:
    return {k: c * by for k, c in form.items()}


def _constant(form: Linear) -> Fraction | None:
    return form.get(None, Fraction(0)) if all(k is None or not c for k, c in form.items()) else None


def _product(left: Linear, right: Linear) -> Linear:
    for one, other in ((left, right), (right, left)):
        constant = _constant(one)
        if constant is not None:
            return _times(other, constant)
    raise NotAQuotient("*")


def _filled(side: Mapping[Key | None, int], readings: Mapping[Key, int]) -> int:
    return sum(c * (readings[k] if k else 1) for k, c in side.items())
