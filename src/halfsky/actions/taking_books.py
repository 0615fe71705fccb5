"""Reading a table whose labels are understood: its figures are handed in for all its units as a whole, or go into the
draft of the one unit whose table it is; what is wrong is noted cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from halfsky.actions.drafts import save_draft
from halfsky.actions.unit_sheets import submit_sheet
from halfsky.exchange.any_book import Opened
from halfsky.exchange.any_reading import UNKNOWN, At, UnitRows, read_tables
from halfsky.exchange.books import Book
from halfsky.exchange.meaning import Meaning, cells_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Element
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.queries import sheets
from halfsky.queries.uploads import DONE, REFUSED, Giving
from halfsky.store import uploads
from halfsky.store.house import House
from halfsky.store.models import Submission

NO_FIGURES = problem(
    "400.825",
    ("在选定的行列里没有读到任何数。", "No figure was found where the chosen labels meet."),
    ("请确认数字填在对应的单元格里，再上传。", "Check that the figures stand in those cells and send it again."),
)
MOST_LISTED = 300
"""So many complaints are listed on the page; the marked copy has them all."""
MOST_LEFT_OUT = 30


@dataclass(frozen=True, slots=True)
class Understood:
    """The tables of a layout with what they mean and whose each is."""

    opened: Opened
    meaning: Meaning
    units: Sequence[str]


def understood(notes: Mapping[str, Any], opened: Sequence[Opened]) -> list[Understood]:
    """The layouts of a book that are to be read, as the notes of its upload say."""
    meanings, units = notes.get("meanings", {}), notes.get("units", {})
    return [
        Understood(o, Meaning.of_json(kept), units.get(o.fingerprint) or ())
        for o in opened
        if (kept := meanings.get(o.fingerprint))
    ]


def take(house: House, viewer: Viewer, token: str, of: Giving, book: Book, wanted: Sequence[Understood]) -> None:
    """Read the tables and keep what they say, or note everything that is wrong."""
    notes = uploads.notes(house.folder, token) or {}
    done = Submission.objects.filter(round=of.row.pk, origin=_origin(token)).count()
    if done:  # killed between handing in and noting it
        uploads.write(house.folder, token, {**notes, "state": DONE, "count": done})
        return
    cells, known = cells_of(of.asked), of.known()
    found = UnitRows()
    for one in wanted:
        read_tables(one.opened, one.meaning, cells, known, one.units, found)
    said = (_into_draft if of.alone else _hand_in)(house, viewer, token, of, book, found)
    left = {"left_out": found.left_out[:MOST_LEFT_OUT], "unasked": found.unasked}
    uploads.write(house.folder, token, {**notes, **left, **said})


def _into_draft(house: House, viewer: Viewer, token: str, of: Giving, book: Book, found: UnitRows) -> dict[str, Any]:
    """The unit's figures into its draft, beside what the table does not speak of; lines of other units are passed
    over."""
    raw = found.raw.get(of.place.code, {})
    wrong = {at: refusal for at, refusal in found.wrong.items() if refusal.problem is not UNKNOWN}
    if not raw and not wrong:
        raise NO_FIGURES.at(book.title)
    sheet = sheets.sheet(house, viewer, of.row.pk, of.place.code)
    answers = {**sheet.raw, **raw}
    why = found.explained.get(of.place.code, "")
    asked = sheets.desk(house, of.row.pk, of.place.code).check(answers).findings if why else ()
    reasons = {f.id: why for f in asked if f.failed and f.severity is Severity.SOFT}
    save_draft(
        house, viewer, of.row.pk, of.place.code, answers, {**reasons, **sheet.explained}, sheet.comments, sheet.version
    )
    complaints = tuple(dict.fromkeys(wrong.values()))
    return {**complained(book, wrong, complaints), "state": REFUSED if wrong else DONE, "cells": len(raw)}


def _hand_in(house: House, viewer: Viewer, token: str, of: Giving, book: Book, found: UnitRows) -> dict[str, Any]:
    """All units, or none with every complaint."""
    complaints, units = tuple(dict.fromkeys(found.wrong.values())), 0
    count, wrong = len(complaints), dict(found.wrong)
    if not complaints:
        try:
            explained = {unit: _explained(of, why) for unit, why in found.explained.items()}
            units = submit_sheet(house, viewer, of.row.pk, of.place.code, found.raw, _origin(token), explained)
        except Refused as no:
            names, cells = dict(of.units), cells_of(of.asked)
            complaints = tuple(_placed(found, names, cells, refusal) for refusal in no.refusals[:MOST_LISTED])
            count = len(no.refusals)
            wrong = {at: r for r in no.refusals if (at := _spot(found, r)) is not None}
    said = {**complained(book, wrong, complaints), "wrong": count}
    return {**said, "state": REFUSED if complaints else DONE, "count": units}


def _origin(token: str) -> str:
    """What a submission says of where it came from: the upload."""
    return f"excel {token}"


def _explained(of: Giving, why: str) -> dict[str, str]:
    """One explanation for every doubtful figure of a unit."""
    cells = {TOTAL, *(column.cell for column in of.round.form.columns)}
    soft = [check.code for check in of.round.form.checks if check.severity is Severity.SOFT]
    return {f"{code}|{cell}": why for code in soft for cell in cells}


def _spot(found: UnitRows, refusal: Refusal) -> At | None:
    """Where in the book a complaint about "code element|cell" stands."""
    unit, _, key = refusal.where.partition(" ")
    return found.spot(unit, key)


def _placed(found: UnitRows, names: Mapping[str, str], cells: Mapping[str, Element], refusal: Refusal) -> Refusal:
    """The complaint with the cell's address and the unit's name in place of codes."""
    at = _spot(found, refusal)
    if at is None:
        return refusal
    unit, _, key = refusal.where.partition(" ")
    where = " ".join(filter(None, (found.where(at), names.get(unit), cells[key].name.zh if key in cells else "")))
    return Refusal(refusal.problem, where, refusal.values)


def complained(book: Book, wrong: Mapping[At, Refusal], complaints: tuple[Refusal, ...]) -> dict[str, Any]:
    """What is noted of complaints: the first of them in full, and where the cells are that the marked copy colours."""
    return {
        "xlsx": book.kind == "xlsx",
        "wrong": len(complaints),
        "complaints": [r.as_json() for r in complaints[:MOST_LISTED]],
        "spots": [
            [sheet, row, column, r.as_json()] for (sheet, (row, column)), r in list(wrong.items())[: MOST_LISTED * 10]
        ],
    }
