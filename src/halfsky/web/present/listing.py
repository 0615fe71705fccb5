"""Any list as CSV and Excel. Texts stay texts: no cell is ever a formula, whatever it begins with."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK, harmless
from halfsky.kernel.text import Text

Cell = str | float | None
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which a list is downloaded, and what they are called on the wire."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to take away: what it is, as of when, headings with widths in characters, rows in their order."""

    title: str
    note: str
    columns: tuple[tuple[Text, int], ...]
    rows: Sequence[Sequence[Cell]]


def written(listing: Listing, form: str, lang: str) -> bytes:
    """The list as a file: `form` is "csv" or "xlsx"."""
    return as_csv(listing, lang) if form == "csv" else as_workbook(listing, lang)


def as_csv(listing: Listing, lang: str) -> bytes:
    """UTF-8 with the mark that Excel needs to see it; a text that looks like a formula gets an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([heading.in_(lang) for heading, _ in listing.columns])
    for row in listing.rows:
        writer.writerow([harmless(c) if isinstance(c, str) else c for c in row])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(listing: Listing, lang: str) -> bytes:
    """One sheet: what it is and as of when on top, a frozen heading, numbers as numbers."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        sheet = book.add_worksheet(Text("清单", "list").in_(lang))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, listing.title, bold)
        sheet.write_string(1, 0, listing.note)
        for at, (heading, width) in enumerate(listing.columns):
            sheet.write_string(3, at, heading.in_(lang), head)
            sheet.set_column(at, at, width)
        for line, row in enumerate(listing.rows, 4):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, at, cell, wrap)
                elif cell is not None:
                    sheet.write_number(line, at, cell, wrap)
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
    return out.getvalue()
