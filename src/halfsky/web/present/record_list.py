"""The list of records: which fields filter it, which columns it has, in which order; the address carries it all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from halfsky.kernel.field import Field, Kind
from halfsky.kernel.grammar import evaluate
from halfsky.kernel.numbers import narrow
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Agency
from halfsky.kernel.record import Sight
from halfsky.kernel.register import Computed, Register
from halfsky.kernel.text import Text
from halfsky.queries.record_lists import Line, RegisterView, Wanted
from halfsky.queries.record_words import label, names, worked_out
from halfsky.store.house import House
from halfsky.web.present.record_blanks import ISO

SHOWN = 5
"""So many columns stand in a list whose register names none."""
STATE, DUE, PLACE, CHANGED = "state", "due", "place", "changed_at"
OF_ALL: dict[str, Text] = {
    STATE: Text("状态", "State"),
    DUE: Text("期限", "Due"),
    PLACE: Text("区划", "Place"),
    CHANGED: Text("最近办理", "Last touched"),
}
"""The columns of every register, beside its fields."""
FILTERED = (Kind.CHOICE, Kind.YES, Kind.DATE, Kind.AGENCY)
NO_GROUP = Text("其他", "Other")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for. `days` are the two ends of a field of dates, or of numbers."""

    filters: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    state: str = ""
    late: bool = False
    text: str = ""
    order: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1

    @staticmethod
    def read(query: QueryDict, register: Register) -> Asked:
        """From an address; what the register does not filter by is left aside."""
        open_ = [f for f in register.fields if filtered(register, f)]
        single = {f.code: _said(query, f"f.{f.code}") for f in open_ if not ranged(f)}
        days = {f.code: (_end(query, f, "from"), _end(query, f, "to")) for f in open_ if ranged(f)}
        order, page = _said(query, "order"), _said(query, "page")
        return Asked(
            {code: text for code, text in single.items() if text},
            {code: ends for code, ends in days.items() if any(ends)},
            _known(_said(query, "state"), [code for code, _ in register.workflow.states]),
            _said(query, "late") == "1",
            _said(query, "q"),
            order if order.removeprefix("-") in _orders(register) else "",
            tuple(c for c in query.getlist("c") if c in _offered(register)),
            int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    def looking(self, text: str) -> Asked:
        return replace(self, text=text)

    @property
    def wanted(self) -> Wanted:
        spans = {code: f"{low}..{high}" for code, (low, high) in self.days.items()}
        return Wanted({**self.filters, **spans}, self.state, self.text, self.late, self.order or "-id")

    @property
    def narrowed(self) -> bool:
        return bool(self.filters or self.days or self.state or self.late or self.text)

    def pairs(self) -> list[tuple[str, str]]:
        """The whole as fields of a form or an address, the page apart."""
        found = [(f"f.{code}", text) for code, text in self.filters.items()]
        found += [
            (f"f.{c}.{end}", d) for c, ends in self.days.items() for end, d in zip(("from", "to"), ends, strict=True)
        ]
        found += [("state", self.state), ("late", "1" if self.late else ""), ("q", self.text), ("order", self.order)]
        found += [("c", code) for code in self.columns]
        return [(name, value) for name, value in found if value]

    def query(self, **changes: object) -> str:
        """The same as the query of an address, "" when nothing is asked."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        return f"?{urlencode(pairs)}" if (pairs := changed.pairs()) else ""


def _said(query: QueryDict, name: str) -> str:
    return str(query.get(name, "")).replace("\0", "").strip()


def filtered(register: Register, asked: Field) -> bool:
    """Whether lists are filtered by a field: of numbers by those that they show."""
    kinds = asked.kind in FILTERED or (asked.kind.counted and asked.code in register.columns)
    return kinds and not asked.sealed


def ranged(asked: Field) -> bool:
    """Whether a field is filtered between two ends."""
    return asked.kind is Kind.DATE or asked.kind.counted


def _end(query: QueryDict, asked: Field, end: str) -> str:
    """One end of a range; what is no day or number is left aside."""
    name = f"f.{asked.code}.{end}"
    if asked.kind is Kind.DATE:
        return _day(query, name)
    text = narrow(_said(query, name)).replace(",", "")
    return text if re.fullmatch(r"\d{1,18}(\.\d{1,4})?", text) else ""


def _day(query: QueryDict, name: str) -> str:
    text = _said(query, name)
    return text if ISO.fullmatch(text) else ""


def _known(text: str, of: Sequence[str]) -> str:
    return text if text in of else ""


def _orders(register: Register) -> set[str]:
    return {STATE, DUE, CHANGED, "id"} | {f.code for f in register.fields if _listed(f)}


def _offered(register: Register) -> list[str]:
    return [*OF_ALL, *(f.code for f in register.fields if _listed(f)), *(c.code for c in register.computed)]


def _listed(asked: Field) -> bool:
    """Whether a field may be a column: what is sealed, long or a file is not."""
    return not asked.sealed and not asked.kind.attached and asked.kind is not Kind.LONG


@dataclass(frozen=True, slots=True)
class Filter:
    """One field to filter by: its choices with the chosen one, or two ends: days, or numbers."""

    name: str
    label: Text
    choices: tuple[tuple[str, Text, bool], ...] = ()
    since: str = ""
    until: str = ""
    number: bool = False

    @property
    def id(self) -> str:
        return f"by-{self.name.replace('.', '-')}"


def filters(register: Register, agencies: Mapping[str, Agency], asked: Asked) -> list[Filter]:
    """What a list is filtered by: open choices, days, yes and no, agencies, the numbers among its columns."""
    found = []
    for f in register.fields:
        if not filtered(register, f):
            continue
        name, chosen = f"f.{f.code}", asked.filters.get(f.code, "")
        if ranged(f):
            since, until = asked.days.get(f.code, ("", ""))
            found.append(Filter(name, f.label, (), since, until, number=f.kind.counted))
            continue
        of = f.of
        if f.kind is Kind.YES:
            of = (("yes", Text("是", "yes")), ("no", Text("否", "no")))
        elif f.kind is Kind.AGENCY:
            of = tuple((code, agency.name) for code, agency in agencies.items())
        found.append(Filter(name, f.label, tuple((code, text, code == chosen) for code, text in of)))
    return found


@dataclass(frozen=True, slots=True)
class State:
    """A state with how many records are in it."""

    code: str
    label: Text
    count: int
    href: str
    chosen: bool


def counted(register: Register, counts: Mapping[str, int], asked: Asked) -> list[State]:
    """The states of the register with their counts, those that hold something."""
    return [
        State(
            code,
            text,
            counts.get(code, 0),
            asked.query(state="" if code == asked.state else code) or "?",
            code == asked.state,
        )
        for code, text in register.workflow.states
        if counts.get(code) or code == asked.state
    ]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its words, whether numbers stand in it, and the address that orders by it."""

    code: str
    label: Text
    unit: str
    right: bool
    href: str
    sorted: str


def columns(register: Register, asked: Asked, at: Place) -> list[str]:
    """The columns of the list: those that were chosen, else those of the register, the place where there are several,
    the state, and the deadline where there are any."""
    if asked.columns:
        return list(asked.columns)
    several = any(level.depth > at.level.depth for level in register.levels)
    timed = any(move.days is not None for move in register.workflow.moves)
    states = len(register.workflow.states) > 1
    common = [code for code, wanted in ((PLACE, several), (STATE, states), (DUE, timed)) if wanted]
    open_ = [f.code for f in register.fields if _listed(f)]
    named = [code for code in register.columns if code in _offered(register)] or open_[:SHOWN]
    return [*named, *(code for code in common if code not in named)]


def heads(register: Register, chosen: Iterable[str], asked: Asked) -> list[Head]:
    """The headings of the list."""
    found = []
    for code in chosen:
        of = register.field(code)
        made = _computed(register, code)
        right = made is not None or (of is not None and of.kind.counted)
        now = {code: "ascending", f"-{code}": "descending"}.get(asked.order, "")
        href = ""
        if code in _orders(register):
            href = asked.query(order=f"-{code}" if now == "ascending" else code)
        unit, called = made.unit if made else of.unit if of and right else "", _called(register, code)
        found.append(Head(code, called, "" if unit in called.zh else unit, right, href, now))
    return found


def _computed(register: Register, code: str) -> Computed | None:
    return next((c for c in register.computed if c.code == code), None)


def _called(register: Register, code: str) -> Text:
    return OF_ALL[code] if code in OF_ALL else register.label(code)


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: Text
    chosen: bool


def offered_columns(register: Register, chosen: Sequence[str]) -> list[Column]:
    """All columns that may be chosen, those in the list ticked."""
    return [Column(code, _called(register, code), code in chosen) for code in _offered(register)]


@dataclass(frozen=True, slots=True)
class Cell:
    code: str
    label: Text
    text: Text
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list in words."""

    line: Line
    cells: tuple[Cell, ...]


def lines(house: House, register: Register, chosen: Sequence[str], found: Sequence[Line]) -> list[Row]:
    """The records of a page in words; of what is not open nothing."""
    asked = [f for f in register.fields if f.code in chosen]
    known = names(house, asked, [line.values for line in found])
    formulas = [c for c in register.computed if c.code in chosen]
    made = []
    for line in found:
        said = {f.code: label(register, known, f, line.values.get(f.code)) for f in asked}
        said |= {STATE: line.label, PLACE: Text(line.place.name), CHANGED: Text(f"{line.changed_at:%Y-%m-%d}")}
        said |= {c.code: _worked_out(register, c, line, house.today()) for c in formulas}
        said[DUE] = Text(str(line.due)) if line.due else Text("")
        cells = tuple(Cell(h.code, h.label, said[h.code], h.right) for h in heads(register, chosen, Asked()))
        made.append(Row(line, cells))
    return made


def _worked_out(register: Register, made: Computed, line: Line, today: dt.date) -> Text:
    """A computed column; its unit stands in the heading."""
    if line.record is None:
        return Text("")
    return worked_out(made, evaluate(made.formula, Sight(register, line.record, today)), False)


@dataclass(frozen=True, slots=True)
class Group:
    label: Text
    views: tuple[RegisterView, ...]


def groups(found: Iterable[RegisterView]) -> list[Group]:
    """Registers by their groups, in the order in which they come; those of none are last."""
    by: dict[Text, list[RegisterView]] = {}
    for view in found:
        by.setdefault(view.register.group if view.register.group.zh else NO_GROUP, []).append(view)
    return [Group(of, tuple(by[of])) for of in sorted(by, key=lambda of: of == NO_GROUP)]
