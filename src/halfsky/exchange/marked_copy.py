"""A copy of the file that somebody sent, with the wrong cells coloured and the complaint in a comment on each."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from halfsky.exchange.spots import Spot, address

RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
AUTHOR = "半边天 Halfsky"
MOST_MARKED = 5_000
"""So many cells are marked; more would make a copy that nobody can open."""


def marked_copy(path: Path, sheet: str, wrong: Mapping[Spot, str]) -> bytes:
    """The workbook (XLSX) with its wrong cells coloured, each with what is wrong as its comment.

    Everything else stays as it came; macros are not kept.
    """
    with path.open("rb") as source:
        book = openpyxl.load_workbook(source, keep_links=False)
    tab = book[sheet]
    for (row, column), said in list(wrong.items())[:MOST_MARKED]:
        at = (row, column)
        for merged in tab.merged_cells.ranges:
            if isinstance(tab[address(at)], MergedCell) and address(at) in merged:
                at = (merged.min_row - 1, merged.min_col - 1)
        cell = tab[address(at)]
        cell.fill = RED
        cell.comment = Comment(said, AUTHOR, width=320, height=120)
    book.active = book.sheetnames.index(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
