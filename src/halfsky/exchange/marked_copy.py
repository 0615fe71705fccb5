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


def marked_copy(path: Path, wrong: Mapping[str, Mapping[Spot, str]]) -> bytes:
    """The workbook (XLSX) with the wrong cells of its sheets coloured, each with what is wrong as its comment. It opens
    at the first sheet that has any.

    Everything else stays as it came; macros are not kept.
    """
    with path.open("rb") as source:
        book = openpyxl.load_workbook(source, keep_links=False)
    every = [(book[sheet], at, said) for sheet, cells in wrong.items() for at, said in cells.items()]
    for tab, (row, column), said in every[:MOST_MARKED]:
        at = (row, column)
        for merged in tab.merged_cells.ranges:
            if isinstance(tab[address(at)], MergedCell) and address(at) in merged:
                at = (merged.min_row - 1, merged.min_col - 1)
        cell = tab[address(at)]
        cell.fill = RED
        cell.comment = Comment(said, AUTHOR, width=320, height=120)
    book.active = book.sheetnames.index(next(iter(wrong)))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
