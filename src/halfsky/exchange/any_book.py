"""The workbook that people already have: a table with a row (or a column) for every unit, under headings of their own.

It is opened as it is, its headings are matched to the cells of a form once, and from then on every table of that
layout is read without asking. A figure that cannot be read is complained of with its cell; a line that names no unit,
such as 合计, is left out and named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from halfsky.exchange.books import Book, Tab
from halfsky.exchange.form_manifest import HIDDEN
from halfsky.exchange.layout import Layout, View, find_layout, normal, place_key, places_column
from halfsky.exchange.proposals import EXPLAINED, TOTALS
from halfsky.exchange.spots import Spot, address
from halfsky.kernel.answer import read_answer
from halfsky.kernel.fact import Element
from halfsky.kernel.refusals import Refusal, Refused, problem

NO_PLACES = problem(
    "400.780",
    (
        "表里没有一列（或一行）是本级下属单位的名称或代码。",
        "No column (or row) of the table names the units below by name or code.",
    ),
    (
        "请加一列单位名称或区划代码，如 平南县 或 450821。",
        "Add a column with names or codes, such as 平南县 or 450821.",
    ),
)
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
LARGEST_PLAIN = 10**15
"""A whole number below this is exact in a spreadsheet, and its text needs no further look."""
KEYS_WITHIN = 20
MOST_ACROSS = 500
"""A table with more rows than this has its units one below the other."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the headings of a layout mean: which names the units, and which cell of the form each other one is."""

    way: str
    places: str
    keys: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        return {"way": self.way, "places": self.places, "keys": dict(self.keys)}

    @staticmethod
    def of_json(kept: Mapping[str, object]) -> Columns:
        keys = kept.get("keys")
        found = {str(k): str(v) for k, v in keys.items()} if isinstance(keys, Mapping) else {}
        return Columns(str(kept.get("way", "down")), str(kept.get("places", "")), found)


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that was found in a book. `units` is the column that names units; `own` what it says itself of its
    columns, where it was downloaded here."""

    view: View
    layout: Layout
    units: int
    own: Columns | None = None


@dataclass(slots=True)
class UnitRows:
    """What a table says: raw texts by unit and cell, explanations; what is wrong, by cell; what was left out."""

    raw: dict[str, dict[str, str]] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)
    wrong: dict[Spot, Refusal] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)

    def spot(self, view: View, unit: str, key: str) -> Spot | None:
        """Where the figure of a unit stands."""
        if unit not in self.lines or key not in self.columns:
            return None
        return view.spot(self.lines[unit], self.columns[key])


def open_units(book: Book, known: Mapping[str, str]) -> Opened:
    """The first table of a book that names known units, down a column or along a row."""
    faults: list[Refused] = []
    for tab in book.tabs:
        if tab.name == HIDDEN or not tab.rows:
            continue
        try:
            return _opened(tab, known, book.title)
        except Refused as refused:
            faults.append(refused)
    raise faults[0] if faults else NO_PLACES.at(book.title)


def _opened(tab: Tab, known: Mapping[str, str], title: str) -> Opened:
    found: list[tuple[float, Opened]] = []
    fault: Refused | None = None
    across = [View(tab, "across")] if len(tab.rows) <= MOST_ACROSS else []
    for view in (View(tab), *across):
        try:
            layout = find_layout(view, f"{title} {tab.name}")
        except Refused as refused:
            fault = fault or refused
            continue
        units, share = places_column(view, layout, known)
        if units is not None:
            found.append((share, Opened(view, layout, units, _own(view, layout, units))))
    if found:
        return max(found, key=lambda f: f[0])[1]
    raise fault or NO_PLACES.at(f"{title} {tab.name}")


def _own(view: View, layout: Layout, units: int) -> Columns | None:
    """A table that was downloaded here carries the cells' own names in a hidden row among its headings."""
    for row in range(min(layout.first, KEYS_WITHIN)):
        keys = {c: t for c in range(view.width) if _is_key(t := view.text(row, c))}
        if keys:
            headings = layout.headings
            return Columns(view.way, headings[units], {headings[c]: key for c, key in keys.items() if headings[c]})
    return None


def _is_key(text: str) -> bool:
    code, sign, _ = text.partition("|")
    return bool(sign) and code.isidentifier()


def read_units(opened: Opened, columns: Columns, elements: Mapping[str, Element], known: Mapping[str, str]) -> UnitRows:
    """Read every line of a table. `elements` are those that the keys name, rates included."""
    view, layout = opened.view, opened.layout
    found = UnitRows()
    wanted = [
        (at, key, elements[key.partition("|")[0]])
        for heading, key in columns.keys.items()
        if key and key != EXPLAINED and (at := layout.column(heading)) is not None
    ]
    if not wanted:
        raise NOTHING_MAPPED.at(view.tab.name)
    found.columns = {key: at for at, key, _ in wanted}
    units = layout.column(columns.places)
    why = next((layout.column(h) for h, key in columns.keys.items() if key == EXPLAINED), None)
    for line in range(layout.first, view.height):
        unit = _unit(view, line, opened.units if units is None else units, known, found)
        if unit:
            _read_line(view, line, unit, wanted, found)
            if why is not None and (text := view.text(line, why)):
                found.explained[unit] = text
    return found


def _unit(view: View, line: int, column: int, known: Mapping[str, str], found: UnitRows) -> str:
    """The code of the unit of a line; empty where there is none."""
    text = view.text(line, column)
    if not text:
        return ""
    code = known.get(place_key(text), "")
    spot = view.spot(line, column)
    if not code:
        if any(normal(text).startswith(t) for t in TOTALS) or text.startswith(("注", "说明", "备注")):
            found.left_out.append(f"{address(spot)} {text}")
        else:
            found.wrong[spot] = UNKNOWN.at(view.tab.at(spot), came=text)
        return ""
    if code in found.lines:
        found.wrong[spot] = TWICE.at(view.tab.at(spot), came=text, first=found.lines[code] + 1)
        return ""
    found.lines[code] = line
    return code


def _read_line(view: View, line: int, unit: str, wanted: list[tuple[int, str, Element]], found: UnitRows) -> None:
    tab, raw = view.tab, {}
    for column, key, element in wanted:
        spot = view.spot(line, column)
        value = tab.raw(spot)
        if type(value) is float and value.is_integer() and 0 <= value < LARGEST_PLAIN and spot not in tab.odd:
            raw[key] = str(int(value))
            continue
        text = tab.text(spot)
        fault = tab.fault(spot) if tab.odd else None
        if fault is None and text:
            fault = _complaint(text, element, tab.at(spot))
        if fault is not None:
            found.wrong[spot] = fault
        if text:
            raw[key] = text
    if raw:
        found.raw[unit] = raw


def _complaint(text: str, element: Element, where: str) -> Refusal | None:
    try:
        read_answer(text, element, where)
    except Refused as refused:
        return refused.refusals[0]
    return None
