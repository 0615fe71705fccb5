"""Reading a table that people already have: every figure goes where its row, its column and its sheet say together.

A figure that cannot be read is complained of with its cell; a line that names no unit, such as 合计, is left out and
named, and so is a sheet without a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from halfsky.exchange.any_book import Opened, Table
from halfsky.exchange.form_reading import MERGED, complaint
from halfsky.exchange.layout import is_figure, normal, place_key
from halfsky.exchange.meaning import EXPLAINED, NOTHING_FURTHER, Axis, Meaning, together
from halfsky.exchange.measures import in_label, in_title, measured
from halfsky.exchange.proposals import TOTALS
from halfsky.exchange.spots import Spot, address
from halfsky.exchange.whole_rows import LARGEST_PLAIN, Whole, WholeRow, left_empty, whole_rows
from halfsky.kernel.fact import Element
from halfsky.kernel.refusals import Refusal, problem

UNKNOWN = problem(
    "400.781",
    ("没有单位“{came}”。", "There is no unit “{came}” here."),
    ("请核对名称，或改填区划代码；不是单位的行请删去。", "Check the name or write its code; remove what is no unit."),
)
TWICE = problem(
    "400.782",
    ("“{came}”与第{first}行（列）是同一个单位。", "“{came}” is the unit of row (column) {first} once more."),
    ("每个单位只保留一行。", "Keep one row for each unit."),
)
NOTHING_MAPPED = problem(
    "400.783",
    ("没有一列对应到报表的数据项。", "No column stands for a cell of the form."),
    ("请在核对表头时至少选定一列。", "Match at least one column when the headings are checked."),
)
TABLE_TWICE = problem(
    "400.822",
    ("“{name}”是{unit}的第二张表，已读入“{first}”。", "“{name}” is a second table of {unit} after “{first}”."),
    ("每个单位只保留一张，或在核对时选“不读入”。", "Keep one table for each unit, or leave the other out."),
)
TWO_FIGURES = problem(
    "400.823",
    ("“{name}”有两个不同的数：{first}和{came}。", "“{name}” has two figures: {first} and {came}."),
    ("请核对哪一个是对的，改成一致或删去一个。", "Check which is right; make them agree or remove one."),
)
ENOUGH_ROWS = 200
"""From so many rows on those that hold whole numbers alone are read together."""
NOTES = ("注", "说明", "备注")

At = tuple[str, Spot]
"""The sheet of a cell and its spot."""
Said = tuple[str, str]
"""What a row, a column or a sheet says: the code of a unit, a part of a cell; either may be empty."""


@dataclass(slots=True)
class UnitRows:
    """What tables say: raw texts by unit and cell, explanations; what is wrong, by cell; what was left out; how many
    figures stand where the form asks none."""

    raw: dict[str, Mapping[str, str]] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)
    wrong: dict[At, Refusal] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    unasked: int = 0
    _readers: list[_Reader] = field(default_factory=list)

    def spot(self, unit: str, key: str = "") -> At | None:
        """Where the figure of a unit stands; without a key, or where there is none, where the unit is named."""
        readers = [r for r in self._readers if unit in r.units]
        found = next((at for r in readers if (at := r.where(unit, key)) is not None), None)
        return found or (readers[0].named(unit) if readers else None)

    def where(self, at: At) -> str:
        """A cell as complaints name it."""
        return f"{at[0]}!{address(at[1])}"

    def add(self, reader: _Reader) -> None:
        """Take in what a table says."""
        self._readers.append(reader)


def read_tables(
    opened: Opened,
    meaning: Meaning,
    cells: Mapping[str, Element],
    known: Mapping[str, str],
    units: Sequence[str] = (),
    found: UnitRows | None = None,
) -> UnitRows:
    """Read every table of a layout. `cells` are those that the form asks (`cells_of`), `units` the codes of the units
    whose tables they are where each unit has its own; `found` what was read from other layouts of the book."""
    if not any(key in cells for _, key in meaning.joined()):
        raise NOTHING_MAPPED.at(opened.first.name)
    found = found or UnitRows()
    tables: dict[str, str] = {}
    for number, table in enumerate(opened.tables):
        unit, part = _sheet(opened, meaning, number, units)
        if not part or (meaning.units == "sheets" and not unit):
            found.left_out.append(table.name)
        elif unit and unit in tables:
            at = (table.tab.name, (min(table.rows), min(table.columns)))
            names = {"name": table.name, "unit": unit, "first": tables[unit]}
            found.wrong[at] = TABLE_TWICE.at(table.tab.at(at[1]), **names)
        else:
            tables |= {unit: table.name} if unit else {}
            _Reader(table, meaning, opened.places, (unit, part), cells, known, found).read()
    return found


def _sheet(opened: Opened, meaning: Meaning, number: int, units: Sequence[str]) -> Said:
    """What a table says as a whole."""
    table = opened.tables[number]
    if meaning.units == "sheets":
        return (units[number] if number < len(units) else table.unit), NOTHING_FURTHER
    if not meaning.sheets:
        return "", NOTHING_FURTHER if number == 0 else ""
    return "", meaning.sheets.get(table.name, "")


class _Reader:
    """One table on its way in."""

    def __init__(
        self,
        table: Table,
        meaning: Meaning,
        places: str,
        sheet: Said,
        cells: Mapping[str, Element],
        known: Mapping[str, str],
        found: UnitRows,
    ) -> None:
        self.table, self.meaning, self.sheet, self.found = table, meaning, sheet, found
        self.cells, self.known = cells, known
        self.names = self._names(meaning.places or places)
        self.units: dict[str, int] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.rows, self.columns = self._axis("rows"), self._axis("columns")
        self.measures: dict[Axis, dict[int, str]] = {
            "rows": {
                at: unit for at, label in table.rows.items() if (unit := table.measures.get(at) or in_label(label))
            },
            "columns": {at: unit for at, label in table.columns.items() if (unit := in_label(label))},
        }
        self.title = in_title(table.title)
        if sheet[0]:
            self.units[sheet[0]] = min(table.rows)

    def _names(self, heading: str) -> int:
        """The column or row that names the units."""
        if self.meaning.units == "sheets":
            return self.table.names
        labels = self.table.columns if self.meaning.units == "rows" else self.table.rows
        return next((at for at, label in labels.items() if label == heading), self.table.names)

    def _axis(self, axis: Axis) -> dict[int, Said]:
        """What each row (or column) says; those that say nothing are left out."""
        labels = self.table.rows if axis == "rows" else self.table.columns
        if axis == self.meaning.units:
            return {at: (unit, NOTHING_FURTHER) for at in labels if (unit := self._unit(axis, at))}
        said = self.meaning.on(axis)
        return {at: ("", part) for at, label in labels.items() if (part := said.get(label, "")) and part != EXPLAINED}

    def _unit(self, axis: Axis, at: int) -> str:
        """The code of the unit that a row or column names; empty where it names none."""
        spot = (at, self.names) if axis == "rows" else (self.names, at)
        tab, found = self.table.tab, self.found
        text = tab.text(spot)
        if not text:
            return ""
        code = self.known.get(place_key(text), "")
        if not code:
            if any(normal(text).startswith(t) for t in TOTALS) or text.startswith(NOTES):
                found.left_out.append(f"{address(spot)} {text}")
            else:
                found.wrong[tab.name, spot] = UNKNOWN.at(tab.at(spot), came=text)
            return ""
        if code in self.units:
            found.wrong[tab.name, spot] = TWICE.at(tab.at(spot), came=text, first=self.units[code] + 1)
            return ""
        self.units[code] = at
        return code

    def key(self, row: str, column: str) -> str:
        """The cell that parts mean together with the sheet's."""
        if (row, column) not in self.keys:
            self.keys[row, column] = together(row, column, self.sheet[1])
        return self.keys[row, column]

    def read(self) -> None:
        """Read every figure, then what explains them."""
        self.found.add(self)
        merged = self._merged()
        whole = self._whole()
        unasked = {c: said for c, said in self.columns.items() if self.key(NOTHING_FURTHER, said[1]) not in self.cells}
        for row, (own, above) in self.rows.items():
            columns = self.columns
            if row in whole:
                self.found.raw[own], columns = whole[row], unasked
            for column, (beside, part) in columns.items():
                key = self.key(above, part)
                element = self.cells.get(key)
                if element is None:
                    self.found.unasked += bool(key and is_figure(self.table.tab.text((row, column))))
                else:
                    self._read((row, column), own or beside or self.sheet[0], key, element, merged)
        self._explain()

    def _whole(self) -> dict[int, WholeRow]:
        """The rows of units that hold nothing but whole numbers, read together: about these nothing is in doubt."""
        said = {column: self.key(NOTHING_FURTHER, part) for column, (_, part) in self.columns.items()}
        keys = {column: key for column, key in said.items() if key in self.cells}
        if self.meaning.units != "rows" or self.found.raw or self.table.tab.merged or len(self.rows) < ENOUGH_ROWS:
            return {}
        if len(set(keys.values())) < len(keys) or not keys or not all(self._plain(c, key) for c, key in keys.items()):
            return {}
        odd = {row for row, _ in self.table.tab.odd}
        rows = [row for row, (unit, _) in self.rows.items() if unit and row not in odd and not self._measured(row)]
        empty = left_empty(self.table.tab.rows, rows, list(keys))
        for column in empty:
            del keys[column]
        rows = [row for row in rows if all(self.table.tab.raw((row, c)) == "" for c in empty)]
        if not keys:
            return {}
        found, numbers = whole_rows(self.table.tab.rows, rows, list(keys))
        whole = Whole(tuple(keys.values()), numbers)
        return {row: WholeRow(whole, at) for at, row in enumerate(found)}

    def _plain(self, column: int, key: str) -> bool:
        """Whether a figure of the column is in the unit of its element."""
        said = filter(None, (self.measures["columns"].get(column), self.title))
        return measured("1", self.cells[key], *said) == "1"

    def _measured(self, row: int) -> bool:
        return bool(self.measures["rows"].get(row))

    def _row(self, unit: str) -> dict[str, str]:
        """What a unit's row says so far, to be added to."""
        row = self.found.raw.get(unit)
        if not isinstance(row, dict):
            row = self.found.raw[unit] = dict(row or {})
        return row

    def _read(self, spot: Spot, unit: str, key: str, element: Element, merged: Mapping[Spot, Refusal]) -> None:
        tab, fault = self.table.tab, None
        value, units = tab.raw(spot), self._units(spot)
        whole = type(value) is float and value.is_integer() and 0 <= value < LARGEST_PLAIN
        if whole and not units and spot not in tab.odd:
            text = str(int(value))  # type: ignore[call-overload]
        else:
            text = measured(tab.text(spot), element, *units)
            fault = tab.fault(spot) or (complaint(text, element, tab.at(spot)) if text else None)
        if text:
            row = self._row(unit)
            if row.setdefault(key, text) != text:
                fault = TWO_FIGURES.at(tab.at(spot), name=element.name, first=row[key], came=text)
        fault = merged.get(spot) or fault
        if fault is not None:
            self.found.wrong[tab.name, spot] = fault

    def _units(self, spot: Spot) -> tuple[str, ...]:
        """The units of measure said of a figure: by its row, its column, the table."""
        row, column = self.measures["rows"].get(spot[0]), self.measures["columns"].get(spot[1])
        return tuple(unit for unit in (row, column, self.title) if unit)

    def _merged(self) -> dict[Spot, Refusal]:
        """Figures whose cells were merged into one: nobody knows whose the number is."""
        found: dict[Spot, Refusal] = {}
        tab = self.table.tab
        for (top, left), (bottom, right) in tab.merged:
            rows = [r for r in range(top, bottom + 1) if r in self.rows]
            spots = [(r, c) for r in rows for c in range(left, right + 1) if c in self.columns]
            if len(spots) > 1 and tab.text((top, left)):
                where = f"{address((top, left))}:{address((bottom, right))}"
                found |= dict.fromkeys(spots, MERGED.at(f"{tab.name}!{where}", range=where))
        return found

    def _explain(self) -> None:
        """What the rows or columns of explanations say, unit by unit."""
        tab, why = self.table.tab, self.found.explained
        for unit, spot in self._explanations():
            text = tab.text(spot)
            if text and unit:
                why[unit] = f"{why[unit]}；{text}" if unit in why and text not in why[unit] else text

    def _explanations(self) -> Iterator[tuple[str, Spot]]:
        for column, label in self.table.columns.items():
            if self.meaning.columns.get(label) == EXPLAINED:
                yield from ((unit or self.sheet[0], (row, column)) for row, (unit, _) in self.rows.items())
        for row, label in self.table.rows.items():
            if self.meaning.rows.get(label) == EXPLAINED:
                yield from ((unit or self.sheet[0], (row, column)) for column, (unit, _) in self.columns.items())

    def where(self, unit: str, key: str) -> At | None:
        """Where the figure of a unit stands."""
        at = self.units[unit]
        rows = [at] if self.meaning.units == "rows" else list(self.rows)
        columns = [at] if self.meaning.units == "columns" else list(self.columns)
        spots = ((r, c) for r in rows for c in columns if self.key(self.rows[r][1], self.columns[c][1]) == key)
        found = next(spots, None)
        return (self.table.tab.name, found) if found else None

    def named(self, unit: str) -> At:
        """Where a unit is named, or its table begins."""
        at = self.units[unit]
        spot = (self.names, at) if self.meaning.units == "columns" else (at, self.names)
        return self.table.tab.name, spot
