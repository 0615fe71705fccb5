"""The page of a record in pieces: its values in order, its states as a line of steps, its moves as small forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.field import Field, Kind, unlike
from halfsky.kernel.period import Period
from halfsky.kernel.record import Values, holds
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Part
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move, Passing
from halfsky.queries.record_words import Names, label, worked_out
from halfsky.queries.records import RecordView
from halfsky.web.present.record_blanks import Blank, Offers, Typed, sheet
from halfsky.web.present.record_values import Checked, CheckedGroup, checklist


def headline(view: RecordView) -> str:
    """What a record is called by: its first open text; a record about a person has a number alone."""
    if view.register.about_person:
        return ""
    texts = (view.record.values.get(f.code) for f in view.register.fields if f.kind is Kind.TEXT and not f.sealed)
    return str(next(filter(None, texts), ""))


@dataclass(frozen=True, slots=True)
class Step:
    """A state in the line of steps: `now` is where the record stands, `on` the day it last came there."""

    label: Text
    now: bool
    on: dt.date | None


def steps(view: RecordView) -> list[Step]:
    """The states that the record went through, where it stands, and those that may follow."""
    workflow, state = view.register.workflow, view.record.state
    ahead = _ahead(view)
    return [
        Step(text, code == state, view.record.entered.get(code))
        for code, text in workflow.states
        if code == state or code in view.record.entered or code in ahead
    ]


def _ahead(view: RecordView) -> set[str]:
    """The states on the ways forward: a move that leads back to an earlier state is none."""
    codes = [code for code, _ in view.register.workflow.states]
    seen, front = set[str](), [view.record.state]
    while front:
        here = front.pop()
        for move in view.register.workflow.possible(here):
            if move.to not in seen and codes.index(move.to) > codes.index(here):
                seen.add(move.to)
                front.append(move.to)
    return seen


@dataclass(frozen=True, slots=True)
class ValueLine:
    asked: Field
    text: Text
    sealed: bool
    record: str = ""


def value_lines(view: RecordView, known: Names) -> list[ValueLine]:
    """Every field that holds something, in the order of the declaration; checklists and files have a place of their
    own."""
    found = []
    for asked in view.register.fields:
        kept = view.record.values.get(asked.code)
        if kept is None or asked.kind is Kind.CHECKLIST or asked.kind.attached:
            continue
        text = label(view.register, known, asked, kept, unit=True)
        found.append(ValueLine(asked, text, asked.sealed, str(kept) if asked.kind is Kind.RECORD else ""))
    return found


@dataclass(frozen=True, slots=True)
class ComputedLine:
    label: Text
    text: Text


def computed_lines(view: RecordView) -> list[ComputedLine]:
    """What is worked out; of a record that is not open nothing, for it may tell what is sealed."""
    if not view.open:
        return []
    return [ComputedLine(made.label, worked_out(made, view.computed[made.code])) for made in view.register.computed]


@dataclass(frozen=True, slots=True)
class Checklist:
    asked: Field
    groups: list[CheckedGroup]
    met: int
    total: int


def lists(view: RecordView) -> list[Checklist]:
    """The checklists that were answered, those apart that stand side by side."""
    beside = {code for pair in _pairs(view) for code in (pair.code, pair.compares)}
    found = []
    for asked in view.register.fields:
        kept = view.record.values.get(asked.code)
        if asked.kind is Kind.CHECKLIST and isinstance(kept, dict) and asked.code not in beside:
            groups = checklist(asked, kept)
            met = sum(i.met is True for g in groups for i in g.items)
            found.append(Checklist(asked, groups, met, len(asked.items)))
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Two checklists of the same items side by side: each item as the `first` and the `second` answered it, and whether
    they judge it differently."""

    first: Field
    second: Field
    lines: tuple[tuple[Checked, Checked, bool], ...]
    met: tuple[int, int]

    @property
    def unlike(self) -> int:
        return sum(differs for _, _, differs in self.lines)


