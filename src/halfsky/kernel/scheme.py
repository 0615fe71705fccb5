"""Appraisal schemes (考核办法) as content: who is judged, by which items, and how the points of each are got.

A scheme judges agencies or places, never persons, and says nothing of what follows from points. One without a document
number and a day of publication is a draft to read: it opens nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.grammar import Nature, Node, Quantity, Term
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.units import NUMBER

_SHARE, _COUNT = Quantity(NUMBER, Nature.RATIO), Quantity(NUMBER, Nature.COUNT)
FACTS = (
    Term("reach_rate", _SHARE, Text("达标率", "share of targets reached")),
    Term("progress_rate", _SHARE, Text("序时进度达标率", "share of targets on progress")),
    Term("data_coverage", _SHARE, Text("数据覆盖率", "coverage of data")),
    Term("sheets_on_time", _SHARE, Text("报表按时报送率", "share of sheets handed in on time")),
    Term("sheets_late", _COUNT, Text("逾期报表数", "sheets late")),
)
"""What formulas may use besides elements: of an agency over the goals that it leads and the sheets of its forms at the
judging place and below, of a place over its own goals and all sheets there."""
SHARES = frozenset(term.code for term in FACTS if term.type is _SHARE)


class Judges(StrEnum):
    """Who is judged: the agencies that lead goals at a place, or the places right below it."""

    AGENCIES = "agencies"
    PLACES = "places"

    @property
    def label(self) -> Text:
        return {Judges.AGENCIES: Text("成员单位", "agencies"), Judges.PLACES: Text("下级区划", "places below")}[self]


class Way(StrEnum):
    """How the points of an item come: by a formula over facts, by people's judgement, or taken off case by case."""

    FACT = "fact"
    JUDGED = "judged"
    DEDUCT = "deduct"

    @property
    def label(self) -> Text:
        return {
            Way.FACT: Text("按事实计分", "by facts"),
            Way.JUDGED: Text("评议计分", "by judgement"),
            Way.DEDUCT: Text("扣分", "deduction"),
        }[self]


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `points` are its full points; of a deduction what one case costs, up to `most` where that is said.
    `formula` gives the part of the full points that is earned (true is all of them), or the number of cases; without
    one, people say it."""

    code: str
    label: Text
    way: Way
    points: Fraction
    says: Text
    formula: Node | None = None
    most: Fraction | None = None

    @property
    def full(self) -> Fraction:
        """What can be earned by it."""
        return Fraction(0) if self.way is Way.DEDUCT else self.points


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together; deductions come off their own section alone."""

    code: str
    label: Text
    items: tuple[Item, ...]

    @property
    def full(self) -> Fraction:
        return sum((item.full for item in self.items), Fraction(0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where people's points are kept: a register that holds one record of each unit and year. `unit` and `year` are its
    fields; `own` and `checked` its kinds of child records, what the unit claims and what the check found, each naming
    the `item` and giving `points`. What was checked counts once the record has come into a state of `counts`."""

    register: str
    unit: str
    year: str
    own: str
    checked: str
    item: str
    points: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as it holds in `years` at `place` and below (empty: anywhere), where places of `levels` judge."""

    code: str
    title: Text
    judges: Judges
    levels: tuple[Level, ...]
    years: Period
    sections: tuple[Section, ...]
    number: str = ""
    published: dt.date | None = None
    place: str = ""
    note: Text = NOTHING
    version: str = ""
    sheet: Sheet | None = None

    @property
    def full(self) -> Fraction:
        return sum((section.full for section in self.sections), Fraction(0))

    def is_public(self, day: dt.date) -> bool:
        """Whether it is published by the day: before that nobody is judged by it."""
        return self.published is not None and self.published <= day

    def concerns(self, place: Place, codes: frozenset[str], year: int) -> bool:
        """Whether a place judges by it in a year; `codes` are those of the place and of all above it."""
        in_force = self.years.first_day().year <= year <= self.years.last_day().year
        return in_force and place.level in self.levels and (not self.place or self.place in codes)
