"""A whole workbook as people send it: its sheets with merged cells, odd cells and names; or one table of text.

Every cell is read as the text that a person would type: 35% stays 35%, a number has the digits that a spreadsheet
keeps. An error or a formula that was never reckoned is no text: who needs the cell is told.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halfsky.exchange.biff import xls_indents, xls_marks
from halfsky.exchange.files import Kind, demand_file, encoding_of, kind_of, sha256_of
from halfsky.exchange.indents import indents
from halfsky.exchange.marks import Mark, Names, marks, names
from halfsky.exchange.spots import Spot, address
from halfsky.exchange.tables import BAD_CSV, DELIMITERS, MOST_MB, said
from halfsky.exchange.workbooks import reading
from halfsky.kernel.refusals import Refusal, problem

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

BROKEN_CELL = problem(
    "400.771",
    ("单元格是公式错误（如 #REF!、#DIV/0!），没有数值。", "The cell holds an error (such as #REF!), no value."),
    ("请改成数字，或改正公式后重新保存。", "Write the number, or mend the formula and save again."),
)
NOT_RECKONED = problem(
    "400.772",
    ("单元格是公式，但没有计算结果。", "The cell holds a formula that was never reckoned."),
    (
        "请在 Excel 或 WPS 中打开文件，待算出数后保存，再上传；或直接填写数字。",
        "Open it in Excel or WPS, save it once it shows the value, and send it again; or write the number.",
    ),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet. `rows` hold the values as they were read, `merged` the corners of merged ranges, `indents` how far the
    format of a cell indents it, in steps."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: tuple[tuple[Spot, Spot], ...] = ()
    odd: Mapping[Spot, Mark] = field(default_factory=dict)
    indents: Mapping[Spot, int] = field(default_factory=dict)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", max((len(row) for row in self.rows), default=0))

    def raw(self, spot: Spot) -> object:
        row, column = spot
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""

    def text(self, spot: Spot) -> str:
        """The cell as a person would type it; an error is the empty text (see `fault`)."""
        value = self.raw(spot)
        mark = self.odd.get(spot) if self.odd else None
        if mark is None:
            return value.strip() if isinstance(value, str) else said(value)
        if mark is Mark.PERCENT and isinstance(value, int | float) and not isinstance(value, bool):
            return f"{(Decimal(said(float(value))) * 100).normalize():f}%"
        return said(value) if mark is Mark.PERCENT else ""

    def fault(self, spot: Spot) -> Refusal | None:
        """What keeps the cell from being read."""
        match self.odd.get(spot):
            case Mark.ERROR:
                return BROKEN_CELL.at(self.at(spot))
            case Mark.NO_VALUE:
                return NOT_RECKONED.at(self.at(spot))
        return None

    def at(self, spot: Spot) -> str:
        """The cell as a complaint names it: 填报!D8."""
        return f"{self.name}!{address(spot)}"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read; of text there is one sheet."""

    title: str
    sha256: str
    kind: Kind
    tabs: tuple[Tab, ...]
    names: Names = field(default_factory=dict)

    def tab(self, name: str) -> Tab | None:
        return next((t for t in self.tabs if t.name == name), None)


def open_book(path: Path, title: str = "", most_mb: int = MOST_MB, head: int | None = None) -> Book:
    """Read a workbook (.xlsx, .xls, .et) or a table of text (CSV, TSV), known by its bytes, not by its name. Where
    `head` is given, only so many rows of each sheet of an .xlsx are read; the rows below are there, and empty."""
    demand_file(path, most_mb)
    kind = kind_of(path)
    if kind == "text":
        return Book(title or path.name, sha256_of(path), kind, (Tab(title or path.name, _text_rows(path)),))
    with reading(path, kind) as source:
        head = head if kind == "xlsx" else None
        odd = marks(path, head) if kind == "xlsx" else xls_marks(path)
        steps = {} if head is not None else indents(path) if kind == "xlsx" else xls_indents(path)
        sheets = [source.get_sheet_by_name(name) for name in source.sheet_names]
        tabs = tuple(
            Tab(
                s.name,
                _rows(s, head),
                _corners(s.merged_cell_ranges),
                odd.get(s.name, {}),
                steps.get(s.name, {}),
            )
            for s in sheets
        )
        return Book(title or path.name, sha256_of(path), kind, tabs, names(path) if kind == "xlsx" else {})


def _rows(sheet: CalamineSheet, head: int | None) -> list[list[Any]]:
    if head is None:
        return sheet.to_python(skip_empty_area=False)
    rows = sheet.to_python(skip_empty_area=False, nrows=head)
    return [*rows, *([[]] * (sheet.total_height - len(rows)))]


def _corners(ranges: Sequence[tuple[Spot, Spot]] | None) -> tuple[tuple[Spot, Spot], ...]:
    return tuple(ranges or ())


def _text_rows(path: Path) -> list[list[object]]:
    """The rows of a table of text, its lines in their places; spaces stay, because labels are indented by them."""
    with path.open(encoding=encoding_of(path), newline="") as source:
        delimiter = max(DELIMITERS, key=source.readline().count)
        source.seek(0)
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            return [list(row) for row in reader]
        except csv.Error as why:
            raise BAD_CSV.at(f"{path.name}:{reader.line_num}", why=why) from why
