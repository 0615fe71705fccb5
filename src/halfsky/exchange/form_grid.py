"""Where everything stands on the sheet of a form: the geometry that the writer and the reader of workbooks share.

As on paper: names in 甲, units in 乙, line codes in 丙, then one numbered column a breakdown, at the end the reason
that holds for what a line leaves empty. Line codes and column numbers are what a reader goes by when rows were moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from halfsky.exchange.spots import Spot
from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Element, Reading
from halfsky.kernel.form import Column, Form, Line
from halfsky.kernel.period import Period
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text

NAME, UNIT, CODE, FIRST = 0, 1, 2, 3
"""The columns of a sheet; answers begin at `FIRST`."""
HEADS = 7
"""The first row of headings: above it stand the title, what is printed about the form, place and period."""
LETTERS = ("甲", "乙", "丙")
"""What stands in the row of column numbers above names, units and codes."""


def named(code: str, at: Cell = TOTAL) -> str:
    """How a cell is named in drafts, workbooks and the API: "live_births|residence=urban"."""
    return f"{code}|{at}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a workbook asks, and of whom. `fingerprint` is that of the pack text that the round pins; `rates` are the
    rates that may be given alone, in an element's clothes; `raw` is what was typed so far, `before` last period's
    figures, `returned` what is wrong with a cell (both by the cell's text)."""

    form: Form
    elements: Mapping[str, Element]
    period: Period
    place: str
    place_name: str
    agency: Text = Text("")
    round: int = 0
    fingerprint: str = ""
    rates: Mapping[str, Element] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[Key, Reading] = field(default_factory=dict)
    returned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of the sheet: its row, its printed code, and what it asks."""

    row: int
    code: str
    element: Element
    line: Line | None = None


class Grid:
    """The geometry of one form. `spots` are the cells that are asked, `totals` those that the sheet computes."""

    def __init__(self, form: Form, elements: Mapping[str, Element], rates: Mapping[str, Element]) -> None:
        self.form = form
        self.depth = max(len(column.heads) for column in form.columns)
        self.numbers = HEADS + self.depth
        self.reasons = FIRST + len(form.columns)
        self.lines: list[Placed] = []
        self.rates: list[Placed] = []
        self.sections: list[tuple[int, Text]] = []
        self.spots: dict[str, Spot] = {}
        self.totals: dict[Key, Spot] = {}
        self.hatched: list[Spot] = []
        row = self._lay_lines(self.numbers + 1, elements)
        self.foot = self._lay_rates(row, rates)

    def _lay_lines(self, row: int, elements: Mapping[str, Element]) -> int:
        section = Text("")
        for number, line in enumerate(self.form.lines, 1):
            if line.section != section and line.section.zh:
                self.sections.append((row, line.section))
                row += 1
            section = line.section
            element = elements[line.element]
            self.lines.append(Placed(row, f"{number:02}", element, line))
            for at, column in enumerate(self.form.columns, FIRST):
                self._lay_cell(element, column, (row, at))
            row += 1
        return row

    def _lay_cell(self, element: Element, column: Column, spot: Spot) -> None:
        if not self.form.has(element, column.cell):
            self.hatched.append(spot)
        elif self.form.computes(element, column.cell):
            self.totals[element.code, column.cell] = spot
        else:
            self.spots[named(element.code, column.cell)] = spot

    def _lay_rates(self, row: int, rates: Mapping[str, Element]) -> int:
        if not self.form.rates:
            return row
        self.sections.append((row, RATES))
        for number, code in enumerate(self.form.rates, 1):
            row += 1
            self.rates.append(Placed(row, f"R{number}", rates[code]))
            self.spots[named(code)] = (row, FIRST)
        return row + 1

    @property
    def placed(self) -> list[Placed]:
        """All lines, those of rates last."""
        return [*self.lines, *self.rates]

    @property
    def asked(self) -> dict[str, tuple[Placed, int]]:
        """The line and the column of every cell that is asked."""
        at = {p.row: p for p in self.placed}
        return {key: (at[row], column) for key, (row, column) in self.spots.items()}


RATES = Text(
    "只有比率、没有分子分母的填在这里（不参与汇总）", "Rates without numerator and denominator (never added up)"
)
