"""Registers as workbooks: the template, records taken out, and files brought in.

Taking records out is an act. With a reason it holds what describes persons, too, and each of their records is noted as
opened; without one only what is open. A file that comes in is not kept: what it says is, once, or nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from halfsky.actions.acting import acting, user_of
from halfsky.actions.record_batches import Outcome, take
from halfsky.actions.record_headings import known_headings
from halfsky.actions.record_keeping import seals
from halfsky.actions.record_rows import Reader
from halfsky.exchange.record_book import RecordBook, Watermark, template
from halfsky.exchange.record_cells import cells, computed
from halfsky.exchange.record_columns import CHILD, DUE, NUMBER, PLACE, STATE, VERSION, grids, readable
from halfsky.exchange.record_copy import marked
from halfsky.exchange.record_heads import Heads, Skipped, find_heads, required
from halfsky.exchange.record_reading import RecordFile
from halfsky.exchange.spots import Spot
from halfsky.exchange.streamed import Source
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.entry import ID
from halfsky.kernel.field import Field, Kind
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text, listed
from halfsky.queries import places
from halfsky.queries.record_export import Taken, taken
from halfsky.queries.record_lists import Wanted
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import Opening

NO_COLUMN = problem(
    "400.953",
    ("缺少必填的列：{names}。", "Columns that must be filled in are missing: {names}."),
    (
        "请补上这些列；列名不同的，把表头改成栏目名称，或在网页上导入并核对表头。",
        "Add them; where they are headed otherwise, use the names of the fields, or import on the page and match them.",
    ),
)
WHY_EXPORT = problem(
    "400.954",
    ("导出个人信息须写明用途。", "What describes persons is taken out with a reason only."),
    ("请写明用途；不需要个人信息的，不要勾选。", "Say what for, or leave what describes persons out."),
)
OPENING = ("record", "user", "reason", "at", "until", "position")
AT_ONCE = 5_000
EVERYTHING = Wanted()


def write_template(house: House, viewer: Viewer, register: str, to: Path) -> None:
    """Write the empty workbook of a register."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    kind = house.content.register(register)
    template(to, kind, grids(kind), viewer.lang)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many records were taken out, and whether what describes persons is among them."""

    records: int
    persons: bool
    position: int


def export(
    house: House,
    viewer: Viewer,
    register: str,
    place: str,
    to: Path,
    reason: str = "",
    wanted: Wanted = EVERYTHING,
) -> Exported:
    """Write the records that the list holds for the viewer into a workbook. The file is there once the log says so."""
    user, kind, at = user_of(viewer), house.content.register(register), places.place(house, place)
    why, now = reason.strip(), house.now()
    sealed = bool(why) and seals(kind)
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    mark = Watermark(f"{user.name}（{user.username}）", f"{now:%Y-%m-%d %H:%M}", why)
    numbers: list[int] = []
    try:
        with RecordBook(part, kind, grids(kind, sealed, out=True), viewer.lang, mark) as book:
            called = _Called(house)
            for record in taken(house, viewer, kind, at, wanted, sealed):
                _write(book, called, record)
                numbers.append(record.id)
        with acting(house, viewer, "records.export", kind.code, at) as act:
            act.detail = {
                "records": len(numbers),
                "persons": sealed,
                "reason_given": bool(why),
                "filters": dict(wanted.filters or {}),
                "state": wanted.state,
                "late": wanted.late,
                # What was looked for may be somebody's name.
                "searched": bool(wanted.text.strip()),
            }
        if sealed and kind.about_person:
            _note_opened(house, user.pk, why, numbers, act.position)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return Exported(len(numbers), sealed, act.position)


def _note_opened(house: House, user: int, why: str, numbers: Sequence[int], position: int) -> None:
    """Every record of a person that was taken out is one that was opened; no page stays open for it."""
    now, rest = house.now(), iter(numbers)
    while some := list(islice(rest, AT_ONCE)):
        with writing():
            bulk.insert(Opening, OPENING, ((number, user, why, now, now, position) for number in some))


@dataclass
class _Called:
    """What names outside are called in a workbook: a place by code and name, which an import reads again."""

    house: House
    places: dict[str, str] = field(default_factory=dict)

    def __call__(self, asked: Field, kept: str) -> str:
        if asked.kind is Kind.AGENCY:
            agency = self.house.content.agencies.get(kept)
            return agency.name.zh if agency else kept
        if asked.kind is Kind.INDICATOR:
            return kept
        if kept not in self.places:
            place = places.by_id(self.house, int(kept))
            self.places[kept] = f"{place.code} {place.name}"
        return self.places[kept]


def _write(book: RecordBook, called: _Called, record: Taken) -> None:
    """One record with its child records, each on its sheet."""
    lang, first = book.lang, book.grids[0]
    own = {
        NUMBER: str(record.id),
        PLACE: f"{record.place.code} {record.place.name}",
        VERSION: str(record.version),
        STATE: dict(book.register.workflow.states).get(record.state, Text(record.state)).in_(lang),
        DUE: record.due.isoformat() if record.due else "",
    }
    made = {c.key: computed(c, record.computed[c.key], lang) for c in first.columns if c.made}
    book.write(0, {**own, **cells(first, record.values, called, lang), **made})
    for number, grid in enumerate(book.grids[1:], 1):
        for child in record.parts.get(grid.part, ()):
            mine = {NUMBER: str(record.id), CHILD: str(child[ID])}
            book.write(number, {**mine, **cells(grid, child, called, lang)})


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: `skipped` are columns that sort persons and were not read, `unknown` headings that stand for
    no field, `left_out` rows of totals."""

    title: str
    sha256: str
    outcome: Outcome
    skipped: tuple[Skipped, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def complaints(self) -> tuple[Refusal, ...]:
        return tuple(complaint.says for complaint in self.outcome.complaints)


def import_file(
    house: House,
    viewer: Viewer,
    register: str,
    place: str,
    path: Path,
    name: str = "",
    check: bool = False,
    copy: Path | None = None,
) -> Imported:
    """Bring in the records of a file for a place and below; with `check` nothing is kept. With anything wrong nothing
    is kept either, and `copy` is written: the file with its wrong cells coloured."""
    kind, at = house.content.register(register), places.place(house, place)
    source = Source(path, name or path.name)
    heads = understood(source, kind, at)
    return read_in(Reader(house, viewer, kind, at), source, heads, check, copy)


def understood(source: Source, register: Register, at: Place) -> list[Heads]:
    """The sheets of a file, by what is known of its headings."""
    columns = readable(register)
    heads = find_heads(source, register, columns, {})
    said = known_headings(register.code, at, heads[0].layout)
    return find_heads(source, register, columns, said) if said else heads


def read_in(reader: Reader, source: Source, heads: Sequence[Heads], check: bool, copy: Path | None) -> Imported:
    """Read a file that is understood."""
    missing = [] if heads[0].index(NUMBER) is not None else required(heads[0])
    if missing:
        names = listed([column.label for column in missing])
        raise NO_COLUMN.at(f"{heads[0].sheet}!{heads[0].row}", names=names)
    with RecordFile(source, heads) as file:
        outcome = take(reader, file, check)
    if outcome.wrong and copy is not None:
        marked(source, heads, wrong_cells(outcome, reader.viewer.lang), copy)
    skipped = tuple(one for head in heads for one in head.skipped)
    unknown = tuple(guess.heading for head in heads for guess in head.guesses)
    return Imported(source.title, source.sha256, outcome, skipped, unknown, tuple(file.left_out))


def wrong_cells(outcome: Outcome, lang: str) -> dict[str, dict[Spot, str]]:
    """What is wrong, by sheet and cell."""
    found: dict[str, dict[Spot, str]] = {}
    for one in outcome.complaints:
        cells_of = found.setdefault(one.row.heads.sheet, {})
        spot = one.row.number - 1, one.row.column(one.key)
        said = f"{one.says.says.in_(lang)}\n{one.says.todo.in_(lang)}"
        cells_of[spot] = f"{cells_of[spot]}\n{said}" if spot in cells_of else said
    return found
