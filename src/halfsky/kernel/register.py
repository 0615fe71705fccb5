"""Registers (台账): what a kind of record holds, how it moves through its states, and which figures it feeds.

A register is content. This page says what can be declared; `record.py` what one record means under it, `keeping.py`
who may keep and read it, `workflow.py` how it moves. Read a declaration in `docs/registers.md`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from halfsky.kernel.checking import Severity
from halfsky.kernel.field import Field, Kind
from halfsky.kernel.form import Due
from halfsky.kernel.grammar import Choice, Function, Node, Plain, Quantity, Record, Scope, Term, quantity
from halfsky.kernel.grammar.types import Nature
from halfsky.kernel.looking import Looking
from halfsky.kernel.period import Kind as Rhythm
from halfsky.kernel.place import Level
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.units import Unit
from halfsky.kernel.watching import STATES
from halfsky.kernel.workflow import Move, Workflow

if TYPE_CHECKING:
    from collections.abc import Mapping

STATE, PLACE_LEVEL, TODAY = "state", "level", "today"
"""Names that every formula of a register may use beside its own fields."""
PRESETS = ("name", "reason", "level", "lead", "support")
"""What a warning can bring along: the indicator's name, the reason in words, the level, the agencies."""
FROM_TEXT = ("subject", "deadline", "agency", "quote", "source")
"""What a task that was read in a text can bring along: what is to be done, until when, by whom, the words, the text."""
PLACE = "place"
"""The place that keeps a record: what is unique only within it, and how many different ones there are."""


class Secrecy(StrEnum):
    """Who may read a record: whoever is signed in and sees the place; the offices at and above it; those assigned."""

    OPEN = "open"
    OFFICE = "office"
    NEED = "need"

    @property
    def label(self) -> Text:
        return {
            "open": Text("公开", "open"),
            "office": Text("内部", "office"),
            "need": Text("需知", "need to know"),
        }[self]


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of child records: sessions of a course, visits to a family, payments. `code.field` names their fields."""

    code: str
    label: Text
    fields: tuple[Field, ...]

    def field(self, code: str) -> Field | None:
        return next((f for f in self.fields if f.code == code), None)


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is worked out and never typed."""

    code: str
    label: Text
    formula: Node
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of one record: a hard one blocks, a soft one asks for an explanation."""

    code: str
    severity: Severity
    formula: Node
    says: Text


class Gathering(StrEnum):
    """How records become a figure."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Feed:
    """An element that the register feeds: how many records (or child records, `part`), the sum of a formula, or how
    many different values of a field there are; of those for which `where` holds.

    A flow is counted on the day `on`; a stock from the day `on` until the day before `until` (None: still). `cells` are
    the fields whose choices are the categories of the element's breakdowns; `at` is the place field that says where it
    counts (empty: where the record is kept).
    """

    element: str
    gathering: Gathering
    on: Node
    of: Node | None = None
    field: str = ""
    part: str = ""
    where: Node | None = None
    until: Node | None = None
    at: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cycle:
    """A review that comes due by itself every period while the record is in one of the states: it is done by adding a
    child record of `part`, at the latest `due` after the period; `missed` is the move taken when it is not."""

    code: str
    label: Text
    every: Rhythm
    states: tuple[str, ...]
    part: str
    due: Due
    missed: str = ""


@dataclass(frozen=True, slots=True)
class Joint:
    """A letter that two bodies send together (联合行文) where the field `when` says yes: `partner` is the second, and
    `sender` the first, both templates."""

    when: str
    sender: str
    partner: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter (公文) printed from a record. `title`, `sender` and `text` are templates with {fields};
    `states` are those in which it may be printed, `final` those in which it is no draft any more; `to`, `copies` are
    fields of agencies, `number` that of its 文号; `table` fields and kinds of child records that follow the text;
    `needs` the fields without which it stays a draft, `draft` what is written on one; `seal` leaves room for a seal."""

    code: str
    label: Text
    states: tuple[str, ...]
    final: tuple[str, ...]
    title: str
    sender: str
    text: tuple[str, ...]
    table: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    number: str = ""
    copies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    draft: str = ""
    seal: bool = False
    joint: Joint | None = None


@dataclass(frozen=True, slots=True)
class Explains:
    """Which fields of a register hold persons' texts for the evaluation of a year: of the indicator that is named its
    `cause`; without one how the `work` was done and what is advised. They count in the states `counts`."""

    year: str
    counts: tuple[str, ...]
    indicator: str = ""
    cause: str = ""
    work: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a resident may write into a new record without an account, which fields she reads under the number that she
    is given, and what happens with it, in words."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]
    says: Text


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a record is kept after it came into one of the end states; then it is deleted, or its persons are."""

    years: int
    after: tuple[str, ...]

    def ends(self, entered: dt.date) -> dt.date:
        """The last day of a record that came into its end state on a day; of 29 February the day after it counts."""
        leap = (entered.month, entered.day) == (2, 29)
        return dt.date(entered.year + self.years, 3, 1) if leap else entered.replace(year=entered.year + self.years)


