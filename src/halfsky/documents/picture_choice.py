"""Which series a report draws: the red ones first, then those that tell most, at most one picture a domain besides.
Series without a target are drawn only where there are too few with one.

A picture shows one row, or up to three like rows side by side (those that share a sentence).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.documents.grouping import Part, grouped, part_of
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Observation
from halfsky.kernel.judging import gather
from halfsky.kernel.warning import Level

MOST, LEAST = 4, 2
"""So many pictures in a report."""
ENOUGH = 4
"""A series needs so many values to be drawn; a red one needs two."""
PANELS = 3
BEFORE = 5
"""So many years before the base are shown, in grey."""


@dataclass(frozen=True, slots=True)
class Track:
    """What is drawn of a row: values that may speak, those from before the base, and the base."""

    row: Row
    points: tuple[Observation, ...]
    earlier: tuple[Observation, ...]


def track(row: Row) -> Track:
    """The values on the stretch of the judging one, and up to `BEFORE` years before the base on the same stretch."""
    q = row.question
    found = gather(q)
    now = row.verdict.observation
    points = tuple(o for o in found.stretch if now is None or o.year <= now.year)
    start = max(q.base_year - BEFORE, q.indicator.stretch(points[-1].year if points else q.judged))
    earlier = [o for o in q.series if start <= o.year < q.base_year and (o.published is None or o.published <= q.as_of)]
    return Track(row, points, tuple(earlier))


def chosen(a: Assessment) -> list[tuple[Track, ...]]:
    """The pictures in the order of the plan."""
    every = _candidates(a)
    ranked = sorted(every, key=_telling, reverse=True)
    red = [c for c in ranked if _is_red(c)][:MOST]
    taken, seen = list(red), {c[0].row.goal.domain for c in red}
    for candidate in ranked:
        wanted = candidate[0].row.target is not None
        if wanted and len(taken) < MOST and candidate[0].row.goal.domain not in seen:
            taken.append(candidate)
            seen.add(candidate[0].row.goal.domain)
    rest = [c for c in ranked if c not in taken]
    taken += rest[: max(0, LEAST - len(taken))]
    return [c for c in every if c in taken]


def _candidates(a: Assessment) -> list[tuple[Track, ...]]:
    """Every group of like rows that has enough values, in the order of the plan."""
    out = []
    for domain in a.plan.domains:
        rows = a.in_domain(domain)
        for part in Part:
            if part is Part.SILENT:
                continue
            for group in grouped([r for r in rows if part_of(r) is part], a.year):
                tracks = tuple(t for t in map(track, group) if _enough(t))
                if tracks:
                    out.append(tracks[:PANELS])
    return out


def _enough(t: Track) -> bool:
    red = t.row.warning is not None and t.row.warning.level is Level.RED
    return len(t.points) >= (2 if red else ENOUGH)


def _is_red(tracks: Sequence[Track]) -> bool:
    return any(t.row.warning and t.row.warning.level is Level.RED for t in tracks)


def _telling(tracks: Sequence[Track]) -> tuple[bool, bool, bool, Fraction]:
    """Red, then yellow, then rows with a target, then by how far the series moved."""
    yellow = any(t.row.warning and t.row.warning.level is Level.YELLOW for t in tracks)
    moves = [abs(t.points[-1].value - t.points[0].value) / abs(t.points[0].value) for t in tracks if t.points[0].value]
    return _is_red(tracks), yellow, tracks[0].row.target is not None, max(moves, default=Fraction(0))
