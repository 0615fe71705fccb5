"""A copy of the file that somebody sent: wrong cells coloured and commented, and without what is not to be kept.

Every cell keeps its address. Only the sheets that hold records are copied; columns that sort persons are left empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.marked_copy import AUTHOR, MOST_MARKED, marked_copy
from halfsky.exchange.record_columns import sheet_name
from halfsky.exchange.record_heads import Heads
from halfsky.exchange.spots import Spot
from halfsky.exchange.streamed import Source

MOST_WHOLE = 3_000_000
"""A workbook up to so many bytes is marked as it is, with all its looks; a larger one is written anew."""

Wrong = Mapping[str, Mapping[Spot, str]]
"""What is wrong, by sheet and cell."""


def marked(source: Source, heads: Sequence[Heads], wrong: Wrong, to: Path) -> None:
    """Write the marked copy. A small workbook with nothing to leave out keeps its looks."""
    whole = source.kind == "xlsx" and source.path.stat().st_size <= MOST_WHOLE and not any(h.skipped for h in heads)
    if whole:
        to.write_bytes(marked_copy(source.path, wrong))
    else:
        rewritten(source, heads, to, wrong)


def rewritten(source: Source, heads: Sequence[Heads], to: Path, wrong: Wrong = {}) -> None:  # noqa: B006
    """Write the rows anew, as texts, each cell where it was, without the columns that sort persons."""
    options = {"constant_memory": True, "tmpdir": str(to.parent), **WORKBOOK}
    with xlsxwriter.Workbook(str(to), options) as book:
        text = book.add_format({"num_format": "@"})
        red = book.add_format({"num_format": "@", "bg_color": "#FFC7CE"})
        for one in heads:
            sheet = book.add_worksheet(sheet_name(one.sheet))
            if one.own:
                sheet.set_row(one.first - 1, None, None, {"hidden": True})
            out = frozenset(skipped.column for skipped in one.skipped)
            _copy(sheet, source, one, out, wrong.get(one.sheet, {}), text, red)


def _copy(
    sheet: Any, source: Source, heads: Heads, out: Collection[int], wrong: Mapping[Spot, str], text: Any, red: Any
) -> None:
    told = dict(list(wrong.items())[:MOST_MARKED])
    rows: dict[int, set[int]] = {}
    for row, column in told:
        rows.setdefault(row, set()).add(column)
    for line in source.lines(heads.sheet):
        row = line.number - 1
        bad = rows.get(row, set())
        for column, said in enumerate(line.texts):
            if column in out or column in bad or not said:
                continue
            sheet.write_string(row, column, said, text)
        for column in sorted(bad):
            sheet.write_string(row, column, line.text(column), red)
            sheet.write_comment(row, column, told[row, column], {"author": AUTHOR, "width": 320, "height": 120})
