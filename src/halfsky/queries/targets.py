"""Targets in force at a place: its own first; the upper level's only as 参照."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.numbers import exact
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.target import Comparator, Target
from halfsky.store.house import House
from halfsky.store.models import TargetRow

Found = Mapping[str, tuple[Target | None, Target | None]]
"""By goal number: the place's own target, and the nearest upper level's."""


def targets(house: House, place: Place, plan: Plan) -> Found:
    """For every goal the final target of the place and that of the nearest place above (None: none)."""
    rows = TargetRow.objects.filter(place_id__in=place.path, plan=plan.code, current=True)
    by_goal: dict[tuple[str, int], list[Target]] = {}
    for row in rows:
        by_goal.setdefault((row.number, row.place_id), []).append(_target(row))
    above = place.path[-2::-1]
    return {goal.number: (_own(by_goal, goal, [place.id]), _own(by_goal, goal, above)) for goal in plan.goals}


def _own(by_goal: Mapping[tuple[str, int], list[Target]], goal: Goal, places: Iterable[int]) -> Target | None:
    """The last target (final before interim) of the first place that has one for the goal's own breakdown."""
    for place_id in places:
        fitting = [t for t in by_goal.get((goal.number, place_id), ()) if t.cell == goal.cell]
        if fitting:
            return max(fitting, key=lambda t: t.year)
    return None


def _target(row: TargetRow) -> Target:
    comparator = Comparator(row.comparator)
    return Target(
        plan=row.plan,
        number=row.number,
        year=row.year,
        comparator=comparator,
        value=share(row.value) if comparator.relative else exact(row.value),
        shown=row.value,
        value2=exact(row.value2) if row.value2 else None,
        tolerance=exact(row.tolerance) if row.tolerance else None,
        cell=read_cell(row.cell),
        each=Level(row.each) if row.each else None,
        source=row.source,
        review=row.review,
        interim=row.interim,
    )


def share(text: str) -> Fraction:
    """A share as plans print it: "20%" → 1/5, "1/6" → 1/6."""
    if text.endswith("%"):
        return exact(text[:-1]) / 100
    above, slash, below = text.partition("/")
    return exact(above) / exact(below) if slash else exact(above)
