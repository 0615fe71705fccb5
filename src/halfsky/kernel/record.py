"""Records: what one record of a register says, whether it is sound, and what it gives to the figures.

The whole of a record is worked out here from its values: computed fields, complaints, needs of a move, reviews that are
due, and its contributions: whole numbers on days, of which a figure is a plain sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Absence, Element, Missing
from halfsky.kernel.field import Field, Kind, Stored, all_met, failed, outcome, share_met
from halfsky.kernel.grammar import Env, Outcome, Shift, Value, evaluate
from halfsky.kernel.looking import Rows
from halfsky.kernel.period import Period, containing
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.register import PLACE, PLACE_LEVEL, STATE, TODAY, Cycle, Feed, Gathering, Register
from halfsky.kernel.text import Text, listed
from halfsky.kernel.units import Unit
from halfsky.kernel.watching import Warned
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import Move

REQUIRED = problem("400.880", ("“{name}”必须填写。", "{name} must be filled in."), ("请填写。", "Fill it in."))
UNSOUND = problem("400.881", ("{says}", "{says}"), ("请核对后改正。", "Check it and correct it."))
ODD = problem(
    "400.882",
    ("{says}", "{says}"),
    ("请核对；确实如此的，请写一句说明后保存。", "Check it; if it is true, say in a sentence why, and save."),
)
NO_EXPLANATION = 4
"""Shorter texts explain nothing (属实, 无误)."""

Values = Mapping[str, Stored]
ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands. `values` by field code; `parts` the child records by kind, each with its values;
    `entered` the day on which it last came into each state; `place` the number of the place that keeps it; `warned`
    what the indicators that it follows warn of there, by their spelling; `files` the fields that have files, `looked`
    the other records that its formulas look at, by name (None: not looked up, as for lists and figures)."""

    values: Values = field(default_factory=dict)
    parts: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    state: str = ""
    level: Level = Level.VILLAGE
    entered: Mapping[str, dt.date] = field(default_factory=dict)
    place: str = ""
    warned: Mapping[str, Warned] = field(default_factory=dict)
    files: frozenset[str] | None = None
    looked: Mapping[str, Rows] | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a record gives to an element: an amount in units of its last decimal (None: not known), from a day on.

    A flow counts on `since` alone; a stock until the day before `until`. `distinct` is the value of which only the
    different ones count. `place` is the number of another place where it counts.
    """

    element: str
    at: Cell
    since: dt.date
    until: dt.date | None
    amount: int | None
    distinct: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One review that a cycle asks for: of a period, until a day."""

    cycle: Cycle
    period: Period
    until: dt.date


