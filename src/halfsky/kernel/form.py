"""Forms: what is asked of which kind of agency, laid out as the grid that the paper table shows.

A form asks cells: an element (a line) in a breakdown (a column). It asks only the cells that the element is broken down
into, and no total that it can compute itself. How a cell is answered stands in `answer.py`, what is checked in
`checking.py`, when it is due in `round.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.fact import Adding, Element
from halfsky.kernel.period import Kind, Period
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import NOTHING, Text

if TYPE_CHECKING:
    from halfsky.kernel.checking import Check

SIGNATURES: tuple[Text, ...] = (
    Text("单位负责人", "head of the agency"),
    Text("统计负责人", "responsible for statistics"),
    Text("填表人", "filled in by"),
    Text("联系电话", "telephone"),
    Text("报出日期", "date of report"),
)
"""What stands at the foot of every printed form."""


class Totals(StrEnum):
    """Whether a total that has parts is computed from them, or entered (then the parts are a check)."""

    COMPUTED = "computed"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a form prints about itself: 表号、制定机关、批准（备案）机关、文号、有效期限."""

    number: str = ""
    issued_by: str = ""
    approved_by: str = ""
    document: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """How long after its period an answer is due; `late` more days are taken as late, none after them."""

    days: int
    workdays: bool = False
    late: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an element, the section it stands in, a note for those who fill it in."""

    element: str
    section: Text = NOTHING
    note: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the breakdown it asks, and its headings from the top row down."""

    cell: Cell = TOTAL
    heads: tuple[Text, ...] = (Text("合计", "total"),)


@dataclass(frozen=True, slots=True)
class Head:
    """One heading of the grid with the columns and rows that it spans."""

    text: Text
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `rates` are the indicators that an agency may give as a rate alone (只有比率); `pack` is the code of
    the pack that declares it."""

    code: str
    title: Text
    agency: str
    level: Level
    rhythm: Kind
    due: Due
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = (Column(),)
    totals: Totals = Totals.COMPUTED
    checks: tuple[Check, ...] = ()
    rates: tuple[str, ...] = ()
    notes: Mapping[Key, Text] = field(default_factory=dict, compare=False)
    printed: Printed = Printed()
    workflow: str = ""
    pack: str = ""

    def line(self, element: str) -> Line | None:
        return next((x for x in self.lines if x.element == element), None)

    def has(self, element: Element, at: Cell) -> bool:
        """Whether the grid has this cell at all; the others are hatched on paper."""
        kinds = dict(element.breakdowns)
        return all(category in kinds.get(dimension, ()) for dimension, category in at.parts)

    def computes(self, element: Element, at: Cell) -> bool:
        """Whether the cell is a total that the form computes from cells of its own."""
        if self.totals is Totals.ENTERED or element.adds is not Adding.ADD:
            return False
        return any(self._parts(element, at))

    def keys(self, elements: Mapping[str, Element]) -> tuple[Key, ...]:
        """The cells that are asked, line by line."""
        return tuple(
            (line.element, column.cell)
            for line in self.lines
            for column in self.columns
            if self.has(elements[line.element], column.cell) and not self.computes(elements[line.element], column.cell)
        )

    def parts(self, element: Element, at: Cell) -> tuple[tuple[Cell, ...], ...]:
        """The sets of columns that each make up the whole of a cell: by residence, by sex."""
        return tuple(self._parts(element, at))

    def _parts(self, element: Element, at: Cell) -> list[tuple[Cell, ...]]:
        columns = {column.cell for column in self.columns}
        found = []
        for dimension, categories in element.breakdowns:
            if dimension in dict(at.parts):
                continue
            finer = tuple(cell({**dict(at.parts), dimension: c}) for c in categories)
            if finer and columns.issuperset(finer):
                found.append(finer)
        return found

    def headings(self) -> list[list[Head]]:
        """The rows of headings: equal neighbours under one parent are one, short ones reach down to the grid."""
        depth = max(len(column.heads) for column in self.columns)
        rows: list[list[Head]] = []
        for level in range(depth):
            row: list[Head] = []
            before: tuple[Text, ...] | None = None
            for column in self.columns:
                trail = column.heads[: level + 1]
                if len(trail) <= level:
                    before = None
                    continue
                last = len(column.heads) == level + 1
                if trail == before and not last:
                    row[-1] = Head(trail[-1], row[-1].across + 1)
                    continue
                row.append(Head(trail[-1], 1, depth - level if last else 1))
                before = None if last else trail  # nothing joins a heading that reaches down to its column
            rows.append(row)
        return rows

    def asks_for(self, period: Period) -> bool:
        """Whether the period is of the kind that the form is filled in for."""
        return period.kind == self.rhythm

    @property
    def times_a_year(self) -> int:
        return {"year": 1, "school": 1, "half": 2, "quarter": 4, "month": 12, "to_month": 12}.get(self.rhythm, 1)
