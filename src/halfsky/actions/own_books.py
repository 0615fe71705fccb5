"""Tables that people have already: kept first, then understood, then read.

A layout that is known (our own, or confirmed before) is read at once. Of any other somebody says what its labels mean,
and of a table of one unit whose it is where it does not say so itself. A book may hold several layouts: they are asked
about one after the other, and read together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.mappings import keep_mapping, known_mapping
from halfsky.actions.taking_books import take, understood
from halfsky.exchange.any_book import Opened, open_tables
from halfsky.exchange.any_reading import NOTHING_MAPPED
from halfsky.exchange.books import Book, open_book
from halfsky.exchange.files import encoding_of
from halfsky.exchange.jielong import is_jielong, read_jielong
from halfsky.exchange.layout import normal
from halfsky.exchange.meaning import EXPLAINED, NOTHING_FURTHER, Axis, Meaning, breakdowns, cells_of, together
from halfsky.exchange.proposals import Proposal, names_one, propose, propose_sides
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused, problem
from halfsky.queries.uploads import MAPPING, READING, REFUSED, WAITING, Giving, Upload, below, giving, upload
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import LogEntry, User
from halfsky.store.viewers import viewer_of

TWO_FOR_ONE = problem(
    "400.785",
    ("这几处对应到了同一个数据项：{headings}。", "These labels stand for one and the same cell: {headings}."),
    ("每个数据项只选一处，其余选“不读入”。", "Choose one of them and leave the others out."),
)
NO_UNIT = problem(
    "400.824",
    ("没有选定任何一张表是哪个单位的。", "No table was given to a unit."),
    ("请至少为一张表选定单位。", "Choose the unit of one table at least."),
)
MOST_AT_ONCE = 1_500
"""Tables with more lines are read by a job."""
LARGE, HEAD = 500_000, 500
"""Of a workbook with so many bytes the first rows are looked at first: headings and units are known by them."""
SAMPLES = 3
MOST_NAMED = 6
GENERIC = frozenset(("sheet", "工作表", "表", "表格", "table"))


def receive_units(
    house: House, viewer: Viewer, round_id: int, under: str, pieces: Iterable[bytes], name: str, again: bool = False
) -> Upload:
    """Take in a book with the figures of many units, to be handed in as a whole or refused with all that is wrong.
    `again` asks anew what its labels mean, also where that is known."""
    of = below(house, viewer, round_id, under)
    notes = {"user": viewer.user_id, "name": name, "round": round_id, "under": of.place.code, "state": MAPPING}
    return receive(house, viewer, of, uploads.keep(house.folder, pieces, notes), again)


def receive(house: House, viewer: Viewer, of: Giving, token: str, again: bool = False) -> Upload:
    """Go on with a book that was kept: read it, or note what has to be asked."""
    notes = {**(uploads.notes(house.folder, token) or {}), "alone": of.alone, "state": MAPPING}
    path = uploads.path(house.folder, token)
    large = not of.alone and path.stat().st_size >= LARGE
    book = _book(path, notes["name"], HEAD if large else None)
    opened = open_tables(book, of.known(), of.elements)
    notes |= _meanings(of, opened, again)
    if large and not _waits(of, opened, notes["meanings"]):
        book = _book(path, notes["name"])
        opened = open_tables(book, of.known(), of.elements)
        notes |= _meanings(of, opened, again)
    _go_on(house, viewer, token, notes, of, book, opened)
    return upload(house, viewer, token)


def _meanings(of: Giving, opened: Sequence[Opened], again: bool) -> dict[str, Any]:
    """What the layouts are known to mean, and what to begin with where that is asked anew."""
    own = {o.fingerprint: o.own.as_json() for o in opened if o.own}
    kept = {o.fingerprint: known.as_json() for o in opened if (known := _known(of, o.fingerprint))}
    return {"kept": kept, "meanings": own if again else {**kept, **own}}


def _waits(of: Giving, opened: Sequence[Opened], meanings: Mapping[str, Any]) -> bool:
    """Whether a job will read the book and nothing has to be asked: then its first rows said enough."""
    known = [Meaning.of_json(kept) for o in opened if (kept := meanings.get(o.fingerprint))]
    listed = len(known) == len(opened) and all(o.units == "rows" for o in opened)
    if not listed or sum(o.height for o in opened) <= MOST_AT_ONCE:
        return False
    return not any(_new_sheets(o, meaning, False) for o, meaning in zip(opened, known, strict=True))


def confirm_meaning(
    house: House,
    viewer: Viewer,
    token: str,
    said: Mapping[Axis, Mapping[str, str]],
    units: Sequence[str] = (),
    leave_out: bool = False,
) -> Upload:
    """Say what the labels of an upload mean, axis by axis, and whose each of its tables is (`units`, by code); it is
    kept for every later file of the layout, and the file read. `leave_out` passes over all tables of the layout."""
    kept = upload(house, viewer, token)
    if kept.state != MAPPING:
        return kept
    of = giving(house, viewer, kept)
    book = _book(kept.path, kept.name)
    opened = open_tables(book, of.known(), of.elements)
    notes = dict(kept.notes)
    mark = notes["layout"]
    meanings, given = {**notes.get("meanings", {})}, {**notes.get("units", {})}
    if leave_out:
        meanings[mark] = None
    else:
        table = next(o for o in opened if o.fingerprint == mark)
        codes = _units(of, table, units)
        meaning = replace(_meaning(of, kept, table, said), sheets=_sheets(table, said, codes))
        keep_mapping(house, viewer, of, mark, meaning, kept.name)
        meanings[mark], given[mark] = meaning.as_json(), codes
    _go_on(house, viewer, token, {**notes, "meanings": meanings, "units": given}, of, book, opened)
    return upload(house, viewer, token)


def read_uploaded(house: House, event: LogEntry) -> None:
    """The job behind a large table. What it has handed in already is not handed in again."""
    token = event.detail["token"]
    notes = uploads.notes(house.folder, token)
    if notes is None or notes["state"] not in (WAITING, READING):
        return
    uploads.write(house.folder, token, {**notes, "state": READING})
    viewer = viewer_of(house, User.objects.get(username=event.user))
    try:
        of = below(house, viewer, notes["round"], notes["under"])
        book = _book(uploads.path(house.folder, token), notes["name"])
        opened = open_tables(book, of.known(), of.elements)
    except Refused as no:
        said = {"state": REFUSED, "wrong": len(no.refusals), "complaints": [r.as_json() for r in no.refusals]}
        uploads.write(house.folder, token, {**notes, **said})
        return
    take(house, viewer, token, of, book, understood(notes, opened))


def _known(of: Giving, mark: str) -> Meaning | None:
    """What the layout was understood to mean, as far as the form still asks it."""
    found, cells = known_mapping(of.round.form.code, of.place, mark), cells_of(of.asked)
    return found if found and any(key in cells for _, key in found.joined()) else None


def _go_on(
    house: House, viewer: Viewer, token: str, notes: dict[str, Any], of: Giving, book: Book, opened: Sequence[Opened]
) -> None:
    """Ask about the first layout that is not understood; else read a small book now, leave a large one to a job."""
    given = notes.setdefault("units", {})
    for number, table in enumerate(opened):
        mark = table.fingerprint
        kept = notes["meanings"].get(mark)
        if mark in notes["meanings"] and kept is None:
            continue
        meaning = Meaning.of_json(kept) if kept else None
        codes = given.get(mark) or _own_units(of, table, meaning)
        if meaning is None or (table.units == "sheets" and codes is None) or _new_sheets(table, meaning, mark in given):
            more = sum(o.fingerprint not in notes["meanings"] for o in opened[number + 1 :])
            before = notes["kept"].get(mark)
            asking = _asking(of, table, Meaning.of_json(before) if before else None)
            uploads.write(house.folder, token, {**notes, **asking, "layouts": len(opened), "more": more})
            return
        given[mark] = codes
    wanted = understood(notes, opened)
    if not wanted:
        raise NOTHING_MAPPED.at(notes["name"])
    if of.alone or sum(u.opened.height for u in wanted) <= MOST_AT_ONCE:
        uploads.write(house.folder, token, notes)
        take(house, viewer, token, of, book, wanted)
        return
    uploads.write(house.folder, token, {**notes, "state": WAITING})
    with acting(house, viewer, "sheets.upload", f"{of.round.form.code} {of.round.period}", of.place) as act:
        act.detail = {"token": token, "file": book.title, "sha256": book.sha256}


def _own_units(of: Giving, opened: Opened, meaning: Meaning | None) -> list[str] | None:
    """Whose each table of a layout is, as far as tables and the kept meaning say; None where somebody has to say it."""
    tables, told = opened.tables, meaning.sheets if meaning and opened.units == "sheets" else {}
    if of.alone and len(tables) == 1:
        return [of.place.code]
    codes = [told.get(table.name, table.unit) for table in tables]
    said = [bool(code) or table.name in told for code, table in zip(codes, tables, strict=True)]
    if of.alone:
        return codes if any(codes) else None
    return codes if all(said) else None


def _new_sheets(opened: Opened, meaning: Meaning, said: bool) -> bool:
    """Whether a sheet came that was not there when it was said what each sheet means: 2026 beside 2025."""
    told = {} if said or opened.units == "sheets" else meaning.sheets
    return bool(told) and any(table.name not in told for table in opened.tables)


def _asking(of: Giving, opened: Opened, meaning: Meaning | None) -> dict[str, Any]:
    """What is asked about a layout: its labels with what they probably mean, and its tables where they are units'."""
    several = len(opened.tables) > 1
    return {
        "state": MAPPING,
        "layout": opened.fingerprint,
        "way": opened.units,
        "places": opened.places,
        "sides": [
            {"axis": axis, "what": what, "labels": [_shown(opened, axis, p, meaning) for p in proposals]}
            for axis, what, proposals in _sides(of, opened)
            if axis != "sheets" or several
        ],
        "tables": [[t.name, t.title, t.unit or _alone(of, opened)] for t in opened.tables]
        if opened.units == "sheets" and (several or not of.alone)
        else [],
    }


