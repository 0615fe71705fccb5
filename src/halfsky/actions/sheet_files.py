"""Forms that leave as workbooks and come back: one unit's into its draft, a table of many units into their sheets.

A table of many units is kept first, then understood, then read and handed in as a whole, or refused with all that is
wrong. A small one is read while one waits; a large one by a job, which may be killed and begin again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.drafts import NOT_WITH_YOU, demand_filling, save_draft
from halfsky.actions.exports import log_export
from halfsky.actions.mappings import keep_mapping, known_mapping
from halfsky.actions.readings import note_sheet
from halfsky.actions.unit_sheets import submit_sheet
from halfsky.exchange.any_book import NOTHING_MAPPED, Columns, Opened, UnitRows, open_units, read_units
from halfsky.exchange.books import Book, open_book
from halfsky.exchange.files import encoding_of
from halfsky.exchange.form_book import form_book
from halfsky.exchange.form_reading import FormReading, read_form
from halfsky.exchange.jielong import is_jielong, read_jielong
from halfsky.exchange.proposals import EXPLAINED, propose
from halfsky.exchange.spots import Spot
from halfsky.exchange.units_book import units_book
from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Element
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.queries import sheets
from halfsky.queries.uploads import (
    DONE,
    MAPPING,
    READING,
    REFUSED,
    WAITING,
    Below,
    Upload,
    asked_of,
    below,
    choices,
    upload,
)
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import LogEntry, Submission, User
from halfsky.store.viewers import viewer_of

TWO_FOR_ONE = problem(
    "400.785",
    ("这几列对应到了同一个数据项：{headings}。", "These headings stand for one and the same cell: {headings}."),
    ("每个数据项只选一列，其余选“不读入”。", "Choose one of them and leave the others out."),
)
MOST_LISTED = 300
"""So many complaints are listed on the page; the marked copy has them all."""
MOST_AT_ONCE = 1_500
"""A table of more units is read by a job."""
SAMPLES = 3


def sheet_book(house: House, viewer: Viewer, round_id: int, place: str) -> tuple[str, bytes]:
    """The workbook of a unit's sheet: its file name and its content. That it was taken is logged."""
    of = sheets.sheet(house, viewer, round_id, place)
    note_sheet(house, viewer, of)
    content = form_book(asked_of(house, of), viewer.lang)
    log_export(house, viewer, "sheet", f"{of.form.code} {of.round.period}", of.place, "xlsx", len(of.form.lines))
    return f"{of.form.title.zh}-{of.place.name}-{of.round.period}.xlsx".replace("/", "-"), content


