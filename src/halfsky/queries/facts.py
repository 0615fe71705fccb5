"""Facts: the accepted answers of a subtree, cell by cell, in pages; each stands where its place lay in its period, or
where what it was lies by today's tree: then wholly, or with the share of it that lies there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.access import READ_SHEETS, Viewer, demand
from halfsky.kernel.answer import Answer, from_stored
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.lineage import NOTHING, WHOLE, Lineage
from halfsky.kernel.numbers import exactly
from halfsky.kernel.period import period
from halfsky.kernel.place import Place
from halfsky.queries import places
from halfsky.queries.forms import read_key
from halfsky.queries.given import accepted_below
from halfsky.queries.hidden import Sight
from halfsky.queries.tree import lineage
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission
from halfsky.store.models.place import ids

CHUNK = 200
"""So many submissions are read at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Facts under a place; of one form, period or element where named. By the tree of each period, or of the day
    `tree`."""

    under: str
    form: str = ""
    period: str = ""
    element: str = ""
    tree: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One accepted answer: a value as text, or the reason why it is absent; `key` names its cell.

    `share` is how much of its place lies under the place that was asked for (None: a part of unknown size).
    """

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
    share: Fraction | None = WHOLE

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
    rows = accepted_below(top, ever=wanted.tree is not None).order_by("pk")
    line = lineage(wanted.tree) if wanted.tree else None
    if wanted.form:
        rows = rows.filter(form=wanted.form)
    if wanted.period:
        rows = rows.filter(period=str(period(wanted.period, "period")))
    start, sight = after[0] if after else 0, Sight(house, viewer)
    found: list[Fact] = []
    while len(found) < limit:
        chunk = list(rows.filter(pk__gte=start)[:CHUNK])
        if not chunk:
            break
        where = _where(house, chunk, wanted.tree)
        shares = _shares(chunk, top, line, wanted.tree) if line and wanted.tree else {}
        for row in chunk:
            place = where[row.pk]
            share = shares[row.pk] if line else WHOLE if place.under(top) else NOTHING
            if share != NOTHING:
                these = _facts(row, place, share, wanted.element, sight)
                found += [f for f in these if after is None or (row.pk, f.key) > after]
            if len(found) >= limit:
                break
        start = chunk[-1].pk + 1
    return found[:limit]


def _shares(rows: list[Submission], top: Place, line: Lineage, tree: dt.date) -> dict[int, Fraction | None]:
    """How much of each submission's place lies under the top in the later tree."""
    numbers = {row.place_id for row in rows}
    numbers |= {n for number in numbers for n in line.descent(number)}
    paths = PlaceVersion.objects.on(tree).filter(place__in=numbers).values_list("place", "path")
    within = {number for number, path in paths if top.id in ids(path)}
    return {row.pk: line.held(row.place_id, period(row.period).last_day(), within.__contains__) for row in rows}


def _where(house: House, rows: list[Submission], tree: dt.date | None) -> dict[int, Place]:
    """The place of each submission as it stood on the last day of its period, or on the day of the tree that is asked
    for; where it did not stand then, as it is."""
    days: dict[str, dt.date] = {row.period: tree or period(row.period).last_day() for row in rows}
    known = {
        (p.id, name): p
        for name, day in days.items()
        for p in places.by_ids(house, {row.place_id for row in rows if row.period == name}, day)
    }
    return {
        row.pk: known.get((row.place_id, row.period)) or places.by_id(house, row.place_id, days[row.period])
        for row in rows
    }


def _passing(row: Submission, text: str, place: Place, sight: Sight) -> Answer:
    """An answer as the viewer may see it: who reads sheets may not read the records that an answer was counted from."""
    answer, key = from_stored(row.entries[text]), read_key(text)
    if isinstance(answer, Absence) or not sight.shut([key], place):
        return answer
    passing = sight.passes(key, place.id, period(row.period))
    return passing.reason if isinstance(passing, Missing) else exactly(passing)


def _facts(row: Submission, place: Place, share: Fraction | None, element: str, sight: Sight) -> Iterator[Fact]:
    for key in sorted(row.entries):
        if element and key.partition("|")[0] != element:
            continue
        answer = _passing(row, key, place, sight)
        absent = isinstance(answer, Absence)
        yield Fact(
            place=place,
            period=row.period,
            form=row.form,
            agency=row.agency,
            key=key,
            value=None if absent else str(answer),
            absent=str(answer) if absent else None,
            explained=()
            if answer is Absence.HIDDEN
            else tuple(why["says"] + why["why"] for why in row.explained.values() if key in why["keys"]),
            way=row.way,
            submission=row.pk,
            revision=row.revision,
            share=share,
        )