@dataclass(frozen=True)
class Sight:
    """A record as formulas see it on a day; one child record of it when `child` says which."""

    register: Register
    record: Record
    today: dt.date
    child: tuple[str, Values] | None = None

    def value(self, code: str, at: Cell, shift: Shift) -> Outcome:
        if shift is not Shift.NONE or at:
            return Missing(Absence.NOT_APPLICABLE, code)
        part, dot, inner = code.partition(".")
        if dot and self.register.look(part):
            return self._looked_at(part, inner)
        if dot:
            asked, kept = self.register.field(code), self.child[1] if self.child and self.child[0] == part else {}
            return outcome(asked, kept.get(inner)) if asked else Missing(Absence.NOT_REPORTED, code)
        return self._own(code)

    def _own(self, code: str) -> Outcome:
        if code == STATE:
            return self.record.state
        if code == PLACE_LEVEL:
            return self.record.level.value
        if code == TODAY:
            return self.today
        if code == PLACE:
            return self.record.place or Missing(Absence.NOT_REPORTED, code)
        asked = self.register.field(code)
        if asked is not None:
            return outcome(asked, self.record.values.get(code))
        made = next((c for c in self.register.computed if c.code == code), None)
        return evaluate(made.formula, self) if made else Missing(Absence.NOT_REPORTED, code)

    def _looked_at(self, code: str, inner: str) -> Outcome:
        """A field of another record: of the one at hand, or of the one that is named."""
        look, rows = self.register.look(code), self._others(code)
        assert look is not None
        if isinstance(rows, Missing):
            return rows
        row = self.child[1] if self.child and self.child[0] == code else next(iter(rows), None)
        asked = look.field(inner)
        return (
            Missing(Absence.NOT_REPORTED, look.label.zh) if row is None or not asked else outcome(asked, row.get(inner))
        )

    def _others(self, code: str) -> Rows:
        """The other records that are meant by a name; missing where nobody looked them up."""
        return Missing(Absence.NOT_COMPUTED, code) if self.record.looked is None else self.record.looked.get(code, ())

    def children(self, record: str) -> Sequence[Env] | Missing:
        rows = self._others(record) if self.register.look(record) else self.record.parts.get(record, ())
        if isinstance(rows, Missing):
            return rows
        return [Sight(self.register, self.record, self.today, (record, row)) for row in rows]

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        first, *rest = arguments
        match function:
            case "checklist" | "meets":
                asked, kept = self.register.field(str(first)), self.record.values.get(str(first))
                assert asked is not None
                items = kept if isinstance(kept, dict) else {}
                return share_met(asked, items) if function == "checklist" else all_met(asked, items)
            case "filled":
                unknown = self._attached(str(first)) and self.record.files is None
                return Missing(Absence.NOT_COMPUTED, str(first)) if unknown else self.filled(str(first))
            case "since":
                return self.record.entered.get(str(first)) or Missing(Absence.NOT_APPLICABLE, str(first))
            case "days":
                assert isinstance(first, dt.date) and isinstance(rest[0], dt.date)
                return Fraction((rest[0] - first).days)
            case "months":
                assert isinstance(first, dt.date) and isinstance(rest[0], dt.date)
                return Fraction((rest[0].year - first.year) * 12 + rest[0].month - first.month)
            case "marked":
                kept = self.record.values.get(str(first))
                return isinstance(kept, list) and str(rest[0]) in kept
            case "warning" | "figure_on":
                found = self.record.warned.get(str(self.record.values.get(str(first))))
                said = found and (found.code if function == "warning" else found.figure_on)
                return said or Missing(Absence.NOT_COMPUTED, str(first))
        raise ValueError(function)

    def filled(self, code: str) -> bool:
        """Whether a field holds something (a file that is attached is one); of child records, whether each of at least
        one does."""
        if self._attached(code):
            return code in (self.record.files or ())
        part, dot, inner = code.partition(".")
        if not dot:
            return self.record.values.get(code) not in (None, "", [], {})
        rows = self.record.parts.get(part, ())
        return bool(rows) and all(row.get(inner) not in (None, "", [], {}) for row in rows)

    def _attached(self, code: str) -> bool:
        asked = self.register.field(code)
        return asked is not None and asked.kind.attached


def computed(register: Register, record: Record, today: dt.date) -> dict[str, Outcome]:
    """What is worked out, by code, in base units; missing with the reason."""
    sight = Sight(register, record, today)
    return {made.code: evaluate(made.formula, sight) for made in register.computed}


def complaints(
    register: Register, record: Record, today: dt.date, explained: Mapping[str, str] | None = None
) -> list[Refusal]:
    """What is wrong with a record: what is required and empty, hard checks that fail, soft ones without a word why.
    A check with a missing operand is not run. The place of each is the field, `part[3].field`, or the check."""
    found = [REQUIRED.at(f.code, name=f.label) for f in register.fields if f.required and _empty(record.values, f)]
    for part in register.parts:
        for number, row in enumerate(record.parts.get(part.code, ()), start=1):
            spot = f"{part.code}[{number}]"
            found += [
                REQUIRED.at(f"{spot}.{f.code}", name=f.label) for f in part.fields if f.required and _empty(row, f)
            ]
    sight = Sight(register, record, today)
    for rule in register.rules:
        if evaluate(rule.formula, sight) is not False:
            continue
        if rule.severity is Severity.HARD:
            found.append(UNSOUND.at(rule.code, says=rule.says))
        elif len((explained or {}).get(rule.code, "").strip()) < NO_EXPLANATION:
            found.append(ODD.at(rule.code, says=rule.says))
    return found


def _empty(values: Values, asked: Field) -> bool:
    return values.get(asked.code) in (None, "", [], {})


def holds(register: Register, record: Record, today: dt.date, need: str) -> bool:
    """Whether a need of a move is met: a field is filled, or a condition holds. Missing does not hold."""
    if need in register.conditions:
        return evaluate(register.conditions[need], Sight(register, record, today)) is True
    return Sight(register, record, today).filled(need)


def deadline(register: Register, move: Move, record: Record, today: dt.date, calendar: Calendar) -> dt.date | None:
    """The last day for the state that a move leads to: what the record itself says, else so many days from today."""
    said = record.values.get(move.due_by)
    if isinstance(said, str) and said:
        return dt.date.fromisoformat(said)
    return register.workflow.due(move, today, calendar)


def settled(move: Move, record: Record) -> Move:
    """The move as this record takes it: up to the level that the record itself names, where a field says so."""
    level = record.values.get(move.until_by)
    return replace(move, until=Level(level)) if isinstance(level, str) and move.until_by else move