def units_sheet(house: House, viewer: Viewer, round_id: int, under: str) -> tuple[str, bytes]:
    """The sheet for all units under a place (分县数)."""
    of = below(house, viewer, round_id, under)
    units = of.units
    content = units_book(of.asked, units, lang=viewer.lang)
    log_export(house, viewer, "sheet", f"{of.round.form.code} {of.round.period}", of.place, "xlsx", len(units))
    name = f"{of.round.form.title.zh}-{of.place.name}-{of.round.period}-分县数.xlsx".replace("/", "-")
    return name, content


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook that became a draft: how many cells it fills, what is wrong with it, and where its marked copy is."""

    cells: int
    complaints: tuple[Refusal, ...]
    token: str


def fill_from_book(
    house: House, viewer: Viewer, round_id: int, place: str, pieces: Iterable[bytes], name: str
) -> Filled:
    """Read the workbook of a unit's form into its draft, in place of what the draft held. Unsound texts are kept as
    they are, for the page to show them; a workbook of another form, unit or version is refused."""
    of = sheets.sheet(house, viewer, round_id, place)
    if not of.editable:
        demand_filling(sheets.desk(house, round_id, place), viewer)
        raise NOT_WITH_YOU.at(of.place.name)
    notes = {"user": viewer.user_id, "name": name, "round": round_id, "under": place, "state": READING}
    token = uploads.keep(house.folder, pieces, notes)
    book = open_book(uploads.path(house.folder, token), name)
    found = read_form(book, asked_of(house, of))
    save_draft(house, viewer, round_id, place, found.raw, of.explained, of.comments, of.version)
    _note_form(house, token, notes, book, found)
    return Filled(len(found.raw), found.complaints, token)


def _note_form(house: House, token: str, notes: dict[str, Any], book: Book, found: FormReading) -> None:
    wrong = {found.spots[key]: refusal for key, refusal in found.wrong.items()}
    state = REFUSED if wrong else DONE
    uploads.write(house.folder, token, {**notes, **_wrong(book, found.sheet, wrong, found.complaints), "state": state})


def receive_units(
    house: House, viewer: Viewer, round_id: int, under: str, pieces: Iterable[bytes], name: str
) -> Upload:
    """Take in a table of many units. A layout that is known (our own, or confirmed before) is read at once; any other
    waits for somebody to say what its headings mean."""
    of = below(house, viewer, round_id, under)
    notes = {"user": viewer.user_id, "name": name, "round": round_id, "under": of.place.code, "state": MAPPING}
    token = uploads.keep(house.folder, pieces, notes)
    book = _book(uploads.path(house.folder, token), name)
    opened = open_units(book, of.known())
    columns = opened.own or known_mapping(of.round.form.code, of.place, opened.layout.fingerprint)
    if columns is not None:
        uploads.write(house.folder, token, {**notes, "columns": columns.as_json()})
        _go_on(house, viewer, token, of, book, opened, columns)
    else:
        uploads.write(house.folder, token, {**notes, **_proposed(of, opened)})
    return upload(house, viewer, token)


def _proposed(of: Below, opened: Opened) -> dict[str, Any]:
    """What the headings probably mean, with the first figures below each."""
    view, layout, asked = opened.view, opened.layout, of.asked
    rows = range(layout.first, min(layout.first + SAMPLES, view.height))
    found = propose(layout, asked.form, asked.elements, asked.rates, of.categories)
    return {
        "layout": layout.fingerprint,
        "sheet": view.tab.name,
        "way": layout.way,
        "places": layout.headings[opened.units],
        "headings": [
            [
                p.heading,
                p.key,
                round(p.confidence * 100),
                [view.text(r, layout.headings.index(p.heading)) for r in rows],
            ]
            for p in found
        ],
    }


def confirm_columns(house: House, viewer: Viewer, token: str, keys: Mapping[str, str]) -> Upload:
    """Say what the headings of an upload mean; it is kept for every later file of the layout, and the file read."""
    kept = upload(house, viewer, token)
    if kept.state != MAPPING:
        return kept
    of = below(house, viewer, kept.round, kept.under)
    columns = _columns(of, kept, keys)
    book = _book(kept.path, kept.name)
    opened = open_units(book, of.known())
    form = of.round.form
    keep_mapping(house, viewer, form.code, form.agency, of.place, opened.layout.fingerprint, columns, kept.name)
    uploads.write(house.folder, token, {**kept.notes, "columns": columns.as_json()})
    _go_on(house, viewer, token, of, book, opened, columns)
    return upload(house, viewer, token)


def _columns(of: Below, kept: Upload, keys: Mapping[str, str]) -> Columns:
    """What was chosen for the headings; refuses nothing at all, and one cell for two of them."""
    possible = {key for key, _ in choices(of)} | {EXPLAINED}
    chosen = {h: key for h, key in keys.items() if key in possible and h != kept.places}
    if not set(chosen.values()) - {EXPLAINED}:
        raise NOTHING_MAPPED.at(kept.name)
    for key, count in Counter(chosen.values()).items():
        if count > 1:
            raise TWO_FOR_ONE.at(kept.name, headings="、".join(h for h, k in chosen.items() if k == key))
    return Columns(kept.way, kept.places, chosen)


def _go_on(house: House, viewer: Viewer, token: str, of: Below, book: Book, opened: Opened, columns: Columns) -> None:
    """Read a small table now; leave a large one to a job."""
    if opened.view.height - opened.layout.first <= MOST_AT_ONCE:
        _take(house, viewer, token, of, book, opened, columns)
        return
    uploads.write(house.folder, token, {**(uploads.notes(house.folder, token) or {}), "state": WAITING})
    with acting(house, viewer, "sheets.upload", f"{of.round.form.code} {of.round.period}", of.place) as act:
        act.detail = {"token": token, "file": book.title, "sha256": book.sha256}


def read_uploaded(house: House, event: LogEntry) -> None:
    """The job behind a large table. What it has handed in already is not handed in again."""
    token = event.detail["token"]
    notes = uploads.notes(house.folder, token)
    if notes is None or notes["state"] not in (WAITING, READING):
        return
    done = Submission.objects.filter(round=notes["round"], origin=_origin(token)).count()
    if done:
        uploads.write(house.folder, token, {**notes, "state": DONE, "units": done})
        return
    uploads.write(house.folder, token, {**notes, "state": READING})
    viewer = viewer_of(house, User.objects.get(username=event.user))
    try:
        of = below(house, viewer, notes["round"], notes["under"])
        book = _book(uploads.path(house.folder, token), notes["name"])
        opened = open_units(book, of.known())
    except Refused as no:
        said = {"state": REFUSED, "wrong": len(no.refusals), "complaints": [r.as_json() for r in no.refusals]}
        uploads.write(house.folder, token, {**notes, **said})
        return
    _take(house, viewer, token, of, book, opened, Columns.of_json(notes["columns"]))


def _take(house: House, viewer: Viewer, token: str, of: Below, book: Book, opened: Opened, columns: Columns) -> None:
    """Read a table and hand in all its units, or note everything that is wrong."""
    notes = uploads.notes(house.folder, token) or {}
    found = read_units(opened, columns, of.elements, of.known())
    complaints, units = tuple(found.wrong.values()), 0
    count = len(complaints)
    wrong = dict(found.wrong)
    if not complaints:
        try:
            explained = {unit: _explained(of, why) for unit, why in found.explained.items()}
            units = submit_sheet(house, viewer, of.row.pk, of.place.code, found.raw, _origin(token), explained)
        except Refused as no:
            names = dict(of.units)
            complaints = tuple(
                _placed(opened, found, names, of.elements, refusal) for refusal in no.refusals[:MOST_LISTED]
            )
            count = len(no.refusals)
            wrong = {spot: r for r in no.refusals if (spot := _spot(opened, found, r)) is not None}
    said = {**_wrong(book, opened.view.tab.name, wrong, complaints), "wrong": count}
    state = REFUSED if complaints else DONE
    uploads.write(
        house.folder,
        token,
        {**notes, **said, "state": state, "units": units, "left_out": found.left_out[: SAMPLES * 10]},
    )


def _origin(token: str) -> str:
    """What a submission says of where it came from: the upload."""
    return f"excel {token}"


def _explained(of: Below, why: str) -> dict[str, str]:
    """One explanation for every doubtful figure of a line."""
    cells = {TOTAL, *(column.cell for column in of.round.form.columns)}
    soft = [check.code for check in of.round.form.checks if check.severity is Severity.SOFT]
    return {f"{code}|{cell}": why for code in soft for cell in cells}


def _spot(opened: Opened, found: UnitRows, refusal: Refusal) -> Spot | None:
    """Where in the table a complaint about "code element|cell" stands."""
    unit, _, key = refusal.where.partition(" ")
    if key in found.columns:
        return found.spot(opened.view, unit, key)
    return opened.view.spot(found.lines[unit], opened.units) if unit in found.lines else None


def _placed(
    opened: Opened, found: UnitRows, names: Mapping[str, str], elements: Mapping[str, Element], refusal: Refusal
) -> Refusal:
    """The complaint with the cell's address and the unit's name in place of codes."""
    spot = _spot(opened, found, refusal)
    if spot is None:
        return refusal
    unit, _, key = refusal.where.partition(" ")
    element = elements.get(key.partition("|")[0])
    where = " ".join(filter(None, (opened.view.tab.at(spot), names.get(unit), element.name.zh if element else "")))
    return Refusal(refusal.problem, where, refusal.values)


def _wrong(book: Book, sheet: str, wrong: Mapping[Spot, Refusal], complaints: tuple[Refusal, ...]) -> dict[str, Any]:
    """What is noted of complaints: the first of them in full, and where the cells are that the marked copy colours."""
    return {
        "sheet": sheet,
        "xlsx": book.kind == "xlsx",
        "wrong": len(complaints),
        "complaints": [r.as_json() for r in complaints[:MOST_LISTED]],
        "spots": [[row, column, r.as_json()] for (row, column), r in list(wrong.items())[: MOST_LISTED * 10]],
    }


def _book(path: Path, name: str) -> Book:
    """A workbook, or a pasted chain of 微信接龙."""
    book = open_book(path, name)
    if book.kind == "text":
        text = path.read_text(encoding_of(path))
        if is_jielong(text):
            return Book(name, book.sha256, "text", (read_jielong(text),))
    return book
