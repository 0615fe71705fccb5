"""Targets in force at a place: its own first; the upper level's only as 参照."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from django.db.models import Q

from halfsky.kernel.breakdown import Cell, read_cell
from halfsky.kernel.group import InForce, in_force
from halfsky.kernel.numbers import exact
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.target import Comparator, Target
from halfsky.store.house import House
from halfsky.store.models import TargetRow

Rows = dict[tuple[str, int | str | None], list[Target]]
"""Targets by goal number and the place (id) or group (code) that they are set for."""


def targets(
    house: House, place: Place, plan: Plan, day: dt.date, until: int | None = None
) -> Mapping[str, list[tuple[Cell, InForce]]]:
    """For every goal the targets in force at the place on the day, with the nearest upper ones.

    The goal's own breakdown comes first; further ones follow for which the place has a target (城市95%、农村87%).
    `until`: interim targets due by that year go before later ones.
    """
    groups = [g.code for g in house.content.groups.values() if g.holds(place.code, day)]
    rows = TargetRow.objects.filter(Q(place_id__in=place.path) | Q(group__in=groups), plan=plan.code, current=True)
    found: Rows = {}
    for row in rows:
        found.setdefault((row.number, row.group or row.place_id), []).append(_target(row))
    return {goal.number: list(_by_cell(found, goal, place, groups, until)) for goal in plan.goals}


def _by_cell(
    found: Rows, goal: Goal, place: Place, groups: Iterable[str], until: int | None
) -> Iterator[tuple[Cell, InForce]]:
    holders: list[int | str] = [place.id, *groups]
    own = {t.cell for holder in holders for t in found.get((goal.number, holder), ())}
    for cell in (goal.cell, *sorted(own - {goal.cell})):

        def fitting(holder: int | str, cell: Cell = cell) -> list[Target]:
            return [t for t in found.get((goal.number, holder), ()) if t.cell == cell]

        above = [fitting(i) for i in place.path[-2::-1]]
        yield cell, in_force(fitting(place.id), [t for g in groups for t in fitting(g)], above, until)


def at_each(
    house: House, below: Sequence[Place], plan: Plan, number: str, cell: Cell, day: dt.date
) -> Mapping[int, InForce]:
    """The target of one goal and cell in force on the day at each of many places, by place id."""
    groups = {p.id: [g.code for g in house.content.groups.values() if g.holds(p.code, day)] for p in below}
    holding = Q(place_id__in={i for p in below for i in p.path}) | Q(
        group__in={g for gs in groups.values() for g in gs}
    )
    rows = TargetRow.objects.filter(holding, plan=plan.code, number=number, cell=str(cell), current=True)
    found: dict[int | str | None, list[Target]] = defaultdict(list)
    for row in rows:
        found[row.group or row.place_id].append(_target(row))
    return {
        p.id: in_force(found[p.id], [t for g in groups[p.id] for t in found[g]], [found[i] for i in p.path[-2::-1]])
        for p in below
    }


def target_cells(plan: Plan) -> Mapping[str, set[Cell]]:
    """The breakdowns other than the total in which the plan has targets, by goal number."""
    cells: dict[str, set[Cell]] = {}
    rows = TargetRow.objects.filter(plan=plan.code, current=True).exclude(cell="")
    for number, cell in rows.values_list("number", "cell").distinct():
        cells.setdefault(number, set()).add(read_cell(cell))
    return cells


def by_year(house: House, plan: Plan, places: Iterable[int]) -> Mapping[tuple[int, str, Cell], dict[int, Target]]:
    """The targets that places have themselves, by place id, goal number and breakdown, of every year."""
    found: dict[tuple[int, str, Cell], dict[int, Target]] = {}
    rows = TargetRow.objects.filter(place__in=list(places), plan=plan.code, current=True).order_by("number", "year")
    for row in rows:
        if row.place_id is not None:
            found.setdefault((row.place_id, row.number, read_cell(row.cell)), {})[row.year] = _target(row)
    return found


def _target(row: TargetRow) -> Target:
    comparator = Comparator(row.comparator)
    return Target(
        plan=row.plan,
        number=row.number,
        year=row.year,
        comparator=comparator,
        value=share(row.value) if comparator.relative else exact(row.value),
        shown=row.value,
        group=row.group,
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
