"""The places right below one, each judged by its own target on one goal, and the outlines that a map of them needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from halfsky.exchange import outlines
from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.outline import Matched, Outline, matched
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import Refused
from halfsky.kernel.target import Bar
from halfsky.queries import places
from halfsky.queries.assessments import NOT_IN_PLAN, Narrow, figures, judged
from halfsky.queries.hidden import Sight
from halfsky.queries.series import in_year
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Child:
    """A place below with the row of the goal as it is judged there; None where its plans do not ask for it."""

    place: Place
    row: Row | None

    @property
    def value(self) -> Fraction | None:
        return self.row.verdict.observation.value if self.row and self.row.verdict.observation else None


@dataclass(frozen=True, slots=True)
class Below:
    """A goal at a place and at every place right below it, by code."""

    assessment: Assessment
    row: Row
    children: tuple[Child, ...]

    @property
    def bar(self) -> Bar | None:
        """The bar of the upper place: what those below are held against for reference."""
        return self.row.verdict.bar

    @property
    def own_targets(self) -> bool:
        """Whether any place below has a target of its own."""
        return any(c.row and c.row.target for c in self.children)


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of the places below, where they come from ("own", "package", "" for none), and the refusal of a file
    that cannot be read."""

    matched: Matched
    origin: str
    wrong: Refused | None = None

    @property
    def all(self) -> tuple[Outline, ...]:
        """What is drawn: the shapes of places, then those that no place has."""
        return (*self.matched.by_place.values(), *self.matched.spare)


def below_judged(
    house: House, viewer: access.Viewer, plan: str, place: str, year: int, name: str = "", as_of: dt.date | None = None
) -> Below:
    """The goal by `name_of`, the plan's number or the catalogue's code; without a name the first that any place below
    has a value of, else the first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    chosen = house.content.plan(plan)
    chosen.demand(year)
    sight, day = Sight(house, viewer), as_of or house.today()
    found = judged(house, chosen, at, year, day, figures(house, [chosen], at, sight), sight)
    children = children_in(house, at, year)
    row = _named(found, name) if name else _telling(house, found, children, sight)
    if row is None:
        raise NOT_IN_PLAN.at(place=at.name, plan=chosen.title, came=name)
    return Below(found, row, tuple(Child(c, _row_at(house, found, row, c, sight)) for c in children))


def name_of(row: Row) -> str:
    """How an address names a row: by its number; by its breakdown too where it has one of its own (城市, 农村)."""
    return "@".join(filter(None, (row.number, str(row.goal.cell))))


def _named(found: Assessment, name: str) -> Row | None:
    return next((r for r in found.rows if name in (name_of(r), r.number, r.indicator.code)), None)


def children_in(house: House, place: Place, year: int) -> list[Place]:
    """The places right below in a year."""
    return places.all_children(house, place, min(period_year(year).last_day(), house.today()))


def _telling(house: House, found: Assessment, children: list[Place], sight: Sight) -> Row | None:
    """The first row that has a value below; a red one before others."""
    rows = sorted(found.rows, key=lambda r: not (r.warning and r.warning.level == "red"))
    for row in rows:
        if children and in_year(house, found.place, children, row.indicator, row.goal.cell, found.year, sight):
            return row
    return rows[0] if rows else None


def _row_at(house: House, upper: Assessment, row: Row, place: Place, sight: Sight) -> Row | None:
    only = Narrow(frozenset([row.indicator.code]), {})
    known = figures(house, [upper.plan], place, sight, only)
    found = judged(house, upper.plan, place, upper.year, upper.as_of, known, sight, only)
    same = (r for r in found.rows if r.number == row.number and r.goal.cell == row.goal.cell)
    return next(same, None)


def outlines_below(house: House, place: Place, children: list[Place]) -> Outlines:
    """The outlines of the children: those that the operator supplies, else those of the package."""
    nothing = Matched({}, tuple(children), ())
    if place.demo:
        return Outlines(nothing, "")
    try:
        own = outlines.supplied(house.folder.shapes, place.code)
    except Refused as wrong:
        return Outlines(nothing, "", wrong)
    levels = {c.level for c in children} & {Level.PROVINCE, Level.PREFECTURE, Level.COUNTY}
    shapes = own or tuple(o for level in sorted(levels) for o in outlines.packaged(place.code, level))
    found = matched(shapes, children)
    beside = (None, *(level for level in Level if level.depth == place.level.depth + 1))
    found = replace(found, spare=tuple(o for o in found.spare if o.level in beside))
    return Outlines(found, ("own" if own else "package") if found.by_place else "")
