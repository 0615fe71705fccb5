"""A table of a pack as text with positions, from CSV or from the first worksheet of an XLSX file.

Both give the same: a heading row, then rows of cells as text without the spaces around them. Empty rows are left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from halfsky.kernel.refusals import problem
from halfsky.packs.files import Files
from halfsky.packs.spot import Complaints, Spot

NO_HEADING = problem(
    "400.241",
    ("表是空的：没有表头。", "The table is empty: it has no heading row."),
    ("第一行应是列名，如 {columns}。", "The first row holds the names of the columns, such as {columns}."),
)
RAGGED = problem(
    "400.242",
    ("这一行有 {came} 格，表头有 {wanted} 格。", "This row has {came} cells, the heading row {wanted}."),
    (
        "含有逗号的文字要加英文双引号；空格子也要保留逗号。",
        "Put text that holds a comma into double quotes; keep the commas of empty cells.",
    ),
)
BAD_CSV = problem(
    "400.243",
    ("CSV 写法有误：{what}。", "This is not sound CSV: {what}."),
    ("请检查该行的双引号是否成对。", "Check that the double quotes of the line are closed."),
)
DAMAGED_BOOK = problem(
    "400.244",
    ("工作簿打不开，文件已损坏或不是 XLSX。", "The workbook cannot be opened: it is damaged or no XLSX file."),
    ("请在 Excel 或 WPS 中打开后另存为 .xlsx，或另存为 CSV UTF-8。", "Save it as .xlsx again, or as CSV UTF-8."),
)
DOUBLED_COLUMN = problem(
    "400.245",
    ("列名“{came}”出现了两次。", "The column “{came}” appears twice."),
    ("请删去其中一列。", "Take one of them out."),
)
SPREADSHEETS = (".xlsx",)


@dataclass(frozen=True, slots=True)
class Table:
    """The heading and the rows of one table; every row has as many cells as the heading."""

    heading: tuple[str, ...]
    spot: Spot
    rows: tuple[tuple[Spot, tuple[str, ...]], ...]


def read_table(files: Files, name: str, columns: Iterable[str], complaints: Complaints) -> Table:
    """Read `name` (CSV or XLSX). `columns` are named where there is no heading at all."""
    path = files.path(name)
    lines = _worksheet(files.blobs[name], path) if name.endswith(SPREADSHEETS) else _csv(files.text(name), path)
    head = next(lines, None)
    if head is None:
        raise NO_HEADING.at(path, columns=", ".join(columns))
    line, heading = head
    letters = {h: _letters(i) for i, h in enumerate(heading)} if name.endswith(SPREADSHEETS) else {}
    for doubled in dict.fromkeys(h for h in heading if h and heading.count(h) > 1):
        complaints.add(DOUBLED_COLUMN.at(path, came=doubled))
    rows = []
    for line, cells in lines:
        spot = Spot(path, line, 0, letters)
        if len(cells) != len(heading):
            complaints.add(RAGGED.at(str(spot), came=len(cells), wanted=len(heading)))
        else:
            rows.append((spot, cells))
    return Table(heading, Spot(path, head[0], 0, letters), tuple(rows))


def _csv(text: str, path: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that are not empty, with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, tuple(cell.strip() for cell in cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise BAD_CSV.at(f"{path}:{line}", what=error) from None


def _worksheet(blob: bytes, path: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of the first sheet that are not empty, cut to the width of the heading, with their row numbers."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        raise DAMAGED_BOOK.at(path) from None
    width = 0
    for number, row in enumerate(rows, 1):
        cells = [_said(value) for value in row]
        if not any(cells):
            continue
        while len(cells) > width and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        yield number, tuple(cells + [""] * (width - len(cells)))


def _said(value: object) -> str:
    """A cell of a worksheet as text: 2020.0 is 2020, a date is 2024-12-31."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return str(value).strip()


def _letters(index: int) -> str:
    """The letters of a worksheet's column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