def _alone(of: Giving, opened: Opened) -> str:
    return of.place.code if of.alone and len(opened.tables) == 1 else ""


def _sides(of: Giving, opened: Opened) -> list[tuple[Axis, str, tuple[Proposal, ...]]]:
    """Each axis that does not name units: what its labels may mean, and what they probably mean."""
    table, asked = opened.first, of.asked
    sides: dict[Axis, list[str]] = {
        axis: table.labels(axis) for axis in ("rows", "columns") if axis != opened.units and table.labels(axis)
    }
    names = [t.name for t in opened.tables]
    if opened.units == "sheets":
        elements, found = propose_sides(sides, asked, of.categories)
        return [(axis, "elements" if axis == elements else "breakdowns", found[axis]) for axis in sides]
    ((axis, labels),) = sides.items()
    if len(names) > 1 and any(names_one(name, of.elements) for name in names):
        _, found = propose_sides({"sheets": names, axis: labels}, asked, of.categories)
        return [("sheets", "sheets", found["sheets"]), (axis, "cells", found[axis])]
    cells = propose(labels, asked.form, asked.elements, asked.rates, of.categories)
    first = tuple(Proposal(n, "" if at else NOTHING_FURTHER, 0.0 if at else 1.0) for at, n in enumerate(names))
    return [("sheets", "sheets", first), (axis, "cells", cells)]