@dataclass(frozen=True)
class Register:
    """One register. `levels` are those whose places keep records; `about_person` says that a record describes a person
    served: what does not say `open` of itself is sealed. `columns` are those of the list, `search` the fields that are
    found by their exact spelling, `unique` the sets of fields that no two records share, `pack` who declares it."""

    code: str
    title: Text
    group: Text
    levels: tuple[Level, ...]
    fields: tuple[Field, ...]
    workflow: Workflow
    agency: str = ""
    secrecy: Secrecy = Secrecy.OFFICE
    about_person: bool = False
    parts: tuple[Part, ...] = ()
    computed: tuple[Computed, ...] = ()
    rules: tuple[Rule, ...] = ()
    feeds: tuple[Feed, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    retention: Retention | None = None
    note: Text = NOTHING
    pack: str = ""
    asks: tuple[str, ...] = ()
    """The fields whose agencies are asked for something: their people read the record and take what `by` gives them."""
    asked_at: str = ""
    """The place field that says where those agencies are (empty: at the place that keeps the record)."""
    raised_by: str = ""
    """The field of an indicator whose warning makes somebody enter a record of this register."""
    letters: tuple[Letter, ...] = ()
    looks: tuple[Looking, ...] = ()
    """Other records that its formulas look at."""
    explains: Explains | None = None
    intake: Intake | None = None
    presets: tuple[tuple[str, str], ...] = ()
    """What a warning brings into the form: fields with texts in which the words of `PRESETS` are filled in."""
    from_text: tuple[tuple[str, str], ...] = ()
    """What a task read in a text brings along, by the words of `FROM_TEXT`: such a register takes tasks of texts."""
    conditions: Mapping[str, Node] = field(default_factory=dict)
    """The needs of moves that are conditions, by their text; any other need is the name of a field."""
    said: Mapping[str, Text] = field(default_factory=dict)
    """What those conditions are called: the same with labels for codes."""

    def field(self, code: str) -> Field | None:
        """A field of the record, or of its child records by part.field."""
        part, dot, inner = code.partition(".")
        if dot:
            found = self.part(part)
            return found.field(inner) if found else None
        return next((f for f in self.fields if f.code == code), None)

    @property
    def follows(self) -> tuple[str, ...]:
        """The fields of indicators, whose warnings its conditions may look at."""
        return tuple(f.code for f in self.fields if f.kind is Kind.INDICATOR)

    def narrowed(self, codes: Collection[str] | None) -> Register:
        """The register with these fields and kinds of child records alone (None: all), for who writes no others."""
        if codes is None:
            return self
        fields = tuple(f for f in self.fields if f.code in codes)
        return replace(self, fields=fields, parts=tuple(p for p in self.parts if p.code in codes))

    def written_with(self, move: Move) -> frozenset[str]:
        """The fields and kinds of child records that may be written together with a move."""
        return frozenset(move.fills) | {f.code for f in self.fields if f.code in move.needs}

    def part(self, code: str) -> Part | None:
        return next((p for p in self.parts if p.code == code), None)

    def look(self, code: str) -> Looking | None:
        return next((x for x in self.looks if x.code == code), None)

    def cycle(self, code: str) -> Cycle | None:
        return next((c for c in self.cycles if c.code == code), None)

    def letter(self, code: str) -> Letter | None:
        return next((x for x in self.letters if x.code == code), None)

    def all_fields(self) -> Iterator[tuple[str, Field]]:
        """Every field with its full name, those of child records as part.field."""
        yield from ((f.code, f) for f in self.fields)
        yield from ((f"{p.code}.{f.code}", f) for p in self.parts for f in p.fields)

    def label(self, code: str) -> Text:
        """What people call a field, a kind of child records, a computed field, the state, or a condition of a move."""
        found = self.field(code) or self.part(code) or next((c for c in self.computed if c.code == code), None)
        return found.label if found else self.said.get(code) or COMMON.get(code, Text(code))


COMMON: dict[str, Text] = {
    STATE: Text("状态", "state"),
    PLACE_LEVEL: Text("层级", "level"),
    TODAY: Text("今天", "today"),
    PLACE: Text("所在区划", "place"),
}

DAY_UNIT = quantity("天")
SHARE = Quantity(Unit.parse("%"), Nature.RATE)


def scope_of(
    fields: tuple[Field, ...],
    parts: tuple[Part, ...],
    computed: tuple[Term, ...],
    states: tuple[tuple[str, Text], ...],
    looks: tuple[Looking, ...] = (),
) -> Scope:
    """What a formula of a register may use: its fields, those of its child records, what is computed before it, the
    state, the level of its place, today; other records that it looks at, like child records, and those that it names,
    as field.field; and the functions checklist, meets, filled, since, days, months, marked,
    warning and figure_on."""
    everything = tuple((f.code, f.label) for f in fields) + tuple(
        (f"{p.code}.{f.code}", f.label) for p in parts for f in p.fields
    )
    lists = tuple((f.code, f.label) for f in fields if f.kind is Kind.CHECKLIST)
    several = tuple((f.code, f.label) for f in fields if f.kind is Kind.CHOICE and f.many)
    options = tuple(option for f in fields if f.kind is Kind.CHOICE and f.many for option in f.of)
    indicators = Choice("indicator", tuple((f.code, f.label) for f in fields if f.kind is Kind.INDICATOR))
    alike = {f.code: f.of for f in fields} | {STATE: states}
    return Scope(
        terms=(
            *(_term(f) for f in fields if _seen(f)),
            *computed,
            *(_named(look, f, alike) for look in looks if look.via for f in look.fields),
            Term(STATE, Choice(STATE, states), COMMON[STATE]),
            Term(PLACE_LEVEL, Choice(PLACE_LEVEL, LEVELS), COMMON[PLACE_LEVEL]),
            Term(TODAY, Plain.DATE, COMMON[TODAY]),
        ),
        records=(
            *(Record(p.code, tuple(_term(f) for f in p.fields if _seen(f)), p.label) for p in parts),
            *(Record(x.code, tuple(_of(x, f, alike) for f in x.fields), x.label) for x in looks if not x.via),
        ),
        functions=(
            Function("checklist", (Choice("checklist", lists),), SHARE, Text("清单达标比例")),
            Function("meets", (Choice("checklist", lists),), Plain.BOOLEAN, Text("清单全部达标")),
            Function("filled", (Choice("field", everything),), Plain.BOOLEAN, Text("已填")),
            Function("since", (Choice(STATE, states),), Plain.DATE, Text("进入日期")),
            Function("days", (Plain.DATE, Plain.DATE), DAY_UNIT, Text("相隔天数")),
            Function("months", (Plain.DATE, Plain.DATE), Quantity(Unit.parse(""), Nature.COUNT), Text("跨月数")),
            Function("marked", (Choice("several", several), Choice("option", options)), Plain.BOOLEAN, Text("勾选")),
            Function("warning", (indicators,), Choice("warning", STATES), Text("预警")),
            Function("figure_on", (indicators,), Plain.DATE, Text("数据日期")),
        ),
    )


LEVELS: tuple[tuple[str, Text], ...] = tuple((level.value, level.label) for level in Level)


def _term(asked: Field) -> Term:
    return Term(asked.code, asked.type, asked.label)


_Options = tuple[tuple[str, Text], ...]


def _of(look: Looking, asked: Field, mine: Mapping[str, _Options]) -> Term:
    """A field of other records; its choices compare with mine where they are the same under the same code."""
    strange = asked.kind is Kind.CHOICE and mine.get(asked.code) != asked.of
    return Term(asked.code, Choice(f"{look.code}.{asked.code}", asked.of) if strange else asked.type, asked.label)


def _named(look: Looking, asked: Field, mine: Mapping[str, _Options]) -> Term:
    """A field of the one record that a field names."""
    label = Text(*(f"{look.label.in_(lang)}.{asked.label.in_(lang)}" for lang in ("zh", "en")))
    return Term(f"{look.code}.{asked.code}", _of(look, asked, mine).type, label)


def _seen(asked: Field) -> bool:
    """Checklists and files have no value of their own in a formula; functions ask about them."""
    return asked.kind is not Kind.CHECKLIST and not asked.kind.attached and not (asked.many and asked.of)
