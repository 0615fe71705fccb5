"""What a table means, axis by axis: what its rows say, what its columns say, what the sheet as a whole says.

A figure belongs to a unit, an element and a cell of the breakdown. Each axis says a part of that, and a figure's place
is what its row, its column and its sheet say together. Whether units stand one below the other, side by side, or a
sheet (a block, a workbook) each is no more than which axis names them.

A part is written like a cell: "live_births|" is an element, "|residence=rural" a breakdown,
"live_births|sex=female" both, "|" nothing further; the empty text leaves the row, column or sheet out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from halfsky.exchange.form_grid import Asked, named
from halfsky.kernel.breakdown import Cell, read_cell
from halfsky.kernel.fact import Element

Axis = Literal["rows", "columns", "sheets"]
AXES: tuple[Axis, ...] = ("rows", "columns", "sheets")
NOTHING_FURTHER = "|"
EXPLAINED = "explained|"
"""What a row or column of explanations (核实说明) is matched to; it holds for every doubtful figure of the unit."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the headings of a layout mean. `units` is the axis that names the units, `places` the heading over (or
    beside) their names; `sheets` holds, by name of the sheet, the code of its unit where sheets name units, else the
    part that the sheet says. Where no sheet says anything the first table is meant."""

    units: Axis
    rows: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    places: str = ""

    def on(self, axis: Axis) -> Mapping[str, str]:
        """What the labels of an axis mean."""
        return {"rows": self.rows, "columns": self.columns, "sheets": self.sheets}[axis]

    @property
    def matched(self) -> int:
        """How many labels of rows, columns and sheets mean something."""
        return sum(bool(part) for axis in AXES for part in self.on(axis).values())

    def joined(self) -> list[tuple[str, str]]:
        """Every cell that a row, a column and a sheet mean together, with their labels."""
        rows, columns, sheets = (self._parts(axis) for axis in AXES)
        return [
            ("·".join(filter(None, (sheet, row, column))), key)
            for row, above in rows
            for column, beside in columns
            for sheet, part in sheets
            if (key := together(above, beside, part))
        ]

    def _parts(self, axis: Axis) -> list[tuple[str, str]]:
        if axis == self.units:
            return [("", NOTHING_FURTHER)]
        said = [(label, part) for label, part in self.on(axis).items() if part and part != EXPLAINED]
        return said if said or axis != "sheets" else [("", NOTHING_FURTHER)]

    def as_json(self) -> dict[str, object]:
        return {"units": self.units, "places": self.places, **{str(axis): dict(self.on(axis)) for axis in AXES}}

    @staticmethod
    def of_json(kept: Mapping[str, object]) -> Meaning:
        """What was kept; also as it was kept when units stood in rows or columns alone."""
        places = str(kept.get("places", ""))
        if "keys" in kept:
            across = kept.get("way") == "across"
            keys = _texts(kept["keys"])
            return Meaning("columns", rows=keys, places=places) if across else Meaning("rows", {}, keys, {}, places)
        units: Axis = next((axis for axis in AXES if axis == kept.get("units")), "rows")
        rows, columns, sheets = (_texts(kept.get(axis)) for axis in AXES)
        return Meaning(units, rows, columns, sheets, places)


def _texts(kept: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, Mapping) else {}


def together(*parts: str) -> str:
    """The cell that parts say together; the empty text where they name two elements, none, or a breakdown twice.

    >>> together("live_births|sex=female", "|residence=rural", "|")
    'live_births|residence=rural;sex=female'
    >>> together("live_births|sex=female", "|sex=male"), together("|sex=male", "|")
    ('', '')
    """
    codes = {code for part in parts if (code := part.partition("|")[0])}
    if len(codes) != 1 or not all(parts):
        return ""
    said: dict[str, str] = {}
    for part in parts:
        for dimension, category in read_cell(part.partition("|")[2], part).parts:
            if said.setdefault(dimension, category) != category:
                return ""
    return named(codes.pop(), Cell(tuple(sorted(said.items()))))


def cells_of(asked: Asked) -> dict[str, Element]:
    """What a form asks, rates included, as parts name it, with the element of each."""
    keys = {named(*key): asked.elements[key[0]] for key in asked.form.keys(asked.elements)}
    return {**keys, **{named(code): asked.rates[code] for code in asked.form.rates}}


def breakdowns(asked: Asked) -> list[Cell]:
    """The breakdowns that an axis may say by itself: what the form's columns say, and each part of that."""
    return list(dict.fromkeys(part for column in asked.form.columns for part in _finer(column.cell)))


def _finer(at: Cell) -> Iterable[Cell]:
    """A cell and all that it contains, the least first: nothing, rural, female, rural and female."""
    found: list[tuple[tuple[str, str], ...]] = [()]
    for part in at.parts:
        found += [(*parts, part) for parts in found]
    return [Cell(parts) for parts in found]
