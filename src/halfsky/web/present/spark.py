"""A series as a small line: coordinates for inline SVG, drawn on the server, readable without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.assessment import Row
from halfsky.kernel.fact import Observation
from halfsky.kernel.text import Text
from halfsky.kernel.words import value_of

WIDTH, HEIGHT, INSET = 120, 28, 3
MOST = 12
"""So many of the latest points are drawn."""

Point = tuple[int, Fraction]


@dataclass(frozen=True, slots=True)
class Spark:
    """The line's points as SVG writes them, its last point, the height of the target, and what a reader hears."""

    points: str
    last: tuple[float, float]
    goal: float | None
    says: Text


def of_row(row: Row) -> Spark | None:
    """The sparkline of a row up to the value that judges, on one definition; None with fewer than two points."""
    until = row.verdict.observation or row.verdict.latest
    if until is None:
        return None
    start = row.indicator.stretch(until.year)
    seen = [o for o in row.series if start <= o.year <= until.year][-MOST:]
    if len(seen) < 2:
        return None
    bar = row.verdict.bar
    goal = None if bar is None else bar.low if bar.low is not None else bar.high
    first, last = seen[0], seen[-1]
    return line([(o.year, o.value) for o in seen], goal, _said(row, first, last, len(seen)))


def _said(row: Row, first: Observation, last: Observation, count: int) -> Text:
    start, end = value_of(first, row.indicator), value_of(last, row.indicator)
    return Text(
        f"{first.year}年{start.zh}至{last.year}年{end.zh}，共{count}个值",
        f"{start.in_('en')} in {first.year} to {end.in_('en')} in {last.year}, {count} values",
    )


def line(points: Sequence[Point], goal: Fraction | None, says: Text) -> Spark:
    """At least two points, spread over the box; a target is drawn where it lies within reach of the values."""
    years, values = [y for y, _ in points], [v for _, v in points]
    low, high = min(values), max(values)
    if goal is not None and low - 2 * (high - low or 1) <= goal <= high + 2 * (high - low or 1):
        low, high = min(low, goal), max(high, goal)
    else:
        goal = None

    def x(year: int) -> float:
        return round(INSET + (WIDTH - 2 * INSET) * (year - years[0]) / (years[-1] - years[0] or 1), 1)

    def y(value: Fraction) -> float:
        share = (value - low) / (high - low) if high > low else Fraction(1, 2)
        return round(float(HEIGHT - INSET - (HEIGHT - 2 * INSET) * share), 1)

    placed = [(x(year), y(value)) for year, value in points]
    return Spark(" ".join(f"{a},{b}" for a, b in placed), placed[-1], None if goal is None else y(goal), says)
