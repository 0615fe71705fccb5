"""Which column of somebody's sheet is which field: by the hidden keys of our own sheets, by what was confirmed before,
by the name of the field; a heading that only resembles one is proposed, never taken.

Columns that sort persons (民族, 政治面貌 …) are found here, before any row is read: they are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice

from halfsky.exchange.layout import fingerprint, normal
from halfsky.exchange.record_columns import NUMBER, PLACE, Column, Grid, sheet_name
from halfsky.exchange.streamed import Line, Source
from halfsky.kernel.numbers import narrow
from halfsky.kernel.persons import sorts_by
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit

OTHER_REGISTER = problem(
    "400.945",
    ("这是台账“{came}”的表，不是“{register}”的。", "This is a workbook of the register {came}, not of {register}."),
    ("请选对台账，或下载“{register}”的模板。", "Choose the right register, or take the template of {register}."),
)
NO_HEADS = problem(
    "400.946",
    ("没有认出“{register}”的表头。", "No headings of {register} were found."),
    (
        "表头须在前{rows}行之内，用台账栏目的名称，如：{names}；或下载模板填写。",
        "Headings stand within the first {rows} rows and name the fields, such as {names}; or use the template.",
    ),
)
HEAD_TWICE = problem(
    "400.947",
    ("这几列都对应“{name}”：{headings}。", "These columns all stand for {name}: {headings}."),
    ("请只保留一列，或把其余的选为“不读入”。", "Keep one of them, or leave the others out."),
)
WITHIN = 20
ENOUGH = 0.6
"""A heading that is less like the name of a field is not proposed for it."""
ALIASES: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("记录编号", "台账编号", "系统编号", "id"),
    PLACE: ("登记单位", "所在区划", "区划", "区划代码", "所属区划", "所在村社区", "村社区"),
}
"""Other words for the columns that every register has."""
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A column that sorts persons: where it stands, its heading, by what it sorts."""

    sheet: str
    column: int
    heading: str
    what: Text


@dataclass(frozen=True, slots=True)
class Guess:
    """A heading that was not recognised, what it may mean ("": nothing), how sure (0–100), and what stands below."""

    heading: str
    key: str
    confidence: int
    samples: tuple[str, ...]


@dataclass(slots=True)
class Heads:
    """One sheet understood: the row of its headings, and what its columns are. `units` are the units that headings say
    where it is not the field's."""

    sheet: str
    grid: Grid
    row: int
    first: int
    headings: tuple[str, ...]
    columns: dict[int, Column] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    own: bool = False

    @property
    def layout(self) -> str:
        return fingerprint("down", [self.grid.title.zh, *self.headings])

    def index(self, key: str) -> int | None:
        return next((at for at, column in self.columns.items() if column.key == key), None)


def find_heads(source: Source, register: Register, grids: Sequence[Grid], said: Mapping[str, str]) -> list[Heads]:
    """The sheets of a file that hold records or child records, the records first. `said` is what headings were
    confirmed to mean. Refuses a file of another register, and one without known headings."""
    found: list[Heads] = []
    upper = {name: list(islice(source.lines(name), WITHIN)) for name in source.names}
    for name, lines in upper.items():
        if heads := _keyed(name, lines, register, grids):
            found.append(heads)
    if not any(heads.grid.part == "" for heads in found):
        taken = {heads.sheet for heads in found}
        found += _named({n: lines for n, lines in upper.items() if n not in taken}, register, grids, said)
    records = [heads for heads in found if heads.grid.part == ""]
    if not records:
        names = "、".join(c.label.zh for c in grids[0].columns[2:5])
        raise NO_HEADS.at(source.title, register=register.title, rows=WITHIN, names=names)
    return [records[0], *(heads for heads in found if heads.grid.part)]


def _keyed(name: str, lines: Sequence[Line], register: Register, grids: Sequence[Grid]) -> Heads | None:
    """A sheet that was made here carries the names of its columns in a hidden row."""
    for at, line in enumerate(lines):
        keys = [text.split("|") if text.count("|") == 2 else None for text in line.texts]
        there = [key for key in keys if key]
        if not there or len(there) * 2 < len([t for t in line.texts if t]):
            continue
        if there[0][0] != register.code:
            raise OTHER_REGISTER.at(name, came=there[0][0], register=register.title)
        grid = next((g for g in grids if g.part == there[0][1]), None)
        if grid is None:
            return None
        headings = lines[at - 1].texts if at else ()
        columns = {i: grid.column(key[2]) for i, key in enumerate(keys) if key}
        heads = Heads(name, grid, lines[at - 1].number if at else line.number, line.number, headings, own=True)
        heads.columns = {i: column for i, column in columns.items() if column}
        unkeyed = {i: h for i, h in enumerate(headings) if h and i not in heads.columns}
        keyed = {column.key for column in heads.columns.values()}
        _match(heads, unkeyed, [c for c in grid.columns if c.key not in keyed], {}, lines)
        return heads
    return None


def _named(
    upper: Mapping[str, Sequence[Line]], register: Register, grids: Sequence[Grid], said: Mapping[str, str]
) -> Iterator[Heads]:
    """Sheets that others made: child records by the name of their sheet, the records in what fits best."""
    best: Heads | None = None
    for name, lines in upper.items():
        part = next((g for g in grids[1:] if normal(name) in _names_of(g)), None)
        found = _best_row(name, lines, part or grids[0], {} if part else said)
        if found is None:
            continue
        if part is not None:
            yield found
        elif best is None or len(found.columns) > len(best.columns):
            best = found
    if best is not None:
        yield best


