"""The workbook that people already have, opened as it is: which tables are in it, and what their axes are called.

Units stand one below the other, side by side, or each has a table of its own (a sheet, a block of a sheet, a workbook).
Tables of one layout are opened together: their headings are matched to the cells of a form once, and from then on every
table of that layout is read without asking (see `meaning.py`, and `any_reading.py` for the reading itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from halfsky.exchange.blocks import blocks
from halfsky.exchange.books import Book, Tab
from halfsky.exchange.form_manifest import HIDDEN
from halfsky.exchange.labels import find_labels
from halfsky.exchange.layout import Layout, View, find_layout, places_column
from halfsky.exchange.meaning import Axis, Meaning
from halfsky.exchange.place_names import places_in
from halfsky.exchange.proposals import names_one
from halfsky.kernel.fact import Element
from halfsky.kernel.refusals import Refused, problem

NO_PLACES = problem(
    "400.780",
    (
        "表里没有一列（或一行）是本级下属单位的名称或代码。",
        "No column (or row) of the table names the units below by name or code.",
    ),
    (
        "请加一列单位名称或区划代码，如 平南县 或 450821；或每个单位一张工作表。",
        "Add a column with names or codes, such as 平南县 or 450821; or give each unit a sheet.",
    ),
)
KEYS_WITHIN = 20
MOST_ACROSS = 500
"""A table with more rows than this has its units one below the other."""
MOSTLY = 0.5
MOST_FAULTS = 2
"""Why a book holds no list, and why no table of one unit: what is wrong with further sheets adds nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows` and `columns` give the labels of its rows and columns of figures, by number in the sheet; those
    of units are empty. `names` is the column (the row) that names units; `unit` the code of the unit whose table it is,
    where sheet or title say so; `measures` the units of measure beside the labels of rows."""

    tab: Tab
    name: str
    title: str
    rows: Mapping[int, str]
    columns: Mapping[int, str]
    names: int = 0
    unit: str = ""
    measures: Mapping[int, str] = field(default_factory=dict)

    def labels(self, axis: Axis) -> list[str]:
        """The labels of rows or columns that have one."""
        return [label for label in (self.rows if axis == "rows" else self.columns).values() if label]


@dataclass(frozen=True, slots=True)
class Opened:
    """The tables of a book that share a layout. `units` is the axis that names units, `places` the heading of their
    names; `own` what the table says itself of its headings, where it was downloaded here."""

    units: Axis
    fingerprint: str
    tables: tuple[Table, ...]
    places: str = ""
    own: Meaning | None = None

    @property
    def first(self) -> Table:
        return self.tables[0]

    @property
    def height(self) -> int:
        """How many rows of figures there are in all."""
        return sum(len(table.rows) for table in self.tables)


def open_tables(book: Book, known: Mapping[str, str], elements: Iterable[Element] = ()) -> tuple[Opened, ...]:
    """The tables of a book by layout: lists of known units where there are any, else tables of one unit each, which
    say a unit that is known or an element that is asked for."""
    tabs = [tab for tab in book.tabs if tab.name != HIDDEN and tab.rows]
    lists: list[Opened] = []
    grids: list[Opened] = []
    faults: list[Refused] = []
    for tab in tabs:
        try:
            lists.append(_list(tab, known, book.title))
        except Refused as refused:
            faults.append(refused)
    for tab in tabs if not lists else ():
        try:
            grids += [_grid(view, known, book.title) for view in blocks(tab, f"{book.title} {tab.name}")]
        except Refused as refused:
            faults.append(refused)
    found = lists[:1] or [grid for grid in grids if grid.first.unit or _names_elements(grid, elements)]
    if not found:
        complaints = dict.fromkeys(refusal for fault in faults for refusal in fault.refusals)
        raise Refused(list(complaints)[:MOST_FAULTS]) if complaints else NO_PLACES.at(book.title)
    marks = dict.fromkeys(opened.fingerprint for opened in found)
    return tuple(_together([o for o in lists or grids if o.fingerprint == mark]) for mark in marks)


def _together(same: Sequence[Opened]) -> Opened:
    """Tables of one layout; those of one sheet are told apart by the line of their headings."""
    sheets = Counter(opened.first.name for opened in same)
    tables = [
        replace(t, name=f"{t.name}:{min(t.rows, default=0)}") if sheets[t.name] > 1 else t for t in map(_first, same)
    ]
    return replace(same[0], tables=tuple(tables))


def _first(opened: Opened) -> Table:
    return opened.first


def _names_elements(grid: Opened, elements: Iterable[Element]) -> bool:
    labels = [*grid.first.labels("rows"), *grid.first.labels("columns")]
    return any(names_one(label, elements) for label in labels)


def _list(tab: Tab, known: Mapping[str, str], title: str) -> Opened:
    """A table that names known units down a column or along a row; refuses one that does not."""
    found: list[tuple[float, Opened]] = []
    fault: Refused | None = None
    across = [View(tab, "across")] if len(tab.rows) <= MOST_ACROSS else []
    for view in (View(tab), *across):
        try:
            layout = find_layout(view, f"{title} {tab.name}")
        except Refused as refused:
            fault = fault or (refused if view.way == "down" else None)
            continue
        at, share = places_column(view, layout, known)
        if at is not None:
            found.append((share, _listed(view, layout, at)))
    share, opened = max(found, key=_share, default=(0.0, None))
    if opened is None or (share < MOSTLY and len(blocks(tab, title)) > 1):
        raise fault or NO_PLACES.at(f"{title} {tab.name}")
    return opened


def _share(found: tuple[float, Opened]) -> float:
    return found[0]


def _listed(view: View, layout: Layout, at: int) -> Opened:
    tab, headings = view.tab, layout.headings
    units = dict.fromkeys(range(layout.first, view.height), "")
    says = {number: heading for number, heading in enumerate(headings) if heading}
    own = _own(view, layout, at)
    if layout.way == "down":
        return Opened("rows", layout.fingerprint, (Table(tab, tab.name, "", units, says, at),), headings[at], own)
    return Opened("columns", layout.fingerprint, (Table(tab, tab.name, "", says, units, at),), headings[at], own)


def _own(view: View, layout: Layout, units: int) -> Meaning | None:
    """A table that was downloaded here carries the cells' own names in a hidden row among its headings."""
    for row in range(min(layout.first, KEYS_WITHIN)):
        keys = {c: t for c in range(view.width) if _is_key(t := view.text(row, c))}
        if keys:
            headings = layout.headings
            says = {headings[c]: key for c, key in keys.items() if headings[c]}
            return Meaning("rows", columns=says, places=headings[units])
    return None


def _is_key(text: str) -> bool:
    code, sign, _ = text.partition("|")
    return bool(sign) and code.isidentifier()


def _grid(view: View, known: Mapping[str, str], title: str) -> Opened:
    """A table of one unit, with headings on two sides."""
    tab = view.tab
    where = f"{title} {tab.name}"
    layout = find_layout(view, where)
    labels = find_labels(view, layout, where)
    rows = {view.spot(line, 0)[0]: text for line, text in labels.lines.items()}
    columns = {c: text for c, text in enumerate(layout.headings) if text and c >= labels.first}
    measures = {view.spot(line, 0)[0]: text for line, text in labels.measures.items()}
    above = [view.text(row, c) for row in range(layout.heads - 1, -1, -1) for c in range(view.width)]
    said = " ".join(text for text in dict.fromkeys(above) if text)
    alone = view.top == 0 and view.bottom is None
    unit = _unit_said(tab.name if alone else "", above, title if alone else "", known)
    table = Table(tab, tab.name, said, rows, columns, unit=unit, measures=measures)
    return Opened("sheets", labels.fingerprint, (table,))


def _unit_said(sheet: str, above: Sequence[str], title: str, known: Mapping[str, str]) -> str:
    """The unit that a table's sheet and title name; the file's name where they do not; none where they contradict."""
    said = {code for text in (sheet, *above) for code in places_in(text, known)}
    said = said or places_in(title, known)
    return said.pop() if len(said) == 1 else ""
