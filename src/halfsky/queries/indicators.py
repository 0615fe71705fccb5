"""One indicator at a place: its row, its breakdowns, the places below, who else uses it, what the log says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.explanation import Step
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.league import Entrant, league
from halfsky.kernel.period import Period
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.assessments import explain
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.history import Event, unstated
from halfsky.queries.league import absences
from halfsky.queries.series import in_period, series, uncomputed
from halfsky.store.house import House
from halfsky.store.models import LogEntry, Value


@dataclass(frozen=True, slots=True)
class Child:
    """A place below with its value in the year (None: none) and its rank among those that have one; ties share one.
    `absence` is the reason why it has none, where that is known."""

    place: Place
    observation: Observation | None
    rank: int | None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One kept revision of a published value, and the entry of the log that brought it."""

    period: str
    value: str
    unit: str
    source: str
    origin: str
    revision: int
    current: bool
    position: int
    at: dt.datetime
    user: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """All that the page of an indicator shows. `hidden` are the periods whose figure rests on few cases, `uncomputed`
    those without a figure by the tree that is asked for, and `unstated` the changes without shares that are the
    reason."""

    assessment: Assessment
    row: Row
    steps: tuple[Step, ...]
    cells: tuple[tuple[Cell, Text, tuple[Observation, ...]], ...]
    children: tuple[Child, ...]
    goals: tuple[tuple[Plan, Goal], ...]
    revisions: tuple[Revision, ...]
    hidden: tuple[Period, ...]
    uncomputed: tuple[Period, ...]
    unstated: tuple[Event, ...]


def indicator(
    house: House,
    viewer: access.Viewer,
    name: str,
    place: str,
    year: int,
    plan: str = "",
    as_of: dt.date | None = None,
    tree: dt.date | None = None,
) -> IndicatorPage:
    """The indicator by the plan's number or the catalogue's code; by the tree of each year, or of the day `tree`."""
    found = explain(house, viewer, name, place, year, plan, as_of, tree)
    at, row = found.assessment.place, found.row
    wanted = {row.indicator.code: None}
    sight = Sight(house, viewer)
    known = series(house, at, wanted, sight, tree=tree)
    lost = uncomputed(house, at, wanted, sight, tree, known).get((row.indicator.code, row.goal.cell), ())
    few = sight.hidden(at).get((row.indicator.code, row.goal.cell), ())
    content = house.content
    cells = tuple(
        (key[1], key[1].label(content.categories), points)
        for key, points in sorted(known.items(), key=lambda kv: kv[0][1])
        if key[1] != row.goal.cell
    )
    goals = tuple((p, g) for p in content.plans.values() for g in p.goals if g.indicator == row.indicator.code)
    return IndicatorPage(
        found.assessment,
        row,
        found.steps,
        cells,
        _children(house, at, row, year, sight, tree),
        goals,
        _revisions(house, at, row),
        tuple(p for p in few if p not in {o.period for o in row.series}),
        lost,
        unstated(house, viewer, at) if lost else (),
    )


def _children(house: House, place: Place, row: Row, year: int, sight: Sight, tree: dt.date | None) -> tuple[Child, ...]:
    """The places right below that have any value in the year, best first; the silent ones follow."""
    when = period_year(year)
    below = places.all_children(house, place, tree or min(when.last_day(), house.today()))
    indicator, cell = row.indicator, row.goal.cell
    given = Given(house, place, sight, tree=tree)
    found = in_period(below, indicator, cell, when, given)
    silent = absences(house, [p for p in below if p.id not in found], indicator, cell, when, given)
    known = {i: why for i, why in silent.items() if why in (Absence.NOT_COMPUTED, Absence.HIDDEN)}
    if not found and not known:
        return ()
    table = league(indicator, (Entrant(p, found.get(p.id)) for p in below), row.verdict.bar, house.today())
    return tuple(Child(r.place, r.now, r.rank, known.get(r.place.id)) for r in table.rows)


def _revisions(house: House, place: Place, row: Row) -> tuple[Revision, ...]:
    rows = Value.objects.filter(place_id=place.id, indicator=row.indicator.code, cell=str(row.goal.cell))
    values, zone = list(rows.order_by("-period", "-revision")), house.settings.zone
    entries = LogEntry.objects.in_bulk({v.position for v in values})
    return tuple(
        Revision(
            v.period, v.value, v.unit, v.source, v.origin, v.revision, v.current, entry.position,
            entry.at.astimezone(zone), entry.user,
        )
        for v in values
        if (entry := entries.get(v.position))
    )  # fmt: skip