def _shown(opened: Opened, axis: Axis, found: Proposal, meaning: Meaning | None) -> list[Any]:
    """A label as it is asked about: its text, what it means, how sure that is, the first figures beside it."""
    label, key, sure = found.heading, found.key, round(found.confidence * 100)
    if meaning is not None:
        key = meaning.on(axis).get(label, "")
        sure = 100 if key else 0
    return [label, key, sure, list(islice(_samples(opened, axis, label), SAMPLES))]


def _samples(opened: Opened, axis: Axis, label: str) -> Iterator[str]:
    """What stands beside a label, table by table."""
    for table in opened.tables if axis != "sheets" else ():
        own, other = (table.rows, table.columns) if axis == "rows" else (table.columns, table.rows)
        for at in (number for number, text in own.items() if text == label):
            spots = ((at, o) if axis == "rows" else (o, at) for o in other)
            yield from (text for spot in spots if (text := table.tab.text(spot)))


def _units(of: Giving, opened: Opened, units: Sequence[str]) -> list[str]:
    """The units that were chosen for the tables of a layout, by code."""
    if opened.units != "sheets":
        return []
    known = dict(of.units)
    if of.alone and len(opened.tables) == 1:
        return [of.place.code]
    codes = [code if code in known else "" for code in units][: len(opened.tables)]
    if not any(codes):
        raise NO_UNIT.at()
    return codes + [""] * (len(opened.tables) - len(codes))


