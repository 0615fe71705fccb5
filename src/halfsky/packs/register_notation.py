"""The notation of registers: one page of YAML for one ledger. What it means once it is read is `kernel/register.py`.

As in `notation.py`, the fields are the keys. Most have a default: a register with a title, who keeps it and a few
fields is one. `docs/registers.md` is the guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from halfsky.kernel.access import PERMISSIONS
from halfsky.kernel.field import Kind as FieldKind
from halfsky.kernel.letter import PLACEHOLDER
from halfsky.kernel.numbers import narrow
from halfsky.kernel.period import Kind as Rhythm
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Retention, Secrecy
from halfsky.kernel.round import RHYTHMS
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.workflow import ASSIGNED, DESK, HOUSE, KEEPER, Passing
from halfsky.packs.form_notation import Limit
from halfsky.packs.kinds import (
    CODE,
    Code,
    FormCode,
    Kind,
    Name,
    Number,
    Placed,
    UnitText,
    YesNo,
    choice,
    options,
    whole,
)
from halfsky.packs.notation import Row

NOT_A_RETENTION = problem(
    "400.900",
    ("“{came}”不是保存期限。", "“{came}” does not say how long records are kept."),
    ("请写成 10 years after closed，多个状态用逗号隔开。", "Write 10 years after closed; several states with commas."),
)
NOT_FIELDS = problem(
    "400.901",
    ("“{came}”不是几个项目的组合。", "“{came}” is no set of fields."),
    ("请写成 place + kind + name。", "Write place + kind + name."),
)
NOT_A_TEMPLATE = problem(
    "400.1120",
    ("公文里的花括号不成对：“{came}”。", "The braces of “{came}” do not match."),
    (
        "项目写成一对花括号，里面是编码，如 {{value}}。",
        "A field is its code between a pair of braces, such as {{value}}.",
    ),
)
OFFICE = "{place}妇女儿童工作委员会办公室"
"""Who sends a letter that does not say: the office of the committee. A house whose body is called otherwise says so."""
DRAFT = "拟稿"
MOST_DECIMALS, LONGEST_KEPT = 4, 100
KEPT = ("kept", Text("在册", "on the register"))
"""The one state of a register that declares none."""
PERSON = {"person": Text("个人", "person")}
PASSES = {
    Passing.UP.value: Text("逐级上报", "to the level above"),
    Passing.SENDS.value: Text("转往所选区划", "to a chosen place"),
    Passing.HOME.value: Text("退回登记单位", "back to where it belongs"),
}
WHO = {
    KEEPER: Text("登记单位", "who keeps it"),
    DESK: Text("当前办理单位", "the office where it lies"),
    ASSIGNED: Text("承办人", "who is in charge of it"),
    HOUSE: Text("系统", "the house itself"),
    **{code: permission.label for code, permission in PERMISSIONS.items()},
}
CYCLES = {code: label for code, label in RHYTHMS.items() if code != "to_month"}
"""The periods that follow one another without a gap or an overlap."""
_PASSES, _RHYTHM = choice(PASSES), choice(CYCLES)
_RETENTION = re.compile(r"([0-9]{1,3}) *(?:years? +after|年) *([a-z0-9_]+(?:[,、 ]+[a-z0-9_]+)*)")
_SET = re.compile(r"[a-z][a-z0-9_]*( *\+ *[a-z][a-z0-9_]*)*")


def _retention(text: str) -> Retention:
    found = _RETENTION.fullmatch(narrow(text))
    if found is None or not 0 < int(found[1]) <= LONGEST_KEPT:
        raise NOT_A_RETENTION.at(came=text)
    return Retention(int(found[1]), tuple(re.split(r"[,、 ]+", found[2])))


def _fields(text: str) -> str:
    if not _SET.fullmatch(text):
        raise NOT_FIELDS.at(came=text)
    return text


def _template(text: str) -> str:
    if set(re.sub(PLACEHOLDER, "", text)) & {"{", "}"}:
        raise NOT_A_TEMPLATE.at(came=text)
    return text


def _any(text: str) -> str:
    return text


def _field(text: str) -> str:
    for word in text.split(".", 1):
        CODE.read(word)
    return text


Word = Annotated[Placed, CODE]
"""The code of a field, a state, a part: a word that knows where it stands."""
FieldWord = Annotated[Placed, Kind(_field, {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"})]
"""A field of the record, or of its child records as part.field."""
Condition = Annotated[Placed, Kind(_any, {"type": "string", "minLength": 1})]
"""A field that must be filled, or a formula that must hold."""
Template = Annotated[Placed, Kind(_template, {"type": "string", "minLength": 1})]
"""Words of a letter in which {fields} are filled in."""
FieldSet = Annotated[Placed, Kind(_fields, {"type": "string", "pattern": rf"^{_SET.pattern}$"})]
LONE = {"lone": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry(Row):
    """One item of a checklist; a plain text is its label. With at_least or at_most it asks a number."""

    PLAIN: ClassVar[str] = "label"
    label: Text
    group: Text = NOTHING
    unit: UnitText = ""
    at_least: Number | None = None
    at_most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEntry(Row):
    """One field; a plain text is the label of a field of text."""

    PLAIN: ClassVar[str] = "label"
    label: Text
    type: Annotated[FieldKind, options(FieldKind)] = FieldKind.TEXT
    required: YesNo = False
    many: YesNo = False
    open: YesNo = False
    unit: UnitText = ""
    decimals: Annotated[int, whole(0, MOST_DECIMALS, "1")] | None = None
    of: Mapping[Code, Text] = field(default_factory=dict)
    items: Mapping[Code, ItemEntry] = field(default_factory=dict)
    compares: Word | None = None
    register: FormCode = ""
    note: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEntry(Row):
    """A kind of child records: visits, sessions, payments."""

    label: Text
    fields: Mapping[Code, FieldEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedEntry(Row):
    """A number that is worked out and never typed."""

    label: Text
    formula: Name = field(metadata={"as": "is"})
    unit: UnitText = ""
    decimals: Annotated[int, whole(0, MOST_DECIMALS, "1")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry(Row):
    """A check of one record: exactly one of hard (it blocks) and soft (it asks why)."""

    says: Text
    check: FormCode = ""
    hard: Name = ""
    soft: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEntry(Row):
    """Other records that formulas count: of which register (this one, unless it says), and how they are tied to this
    record: `same` and `year` pair my fields with theirs, `at_level` widens from the place, `refers` points back."""

    label: Text
    register: FormCode = ""
    same: Mapping[Word, Word] = field(default_factory=dict)
    year: Mapping[Word, Word] = field(default_factory=dict)
    at_level: Annotated[Level, options(Level)] | None = field(default=None, metadata={"as": "at"})
    refers: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry(Row):
    """One move of a record from some states to another; `by` names who may, or a field with the agency that is asked;
    `until` is a level, or the field that says which one; `due` the field with the deadline."""

    label: Text
    sources: tuple[Word, ...] = field(metadata={"as": "from"} | LONE)
    to: Word
    by: tuple[Word, ...] = field(default=(), metadata=LONE)
    needs: tuple[Condition, ...] = field(default=(), metadata=LONE)
    other: YesNo = False
    reason: YesNo = False
    days: Limit | None = None
    stay: Limit | None = field(default=None, metadata={"as": "for"})
    due: Word | None = None
    lapse: Word | None = None
    fills: tuple[Word, ...] = field(default=(), metadata=LONE)
    tells: tuple[Word, ...] = field(default=(), metadata=LONE)
    passes: Annotated[str, _PASSES] = ""
    until: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEntry(Row):
    """A review that comes due by itself every period; a child record of `part` does it."""

    label: Text
    every: Annotated[Rhythm, _RHYTHM]
    states: tuple[Word, ...] = field(metadata={"as": "while"} | LONE)
    part: Word
    due: Limit
    missed: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry(Row):
    """How records become a figure: exactly one of count, sum and distinct."""

    count: Word | None = None
    sum: Name = ""
    distinct: FieldWord | None = None
    each: Word | None = None
    where: Name = ""
    on: Name = ""
    until: Name = ""
    at_place: FieldWord | None = field(default=None, metadata={"as": "at"})
    by: Mapping[Word, FieldWord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointEntry(Row):
    """A second sender where a field says yes; the first is the letter's own unless it says another."""

    when: Word
    partner: Template = field(metadata={"as": "with"})
    sender: Template | None = field(default=None, metadata={"as": "from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEntry(Row):
    """An official letter printed from a record: always unless it says states, never a draft unless it says final."""

    label: Text
    text: tuple[Template, ...] = field(default=(), metadata=LONE)
    states: tuple[Word, ...] = field(default=(), metadata=LONE)
    final: tuple[Word, ...] = field(default=(), metadata=LONE)
    to: tuple[Word, ...] = field(default=(), metadata=LONE)
    number: Word | None = None
    title: Template | None = None
    sender: Template | None = field(default=None, metadata={"as": "from"})
    table: tuple[Word, ...] = field(default=(), metadata=LONE)
    copies: tuple[Word, ...] = field(default=(), metadata=LONE)
    needs: tuple[Word, ...] = field(default=(), metadata=LONE)
    draft: Name = DRAFT
    seal: YesNo = False
    joint: JointEntry | None = None

    @property
    def templates(self) -> tuple[Template, ...]:
        """Everything in which the record's values stand."""
        joint = (self.joint.partner, self.joint.sender) if self.joint else ()
        return tuple(filter(None, (self.title, self.sender, *joint, *self.text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainsEntry(Row):
    """Which fields hold persons' texts for the evaluation of a year."""

    year: Word
    counts: tuple[Word, ...] = field(metadata=LONE)
    indicator: Word | None = None
    cause: Word | None = None
    work: Word | None = None
    advice: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeEntry(Row):
    """What residents may write from a public page, and what they read again under their number."""

    asks: tuple[Word, ...] = field(metadata=LONE)
    answers: tuple[Word, ...] = field(metadata=LONE)
    says: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry(Row):
    """registers/NAME.yaml: one register: what it holds, who keeps it, how records move, which figures they feed."""

    register: FormCode
    title: Text
    kept_by: tuple[Annotated[Level, options(Level)], ...] = field(metadata=LONE)
    fields: Mapping[Code, FieldEntry]
    group: Text = NOTHING
    agency: Code = ""
    secrecy: Annotated[Secrecy, options(Secrecy)] = Secrecy.OFFICE
    about: Annotated[Literal["person"], choice(PERSON)] | None = None
    note: Text = NOTHING
    parts: Mapping[Code, PartEntry] = field(default_factory=dict)
    others: Mapping[Code, OtherEntry] = field(default_factory=dict)
    computed: Mapping[Code, ComputedEntry] = field(default_factory=dict)
    checks: tuple[RuleEntry, ...] = ()
    states: Mapping[Code, Text] = field(default_factory=lambda: dict([KEPT]))
    moves: Mapping[Code, StepEntry] = field(default_factory=dict)
    cycles: Mapping[Code, CycleEntry] = field(default_factory=dict)
    feeds: Mapping[Word, FeedEntry] = field(default_factory=dict)
    unique: tuple[FieldSet, ...] = field(default=(), metadata=LONE)
    columns: tuple[Word, ...] = ()
    quick: tuple[Word, ...] = ()
    asks: tuple[Word, ...] = field(default=(), metadata=LONE)
    asked_at: Word | None = None
    raised_by: Word | None = None
    presets: Mapping[Word, Name] = field(default_factory=dict)
    from_text: Mapping[Word, Name] = field(default_factory=dict)
    explains: ExplainsEntry | None = None
    intake: IntakeEntry | None = None
    letters: Mapping[Code, LetterEntry] = field(default_factory=dict)
    retention: Annotated[Retention, Kind(_retention, {"type": "string"})] | None = None