def _names_of(grid: Grid) -> set[str]:
    return {normal(x) for x in (grid.part, grid.title.zh, grid.title.in_("en"), sheet_name(grid.title.zh))}


def _best_row(name: str, lines: Sequence[Line], grid: Grid, said: Mapping[str, str]) -> Heads | None:
    """The row of headings: the one that names most fields."""
    known = {word for column in grid.columns for word in _words(column)} | {normal(h) for h in said}
    score, at = max(
        ((len({normal(t) for t in line.texts if t} & known), -i) for i, line in enumerate(lines)), default=(0, 0)
    )
    if not score:
        return None
    line = lines[-at]
    heads = Heads(name, grid, line.number, line.number, tuple(" ".join(t.split()) for t in line.texts))
    _match(heads, {i: h for i, h in enumerate(heads.headings) if h}, grid.columns, said, lines)
    return heads


def _match(
    heads: Heads, headings: Mapping[int, str], columns: Sequence[Column], said: Mapping[str, str], lines: Sequence[Line]
) -> None:
    """What each heading means; what is not known for sure becomes a guess, what sorts persons is set aside."""
    words: dict[str, list[Column]] = {}
    for one in columns:
        for word in _words(one):
            words.setdefault(word, []).append(one)
    unknown: dict[int, str] = {}
    chosen: dict[str, list[int]] = {}
    for at, heading in headings.items():
        if what := sorts_by(heading):
            heads.skipped.append(Skipped(heads.sheet, at, heading, what))
            continue
        exact = words.get(normal(heading)) or _in_another_unit(heading, words)
        sure = exact[0] if len(exact) == 1 else None
        column = heads.grid.column(said[heading]) if heading in said else sure
        if column is not None:
            chosen.setdefault(column.key, []).append(at)
            _take(heads, at, heading, column)
        elif heading not in said:
            unknown[at] = heading
    for places in chosen.values():
        if len(places) > 1:
            name = heads.columns[places[0]].label
            raise HEAD_TWICE.at(heads.sheet, name=name, headings="、".join(headings[i] for i in places))
    heads.guesses = _guesses(unknown, [c for c in columns if c.key not in chosen and c.reads], lines, heads.row)


def _in_another_unit(heading: str, words: Mapping[str, Sequence[Column]]) -> list[Column]:
    """The field that a heading names with a unit of its own behind it: 金额（万元） where the field is in 元."""
    named = words.get(normal(_BRACKETS.sub("", heading)), ())
    return [column for column in named if other_unit(heading, column.unit)]


def _take(heads: Heads, at: int, heading: str, column: Column) -> None:
    heads.columns[at] = column
    if unit := other_unit(heading, column.unit):
        heads.units[at] = unit


def other_unit(heading: str, unit: str) -> str:
    """The unit that a heading says in brackets at its end, where it is another one of the same kind.

    >>> other_unit("金额（万元）", "元"), other_unit("金额（元）", "元"), other_unit("人数（其中女）", "人")
    ('万元', '', '')
    """
    found = _BRACKETS.search(heading)
    text = narrow(found[1]).strip() if found else ""
    if not text or not unit or text == unit:
        return ""
    try:
        same = Unit.parse(text).dimension == Unit.parse(unit).dimension
    except Refused:
        return ""
    return text if same else ""


def _words(column: Column) -> set[str]:
    """Every way to head a column."""
    labels = {column.label.zh, column.label.in_("en"), column.heading("zh"), column.heading("en")}
    return {normal(x) for x in (*labels, *ALIASES.get(column.key, ())) if x} | ({column.key} - {""})


def _guesses(unknown: Mapping[int, str], columns: Sequence[Column], lines: Sequence[Line], row: int) -> list[Guess]:
    """One guess a heading; a field is guessed once, for the heading that is most like it."""
    scored = sorted(((_like(h, c), at, c.key) for at, h in unknown.items() for c in columns), reverse=True)
    meant: dict[int, tuple[str, float]] = {}
    for score, at, key in scored:
        if score >= ENOUGH and at not in meant and key not in {k for k, _ in meant.values()}:
            meant[at] = key, score
    below = [line for line in lines if line.number > row][:3]
    found = []
    for at, heading in unknown.items():
        key, score = meant.get(at, ("", 0.0))
        found.append(Guess(heading, key, round(score * 100), tuple(line.text(at) for line in below)))
    return found


def _like(heading: str, column: Column) -> float:
    """How much a heading is like the name of a field, from 0 to 1."""
    names = (column.label.zh, column.label.in_("en"))
    return max(SequenceMatcher(None, _bare(heading), _bare(name), autojunk=False).ratio() for name in names)


def _bare(heading: str) -> str:
    """A heading without what stands in brackets at its end."""
    return normal(_BRACKETS.sub("", heading)) or normal(heading)


def required(heads: Heads) -> list[Column]:
    """The fields that every new record must have and that no column of the sheet holds."""
    held = {column.key for column in heads.columns.values()}
    return [c for c in heads.grid.columns if c.asked and c.asked.required and not c.item and c.key not in held]
