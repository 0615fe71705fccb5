"""预警: what warns at a place, since when, what was done about it, and how it changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from halfsky.kernel.access import READ_SHEETS, SEE_FIGURES, Viewer, demand, may
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.field import Kind
from halfsky.kernel.keeping import may_keep
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.warning import Level
from halfsky.kernel.watching import Followed, Warned
from halfsky.kernel.workflow import HOUSE
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.record_lists import reached
from halfsky.queries.watched import as_warned, indicator_name, spelled_of, warned
from halfsky.store.house import House
from halfsky.store.models import WarningState

ASKED_OF = (Level.RED, Level.YELLOW)
MOST_CHANGES = 60
MOST_PRESSING, SOON = 20, 7
"""So many records are named as pressing, due within so many days."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule that holds for a row of a plan."""

    assessment: Assessment
    row: Row

    @property
    def level(self) -> Level:
        assert self.row.warning is not None
        return self.row.warning.level


def series_of(row: Row) -> str:
    """The series of a row, as records spell it that follow it."""
    return str(Followed(row.indicator.code, row.goal.cell))


def raised(
    house: House, viewer: Viewer, plan: str, place: str, year: int, as_of: dt.date | None = None
) -> tuple[Raised, ...]:
    """What the rules raise for a plan at a place in a year, the gravest first."""
    found = assess(house, viewer, plan, place, year, as_of)
    rows = [Raised(found, row) for row in found.rows if row.warning]
    order = list(Level)
    return tuple(sorted(rows, key=lambda one: order.index(one.level)))


@dataclass(frozen=True, slots=True)
class Follow:
    """A record that follows a series: where it stands, until when."""

    record: int
    register: Register
    state: Text
    due: dt.date | None
    late: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what a series warns of, with what it warned of before."""

    series: str
    name: Text
    before: Text | None
    now: Warned
    on: dt.date


def followers(house: House, viewer: Viewer, place: Place) -> Mapping[str, tuple[Follow, ...]]:
    """The records of this place that follow a series, by the series, as far as she reads them."""
    found: dict[str, list[Follow]] = defaultdict(list)
    today = house.today()
    for register in raising(house):
        ends = ending(register)
        for row in reached(house, viewer, register).filter(place=place.id, erased_at=None).order_by("-pk"):
            series = row.plain.get("values", {}).get(register.raised_by)
            if series:
                state = register.workflow.label(row.state)
                late = row.due is not None and row.due < today
                found[series].append(Follow(row.pk, register, state, row.due, late, row.state in ends))
    return {series: tuple(rows) for series, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Pressing:
    """A record that asks an agency for something, and whose day is near or over."""

    record: int
    register: Register
    matter: str
    whom: tuple[Text, ...]
    state: Text
    due: dt.date
    days_left: int


def pressing(house: House, viewer: Viewer, place: Place, within: int = SOON) -> list[Pressing]:
    """What agencies of this place are asked and what is due within so many days, the most urgent first."""
    today, content = house.today(), house.content
    found = []
    for register in (r for r in content.registers.values() if r.asks):
        rows = reached(house, viewer, register).filter(place=place.id, due__lte=today + dt.timedelta(days=within))
        for row in rows.filter(erased_at=None).order_by("due")[:MOST_PRESSING]:
            values = row.plain.get("values", {})
            named = [values.get(code) for code in register.asks[:1]]
            whom = tuple(content.agencies[a].name for a in named if isinstance(a, str) and a in content.agencies)
            texts = (values.get(f.code) for f in register.fields if f.kind is Kind.TEXT and not f.sealed)
            matter, state = str(next(filter(None, texts), "")), register.workflow.label(row.state)
            due = row.due or today
            found.append(Pressing(row.pk, register, matter, whom, state, due, (due - today).days))
    return sorted(found, key=lambda one: (one.due, one.record))[:MOST_PRESSING]


def ending(register: Register) -> frozenset[str]:
    """The states in which nobody has anything left to do; the house may still bring a record back."""
    left = {state for move in register.workflow.moves if HOUSE not in move.by for state in move.sources}
    return frozenset(code for code, _ in register.workflow.states if code not in left)


def raising(house: House) -> tuple[Register, ...]:
    """The registers whose records a warning raises."""
    return tuple(r for r in house.content.registers.values() if r.raised_by)


def to_raise(house: House, viewer: Viewer, place: Place) -> tuple[Register, ...]:
    """Those of them in which the viewer may enter a record of this place."""
    today = house.today()
    return tuple(r for r in raising(house) if place.level in r.levels and may_keep(viewer, r, place, today))


def states(house: House, viewer: Viewer, place: str) -> Mapping[str, Warned]:
    """What the series of a place warn of now, as the house keeps it, by their spelling; without what rests on few cases
    and is not the viewer's to see."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    found = warned(at.id)
    return found if _sees_all(house, viewer, at) else {s: one for s, one in found.items() if not one.veiled}


def changes(house: House, viewer: Viewer, place: str, series: str = "", most: int = MOST_CHANGES) -> list[Change]:
    """The newest changes at a place, of one series or of all. How it stood when the house began to watch is none."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    rows = WarningState.objects.filter(place=at.id)
    if not _sees_all(house, viewer, at):
        rows = rows.filter(veiled=False)
    if series:
        code, _, cell = series.partition("|")
        rows = rows.filter(indicator=code, cell=str(read_cell(cell)))
    return _paired(house, rows.order_by("pk"))[-most:][::-1]


def _paired(house: House, rows: Iterable[WarningState]) -> list[Change]:
    before: dict[str, Warned] = {}
    found: list[Change] = []
    content = house.content
    for row in rows:
        spelled, now = spelled_of(row), as_warned(row)
        was = before.get(spelled)
        if was is not None and was.code != now.code:
            found.append(Change(spelled, indicator_name(content, spelled), was.label, now, row.since))
        before[spelled] = now
    return found


def _sees_all(house: House, viewer: Viewer, at: Place) -> bool:
    return may(viewer, READ_SHEETS, at, house.today())