def compared(view: RecordView) -> list[Compared]:
    """The checklists that are compared, where both were answered."""
    found = []
    for asked in _pairs(view):
        other = view.register.field(asked.compares)
        kept = [view.record.values.get(code) for code in (asked.compares, asked.code)]
        first, second = (answers if isinstance(answers, dict) else {} for answers in kept)
        differing = unlike(asked, first, second)
        columns = [[i for g in checklist(asked, answers) for i in g.items] for answers in (first, second)]
        lines = tuple((a, b, a.item.code in differing) for a, b in zip(*columns, strict=True))
        met = (sum(a.met is True for a, _, _ in lines), sum(b.met is True for _, b, _ in lines))
        if other is not None:
            found.append(Compared(other, asked, lines, met))
    return found


def _pairs(view: RecordView) -> list[Field]:
    """The checklists that are compared with another one, where both were answered."""
    values = view.record.values
    asked = (f for f in view.register.fields if f.kind is Kind.CHECKLIST and f.compares)
    return [f for f in asked if isinstance(values.get(f.code), dict) and isinstance(values.get(f.compares), dict)]


@dataclass(frozen=True, slots=True)
class PartTable:
    """Child records of one kind as a table."""

    part: Part
    heads: tuple[tuple[Text, bool], ...]
    rows: tuple[tuple[tuple[Text, Text, bool], ...], ...]
    addable: bool


def of_parts(view: RecordView, known: Names) -> list[PartTable]:
    """The child records, the newest last as they were written."""
    found = []
    for part in view.register.parts:
        fields = [f for f in part.fields if not f.kind.attached and (view.open or not f.sealed)]
        rows = tuple(_row(view, known, fields, row) for row in view.record.parts.get(part.code, ()))
        heads = tuple((_headed(f), f.kind.counted) for f in fields)
        if rows or view.may_write(part.code):
            found.append(PartTable(part, heads, rows, view.may_write(part.code)))
    return found


def _headed(asked: Field) -> Text:
    if not (asked.kind.counted and asked.unit) or asked.unit in asked.label.zh:
        return asked.label
    return Text(f"{asked.label.zh}（{asked.unit}）", f"{asked.label.in_('en')} ({asked.unit})")


def _row(view: RecordView, known: Names, fields: Sequence[Field], row: Values) -> tuple[tuple[Text, Text, bool], ...]:
    return tuple((label(view.register, known, f, row.get(f.code)), _headed(f), f.kind.counted) for f in fields)


@dataclass(frozen=True, slots=True)
class Review:
    """A review that is owed: of a period, until a day, and the part in which it is written down."""

    label: Text
    period: Period
    until: dt.date
    late: bool
    part: str


def reviews(view: RecordView) -> list[Review]:
    return [Review(d.cycle.label, d.period, d.until, d.until < view.today, d.cycle.part) for d in view.reviews]


@dataclass(frozen=True, slots=True)
class MoveForm:
    """One move as a form: what it needs and lacks, where it may go, which fields are filled with it."""

    move: Move
    blanks: tuple[Blank, ...]
    lacking: tuple[Text, ...]
    places: tuple[tuple[str, str], ...]
    refusals: tuple[Refusal, ...]
    reason: str
    to: str

    @property
    def plain(self) -> bool:
        """Whether a button alone does it."""
        return not (self.move.reason or self.blanks or self.sends or self.refusals)

    @property
    def sends(self) -> bool:
        return self.move.passes is Passing.SENDS


def move_forms(
    view: RecordView, offers: Offers, refusals: Sequence[Refusal], tried: str, sent: Mapping[str, str]
) -> list[MoveForm]:
    """The moves that the viewer may take now; what a move needs and is empty is asked with it."""
    found = []
    for move in view.moves:
        mine = tuple(refusals) if move.code == tried else ()
        empty = [need for need in move.needs if not holds(view.register, view.record, view.today, need)]
        wanted = {*empty, *(code for code in move.fills if not holds(view.register, view.record, view.today, code))}
        fields = [f for f in view.register.fields if f.code in wanted and not f.kind.attached]
        given = Typed({f.code: sent.get(f"f.{f.code}", "") for f in fields} if mine else {})
        form = sheet(view.register, fields, given, mine, offers, parts=False)
        lacking = tuple(view.register.label(need) for need in empty if need not in {f.code for f in fields})
        found.append(
            MoveForm(
                move,
                form.first,
                lacking,
                offers.get(Kind.PLACE.value, ()),
                form.loose,
                sent.get("reason", "") if mine else "",
                sent.get("to", "") if mine else "",
            )
        )
    return found
