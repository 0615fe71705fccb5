"""Where a series is heading: Theil–Sen on the values since the base year, and the straight progress line.

Theil–Sen: the slope is the median of all pairwise slopes, the intercept the median of what is left. One wild year does
not turn it. The central line decides; the band is the 10th to 90th percentile of past pace (按以往速度) and is not a
confidence interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from halfsky.kernel.numbers import median, percentile

ENOUGH = 4
"""So many values since the base year make a forecast; with fewer the progress line decides."""

_SLOW, _FAST = Fraction(1, 10), Fraction(9, 10)

Point = tuple[int, Fraction]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The central value in `year` with the band by past pace, all clipped to what the unit can be."""

    year: int
    value: Fraction
    low: Fraction
    high: Fraction
    slope: Fraction
    intercept: Fraction
    since: int
    points: int

    def line(self, year: int) -> Fraction:
        """The central line in any year (not clipped)."""
        return self.intercept + self.slope * (year - self.since)


@dataclass(frozen=True, slots=True)
class Progress:
    """The straight line from the base to the target: what `year` should show and how far behind it is.

    `behind` is in the indicator's unit (0 when on or before the line), `share` the part of the whole distance.
    """

    base_year: int
    year: int
    expected: Fraction
    behind: Fraction
    share: Fraction


def theil_sen(
    points: Sequence[Point], year: int, low: Fraction | None = None, high: Fraction | None = None
) -> Forecast | None:
    """The forecast for `year` from (year, value) points in ascending order; None with fewer than `ENOUGH`."""
    if len(points) < ENOUGH:
        return None
    since, last = points[0][0], points[-1][0]
    slopes = [(v2 - v1) / (y2 - y1) for (y1, v1), (y2, v2) in combinations(points, 2)]
    slope = median(slopes)
    intercept = median([v - slope * (y - since) for y, v in points])
    now = intercept + slope * (last - since)

    def clip(value: Fraction) -> Fraction:
        value = value if low is None else max(low, value)
        return value if high is None else min(high, value)

    paces = [percentile(slopes, share) for share in (_SLOW, _FAST)]
    ends = sorted(clip(now + pace * (year - last)) for pace in paces)
    centre = clip(intercept + slope * (year - since))
    return Forecast(year, centre, min(ends[0], centre), max(ends[1], centre), slope, intercept, since, len(points))


def straight_line(base: Point, target: Point, at: Point) -> Progress | None:
    """The progress line at a point; None where base and target leave no distance or the point is not past the base."""
    (by, bv), (ty, tv), (y, v) = base, target, at
    if ty <= by or tv == bv or y <= by:
        return None
    expected = bv + (tv - bv) * Fraction(min(y, ty) - by, ty - by)
    sense = 1 if tv > bv else -1
    behind = max(Fraction(0), sense * (expected - v))
    return Progress(by, y, expected, behind, behind / abs(tv - bv))
