"""Registers and their records: declarations, lists, one record, entering, changing, moving, figures.

A record goes by its number. Values are texts as one types them: numbers and dates as text, choices by their codes,
several as a list, a checklist by its items. What describes a person served is never told to a program, nor taken from
one: such records are worked on in the pages, where every opening is logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from halfsky.actions import record_moves, records
from halfsky.api.door import Part, asked
from halfsky.api.shapes import Figure, Number, PlaceShape, Plain, Said, figure, moment, place_shape, said
from halfsky.kernel.entry import Entry
from halfsky.kernel.field import Field
from halfsky.kernel.period import period as read_period
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries import record_lists as lists
from halfsky.queries import records as query
from halfsky.queries.records import held
from halfsky.queries.register_figures import register_figures
from halfsky.store.house import House
from halfsky.store.models import RecordRow

NOT_FOR_PROGRAMS = problem(
    "403.960",
    ("“{register}”涉及个人，只能在网页上办理。", "{register} is about persons and is worked on in the pages alone."),
    ("请登录网页办理；每次打开都会记入日志。", "Sign in to the pages; every opening is logged."),
)
part = Part(tags=["台账 registers"])
Value = Plain | list[Plain] | dict[Plain, Plain]
Row = dict[Plain, Value]


class OptionShape(Schema):
    """One choice, or one item of a checklist."""

    code: str
    label: Said


class FieldShape(Schema):
    """One field; `sealed` ones are never told."""

    code: str
    label: Said
    kind: str
    required: bool
    many: bool
    sealed: bool
    unit: str
    options: list[OptionShape]


class PartShape(Schema):
    """A kind of child records."""

    code: str
    label: Said
    fields: list[FieldShape]


class RegisterShape(Schema):
    """What a kind of record holds, and the elements it feeds."""

    code: str
    title: Said
    group: Said
    levels: list[str]
    secrecy: str
    about_person: bool
    fields: list[FieldShape]
    parts: list[PartShape]
    states: list[OptionShape]
    feeds: list[str]


class RecordLine(Schema):
    """One record in a list: its open values as they are kept."""

    number: int
    place: PlaceShape
    desk: PlaceShape
    state: str
    values: dict[str, Any]
    due: str | None
    changed_at: str


class RecordPage(Schema):
    """One page of a list, the newest first."""

    records: list[RecordLine]
    total: int
    page: int
    pages: int


class MoveShape(Schema):
    """A move that the caller may take now; `reason`: it must be said why."""

    move: str
    label: Said
    reason: bool


class RecordShape(Schema):
    """A record as its reader sees it; of persons nothing. `kind` is the code of its register."""

    number: int
    kind: str
    place: PlaceShape
    desk: PlaceShape
    state: str
    values: dict[str, Any]
    parts: dict[str, list[dict[str, Any]]]
    version: int
    due: str | None
    changed_at: str
    moves: list[MoveShape]


class Given(Schema):
    """What is written: fields by code, child records by kind; `explained` answers soft checks by their codes."""

    values: Row = {}
    parts: dict[Plain, list[Row]] = {}
    explained: dict[Plain, Plain] = {}


class NewRecord(Given):
    """A record of a place."""

    place: Plain


class ChangedRecord(Given):
    """Written fields replace, emptied ones go, all others stay; `version` is that which was read."""

    version: int


class Step(Schema):
    """One move; `to` is the place where a move that sends goes."""

    move: Plain
    reason: Plain = ""
    to: Plain = ""


class Kept(Schema):
    """A record after what was done with it."""

    number: int
    version: int
    state: str


class FigureShape(Schema):
    """One figure that the records give: an element in a cell."""

    element: str
    cell: str
    now: Figure
    before: Figure


class FiguresShape(Schema):
    """The figures of a register (`kind`) at a place in a period."""

    kind: str
    place: PlaceShape
    period: str
    figures: list[FigureShape]


@part.reads("/registers", list[RegisterShape], "read", "ledgers", summary=Text("台账目录", "Registers"))
def list_registers(request: HttpRequest) -> Any:
    house, _viewer = asked(request)
    return [_register(r) for r in house.content.registers.values()]


@part.reads("/registers/{code}/records", RecordPage, "ledgers", summary=Text("一本台账的记录", "Records of a register"))
def list_records(
    request: HttpRequest, code: str, place: Plain, state: Plain = "", search: Plain = "", page: Number = 1
) -> Any:
    house, viewer = asked(request)
    register, at = house.content.register(code), places.place(house, place)
    found = lists.records(house, viewer, register, at, lists.Wanted(state=state, text=search), page)
    shown = [_line(house, line) for line in found.lines if not line.ask]
    return {"records": shown, "total": found.total, "page": found.number, "pages": found.pages}


@part.reads("/records/{number}", RecordShape, "ledgers", summary=Text("一条记录", "One record"))
def read_record(request: HttpRequest, number: Number) -> Any:
    house, viewer = asked(request)
    _demand_for_programs(held(house, viewer, number).register)
    found = query.record(house, viewer, number)
    return {
        "number": found.id,
        "kind": found.register.code,
        "place": place_shape(found.place),
        "desk": place_shape(found.desk),
        "state": found.record.state,
        "values": found.record.values,
        "parts": {code: list(rows) for code, rows in found.record.parts.items()},
        "version": found.version,
        "due": str(found.deadline) if found.deadline else None,
        "changed_at": moment(house, found.changed_at),
        "moves": [{"move": m.code, "label": said(m.label), "reason": m.reason} for m in found.moves],
    }


@part.writes("POST", "/registers/{code}/records", Kept, "ledgers", summary=Text("登记", "Enter a record"), status=201)
def add_record(request: HttpRequest, code: str, given: NewRecord) -> Any:
    house, viewer = asked(request)
    _demand_for_programs(house.content.register(code))
    entry = Entry(given.values, given.parts)
    return Status(201, _kept(records.add(house, viewer, code, given.place, entry, given.explained, origin="api")))


@part.writes("PUT", "/records/{number}", Kept, "ledgers", summary=Text("修改一条记录", "Change a record"))
def change_record(request: HttpRequest, number: Number, given: ChangedRecord) -> Any:
    house, viewer = asked(request)
    _demand_for_programs(held(house, viewer, number).register)
    entry = Entry(given.values, given.parts)
    return _kept(records.change(house, viewer, number, entry, given.explained, given.version, origin="api"))


@part.writes("POST", "/records/{number}/moves", Kept, "ledgers", summary=Text("办理一步", "Take a move"))
def move_record(request: HttpRequest, number: Number, step: Step) -> Any:
    house, viewer = asked(request)
    _demand_for_programs(held(house, viewer, number).register)
    return _kept(record_moves.take_move(house, viewer, number, step.move, step.reason, step.to))


@part.reads(
    "/registers/{code}/figures", FiguresShape, "read", "ledgers", summary=Text("台账统计", "Figures of a register")
)
def register_totals(request: HttpRequest, code: str, place: Plain, period: Plain) -> Any:
    house, viewer = asked(request)
    found = register_figures(
        house, viewer, house.content.register(code), places.place(house, place), read_period(period, "period")
    )
    return {
        "kind": code,
        "place": place_shape(found.place),
        "period": str(found.period),
        "figures": [
            {"element": r.element.code, "cell": str(r.at), "now": figure(r.now), "before": figure(r.before)}
            for r in found.rows
        ],
    }


def _demand_for_programs(register: Register) -> None:
    if register.about_person:
        raise NOT_FOR_PROGRAMS.at(register=register.title)


def _kept(row: RecordRow) -> Kept:
    return Kept(number=row.pk, version=row.version, state=row.state)


def _register(register: Register) -> RegisterShape:
    return RegisterShape(
        code=register.code,
        title=said(register.title),
        group=said(register.group),
        levels=[level.value for level in register.levels],
        secrecy=register.secrecy.value,
        about_person=register.about_person,
        fields=_fields(register.fields),
        parts=[PartShape(code=p.code, label=said(p.label), fields=_fields(p.fields)) for p in register.parts],
        states=[OptionShape(code=code, label=said(label)) for code, label in register.workflow.states],
        feeds=sorted({feed.element for feed in register.feeds}),
    )


def _fields(fields: Iterable[Field]) -> list[FieldShape]:
    return [
        FieldShape(
            code=f.code,
            label=said(f.label),
            kind=f.kind.value,
            required=f.required,
            many=f.many,
            sealed=f.sealed,
            unit=f.unit,
            options=[OptionShape(code=code, label=said(label)) for code, label in f.of]
            + [OptionShape(code=item.code, label=said(item.label)) for item in f.items],
        )
        for f in fields
    ]


def _line(house: House, line: lists.Line) -> RecordLine:
    return RecordLine(
        number=line.id,
        place=place_shape(line.place),
        desk=place_shape(line.desk),
        state=line.state,
        values=dict(line.values),
        due=str(line.due) if line.due else None,
        changed_at=moment(house, line.changed_at) or "",
    )
