"""Any file of tables, row by row: what is held of it stays small however long it is.

XLSX is read from its stream with the texts that cells share packed together; CSV line by line. The old format (.xls,
.et) ends at 65,536 rows and is read whole. Every cell comes as the text that a person would type; one that holds an
error or a formula that was never reckoned comes with its complaint.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from halfsky.exchange.books import BROKEN_CELL, NOT_RECKONED, Book, open_book
from halfsky.exchange.files import Kind, demand_file, kind_of, sha256_of
from halfsky.exchange.marks import sheet_parts, shows_percent, style_formats
from halfsky.exchange.spots import address, spot
from halfsky.exchange.tables import MOST_MB, said, text_rows
from halfsky.exchange.workbooks import DAMAGED, check_size
from halfsky.kernel.refusals import Problem, Refusal

Faults = Mapping[int, Refusal]
_MAC = re.compile(rb'date1904="(1|true)"')


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as the sheet counts (from 1), its cells, and what keeps a cell from being read."""

    number: int
    texts: tuple[str, ...]
    faults: Faults = field(default_factory=dict)

    def text(self, column: int) -> str:
        return self.texts[column] if column < len(self.texts) else ""


class Strings:
    """The texts that the cells of a workbook share, in one piece: many take little more than their letters."""

    def __init__(self) -> None:
        self.letters = bytearray()
        self.ends = array("Q", [0])

    def add(self, text: str) -> None:
        self.letters += text.encode()
        self.ends.append(len(self.letters))

    def __getitem__(self, number: int) -> str:
        return self.letters[self.ends[number] : self.ends[number + 1]].decode()


@dataclass
class Source:
    """A file of tables. Its lines may be read more than once."""

    path: Path
    title: str
    kind: Kind = field(init=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        demand_file(self.path, MOST_MB)
        self.kind = kind_of(self.path)
        self.sha256 = sha256_of(self.path)
        if self.kind == "xlsx":
            check_size(self.path)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sheets; a text is one."""
        if self.kind == "text":
            return (self.title,)
        return tuple(self._parts) if self.kind == "xlsx" else tuple(tab.name for tab in self._book.tabs)

    def lines(self, name: str) -> Iterator[Line]:
        """The rows of a sheet, without those that are not there."""
        if self.kind == "text":
            return (Line(number, tuple(cells)) for number, cells, _ in text_rows(self.path))
        return self._xlsx(name) if self.kind == "xlsx" else self._xls(name)

    @cached_property
    def _book(self) -> Book:
        return open_book(self.path, self.title)

    def _xls(self, name: str) -> Iterator[Line]:
        tab = self._book.tab(name)
        assert tab is not None
        for row, cells in enumerate(tab.rows):
            spots = [(row, column) for column in range(len(cells))]
            faults = {c: fault for c, at in enumerate(spots) if tab.odd and (fault := tab.fault(at))}
            yield Line(row + 1, tuple(tab.text(at) for at in spots), faults)

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The part of the zip by the name of its sheet."""
        with zipfile.ZipFile(self.path) as archive:
            return dict(sheet_parts(archive))

    @cached_property
    def _formats(self) -> tuple[list[str], dt.datetime]:
        with zipfile.ZipFile(self.path) as archive:
            mac = _MAC.search(archive.read("xl/workbook.xml"))
            return style_formats(archive), MAC_EPOCH if mac else WINDOWS_EPOCH

    @cached_property
    def _strings(self) -> Strings:
        found = Strings()
        with zipfile.ZipFile(self.path) as archive:
            part = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), "")
            if part:
                with archive.open(part) as source:
                    for _, one in self._parsed(source, "si"):
                        found.add(_spelled(one))
        return found

    def _xlsx(self, name: str) -> Iterator[Line]:
        formats, epoch = self._formats
        cells = _Cells(self._strings, formats, epoch, name)
        with zipfile.ZipFile(self.path) as archive, archive.open(self._parts[name]) as source:
            for count, row in self._parsed(source, "row"):
                number = int(row.get("r") or count)
                yield cells.line(number, row)

    def _parsed(self, source: IO[bytes], wanted: str) -> Iterator[tuple[int, Element]]:
        """Every element of a name, counted from 1; it is let go of as soon as it was looked at."""
        above: list[Element] = []
        count = 0
        try:
            for event, one in iterparse(source, events=("start", "end")):
                if event == "start":
                    above.append(one)
                    continue
                above.pop()
                if _name(one) == wanted:
                    count += 1
                    yield count, one
                    above[-1].clear()
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, EOFError) as why:
            raise DAMAGED.at(self.title) from why


@dataclass(frozen=True, slots=True)
class _Cells:
    """How the cells of one sheet are read."""

    strings: Strings
    formats: list[str]
    epoch: dt.datetime
    sheet: str

    def line(self, number: int, row: Element) -> Line:
        texts: list[str] = []
        faults: dict[int, Refusal] = {}
        for cell in row:
            at = spot(cell.get("r") or "")
            column = at[1] if at else len(texts)
            texts += [""] * (column + 1 - len(texts))
            found = self._value(cell)
            if isinstance(found, Problem):
                faults[column] = found.at(f"{self.sheet}!{address((number - 1, column))}")
            else:
                texts[column] = found
        return Line(number, tuple(texts), faults)

    def _value(self, cell: Element) -> str | Problem:
        inner = {_name(child): child for child in cell}
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _spelled(inner["is"]).strip() if "is" in inner else ""
        held = inner["v"].text if "v" in inner else None
        if kind == "e":
            return BROKEN_CELL
        if held is None or not held.strip():
            return NOT_RECKONED if "f" in inner and kind != "str" else ""
        match kind:
            case "s":
                return self.strings[int(held)].strip()
            case "b":
                return "是" if held.strip() == "1" else "否"
            case "n":
                return self._number(float(held), int(cell.get("s") or 0))
        return held.strip()

    def _number(self, value: float, style: int) -> str:
        code = self.formats[style] if style < len(self.formats) else ""
        if code and is_date_format(code):
            try:
                return said(from_excel(value, self.epoch))
            except (ValueError, OverflowError):
                return said(value)
        if code and shows_percent(code):
            return f"{(Decimal(said(value)) * 100).normalize():f}%"
        return said(value)


def _name(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]


def _spelled(one: Element) -> str:
    """The letters of a text, without how it is spoken."""
    found = []
    for child in one:
        match _name(child):
            case "t":
                found.append(child.text or "")
            case "r":
                found += [t.text or "" for t in child if _name(t) == "t"]
    return "".join(found)