def _meaning(of: Giving, kept: Upload, opened: Opened, said: Mapping[Axis, Mapping[str, str]]) -> Meaning:
    """What was chosen for the labels; refuses nothing at all, and one cell for two of them."""
    possible, cells = _possible(of), cells_of(of.asked)
    chosen = {
        side.axis: {
            label.text: key
            for label in side.labels
            if label.text != opened.places and (key := said.get(side.axis, {}).get(label.text, "")) in possible
        }
        for side in kept.sides
    }
    meaning = Meaning(
        opened.units, chosen.get("rows", {}), chosen.get("columns", {}), chosen.get("sheets", {}), opened.places
    )
    joined = [(label, key) for label, key in meaning.joined() if key in cells]
    if not joined:
        raise NOTHING_MAPPED.at(kept.name)
    twice = {key for key, count in Counter(key for _, key in joined).items() if count > 1}
    if twice:
        key = next(key for _, key in joined if key in twice)
        labels = [label for label, k in joined if k == key]
        raise TWO_FOR_ONE.at(kept.name, headings="、".join(labels[:MOST_NAMED]))
    return meaning


def _possible(of: Giving) -> set[str]:
    """Every part that a label may mean: elements and breakdowns, each alone and together."""
    parts = [f"|{at}" for at in breakdowns(of.asked)]
    elements = [f"{element.code}|" for element in of.elements]
    return {EXPLAINED, *parts, *elements, *(together(e, p) for e in elements for p in parts)}


def _sheets(opened: Opened, said: Mapping[Axis, Mapping[str, str]], codes: Sequence[str]) -> dict[str, str]:
    """What is kept of the tables by name: what a sheet says; or, where names tell tables apart, whose one is that does
    not say it itself, and which are nobody's, such as 汇总."""
    if opened.units != "sheets":
        sheets = said.get("sheets", {})
        return {table.name: sheets.get(table.name, "") for table in opened.tables} if any(sheets.values()) else {}
    names = [table.name for table in opened.tables]
    if len(names) < 2 or len({table.tab.name for table in opened.tables}) < len(names):
        return {}
    pairs = zip(opened.tables, codes, strict=True)
    named = [(t, code) for t, code in pairs if normal(t.name).rstrip("0123456789") not in GENERIC]
    return {t.name: code for t, code in named if (code != t.unit if code else not t.unit)}


def _book(path: Path, name: str, head: int | None = None) -> Book:
    """A workbook, or a pasted chain of 微信接龙; of a large workbook the first rows, where `head` says how many."""
    book = open_book(path, name, head=head)
    if book.kind == "text":
        text = path.read_text(encoding_of(path))
        if is_jielong(text):
            return Book(name, book.sha256, "text", (read_jielong(text),))
    return book
