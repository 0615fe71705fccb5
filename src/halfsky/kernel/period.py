"""Periods: a year, half-year, quarter, month, a run of months from January on, a school year, a plan's span.

Spelling: 2024 · 2024H1 · 2024Q3 · 2024-07 · 2024-01..10 · 2023/24 · 2021..2030. Only periods of one kind compare: the
first ten months of a year are never set beside a whole year.

>>> period("2024").previous()
Period(2023)
>>> period("2024-01..10").same_period_last_year()
Period(2023-01..10)
>>> period("2023/24").last_day()
datetime.date(2024, 8, 31)
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

Kind = Literal["year", "half", "quarter", "month", "to_month", "school", "span"]

NOT_A_PERIOD = problem(
    "400.20",
    ("“{came}”不是时期。", "“{came}” is not a period."),
    (
        "请写成 2024（年）、2024H1、2024Q3、2024-07、2024-01..10（1—10月累计）、2023/24（学年）或 2021..2030。",
        "Write 2024, 2024H1, 2024Q3, 2024-07, 2024-01..10 (January to October), 2023/24 (school year) or 2021..2030.",
    ),
)
KINDS_DIFFER = problem(
    "400.21",
    (
        "{left}与{right}不是同一种时期，不能比较。",
        "{left} and {right} are periods of different kinds and do not compare.",
    ),
    ("请选用同一种时期，如年度与年度、1—10月与上年1—10月。", "Choose periods of one kind, such as a year with a year."),
)

_SPELLINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"([12]\d{3})()", re.ASCII)),
    ("half", re.compile(r"([12]\d{3})H([12])", re.ASCII)),
    ("quarter", re.compile(r"([12]\d{3})Q([1-4])", re.ASCII)),
    ("month", re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])", re.ASCII)),
    ("to_month", re.compile(r"([12]\d{3})-01\.\.(0[1-9]|1[0-2])", re.ASCII)),
    ("school", re.compile(r"([12]\d{3})/(\d{2})", re.ASCII)),
    ("span", re.compile(r"([12]\d{3})\.\.([12]\d{3})", re.ASCII)),
)
_MONTHS: dict[Kind, int] = {"half": 6, "quarter": 3, "month": 1}
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Period:
    """One period. `number` is the half, quarter or month; the last month of a run; the last year of a span."""

    kind: Kind
    year: int
    number: int = 0

    def __str__(self) -> str:
        y, n = self.year, self.number
        return {
            "year": f"{y}",
            "half": f"{y}H{n}",
            "quarter": f"{y}Q{n}",
            "month": f"{y}-{n:02}",
            "to_month": f"{y}-01..{n:02}",
            "school": f"{y}/{(y + 1) % 100:02}",
            "span": f"{y}..{n}",
        }[self.kind]

    def __repr__(self) -> str:
        return f"Period({self})"

    @property
    def label(self) -> Text:
        """How people say it: 2024年1—10月 / January–October 2024."""
        y, n = self.year, self.number
        month = _NAMES[n - 1] if self.kind in ("month", "to_month") else ""
        return {
            "year": Text(f"{y}年", f"{y}"),
            "half": Text(f"{y}年{'上' if n == 1 else '下'}半年", f"half {n} of {y}"),
            "quarter": Text(f"{y}年第{n}季度", f"Q{n} {y}"),
            "month": Text(f"{y}年{n}月", f"{month} {y}"),
            "to_month": Text(f"{y}年1—{n}月", f"January–{month} {y}"),
            "school": Text(f"{y}—{y + 1}学年", f"school year {y}/{(y + 1) % 100:02}"),
            "span": Text(f"{y}—{n}年", f"{y}–{n}"),
        }[self.kind]

    @property
    def whole_year(self) -> bool:
        """A calendar year or a school year."""
        return self.kind in ("year", "school")

    def first_day(self) -> dt.date:
        """The first day; a school year begins on 1 September."""
        if self.kind in _MONTHS:
            return dt.date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)
        return dt.date(self.year, 9 if self.kind == "school" else 1, 1)

    def last_day(self) -> dt.date:
        """The last day: the tree of that day is the period's tree."""
        if self.kind in _MONTHS:
            month = self.number * _MONTHS[self.kind]
        elif self.kind == "to_month":
            month = self.number
        elif self.kind == "school":
            return dt.date(self.year + 1, 8, 31)
        else:
            month = 12
        year = self.number if self.kind == "span" else self.year
        return dt.date(year, month, monthrange(year, month)[1])

    def previous(self) -> Period:
        """The period before of the same kind; a run of months and a span step back as a whole."""
        if self.kind in _MONTHS:
            a_year = 12 // _MONTHS[self.kind]
            return (
                Period(self.kind, self.year, self.number - 1)
                if self.number > 1
                else Period(self.kind, self.year - 1, a_year)
            )
        if self.kind == "span":
            length = self.number - self.year + 1
            return Period("span", self.year - length, self.year - 1)
        return Period(self.kind, self.year - 1, self.number)

    def same_period_last_year(self) -> Period:
        """The same part of the year before."""
        return self.previous() if self.kind == "span" else Period(self.kind, self.year - 1, self.number)

    def to_date(self) -> Period:
        """The run of months from January to the end of this period (of a month, quarter or half-year)."""
        return Period("to_month", self.year, self.last_day().month) if self.kind in _MONTHS else self

    def months(self) -> list[Period]:
        """The months that make up this period."""
        first, last = self.first_day(), self.last_day()
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [
            Period("month", first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1)
            for i in range(count)
        ]

    def covers(self, other: Period) -> bool:
        """Whether `other` lies wholly within this period."""
        return self.first_day() <= other.first_day() and other.last_day() <= self.last_day()

    def compares_with(self, other: Period) -> None:
        """Refuse two periods of different kinds, and runs of months or spans of different lengths."""
        months_differ = self.kind == "to_month" and self.number != other.number
        spans_differ = self.kind == "span" and self.number - self.year != other.number - other.year
        if self.kind != other.kind or months_differ or spans_differ:
            raise KINDS_DIFFER.at(left=self.label, right=other.label)


def period(text: str, where: str = "") -> Period:
    """Read a period; refuses what is not one, saying the spellings."""
    plain = narrow(text)
    for kind, spelling in _SPELLINGS:
        if match := spelling.fullmatch(plain):
            year, number = int(match[1]), int(match[2] or 0)
            if kind == "school":
                if number != (year + 1) % 100:
                    break
                number = 0
            if kind == "span" and number < year:
                break
            return Period(kind, year, number)
    raise NOT_A_PERIOD.at(where, came=text)


def year(number: int) -> Period:
    """The period of one calendar year."""
    return Period("year", number)


def containing(kind: Kind, day: dt.date) -> Period:
    """The period of a kind (year, half-year, quarter, month, school year) in which a day lies."""
    if kind == "school":
        return Period("school", day.year if day.month >= 9 else day.year - 1)
    if kind not in _MONTHS:
        return Period("year", day.year)
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)
