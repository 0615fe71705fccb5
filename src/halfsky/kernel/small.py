"""Small counts: where a rate stands on few events, its cases are shown and trends use three years pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.period import Kind

YEARS = 3


def is_small(observation: Observation, threshold: int | None) -> bool:
    """Whether the denominator is known and below the indicator's threshold."""
    return threshold is not None and observation.count is not None and observation.count < threshold


def with_pools(indicator: Indicator, series: Sequence[Observation]) -> tuple[Observation, ...]:
    """The series with the pooled rate of each year and the two before it, where all three have cases and counts.

    The three are years of one kind and lie on one stretch: no pool crosses a break in the definition.
    """
    scale = indicator.measure.from_base(Fraction(1))
    known = {(o.period.kind, o.year): o for o in series if o.cases is not None and o.count}
    return tuple(replace(o, pooled=_pooled(o, known, indicator.stretch(o.year), scale)) for o in series)


def _pooled(
    at: Observation, known: Mapping[tuple[Kind, int], Observation], start: int, scale: Fraction
) -> Fraction | None:
    years = range(at.year - YEARS + 1, at.year + 1)
    window = [known[at.period.kind, y] for y in years if y >= start and (at.period.kind, y) in known]
    if len(window) < YEARS:
        return None
    cases = sum((o.cases for o in window if o.cases is not None), Fraction(0))
    count = sum((o.count for o in window if o.count is not None), Fraction(0))
    return scale * cases / count


def trend_value(observation: Observation, threshold: int | None) -> Fraction:
    """The value that forecast and warnings use: the pooled rate where the count is small and a pool exists."""
    if is_small(observation, threshold) and observation.pooled is not None:
        return observation.pooled
    return observation.value
