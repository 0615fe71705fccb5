"""What published rates say of counts: where its denominator is known, a rate bounds its numerator.

Published values are shown to everybody. One that leaves fewer whole numbers than the threshold gives its count away:
nothing hides it any more, and no other count may be hidden behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.figure import operands
from halfsky.kernel.grammar.nodes import Binary
from halfsky.kernel.grammar.nodes import Name as Word
from halfsky.kernel.hiding import Limit, Name
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import decimals_of, exact
from halfsky.kernel.period import period
from halfsky.kernel.units import Unit
from halfsky.store.models import Value


@dataclass(frozen=True, slots=True)
class Rate:
    """A published rate of one element over another: the name of its numerator and of its denominator, and between what
    the ratio of the two lies, both in units of their last decimals."""

    numerator: Name
    denominator: Name
    low: Fraction
    high: Fraction


def rates(content: Content, codes: Collection[str]) -> list[Rate]:
    """The published rates over elements of these codes."""
    found = []
    for row in Value.objects.filter(indicator__in=list(content.indicators), current=True):
        if rate := _rate(content, row, codes):
            found.append(rate)
    return found


def _rate(content: Content, row: Value, codes: Collection[str]) -> Rate | None:
    indicator = content.indicators[row.indicator]
    formula = content.formula(indicator, row.year)
    if not isinstance(formula, Binary) or formula.sign != "/":
        return None
    if not isinstance(formula.left, Word) or not isinstance(formula.right, Word) or formula.left.word not in codes:
        return None
    above, below = operands(formula, read_cell(row.cell))
    half = Fraction(1, 2 * 10 ** decimals_of(row.value))
    each = _ratio(content, indicator, above[0], below[0])
    names = [(code, str(at), row.place_id, str(period(row.period))) for code, at in (above, below)]
    value = exact(row.value)
    return Rate(names[0], names[1], (value - half) * each, (value + half) * each)


def _ratio(content: Content, indicator: Indicator, above: str, below: str) -> Fraction:
    """What one unit of the rate is as a ratio of the counts in their own units."""
    one = 1 / indicator.measure.from_base(Fraction(1))
    up, down = (content.elements[code] for code in (above, below))
    scale = Unit.parse(down.unit).to_base(Fraction(1)) / Unit.parse(up.unit).to_base(Fraction(1))
    return one * scale * 10**up.decimals / Fraction(10**down.decimals)


def bounds(
    known: Collection[Rate], counts: Mapping[Name, int], denominators: Mapping[Name, int], threshold: int
) -> tuple[list[Limit], set[Name]]:
    """What the rates leave open of the counts, and the counts that they give away."""
    limits: list[Limit] = []
    away: set[Name] = set()
    for rate in known:
        below = denominators.get(rate.denominator)
        if rate.numerator not in counts or below is None:
            continue
        low, high = max(rate.low * below, Fraction(0)), rate.high * below
        if not low <= counts[rate.numerator] <= high:
            continue  # it speaks of something else: of all counties, where some have not reported here
        if floor(high) - ceil(low) + 1 < threshold:
            away.add(rate.numerator)
        else:
            limits.append(Limit(((rate.numerator, Fraction(1)),), -low))
            limits.append(Limit(((rate.numerator, Fraction(-1)),), high))
    return limits, away
