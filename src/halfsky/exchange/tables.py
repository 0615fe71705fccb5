"""Any table that people send: CSV in UTF-8 or GBK, XLSX, XLS; headings in Chinese or English; every cell as text.

The heading row may stand below a title. Columns come under the names that the caller uses; those it does not know are
left out and named. A cell knows where it stands, so a complaint can say it.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from halfsky.exchange.files import demand_file, encoding_of, kind_of, sha256_of
from halfsky.exchange.spots import letters
from halfsky.exchange.workbooks import first_sheet
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import problem

NO_HEADINGS = problem(
    "400.503",
    ("没有找到表头：缺少{missing}列。", "No heading row was found: the column {missing} is missing."),
    (
        "表头须含 {wanted}（中文或英文均可），放在前{rows}行之内。",
        "The heading row holds {wanted} (Chinese or English) and stands within the first {rows} rows.",
    ),
)
DOUBLED = problem(
    "400.504",
    ("表头“{came}”重复。", "The heading “{came}” appears twice."),
    ("请删去或改名其中一列。", "Remove or rename one of the columns."),
)
BAD_CSV = problem(
    "400.505",
    ("CSV 格式有误：{why}。", "This is not sound CSV: {why}."),
    (
        "请检查该行的双引号是否成对，或改用 .xlsx 导入。",
        "Check that the double quotes of the line are closed, or import .xlsx.",
    ),
)
MOST_MB = 64
HEADING_WITHIN = 10
DELIMITERS = ",\t;，"
Row = tuple[int, list[str], frozenset[int]]
"""Row number, cells as text, and which of the cells were numbers of a worksheet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row by column name. `numeric` names the columns whose cell was a number, not a text."""

    number: int
    cells: Mapping[str, str]
    numeric: frozenset[str]
    table: Table = field(repr=False, compare=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def at(self, column: str = "") -> str:
        """Where the cell stands: `values.csv:12 (数值)`, `values.xlsx!F12 (数值)`."""
        heading, at = self.table.columns.get(column, ("", ""))
        if at:
            return f"{self.table.title}!{at}{self.number} ({heading})"
        return f"{self.table.title}:{self.number}" + (f" ({heading})" if heading else "")


@dataclass(slots=True)
class Table:
    """A table that was read. `columns` maps a name to its heading and, in a worksheet, its letters."""

    title: str
    sha256: str
    columns: dict[str, tuple[str, str]]
    left_out: tuple[str, ...]
    lines: list[Line]


def read_table(path: Path, names: Mapping[str, str], required: Sequence[str]) -> Table:
    """Read a whole table. `names` maps every accepted heading (folded) to the caller's column name."""
    table, lines = open_table(path, names, required, MOST_MB)
    table.lines.extend(lines)
    return table


def open_table(
    path: Path, names: Mapping[str, str], required: Sequence[str], most_mb: int | None = None
) -> tuple[Table, Iterator[Line]]:
    """The heading of a table, and its lines as a stream; rows without anything are left out."""
    demand_file(path, most_mb)
    kind = kind_of(path)
    rows = text_rows(path) if kind == "text" else _sheet_rows(path, kind)
    number, headings = _find_headings(path, rows, names, required)
    known = [names.get(fold(h), "") for h in headings]
    for heading, name in zip(headings, known, strict=True):
        if name and known.count(name) > 1:
            raise DOUBLED.at(f"{path.name}:{number}", came=heading)
    columns = {name: (headings[i], letters(i) if kind != "text" else "") for i, name in enumerate(known) if name}
    left_out = tuple(h for h, name in zip(headings, known, strict=True) if h and not name)
    table = Table(path.name, sha256_of(path), columns, left_out, [])
    return table, _lines(table, rows, known)


def _lines(table: Table, rows: Iterator[Row], known: Sequence[str]) -> Iterator[Line]:
    for at, cells, typed in rows:
        found = {name: cells[i] for i, name in enumerate(known) if name and i < len(cells)}
        if any(found.values()):
            numeric = frozenset(known[i] for i in typed if i < len(known) and known[i])
            yield Line(at, found, numeric, table)


def fold(heading: str) -> str:
    """A heading for comparison: narrow, lower case, without spaces and without what stands in brackets."""
    plain = "".join(narrow(heading).lower().split()).lstrip("*")
    return plain.translate(str.maketrans("（）", "()")).partition("(")[0]


def _find_headings(
    path: Path, rows: Iterator[Row], names: Mapping[str, str], required: Sequence[str]
) -> tuple[int, list[str]]:
    """The first of the upper rows that has all required columns; the fullest of them is complained of otherwise."""
    least = list(required)
    for number, cells, _ in rows:
        if number > HEADING_WITHIN:
            break
        found = {names.get(fold(cell)) for cell in cells}
        missing = [name for name in required if name not in found]
        if not missing:
            return number, cells
        least = min(least, missing, key=len)
    raise NO_HEADINGS.at(
        path.name,
        missing="、".join(_called(m, names) for m in least),
        wanted="、".join(_called(r, names) for r in required),
        rows=HEADING_WITHIN,
    )


def _called(name: str, names: Mapping[str, str]) -> str:
    """How a column may be headed: its first English and its first Chinese heading, as value/数值."""
    headings = [heading for heading, of in names.items() if of == name]
    english, chinese = ([h for h in headings if h.isascii() is plain][:1] for plain in (True, False))
    return "/".join([*english, *chinese])


def text_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding=encoding_of(path), newline="") as source:
        first = source.readline()
        delimiter = max(DELIMITERS, key=first.count)
        source.seek(0)
        reader, number = csv.reader(source, delimiter=delimiter, strict=True), 1
        try:
            for cells in reader:
                yield number, [cell.strip() for cell in cells], frozenset()
                number = reader.line_num + 1
        except csv.Error as why:
            raise BAD_CSV.at(f"{path.name}:{number}", why=why) from why


def _sheet_rows(path: Path, kind: str) -> Iterator[Row]:
    for number, cells in enumerate(first_sheet(path, kind), 1):
        typed = frozenset(i for i, c in enumerate(cells) if isinstance(c, int | float) and not isinstance(c, bool))
        yield number, [said(cell) for cell in cells], typed


def said(value: object) -> str:
    """A worksheet's cell as text: a number with the 15 digits that a spreadsheet keeps, a date as 2024-12-31."""
    if isinstance(value, float):
        text = f"{value:.15g}"
        return f"{value:.0f}" if "e" in text and value.is_integer() else text
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return str(value).strip()
