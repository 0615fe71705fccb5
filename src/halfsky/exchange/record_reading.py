"""The records of a file, one after the other, each with its child records; nothing of it is held beyond the next.

Child records stand on sheets of their own and name their record by its number; they are put into a table that the
database engine keeps beside memory and forgets when the file is closed.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from halfsky.exchange.layout import normal
from halfsky.exchange.proposals import TOTALS
from halfsky.exchange.record_columns import CHILD, NUMBER, OWN, Grid
from halfsky.exchange.record_heads import Heads
from halfsky.exchange.spots import address
from halfsky.exchange.streamed import Line, Source
from halfsky.kernel.entry import ID
from halfsky.kernel.field import Kind
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import CATALOGUE, Refusal

CLEARED = "清空"
"""What is written into a cell to empty a field; an empty cell leaves it as it is."""
WITHOUT_UNIT = re.compile(r"[+-]?[\d.,]+")
MOST_LEFT_OUT = 20


@dataclass(slots=True)
class Row:
    """One row of a sheet: what its cells say by the key of their columns, and what could not be read."""

    heads: Heads
    number: int
    cells: dict[str, str]
    faults: list[tuple[str, Refusal]] = field(default_factory=list)

    def own(self, key: str) -> str:
        return self.cells.get(key, "")

    @property
    def says_nothing(self) -> bool:
        """Whether it names no field at all, as a row that was only numbered or given a place."""
        return not self.faults and not set(self.cells) - set(OWN)

    @property
    def link(self) -> str:
        """The number of its record, as it is written."""
        return narrow(self.own(NUMBER)).strip()

    def column(self, key: str) -> int:
        """The column of a key; the first where it has none."""
        found = self.heads.index(key)
        return min(self.heads.columns, default=0) if found is None else found

    def at(self, key: str = "") -> str:
        """The cell as a complaint names it: 妇女之家!D8."""
        return f"{self.heads.sheet}!{address((self.number - 1, self.column(key)))}"

    def raw(self) -> dict[str, str | Mapping[str, str]]:
        """What is written, field by field; a checklist by item."""
        found: dict[str, str | Mapping[str, str]] = {}
        items: dict[str, dict[str, str]] = {}
        for key, text in self.cells.items():
            if key in OWN:
                continue
            said = "" if text == CLEARED else text
            code, dot, item = key.partition(".")
            if dot:
                items.setdefault(code, {})[item] = said
            else:
                found[code] = said
        return {**found, **items}


@dataclass(slots=True)
class Raw:
    """A record as a file says it. Without a row of its own it has child rows alone, and `link` names the record."""

    link: str
    row: Row | None
    parts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def first(self) -> Row:
        return self.row or next(rows[0] for rows in self.parts.values() if rows)

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not self.parts and (self.row is None or self.row.says_nothing)


class RecordFile:
    """A file that was understood, open for reading."""

    def __init__(self, source: Source, heads: Sequence[Heads]) -> None:
        self.source, self.heads = source, tuple(heads)
        self.left_out: list[str] = []
        self.joined = sqlite3.connect("", isolation_level=None)
        self.joined.execute("CREATE TABLE child (part TEXT, link TEXT, number INTEGER, cells TEXT, faults TEXT)")
        self.joined.execute("CREATE TABLE parent (link TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        self.joined.execute("CREATE TABLE seen (digest TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")

    def __enter__(self) -> RecordFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.joined.close()

    def records(self) -> Iterator[Raw]:
        """Every record of the file in the order of its rows, then those of which only child rows are there."""
        below = self.heads[1:]
        self.joined.execute("BEGIN")
        for heads in below:
            self._keep_children(heads)
        self.joined.execute("CREATE INDEX child_of ON child (link)")
        for row in self._rows(self.heads[0]):
            if row.link:
                self.joined.execute("INSERT OR IGNORE INTO parent VALUES (?, ?)", (row.link, row.number))
            yield Raw(row.link, row, self._children(row.link) if below and row.link else {})
        for (link,) in self.joined.execute(
            "SELECT DISTINCT link FROM child WHERE link NOT IN (SELECT link FROM parent) ORDER BY rowid"
        ).fetchall():
            yield Raw(link, None, self._children(link))

    def once(self, digest: str, number: int) -> int | None:
        """Note a digest at a row; the row at which it stood before, if any."""
        done = self.joined.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, number))
        if done.rowcount:
            return None
        found: int = self.joined.execute("SELECT number FROM seen WHERE digest = ?", (digest,)).fetchone()[0]
        return found

    def _keep_children(self, heads: Heads) -> None:
        for row in self._rows(heads):
            faults = [[key, fault.number, fault.where] for key, fault in row.faults]
            kept = (heads.grid.part, row.link, row.number, json.dumps(row.cells), json.dumps(faults))
            self.joined.execute("INSERT INTO child VALUES (?, ?, ?, ?, ?)", kept)

    def _children(self, link: str) -> dict[str, list[Row]]:
        of = {heads.grid.part: heads for heads in self.heads[1:]}
        found: dict[str, list[Row]] = {}
        query = "SELECT part, number, cells, faults FROM child WHERE link = ? ORDER BY number"
        for part, number, cells, faults in self.joined.execute(query, (link,)):
            again = [(key, CATALOGUE[code].at(where)) for key, code, where in json.loads(faults)]
            found.setdefault(part, []).append(Row(of[part], number, json.loads(cells), again))
        return found

    def _rows(self, heads: Heads) -> Iterator[Row]:
        """The rows below the headings that say something; a total is left out and named."""
        reading = [(at, column.key) for at, column in heads.columns.items() if column.reads]
        keys = dict(reading)
        for line in self.source.lines(heads.sheet):
            if line.number <= heads.first or not any(line.texts):
                continue
            if is_total(line):
                if len(self.left_out) < MOST_LEFT_OUT:
                    self.left_out.append(f"{heads.sheet}!{line.number}")
                continue
            cells = {key: _with_unit(heads, at, text) for at, key in reading if (text := line.text(at))}
            faults = [(keys[at], fault) for at, fault in line.faults.items() if at in keys]
            if cells or faults:
                yield Row(heads, line.number, cells, faults)


def is_total(line: Line) -> bool:
    """Whether a row is a total of others: it is so called in its first cells."""
    first = [text for text in line.texts if text][:2]
    return any(normal(text) in TOTALS for text in first)


def _with_unit(heads: Heads, at: int, text: str) -> str:
    unit = heads.units.get(at)
    return f"{text}{unit}" if unit and WITHOUT_UNIT.fullmatch(narrow(text)) else text


def checklists(grid: Grid) -> frozenset[str]:
    """The fields of a sheet that are answered item by item."""
    return frozenset(c.asked.code for c in grid.columns if c.asked and c.asked.kind is Kind.CHECKLIST)


def child_raw(row: Row, token: str) -> dict[str, str | Mapping[str, str]]:
    """A child row for reading, under the name by which complaints about it come back."""
    return {ID: row.own(CHILD).strip() or token, **row.raw()}
