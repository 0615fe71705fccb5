"""The columns of tidy files: which ones feeds need, and what a record has in them. No other is ever written.

One file holds the records of a register (`records`), one each kind of its child records (`part_CODE`). Numbers are
whole numbers in units of the field's last decimal, days count from 1 January 1970 (months from year 0), choices are
their codes, places their numbers. What is worked out here (a checklist, whether a field is filled, since when a state
holds) is worked out by the kernel; SQL only reads it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, all_met, share_met
from halfsky.kernel.grammar import Outcome, Shift
from halfsky.kernel.record import Record, Sight
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.kernel.units import Unit

RECORDS = "records"
EPOCH = dt.date(1970, 1, 1)
LARGEST = 2**63 - 1
NOT_WHOLE = problem(
    "400.1390",
    (
        "第{record}条记录的“{field}”（{came}）不能按声明的小数位数写成整数。",
        "“{field}” of record {record} ({came}) is no whole number of the last decimal that its declaration gives.",
    ),
    (
        "请在台账里改正这一项；改过小数位数的，把旧记录重新保存一遍。",
        "Correct it in the register; where the number of decimals was changed, save the older record once more.",
    ),
)


class Holds(StrEnum):
    """What a column holds, and so its type in the file."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    FLAG = "flag"
    CODE = "code"
    ID = "id"
    MET = "met"
    ALL = "all"
    FILLED = "filled"
    SINCE = "since"
    SINCE_MONTH = "since_month"
    MARKED = "marked"
    PLAIN = "plain"
    KEY = "key"


TYPES: Mapping[Holds, str] = {
    Holds.NUMBER: "BIGINT",
    Holds.DAY: "INTEGER",
    Holds.MONTH: "INTEGER",
    Holds.FLAG: "BOOLEAN",
    Holds.CODE: "VARCHAR",
    Holds.ID: "BIGINT",
    Holds.MET: "BIGINT",
    Holds.ALL: "BOOLEAN",
    Holds.FILLED: "BOOLEAN",
    Holds.SINCE: "INTEGER",
    Holds.SINCE_MONTH: "INTEGER",
    Holds.MARKED: "BOOLEAN",
    Holds.PLAIN: "VARCHAR",
    Holds.KEY: "VARCHAR",
}
Plain = int | bool | str | None
Keys = Callable[[int, str], str]
"""The keyed digest of what stands for somebody, by the number of the record and the element; empty where there is
none. The value itself is never looked at here."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds of which field (or state, or element), `of` an option of a choice."""

    name: str
    holds: Holds
    code: str
    of: str = ""

    @property
    def type(self) -> str:
        return TYPES[self.holds]


@dataclass
class Table:
    """The columns that are needed of records, or of one kind of child records; each is asked for as it is met."""

    part: str = ""
    columns: dict[tuple[Holds, str, str], Column] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"part_{plain_name(self.part)}" if self.part else RECORDS

    @property
    def alias(self) -> str:
        return "c" if self.part else "r"

    def need(self, holds: Holds, code: str, of: str = "") -> str:
        """The column as a text of SQL."""
        key = (holds, code, of)
        if key not in self.columns:
            name = plain_name("_".join(filter(None, (holds.value, code.rpartition(".")[2] or code, of))))
            taken = {column.name for column in self.columns.values()}
            while name in taken:
                name += "_"
            self.columns[key] = Column(name, holds, code, of)
        return f"{self.alias}.{self.columns[key].name}"


def plain_name(code: str) -> str:
    """A code as a name that no engine asks to have quoted."""
    return re.sub(r"[^a-z0-9_]", lambda sign: f"x{ord(sign[0]):x}", code.lower())


def day_number(day: dt.date) -> int:
    return (day - EPOCH).days


def month_number(day: dt.date) -> int:
    return day.year * 12 + day.month


@dataclass(frozen=True)
class Rows:
    """What a record has in its columns. `keys` gives the digests of what stands for persons."""

    register: Register
    keys: Keys

    def row(self, number: int, record: Record, columns: tuple[Column, ...]) -> list[Plain]:
        """The record itself: its number, its place, then its columns."""
        sight = Sight(self.register, record, EPOCH)
        return [number, int(record.place), *(self._value(number, record, sight, column) for column in columns)]

    def children(self, number: int, record: Record, part: str, columns: tuple[Column, ...]) -> list[list[Plain]]:
        """Its child records of a kind: the number of the record, then their columns."""
        found = []
        for child in record.parts.get(part, ()):
            sight = Sight(self.register, record, EPOCH, (part, child))
            found.append([number, *(self._value(number, record, sight, column) for column in columns)])
        return found

    def _value(self, number: int, record: Record, sight: Sight, column: Column) -> Plain:
        code = column.code
        match column.holds:
            case Holds.KEY:
                return self.keys(number, column.of) or None
            case Holds.MET | Holds.ALL:
                return self._list(record, column)
            case Holds.FILLED:
                return sight.filled(code)
            case Holds.MARKED:
                kept = record.values.get(code)
                return isinstance(kept, list) and column.of in kept
            case Holds.SINCE | Holds.SINCE_MONTH:
                day = record.entered.get(code)
                return None if day is None else _as_day(day, column.holds is Holds.SINCE_MONTH)
        found = sight.value(code, Cell(), Shift.NONE)
        if isinstance(found, Missing):
            return None
        if column.holds is Holds.NUMBER:
            return self._scaled(number, code, found)
        return self._said(column, found)

    def _said(self, column: Column, found: Outcome) -> Plain:
        match found:
            case dt.date() if column.holds in (Holds.DAY, Holds.MONTH):
                return _as_day(found, column.holds is Holds.MONTH)
            case bool() if column.holds is Holds.FLAG:
                return found
        return int(str(found)) if column.holds is Holds.ID else str(found) or None

    def _list(self, record: Record, column: Column) -> Plain:
        asked, kept = self._field(column.code), record.values.get(column.code)
        items = kept if isinstance(kept, dict) else {}
        if column.holds is Holds.MET:
            return int(share_met(asked, items) * len(asked.items))
        met = all_met(asked, items)
        return None if isinstance(met, Missing) else met

    def _scaled(self, number: int, code: str, found: Outcome) -> int:
        asked = self._field(code)
        assert isinstance(found, Fraction)
        scaled = Unit.parse(asked.unit).from_base(found) * 10**asked.decimals
        if scaled.denominator != 1 or abs(scaled) > LARGEST:
            raise NOT_WHOLE.at(record=number, field=asked.label, came=str(float(found)))
        return int(scaled)

    def _field(self, code: str) -> Field:
        asked = self.register.field(code)
        assert asked is not None
        return asked


def _as_day(day: dt.date, month: bool) -> int:
    return month_number(day) if month else day_number(day)
