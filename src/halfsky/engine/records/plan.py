"""A register's feeds as groups that one pass over its records answers, and those that the reference must answer.

Feeds that look at the same rows on the same day at the same place, by the same breakdowns, are columns of one GROUP BY;
a count of different values is a group of its own, because it does not add up. A feed that SQL cannot say is `told`:
what the reference kept of it (its contributions) is added up instead, so that no figure is ever left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction

from halfsky.engine.records import numbers as sums
from halfsky.engine.records.columns import Column, Holds, Table
from halfsky.engine.records.numbers import Untranslatable
from halfsky.engine.records.translate import Gathered, Translator
from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.fact import Element, Flow
from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import PLACE, Feed, Gathering, Register
from halfsky.kernel.units import Unit

NOTHING_FED = problem(
    "400.1398",
    ("台账“{register}”不供数，没有可汇总的。", "{register} feeds no element: there is nothing to roll up."),
    ("请选择有 feeds 的台账。", "Choose a register with feeds."),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One feed of a group: which rows count, and what each gives (NULL: not known). `one` is what a row gives where
    all give the same."""

    element: str
    where: str
    amount: str
    one: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds that one GROUP BY answers. `source` is the FROM of their rows; `cells` pairs of dimension and column,
    sorted by dimension; `value` is the column of which the different ones count."""

    flow: bool
    source: str
    since: str
    until: str
    place: str
    cells: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A feed that is taken from the reference, and why."""

    element: str
    flow: bool
    distinct: bool
    one: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a register: `tables` are its files with their columns, `gathered` the common tables of child records,
    `keys` the cells that every place has that keeps the register (a zero where nothing was entered)."""

    register: str
    tables: Mapping[str, tuple[Column, ...]]
    parts: Mapping[str, str]
    gathered: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    told: tuple[Told, ...]
    keys: tuple[tuple[str, str], ...]


def plan(register: Register, elements: Mapping[str, Element]) -> Plan:
    """How the feeds of a register are computed. Refuses one that has none."""
    if not register.feeds:
        raise NOTHING_FED.at(register=register.title)
    made = _Planning(register, elements)
    for feed in register.feeds:
        made.add(feed)
    used = [made.own, *(t for t in made.parts.values() if t.columns or made.uses(t))]
    return Plan(
        register.code,
        {table.name: tuple(table.columns.values()) for table in used},
        {table.name: table.part for table in used if table.part},
        tuple((g.alias, _gathering(g)) for g in made.gathered.values() if g.columns),
        tuple(Group(*key, tuple(measures)) for key, measures in made.sums.items()) + tuple(made.different),
        tuple(made.told),
        tuple(_keys(register, elements)),
    )


Key = tuple[bool, str, str, str, str, tuple[tuple[str, str], ...]]


class _Planning:
    """The groups of a register while they are made."""

    def __init__(self, register: Register, elements: Mapping[str, Element]) -> None:
        self.register, self.elements = register, elements
        self.own = Table()
        self.parts = {part.code: Table(part.code) for part in register.parts}
        self.gathered: dict[str, Gathered] = {}
        self.sums: dict[Key, list[Measure]] = {}
        self.different: list[Group] = []
        self.told: list[Told] = []
        self.counted: set[str] = set()

    def uses(self, table: Table) -> bool:
        """Whether a kind of child records is counted, or gathered, without a look into it."""
        return table.part in self.counted or any(g.table is table and g.columns for g in self.gathered.values())

    def add(self, feed: Feed) -> None:
        element = self.elements[feed.element]
        flow, one = element.kind is Flow.FLOW, 10**element.decimals
        before = deepcopy((self.own, self.parts, self.gathered))
        try:
            key, measure, value = self._said(feed, element)
        except Untranslatable as why:
            # What was noted for it is not needed: no column is written that nothing reads.
            self.own, self.parts, self.gathered = before
            self.told.append(Told(feed.element, flow, feed.gathering is Gathering.DISTINCT, one, str(why)))
            return
        self.counted.add(feed.part)
        if value:
            self.different.append(Group(*key, (measure,), value))
        else:
            self.sums.setdefault(key, []).append(measure)

    def _said(self, feed: Feed, element: Element) -> tuple[Key, Measure, str]:
        speaks = Translator(self.register, self.own, self.parts, self.gathered, feed.part)
        if feed.part and feed.part not in self.parts:
            raise Untranslatable(f"{feed.part} are other records")
        since = speaks.day(feed.on).sql
        until = speaks.day(feed.until).sql if feed.until is not None else ""
        where = speaks.flag(feed.where) if feed.where is not None else "TRUE"
        one = 0 if feed.gathering is Gathering.SUM else 10**element.decimals
        amount = ""
        if feed.gathering is Gathering.SUM:
            assert feed.of is not None
            scale = Fraction(10**element.decimals) / Unit.parse(element.unit).factor
            amount = sums.rounded(speaks.number(feed.of), scale)
        value = self._value(feed) if feed.gathering is Gathering.DISTINCT else ""
        place = f"COALESCE({self._column(feed, Holds.ID, feed.at)}, r.place)" if feed.at else "r.place"
        cells = tuple(sorted((d, self._column(feed, Holds.CODE, code)) for d, code in feed.cells))
        key = (element.kind is Flow.FLOW, self._source(feed), since, until, place, cells)
        return key, Measure(element.code, where, amount, one), value

    def _value(self, feed: Feed) -> str:
        """What is different: a place, what is open, or the digest of what stands for somebody."""
        if feed.field == PLACE:
            return "r.place"
        asked = self.register.field(feed.field)
        if asked is None:
            raise Untranslatable(f"{feed.field} is worked out")
        hidden = asked.sealed or asked.kind in (Kind.TEXT, Kind.LONG) or asked.kind.names_somebody
        if hidden and "." in feed.field:
            raise Untranslatable(f"{feed.field} of child records stands for somebody")
        return self._column(feed, Holds.KEY if hidden else Holds.PLAIN, feed.field, feed.element if hidden else "")

    def _column(self, feed: Feed, holds: Holds, code: str, of: str = "") -> str:
        """A column of the record, or of the child record that is looked at."""
        part, dot, _ = code.partition(".")
        if dot and part != feed.part:
            raise Untranslatable(f"{code} is a field of another record")
        asked = self.register.field(code)
        if asked is None or (asked.many and holds is Holds.ID):
            raise Untranslatable(f"{code} is no single field")
        return (self.parts[part] if dot else self.own).need(holds, code, of)

    def _source(self, feed: Feed) -> str:
        return f"{self.parts[feed.part].name} c JOIN records r ON r.record = c.record" if feed.part else "records r"


def _gathering(made: Gathered) -> str:
    """The common table of a kind of child records: a row for each record that has any."""
    columns = ", ".join(f"{sql} AS {name}" for sql, name in made.columns.items())
    table = made.table.name
    return f"SELECT c.record, {columns} FROM {table} c JOIN records r ON r.record = c.record GROUP BY c.record"


def _keys(register: Register, elements: Mapping[str, Element]) -> list[tuple[str, str]]:
    """The total of every element that is fed, and its categories one by one."""
    found = []
    for feed in register.feeds:
        found.append((feed.element, str(TOTAL)))
        fields = dict(feed.cells)
        for dimension, categories in elements[feed.element].breakdowns:
            if dimension in fields:
                found += [(feed.element, str(cell({dimension: c}))) for c in categories]
    return list(dict.fromkeys(found))
