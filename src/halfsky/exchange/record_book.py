"""A register as a workbook: the empty template, and records on their way out.

Rows are written as they come, so fifty thousand records take no more memory than fifty. Every cell is written as what
it is: a text is never a formula or an address, a date is a text that no program turns round. Each sheet says who took
it, when and what for, above its headings and on every printed page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.record_columns import Column, Grid
from halfsky.exchange.spots import address
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text

HEADS, KEYS = 2, 3
"""Rows of the headings and of the hidden keys, counted from 0; a title and the watermark stand above."""
ROWS = 2_000
"""So many rows of a template have drop-downs."""
LISTS = "选项"
EXACT = 15
"""A spreadsheet keeps so many digits of a number; what has more is written as text."""
Cells = Mapping[str, str]
"""What a row says, by the keys of its columns."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who took a workbook, when (as people write it) and what for."""

    who: str
    when: str
    why: str = ""

    @property
    def line(self) -> Text:
        why = Text(f"，用途：{self.why}", f", for: {self.why}") if self.why else Text("")
        return Text(
            f"{self.who} {self.when} 导出{why.zh}。含内部信息的，请勿转发，用毕删除。",
            f"Exported by {self.who}, {self.when}{why.en}. Do not pass it on; delete it after use.",
        )


class RecordBook:
    """A workbook being written, sheet beside sheet, each from its first row to its last."""

    def __init__(
        self, path: Path, register: Register, grids: Sequence[Grid], lang: str, mark: Watermark | None = None
    ) -> None:
        self.register, self.grids, self.lang, self.mark = register, tuple(grids), lang, mark
        # What is written on the way lies beside the file that it becomes, and nowhere else.
        options = {"constant_memory": True, "tmpdir": str(path.parent), **WORKBOOK}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.text = self.book.add_format({"num_format": "@"})
        self.sheets = [self._sheet(grid) for grid in self.grids]
        self.rows = [KEYS + 1] * len(self.sheets)
        self._drop_downs()

    def __enter__(self) -> RecordBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.book.close()

    def write(self, sheet: int, cells: Cells) -> None:
        """Write the next row of a sheet."""
        row, to = self.rows[sheet], self.sheets[sheet]
        for at, column in enumerate(self.grids[sheet].columns):
            text = cells.get(column.key, "")
            if not text:
                continue
            if column.counted and plain_number(text):
                to.write_number(row, at, float(text))
            else:
                to.write_string(row, at, text, self.text)
        self.rows[sheet] += 1

    def _sheet(self, grid: Grid) -> Any:
        sheet = self.book.add_worksheet(grid.sheet(self.lang))
        bold = self.book.add_format({"bold": True, "font_size": 14})
        head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        grey = self.book.add_format({"font_color": "#7F7F7F", "font_size": 9})
        self._columns(sheet, grid)
        sheet.write_string(0, 0, grid.title.in_(self.lang), bold)
        sheet.write_string(1, 0, self._said(), grey)
        for at, column in enumerate(grid.columns):
            sheet.write_string(HEADS, at, column.heading(self.lang), head)
            if note := column.note.in_(self.lang):
                sheet.write_comment(HEADS, at, note, {"width": 240, "height": 90})
        sheet.set_row(KEYS, None, None, {"hidden": True})
        for at, column in enumerate(grid.columns):
            sheet.write_string(KEYS, at, key_of(self.register, grid, column))
        sheet.freeze_panes(KEYS + 1, 1)
        self._print(sheet, grid)
        return sheet

    def _said(self) -> str:
        if self.mark:
            return self.mark.line.in_(self.lang)
        return Text(
            "带*的必填；把鼠标移到表头上看填法。从第5行填起，每行一条。",
            "A star: must be filled in. Point at a heading to see how. One record a row, from row 5 on.",
        ).in_(self.lang)

    def _columns(self, sheet: Any, grid: Grid) -> None:
        """Widths; what is no number is text, so that a program leaves dates and long digits alone."""
        for at, column in enumerate(grid.columns):
            width = min(40, max(10, 2 * len(column.label.zh) + 2))
            sheet.set_column(at, at, width, None if column.counted else self.text)

    def _print(self, sheet: Any, grid: Grid) -> None:
        sheet.set_landscape()
        sheet.repeat_rows(HEADS)
        said = self.mark.line.in_(self.lang).replace("&", "&&") if self.mark else ""
        title = grid.title.in_(self.lang).replace("&", "&&")
        sheet.set_header(f"&L{title}"[:250])
        sheet.set_footer(f"&L{said[:230]}&R&P/&N")

    def _drop_downs(self) -> None:
        """Lists to choose from, kept on a hidden sheet of their own."""
        lists, at = None, 0
        for sheet, grid in zip(self.sheets, self.grids, strict=True):
            for place, column in enumerate(grid.columns):
                if not column.options or (column.asked is not None and column.asked.many):
                    continue
                lists = lists or self.book.add_worksheet(LISTS)
                # A sheet that is streamed takes no row twice: every list is a row of its own.
                for step, option in enumerate(column.options):
                    lists.write_string(at, step, option.in_(self.lang))
                last = address((at, len(column.options) - 1), fixed=True)
                rule = {"validate": "list", "source": f"='{LISTS}'!{address((at, 0), fixed=True)}:{last}"}
                sheet.data_validation(KEYS + 1, place, KEYS + ROWS, place, rule)
                at += 1
        if lists:
            lists.hide()


def key_of(register: Register, grid: Grid, column: Column) -> str:
    """The hidden name of a column: register, kind of child records, key."""
    return f"{register.code}|{grid.part}|{column.key}"


def plain_number(text: str) -> bool:
    """Whether a spreadsheet keeps a number exactly.

    >>> plain_number("3.5"), plain_number("0475"), plain_number("450821199001010029")
    (True, False, False)
    """
    digits = text.removeprefix("-").replace(".", "", 1)
    if digits.startswith("0") and "." not in text[:3] and len(digits) > 1:
        return False
    return digits.isascii() and digits.isdigit() and len(digits) <= EXACT


def template(path: Path, register: Register, grids: Sequence[Grid], lang: str) -> None:
    """Write the empty workbook of a register."""
    with RecordBook(path, register, grids, lang):
        pass
