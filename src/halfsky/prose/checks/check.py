"""All rules of the number check, one after another."""

from __future__ import annotations

from fractions import Fraction

from halfsky.prose.checks import (
    changes,
    dates,
    names,
    points,
    repeats,
    shares,
    standards,
    sums,
    tables,
    targets,
    traces,
    years,
)
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.finding import Finding, Kind


def check(draft: Draft, slack: Fraction = Fraction(0)) -> tuple[Finding, ...]:
    """The findings of a text in the order of their places. `slack` is what a printed rate may be off, in points, beyond
    rounding (0.01 lets pass what was cut off instead of rounded)."""
    found = [
        *sums.find(draft),
        *tables.find(draft),
        *changes.find(draft, slack),
        *points.find(draft, slack),
        *shares.find(draft, slack),
        *standards.find(draft),
        *repeats.find(draft),
        *names.find(draft),
        *targets.find(draft),
        *dates.find(draft),
        *years.find(draft),
        *traces.find(draft),
    ]
    unique = {(f.kind, f.start, f.end): f for f in reversed(found)}
    growth = [f for f in unique.values() if f.kind is Kind.GROWTH]
    kept = [f for f in unique.values() if f.kind is not Kind.POINTS or not any(_overlap(f, g) for g in growth)]
    return tuple(sorted(kept, key=_place))


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end
