"""Official letters of a record: which may be printed now, what each says, which were issued and kept.

Who may read a record may print its letters; they say open fields alone. Issued are those by who may take moves where
the record lies, and an issued letter is read by who may read its record.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from halfsky.documents.numbers import day_of
from halfsky.kernel.access import PERMISSIONS, Viewer
from halfsky.kernel.field import Field, Kind, Stored
from halfsky.kernel.keeping import Reading, demand_reading, readable, reading, takes
from halfsky.kernel.letter import DUE, WARNING, Grid, Page, Words, became_final, compose, demand_printable, needed
from halfsky.kernel.letter import printable as printable_in
from halfsky.kernel.place import Place
from halfsky.kernel.record import Values, computed, holds
from halfsky.kernel.register import PLACE, TODAY, Letter, Part
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import DESK, KEEPER
from halfsky.queries.record_words import Names, label, names, worked_out
from halfsky.queries.records import Held, held, opened, viewed
from halfsky.store.house import House
from halfsky.store.models import Document, RecordRow
from halfsky.store.scope import records_in

LETTER = "letter"
"""The kind of documents that issued letters are."""
NOT_IN_NAMES = '\\/:*?"<>|'
MOST_TITLE, MOST_NUMBER = 80, 40
"""Characters of the title and the number in the name of a file."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A letter that may be printed now: whether it is final, what it lacks to be issued, whether the viewer may, and
    whether one was issued before."""

    letter: Letter
    final: bool
    lacking: tuple[Text, ...]
    may_issue: bool
    again: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that was issued and kept."""

    id: int
    name: str
    number: str
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter of a record in hand, as it would be printed now, and what it lacks to be issued."""

    found: Held
    letter: Letter
    page: Page
    lacking: tuple[str, ...]
    name: str


def offered(found: Held) -> tuple[Offered, ...]:
    """The letters that the viewer may print now."""
    found = _today(found)
    if not _reads_freely(found):
        return ()
    mine = issues(found)
    before = set(_of(found.row.pk).values_list("brief__letter", flat=True))
    return tuple(
        Offered(
            letter,
            found.row.state in letter.final,
            tuple(found.register.label(code) for code in lacking(found, letter)),
            mine,
            letter.code in before,
        )
        for letter in printable_in(found.register, found.row.state)
    )


def issues(found: Held) -> bool:
    """Whether the viewer may take moves where the record lies, not only answer what she is asked."""
    house, register = found.house, found.register
    means = takes(found.viewer, register, found.at, house.today())
    rights = {who for move in register.workflow.moves for who in move.by if who in PERMISSIONS}
    return any(means(who) for who in (DESK, KEEPER, *rights))


def lacking(found: Held, letter: Letter) -> tuple[str, ...]:
    """The fields without which the letter stays a draft."""
    record, today = found.record(sealed=False), found.house.today()
    return tuple(code for code in needed(letter) if not holds(found.register, record, today, code))


def printed(house: House, viewer: Viewer, number: int, code: str) -> Printed:
    """One letter of a record that the viewer may read, as it stands now."""
    kept = held(house, viewer, number)
    found = _today(kept)
    if not _reads_freely(found):
        demand_reading(viewer, found.register, found.at, house.today())
    letter = demand_printable(found.register, code, found.row.state)
    lacks = lacking(found, letter)
    states = ((e.state, e.at.astimezone(house.settings.zone).date()) for e in found.row.editions.order_by("version"))
    day = None if lacks or found.row.state not in letter.final else became_final(letter, states)
    together = letter.joint is not None and found.row.plain.get("values", {}).get(letter.joint.when) is True
    page = compose(letter, _words(kept, found), day, together)
    return Printed(found, letter, page, lacks, _name(found, page))


def _today(found: Held) -> Held:
    """The record under today's definition of its register: a letter bears the names of today."""
    return replace(found, register=found.house.content.registers.get(found.row.register, found.register))


def _name(found: Held, page: Page) -> str:
    """What the file is called: the title, its number; of a draft, that it is one."""
    mark = page.draft or page.number[:MOST_NUMBER]
    whole = f"{found.at.place.name}{''.join(page.title)[:MOST_TITLE]}{f'（{mark}）' if mark else ''}.docx"
    return "".join("-" if sign in NOT_IN_NAMES or not sign.isprintable() else sign for sign in whole)


def _words(kept: Held, found: Held) -> Words:
    """What the record says, of open fields alone."""
    view, register, today = viewed(kept), found.register, found.house.today()
    record = found.record(sealed=False)
    outcomes = computed(register, record, today)
    rows = [record.values, *(row for part in record.parts.values() for row in part)]
    known = names(found.house, [f for _, f in register.all_fields() if not f.sealed], rows)
    said = {f.code: _said(found, known, f, record.values.get(f.code)) for f in register.fields if not f.sealed}
    for made in register.computed:
        said[made.code] = worked_out(made, outcomes[made.code]).zh
    common = {
        PLACE: found.at.place.name,
        TODAY: day_of(today),
        DUE: day_of(view.deadline) if view.deadline else "",
        WARNING: "；".join(now.reason.zh for _, now in view.followed if now.reason.zh),
    }
    labels = {**{f.code: f.label.zh for f in register.fields}, **{c.code: c.label.zh for c in register.computed}}
    parts = {part.code: _grid(found, known, part, record.parts.get(part.code, ())) for part in register.parts}
    return Words({**common, **said}, labels, parts)


def _grid(found: Held, known: Names, part: Part, rows: tuple[Values, ...]) -> Grid:
    """Child records as a table of their open fields."""
    shown = [f for f in part.fields if not f.sealed and not f.kind.attached]
    said = tuple(tuple(_said(found, known, f, row.get(f.code)) for f in shown) for row in rows)
    return Grid(part.label.zh, tuple(f.label.zh for f in shown), said)


def _said(found: Held, known: Names, asked: Field, kept: Stored | None) -> str:
    """A value as a letter writes it: days in Chinese, numbers with their unit."""
    if asked.kind is Kind.DATE and isinstance(kept, str) and kept:
        return day_of(dt.date.fromisoformat(kept))
    return label(found.register, known, asked, kept, unit=True).zh


def _reads_freely(found: Held) -> bool:
    """Whether no reason is due first, or it was given."""
    free = reading(found.viewer, found.register, found.at, found.house.today()) is Reading.FREE
    return free or (found.register.about_person and opened(found))


def issued(found: Held) -> tuple[Issued, ...]:
    """The letters of a record that were issued, the newest first."""
    if not _reads_freely(found):
        return ()
    rows = _of(found.row.pk).select_related("by").order_by("-pk")
    return tuple(
        Issued(row.pk, row.name, str(row.brief.get("number", "")), row.written_at, row.by.name or row.by.username)
        for row in rows
    )


def _of(record: int) -> QuerySet[Document]:
    """What was issued of a record."""
    return Document.objects.filter(kind=LETTER, brief__record=record)


def closed_letters(house: House, viewer: Viewer, at: Place) -> frozenset[int]:
    """The issued letters of a place whose record is not for the viewer."""
    kept = dict(Document.objects.filter(kind=LETTER, place=at.id).values_list("pk", "brief__record"))
    if not kept:
        return frozenset()
    mine = set[int]()
    rows = RecordRow.objects.filter(pk__in=kept.values())
    for code in set(rows.values_list("register", flat=True)) & set(house.content.registers):
        scope = records_in(readable(viewer, house.content.register(code), house.today()), house.now())
        mine.update(rows.filter(scope, register=code).values_list("pk", flat=True))
    return frozenset(document for document, record in kept.items() if record not in mine)
