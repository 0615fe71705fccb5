"""Forms that leave as workbooks and come back: one unit's into its draft; the sheet for many units.

A workbook that is no form of ours may be the unit's own table: it is taken in all the same (see `own_books.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from halfsky.actions.drafts import NOT_WITH_YOU, demand_filling, save_draft
from halfsky.actions.exports import log_export
from halfsky.actions.own_books import receive
from halfsky.actions.readings import note_sheet
from halfsky.actions.taking_books import complained
from halfsky.exchange.books import Book, open_book
from halfsky.exchange.form_book import form_book
from halfsky.exchange.form_manifest import NOT_A_FORM
from halfsky.exchange.form_reading import FormReading, read_form
from halfsky.exchange.units_book import units_book
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.queries import sheets
from halfsky.queries.sheets import Sheet
from halfsky.queries.uploads import DONE, READING, REFUSED, Upload, alone, asked_of, below
from halfsky.store import uploads
from halfsky.store.house import House


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
    """A workbook that became a draft: how many cells it fills, what is wrong with it, and where its marked copy is.
    `own` is what became of a table of the unit's own, whose labels somebody may have to match first."""

    cells: int
    complaints: tuple[Refusal, ...]
    token: str
    own: Upload | None = None


def fill_from_book(
    house: House, viewer: Viewer, round_id: int, place: str, pieces: Iterable[bytes], name: str, again: bool = False
) -> Filled:
    """Read a workbook into a unit's draft. The unit's form takes the place of what the draft held; a table of its own
    goes into the cells that it has figures for. Unsound texts are kept as they are, for the page to show them; a
    workbook of another form, unit or version is refused. `again` asks anew what the labels of its own table mean."""
    of = sheets.sheet(house, viewer, round_id, place)
    if not of.editable:
        demand_filling(sheets.desk(house, round_id, place), viewer)
        raise NOT_WITH_YOU.at(of.place.name)
    notes = {"user": viewer.user_id, "name": name, "round": round_id, "under": place, "state": READING}
    token = uploads.keep(house.folder, pieces, notes)
    book = open_book(uploads.path(house.folder, token), name)
    try:
        found = read_form(book, asked_of(house, of))
    except Refused as no:
        if no.refusals[0].problem is not NOT_A_FORM:
            raise
        return _own(house, viewer, of, token, again, no)
    save_draft(house, viewer, round_id, place, found.raw, of.explained, of.comments, of.version)
    _note_form(house, token, notes, book, found)
    return Filled(len(found.raw), found.complaints, token)


def _own(house: House, viewer: Viewer, of: Sheet, token: str, again: bool, no: Refused) -> Filled:
    """Take a workbook that is no form of ours for a table of the unit's own; refuse what is neither."""
    try:
        kept = receive(house, viewer, alone(house, viewer, of.round.id, of.place.code), token, again)
    except Refused as fault:
        raise Refused([*no.refusals, *fault.refusals]) from fault
    return Filled(kept.cells, (), token, kept)


def _note_form(house: House, token: str, notes: dict[str, Any], book: Book, found: FormReading) -> None:
    wrong = {(found.sheet, found.spots[key]): refusal for key, refusal in found.wrong.items()}
    said = {"state": REFUSED if wrong else DONE, "alone": True, "cells": len(found.raw)}
    uploads.write(house.folder, token, {**notes, **complained(book, wrong, found.complaints), **said})
