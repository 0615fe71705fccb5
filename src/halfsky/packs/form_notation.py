"""The notation of collecting: forms, the workflows that their sheets go through, the calendar of workdays.

As in `notation.py`, the fields are the keys and columns. What a form means once it is read is `kernel/form.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from halfsky.kernel.access import PERMISSIONS
from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.form import Due, Totals
from halfsky.kernel.numbers import narrow
from halfsky.kernel.period import Kind as PeriodKind
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import problem
from halfsky.kernel.round import RHYTHMS
from halfsky.kernel.text import NOTHING, Text
from halfsky.packs.kinds import (
    CODE,
    Code,
    Count,
    Day,
    FormCode,
    Kind,
    Name,
    Number,
    Placed,
    YesNo,
    choice,
    options,
    whole,
)
from halfsky.packs.notation import Row

NOT_A_DUE = problem(
    "400.320",
    ("“{came}”不是期限。", "“{came}” is no time limit."),
    ("请写成 45 workdays（工作日）或 20 days（日）。", "Write 45 workdays or 20 days."),
)
LATEST = 366
DAYS = {"off": Text("休息", "off"), "work": Text("上班", "worked")}

_DUE = re.compile(r"([0-9]{1,3})\s*(workdays?|days?|个?工作日|[天日])")


def _due(text: str) -> Due:
    found = _DUE.fullmatch(narrow(text))
    if found is None or not 0 < int(found[1]) <= LATEST:
        raise NOT_A_DUE.at(came=text)
    return Due(int(found[1]), "work" in found[2] or "工作日" in found[2])


def _column(text: str) -> Cell:
    return TOTAL if text == "total" else read_cell(text)


def _note_key(text: str) -> str:
    """An element, or one cell of it as `element|cell`."""
    element, _, cell = text.partition("|")
    CODE.read(element)
    read_cell(cell)
    return text


TOTALS = choice({Totals.COMPUTED.value: Text("由分项计算", "computed"), Totals.ENTERED.value: Text("填报", "entered")})
TOTAL_KIND = Kind(lambda text: Totals(str(TOTALS.read(text))), TOTALS.schema)
PERIOD = choice(RHYTHMS)
BY = choice({code: permission.label for code, permission in PERMISSIONS.items()})
Element = Annotated[Placed, CODE]
Category = Annotated[Placed, CODE]
Block = Annotated[Placed, CODE] | Mapping[Element, tuple[Category, ...]]
"""Columns: `total`, a dimension with all its categories, or dimensions with the categories that are asked."""
_PART = r"[a-z0-9_]+=[a-z0-9_]+"
ColumnText = Annotated[Cell, Kind(_column, {"type": "string", "pattern": rf"^(total|{_PART}(;{_PART})*)$"})]
NoteKey = Annotated[Placed, Kind(_note_key, {"type": "string", "pattern": rf"^[a-z][a-z0-9_]*(\|({_PART};?)*)?$"})]
Limit = Annotated[Due, Kind(_due, {"type": "string", "pattern": r"^\d{1,3} *(workdays?|days?|个?工作日|[天日])$"})]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry(Row):
    """What the form prints about itself: 表号、制定机关、批准（备案）机关、文号、有效期至."""

    number: Name = ""
    issued_by: Name = ""
    approved_by: Name = ""
    document: Name = ""
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FillerEntry(Row):
    """Who fills the form in: the office of a kind at every place of a level."""

    agency: Code
    level: Annotated[Level, options(Level)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionEntry(Row):
    """Lines under one heading."""

    elements: tuple[Element, ...]
    section: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry(Row):
    """One check of a sheet; exactly one of hard, soft, siblings, below and alike says of which kind."""

    says: Text
    check: FormCode = ""
    hard: Name = ""
    soft: Name = ""
    siblings: Name = ""
    times: Number | None = None
    below: Name = ""
    of: Name = ""
    blocks: YesNo = False
    alike: YesNo = False
    column: ColumnText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry(Row):
    """forms/NAME.yaml: one form, who fills it in and when, its lines and columns, its checks."""

    form: FormCode
    title: Text
    filled_by: FillerEntry
    period: Annotated[PeriodKind, PERIOD]
    due: Limit
    workflow: FormCode
    lines: tuple[SectionEntry, ...]
    columns: tuple[Block, ...] = ()
    total: Annotated[Totals, TOTAL_KIND] = Totals.COMPUTED
    late: Annotated[int, whole(0, LATEST, "10")] = 0
    printed: PrintedEntry | None = None
    rates: tuple[Element, ...] = ()
    notes: Mapping[NoteKey, Text] = field(default_factory=dict)
    checks: tuple[CheckEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEntry(Row):
    """One move of a workflow."""

    label: Text
    sources: tuple[Element, ...] = field(metadata={"as": "from"})
    to: Element
    by: tuple[Annotated[str, BY], ...] = ()
    other: YesNo = False
    reason: YesNo = False
    days: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowEntry(Row):
    """workflows.yaml: states, of which the first is the start, and the moves between them."""

    workflow: FormCode
    title: Text
    states: Mapping[Code, Text]
    moves: Mapping[Code, MoveEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow(Row):
    """calendar.csv: a weekday on which people are off, or a weekend day on which they work."""

    KEY: ClassVar[tuple[str, ...]] = ("day",)
    day: Day
    kind: Annotated[Literal["off", "work"], choice(DAYS)]
    note: Name = ""


def cell_of(key: str) -> tuple[str, Cell | None]:
    """The element and the cell that a note is for; None for the whole line."""
    element, bar, at = key.partition("|")
    return element, read_cell(at) if bar else None
