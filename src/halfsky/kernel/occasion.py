"""Occasions (工作日历): the days and seasons of the office's year, and what each proposes to enter.

An occasion comes round every year. It may name a register and what to write first; a record counts as raised by it when
it says that still (its texts and choices; days may be changed). Nothing is entered by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.field import Kind
from halfsky.kernel.register import Register
from halfsky.kernel.text import NOTHING, Text

PLACEHOLDERS = ("year", "from", "until")
"""What may be filled into presets: the year, the first and the last day of the occasion in it."""
TELLING = frozenset({Kind.TEXT, Kind.CHOICE, Kind.PERIOD})
"""Kinds of fields by which a record is known to come from an occasion."""
MonthDay = tuple[int, int]


class Stage(StrEnum):
    """Where an occasion stands on a day: over, under way, near enough to be prepared, still far."""

    OVER = "over"
    NOW = "now"
    SOON = "soon"
    LATER = "later"

    @property
    def label(self) -> Text:
        return {
            "over": Text("已过", "over"),
            "now": Text("进行中", "under way"),
            "soon": Text("该准备了", "to be prepared"),
            "later": Text("未到", "later"),
        }[self]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day or a season of every year; one that ends before it begins ends in the year after. `lead` is how many days
    before it one prepares; `presets` what the form of `register` begins with."""

    code: str
    name: Text
    begins: MonthDay
    ends: MonthDay
    lead: int = 0
    note: Text = NOTHING
    register: str = ""
    presets: tuple[tuple[str, str], ...] = ()

    def span(self, year: int) -> tuple[dt.date, dt.date]:
        """Its first and its last day, of the occasion that begins in a year."""
        return dt.date(year, *self.begins), dt.date(year + (self.ends < self.begins), *self.ends)

    def stage(self, year: int, today: dt.date) -> Stage:
        """Where the occasion of a year stands today."""
        first, last = self.span(year)
        if today > last:
            return Stage.OVER
        if today >= first:
            return Stage.NOW
        return Stage.SOON if today >= first - dt.timedelta(days=self.lead) else Stage.LATER

    def given(self, year: int) -> dict[str, str]:
        """What the form begins with in a year.

        >>> Occasion("x", Text("甲"), (3, 8), (3, 8), presets=(("name", "{year}年甲"),)).given(2026)
        {'name': '2026年甲'}
        """
        first, last = self.span(year)
        words = {"year": year, "from": first, "until": last}
        return {code: text.format(**words) for code, text in self.presets}

    def tells(self, register: Register, year: int) -> Mapping[str, str]:
        """By which values a record of the register is known to come from the occasion of a year."""
        kinds = {f.code: f.kind for f in register.fields}
        return {code: text for code, text in self.given(year).items() if kinds.get(code) in TELLING}


def by_day(occasions: Iterable[Occasion]) -> list[Occasion]:
    """In the order of the year; what begins on one day, the shorter first."""
    return sorted(occasions, key=lambda o: (o.begins, o.ends < o.begins, o.ends, o.code))


def near(occasions: Iterable[Occasion], today: dt.date) -> list[tuple[Occasion, int]]:
    """What is under way today or to be prepared, with the year in which it begins, the soonest end first: of a season
    over the turn of the year that of last year, and what begins next year where it is prepared now."""
    found = [(o, year) for o in occasions for year in (today.year - 1, today.year, today.year + 1)]
    open_ = [(o, year) for o, year in found if o.stage(year, today) in (Stage.NOW, Stage.SOON)]
    return sorted(open_, key=lambda one: (one[0].span(one[1])[1], one[0].span(one[1])[0], one[0].code))