def lacking(register: Register, record: Record) -> dict[str, tuple[Text, ...]]:
    """The items of each checklist that do not hold, by field; those that nobody answered are not among them."""
    found = {}
    for asked in register.fields:
        kept = record.values.get(asked.code)
        if asked.kind is Kind.CHECKLIST and isinstance(kept, dict) and (bad := failed(asked, kept)):
            found[asked.code] = bad
    return found


def contributions(
    register: Register, record: Record, elements: Mapping[str, Element], today: dt.date
) -> Iterator[Contribution]:
    """All that a record gives to the figures. What has no day yet counts nowhere, nor does a distinct without its
    value; a sum whose operand is missing is there without an amount, so that a figure can say how many are unknown."""
    sight = Sight(register, record, today)
    for feed in register.feeds:
        rows = sight.children(feed.part) if feed.part else (sight,)
        for row in () if isinstance(rows, Missing) else rows:
            yield from _given(register, feed, elements[feed.element], row)


def _given(register: Register, feed: Feed, element: Element, row: Env) -> Iterator[Contribution]:
    if feed.where is not None and evaluate(feed.where, row) is not True:
        return
    since, until = evaluate(feed.on, row), evaluate(feed.until, row) if feed.until is not None else None
    if not isinstance(since, dt.date):
        return
    ends = until if isinstance(until, dt.date) else None
    amount, distinct = _amount(feed, element, row)
    if feed.gathering is Gathering.DISTINCT and not distinct:
        return
    place = _plain(row, feed.at) if feed.at else ""
    for at in _cells(register, feed, row):
        yield Contribution(element.code, at, since, ends, amount, distinct, place)


def _amount(feed: Feed, element: Element, row: Env) -> tuple[int | None, str]:
    """The amount in units of the element's last decimal; of a distinct, the value."""
    if feed.gathering is Gathering.COUNT:
        return 10**element.decimals, ""
    if feed.gathering is Gathering.DISTINCT:
        return 10**element.decimals, _plain(row, feed.field)
    assert feed.of is not None
    found = evaluate(feed.of, row)
    if not isinstance(found, Fraction):
        return None, ""
    scaled = Unit.parse(element.unit).from_base(found) * 10**element.decimals
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), ""


def _plain(row: Env, code: str) -> str:
    found = row.value(code, Cell(), Shift.NONE)
    return "" if isinstance(found, Missing) else str(found)


def _cells(register: Register, feed: Feed, row: Env) -> list[Cell]:
    """The total, and every combination of the categories that the record falls into."""
    pairs = [(dimension, _plain(row, code)) for dimension, code in feed.cells]
    known = [(dimension, category) for dimension, category in pairs if category]
    return [cell(chosen) for n in range(len(known) + 1) for chosen in combinations(known, n)]


def due(register: Register, record: Record, today: dt.date, calendar: Calendar) -> list[Due]:
    """The reviews that are owed: of every period that ended while the record was in the cycle's states, and for which
    there is no child record yet."""
    found = []
    for cycle in register.cycles:
        if record.state not in cycle.states:
            continue
        done = {str(row.get("period", "")) for row in record.parts.get(cycle.part, ())}
        begun = min((record.entered[s] for s in cycle.states if s in record.entered), default=today)
        for period in _ended(cycle, begun, today):
            if str(period) not in done:
                found.append(Due(cycle, period, last_day(cycle, period, calendar)))
    return found


def last_day(cycle: Cycle, period: Period, calendar: Calendar) -> dt.date:
    """Until when the review of a period may be done."""
    end = period.last_day()
    return calendar.after(end, cycle.due.days) if cycle.due.workdays else end + cycle.due.days * ONE


def _ended(cycle: Cycle, begun: dt.date, today: dt.date) -> list[Period]:
    """The periods that began after the record came into the state and are over."""
    period = containing(cycle.every, today).previous()
    found = []
    while period.first_day() >= begun:
        found.append(period)
        period = period.previous()
    return found[::-1]


def values_label(register: Register, code: str, kept: Stored) -> Text:
    """A kept value as people read it; choices and items by their labels."""
    asked = register.field(code)
    assert asked is not None
    if isinstance(kept, bool):
        return Text("是", "yes") if kept else Text("否", "no")
    if isinstance(kept, list):
        return listed([asked.option(x) if asked.of else Text(x) for x in kept])
    if isinstance(kept, dict):
        return Text(f"{len([i for i in asked.items if i.met(kept.get(i.code)) is True])}/{len(asked.items)}")
    return asked.option(kept) if asked.kind is Kind.CHOICE else Text(kept)
