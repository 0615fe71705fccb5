"""The odd cells of an .xls or .et workbook: errors, percent and indents, which a reader of values does not tell.

The records of BIFF8 that matter are few: which sheets there are and where, which styles show percent or indent, and the
cells that hold an error, or a number or a text in such a style.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from halfsky.exchange.compound import stream
from halfsky.exchange.marks import Mark, shows_percent
from halfsky.exchange.spots import Spot

FORMULA, NUMBER, RK, MANY_RK, ERROR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
LABEL = 0x00FD
BOUND_SHEET, FORMAT, STYLE, LOCKED, END_OF_SHEET = 0x0085, 0x041E, 0x00E0, 0x002F, 0x000A
PERCENT_FORMATS = frozenset({9, 10})
"""0% and 0.00%, which every workbook has."""


def xls_marks(path: Path) -> dict[str, dict[Spot, Mark]]:
    """The odd cells by the name of their sheet; what cannot be understood is left to the reader of values."""
    book = stream(path.read_bytes(), "Workbook", "Book")
    try:
        return _marks(book) if book is not None else {}
    except (struct.error, IndexError):
        return {}


def xls_indents(path: Path) -> dict[str, dict[Spot, int]]:
    """How many steps the format of a text indents it, by the name of its sheet."""
    book = stream(path.read_bytes(), "Workbook", "Book")
    try:
        return _indents(book) if book is not None else {}
    except (struct.error, IndexError):
        return {}


def _indents(book: bytes) -> dict[str, dict[Spot, int]]:
    sheets: list[tuple[str, int]] = []
    steps: list[int] = []
    for kind, record in _records(book, 0):
        if kind == LOCKED:
            return {}
        if kind == BOUND_SHEET:
            sheets.append((_text(record[6], record[7:]), struct.unpack_from("<I", record)[0]))
        elif kind == STYLE:
            steps.append(record[8] & 0x0F)
    return {name: dict(_indented(book, start, steps)) for name, start in sheets} if any(steps) else {}


def _indented(book: bytes, start: int, steps: list[int]) -> Iterator[tuple[Spot, int]]:
    for kind, record in _records(book, start):
        if kind == LABEL:
            row, column, style = struct.unpack_from("<3H", record)
            if steps[style]:
                yield (row, column), steps[style]


def _marks(book: bytes) -> dict[str, dict[Spot, Mark]]:
    sheets: list[tuple[str, int]] = []
    percent, styles = set(PERCENT_FORMATS), []
    for kind, record in _records(book, 0):
        if kind == LOCKED:
            return {}
        if kind == BOUND_SHEET:
            sheets.append((_text(record[6], record[7:]), struct.unpack_from("<I", record)[0]))
        elif kind == FORMAT:
            number, length = struct.unpack_from("<2H", record)
            if shows_percent(_text(length, record[4:])):
                percent.add(number)
        elif kind == STYLE:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    shown = {at for at, number in enumerate(styles) if number in percent}
    return {name: dict(_odd(book, start, shown)) for name, start in sheets}


def _odd(book: bytes, start: int, percent: set[int]) -> Iterator[tuple[Spot, Mark]]:
    for kind, record in _records(book, start):
        if kind in (FORMULA, NUMBER, RK, ERROR):
            row, column, style = struct.unpack_from("<3H", record)
            if (kind == ERROR and record[7]) or (kind == FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2):
                yield (row, column), Mark.ERROR
            elif kind != ERROR and style in percent and not (kind == FORMULA and record[12:14] == b"\xff\xff"):
                yield (row, column), Mark.PERCENT
        elif kind == MANY_RK:
            row, first = struct.unpack_from("<2H", record)
            for at in range((len(record) - 6) // 6):
                if struct.unpack_from("<H", record, 4 + 6 * at)[0] in percent:
                    yield (row, first + at), Mark.PERCENT


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a position to the end of its sheet."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        if kind == END_OF_SHEET:
            return
        at += 4 + length


def _text(length: int, rest: bytes) -> str:
    """A text of so many characters behind the mark that says how wide they are."""
    wide = rest[0] & 1
    return rest[1 : 1 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
