"""Facts: the accepted answers of a subtree, cell by cell, in pages; each stands where its place lay in its period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from halfsky.kernel.access import READ_SHEETS, Viewer, demand
from halfsky.kernel.answer import from_stored
from halfsky.kernel.fact import Absence
from halfsky.kernel.period import period
from halfsky.kernel.place import Place
from halfsky.queries import places
from halfsky.queries.given import accepted_below
from halfsky.store.house import House
from halfsky.store.models import Submission

CHUNK = 200
"""So many submissions are read at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Facts under a place; of one form, period or element where named."""

    under: str
    form: str = ""
    period: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One accepted answer: a value as text, or the reason why it is absent; `key` names its cell."""

    place: Place
    period: str
    form: str
    agency: str
    key: str
    value: str | None
    absent: str | None
    explained: tuple[str, ...]
    way: str
    submission: int
    revision: int

    @property
    def element(self) -> str:
        return self.key.partition("|")[0]

    @property
    def breakdown(self) -> str:
        return self.key.partition("|")[2]


def facts(
    house: House, viewer: Viewer, wanted: Wanted, after: tuple[int, str] | None = None, limit: int = 200
) -> list[Fact]:
    """A page of facts by submission and cell; `after` is the last of the page before. Asks for the right to read
    sheets there."""
    top = places.place(house, wanted.under)
    demand(viewer, READ_SHEETS, top, house.today())
    rows = accepted_below(top).order_by("pk")
    if wanted.form:
        rows = rows.filter(form=wanted.form)
    if wanted.period:
        rows = rows.filter(period=str(period(wanted.period, "period")))
    start = after[0] if after else 0
    found: list[Fact] = []
    while len(found) < limit:
        chunk = list(rows.filter(pk__gte=start)[:CHUNK])
        if not chunk:
            break
        where = _where(house, chunk)
        for row in chunk:
            place = where[row.pk]
            if place.under(top):
                found += [f for f in _facts(row, place, wanted.element) if after is None or (row.pk, f.key) > after]
            if len(found) >= limit:
                break
        start = chunk[-1].pk + 1
    return found[:limit]


def _where(house: House, rows: list[Submission]) -> dict[int, Place]:
    """The place of each submission as it stood on the last day of its period; where it did not stand yet, as it is."""
    days: dict[str, dt.date] = {row.period: period(row.period).last_day() for row in rows}
    known = {
        (p.id, name): p
        for name, day in days.items()
        for p in places.by_ids(house, {row.place_id for row in rows if row.period == name}, day)
    }
    return {
        row.pk: known.get((row.place_id, row.period)) or places.by_id(house, row.place_id, days[row.period])
        for row in rows
    }


def _facts(row: Submission, place: Place, element: str) -> Iterator[Fact]:
    for key in sorted(row.entries):
        if element and key.partition("|")[0] != element:
            continue
        answer = from_stored(row.entries[key])
        absent = isinstance(answer, Absence)
        yield Fact(
            place=place,
            period=row.period,
            form=row.form,
            agency=row.agency,
            key=key,
            value=None if absent else str(answer),
            absent=str(answer) if absent else None,
            explained=tuple(why["says"] + why["why"] for why in row.explained.values() if key in why["keys"]),
            way=row.way,
            submission=row.pk,
            revision=row.revision,
        )
