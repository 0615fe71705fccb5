"""Small counts: where a rate stands on few events, its cases are shown and trends use three years pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from halfsky.kernel.fact import Observation

YEARS = 3


def is_small(observation: Observation, threshold: int | None) -> bool:
    """Whether the denominator is known and below the indicator's threshold."""
    return threshold is not None and observation.count is not None and observation.count < threshold


def with_pools(series: Sequence[Observation], scale: Fraction) -> tuple[Observation, ...]:
    """The series with the pooled rate of each year and the two before it, where all three have cases and counts.

    `scale` turns the pure ratio into the indicator's unit (100000 for 1/10万).
    """
    by_year = {o.year: o for o in series if o.cases is not None and o.count}
    out = []
    for o in series:
        window = [by_year[y] for y in range(o.year - YEARS + 1, o.year + 1) if y in by_year]
        if len(window) < YEARS:
            out.append(o)
            continue
        cases = sum((w.cases or Fraction(0) for w in window), Fraction(0))
        count = sum((w.count or Fraction(0) for w in window), Fraction(0))
        out.append(replace(o, pooled=scale * cases / count))
    return tuple(out)


def trend_value(observation: Observation, threshold: int | None) -> Fraction:
    """The value that forecast and warnings use: the pooled rate where the count is small and a pool exists."""
    if is_small(observation, threshold) and observation.pooled is not None:
        return observation.pooled
    return observation.value
