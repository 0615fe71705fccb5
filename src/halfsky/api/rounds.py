"""Rounds: opening one, how far it is, who owes what, what waits; more time, reminding, closing, freezing."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Schema, Status

from halfsky.actions import rounds as acts
from halfsky.api.door import Part, asked
from halfsky.api.shapes import (
    Done,
    Limit,
    Number,
    PlaceShape,
    Plain,
    Said,
    mark,
    moment,
    numbered,
    place_shape,
    said,
    unmarked,
)
from halfsky.kernel.round import Burden, Standing, Tally
from halfsky.kernel.text import Text
from halfsky.queries import rounds as query
from halfsky.queries.standings import Unit
from halfsky.store.house import House

part = Part(tags=["填报任务 rounds"])
Kind = Literal["", "filled", "pending", "accepted", "late", "missing", "returned", "explained"]


class TallyShape(Schema):
    """Counts of units; `accepted` ones count in figures."""

    due: int
    filled: int
    returned: int
    late: int
    missing: int
    accepted: int
    filled_late: int


class BurdenShape(Schema):
    """What a form costs those below in a year: agencies × cells × times (减负)."""

    agencies: int
    cells: int
    times: int
    total: int


class RoundShape(Schema):
    """A round: a form opened for a period at a place and below."""

    id: int
    form: str
    title: Said
    period: str
    place: PlaceShape
    state: str
    due: str
    late_until: str
    tally: TallyShape
    burden: BurdenShape
    opened_by: str
    opened_at: str
    note: str


class Rounds(Schema):
    """A page of rounds, the newest first."""

    items: list[RoundShape]
    next: str | None


class Opening(Schema):
    """What opening a round would mean; nothing is kept."""

    form: str
    period: str
    place: PlaceShape
    due: str
    late_until: str
    units: int
    burden: BurdenShape


class RoundWanted(Schema):
    """A form, a period such as 2025, the code of a place."""

    form: Plain
    period: Plain
    place: Plain


class RoundOpened(RoundWanted):
    """With a note to those who fill in, and another due day where wanted."""

    note: Plain = ""
    due: dt.date | None = None


class StandingShape(Schema):
    """How a unit stands: filled, returned, late (still owed after the day), missing (owed)."""

    kind: str
    state: str
    late: bool
    accepted: bool


class UnitShape(Schema):
    """A unit of a round, and the newest revision of its sheet."""

    place: PlaceShape
    standing: StandingShape
    submission: int | None
    revision: int
    way: str | None
    handed_in_at: str | None
    handed_in_by: str
    explained: int
    extended: str | None


class Units(Schema):
    """A page of units by code."""

    items: list[UnitShape]
    next: str | None


class BranchShape(Schema):
    """A place of the progress tree and the counts below it."""

    place: PlaceShape
    tally: TallyShape


class ProgressShape(Schema):
    """How far a round is at a place of it; `branches` lead further down."""

    round: int
    place: PlaceShape
    trail: list[PlaceShape]
    tally: TallyShape
    branches: list[BranchShape]


class TaskShape(Schema):
    """A sheet that the caller owes or has handed in."""

    round: int
    form: str
    title: Said
    period: str
    place: PlaceShape
    standing: StandingShape
    due: str
    days_left: int
    reason: str


class Tasks(Schema):
    """What the caller owes, the most urgent first."""

    items: list[TaskShape]


class WaitingShape(Schema):
    """A sheet that waits for one of `moves` of the caller."""

    round: int
    form: str
    period: str
    unit: UnitShape
    moves: list[str]


class WaitingSheets(Schema):
    """A page of sheets that wait."""

    items: list[WaitingShape]
    next: str | None


class MoreTime(Schema):
    """More time for one unit, with the reason."""

    place: Plain
    until: dt.date
    reason: Plain


class Reminding(Schema):
    """Units to remind, by code."""

    places: list[Plain]


class Reminded(Schema):
    """How many notices were written; units that have handed in get none."""

    units: int


@part.reads("/rounds", Rounds, "read", summary=Text("与一个区划有关的填报任务", "The rounds that concern a place"))
def rounds(request: HttpRequest, place: str, open_only: bool = False, after: str = "", limit: Limit = 50) -> Rounds:
    house, viewer = asked(request)
    begin = numbered(unmarked(after, 1)[0]) if after else None
    found = [r for r in query.rounds(house, viewer, place, open_only) if begin is None or r.id < begin]
    more = mark(found[limit - 1].id) if len(found) > limit else None
    return Rounds(items=[_round(house, r) for r in found[:limit]], next=more)


@part.writes(
    "POST", "/rounds/plan", Opening, "manage", summary=Text("试布置：看要谁填、填多少", "Try what a round asks")
)
def plan_round(request: HttpRequest, given: RoundWanted) -> Opening:
    house, viewer = asked(request)
    plan = acts.plan_round(house, viewer, given.form, given.period, given.place)
    return Opening(
        form=plan.form.code,
        period=str(plan.period),
        place=place_shape(plan.place),
        due=plan.due.isoformat(),
        late_until=plan.late_until.isoformat(),
        units=plan.units,
        burden=_burden(plan.burden),
    )


@part.writes("POST", "/rounds", RoundShape, "manage", summary=Text("布置填报", "Open a round"), status=201)
def open_round(request: HttpRequest, given: RoundOpened) -> Status[RoundShape]:
    house, viewer = asked(request)
    row = acts.open_round(house, viewer, given.form, given.period, given.place, given.note, given.due)
    return Status(201, _round(house, query.round_view(house, viewer, row.pk)))


@part.reads("/rounds/{number}", RoundShape, "read", "manage", summary=Text("一个填报任务", "One round"))
def one_round(request: HttpRequest, number: Number) -> RoundShape:
    house, viewer = asked(request)
    return _round(house, query.round_view(house, viewer, number))


@part.reads("/rounds/{number}/progress", ProgressShape, "read", summary=Text("填报进度", "How far a round is"))
def progress(request: HttpRequest, number: Number, place: str = "") -> ProgressShape:
    house, viewer = asked(request)
    found = query.progress(house, viewer, number, place)
    return ProgressShape(
        round=number,
        place=place_shape(found.place),
        trail=[place_shape(p) for p in found.trail],
        tally=_tally(found.tally),
        branches=[BranchShape(place=place_shape(b.place), tally=_tally(b.tally)) for b in found.branches],
    )


@part.reads("/rounds/{number}/units", Units, "read", summary=Text("各单位填报情况", "The units of a round"))
def units(
    request: HttpRequest, number: Number, under: str = "", kind: Kind = "", after: str = "", limit: Limit = 100
) -> Units:
    house, viewer = asked(request)
    found = [u for u in query.units(house, viewer, number, under, kind) if u.place.code > after]
    more = found[limit - 1].place.code if len(found) > limit else None
    return Units(items=[_unit(house, u) for u in found[:limit]], next=more)


@part.writes("POST", "/rounds/{number}/extend", Done, "manage", summary=Text("单个单位延期", "More time for one unit"))
def extend(request: HttpRequest, number: Number, given: MoreTime) -> Done:
    house, viewer = asked(request)
    acts.extend(house, viewer, number, given.place, given.until, given.reason)
    return Done()


@part.writes("POST", "/rounds/{number}/remind", Reminded, "manage", summary=Text("催报", "Remind units"))
def remind(request: HttpRequest, number: Number, given: Reminding) -> Reminded:
    house, viewer = asked(request)
    return Reminded(units=acts.remind(house, viewer, number, given.places))


@part.writes("POST", "/rounds/{number}/close", Done, "manage", summary=Text("截止填报", "Close a round"))
def close(request: HttpRequest, number: Number) -> Done:
    house, viewer = asked(request)
    acts.close_round(house, viewer, number)
    return Done()


@part.writes("POST", "/rounds/{number}/freeze", Done, "manage", summary=Text("定稿归档", "Freeze a round"))
def freeze(request: HttpRequest, number: Number) -> Done:
    house, viewer = asked(request)
    acts.freeze_round(house, viewer, number)
    return Done()


@part.reads("/tasks", Tasks, "fill", summary=Text("我的填报", "What I owe"))
def tasks(request: HttpRequest) -> Tasks:
    house, viewer = asked(request)
    return Tasks(
        items=[
            TaskShape(
                round=t.id,
                form=t.round.form.code,
                title=said(t.round.form.title),
                period=str(t.round.period),
                place=place_shape(t.place),
                standing=standing_shape(t.standing),
                due=t.due.isoformat(),
                days_left=t.days_left,
                reason=t.reason,
            )
            for t in query.tasks(house, viewer)
        ]
    )


@part.reads("/waiting", WaitingSheets, "fill", "review", summary=Text("待我审核", "What waits for me"))
def waiting(request: HttpRequest, place: str = "", after: str = "", limit: Limit = 100) -> WaitingSheets:
    house, viewer = asked(request)
    begin = tuple(unmarked(after, 2)) if after else None
    passed = (numbered(begin[0]), begin[1]) if begin else (0, "")
    found = [w for w in query.waiting(house, viewer, place) if (w.round.id, w.unit.place.code) > passed]
    last = found[limit - 1] if len(found) > limit else None
    return WaitingSheets(
        items=[
            WaitingShape(
                round=w.round.id,
                form=w.round.form.code,
                period=str(w.round.period),
                unit=_unit(house, w.unit),
                moves=[move.code for move in w.moves],
            )
            for w in found[:limit]
        ],
        next=mark(last.round.id, last.unit.place.code) if last else None,
    )


def standing_shape(standing: Standing) -> StandingShape:
    return StandingShape(kind=standing.kind, state=standing.state, late=standing.late, accepted=standing.accepted)


def _round(house: House, of: query.RoundView) -> RoundShape:
    r = of.round
    return RoundShape(
        id=of.id,
        form=r.form.code,
        title=said(r.form.title),
        period=str(r.period),
        place=place_shape(r.top),
        state=r.state.value,
        due=r.due.isoformat(),
        late_until=r.late_until.isoformat(),
        tally=_tally(of.tally),
        burden=_burden(of.burden),
        opened_by=of.opened_by,
        opened_at=moment(house, of.opened_at) or "",
        note=of.note,
    )


def _unit(house: House, of: Unit) -> UnitShape:
    return UnitShape(
        place=place_shape(of.place),
        standing=standing_shape(of.standing),
        submission=of.submission_id,
        revision=of.revision,
        way=of.way.value if of.way else None,
        handed_in_at=moment(house, of.handed_in_at),
        handed_in_by=of.handed_in_by,
        explained=of.explained,
        extended=of.extended.isoformat() if of.extended else None,
    )


def _tally(of: Tally) -> TallyShape:
    return TallyShape(
        due=of.due,
        filled=of.filled,
        returned=of.returned,
        late=of.late,
        missing=of.missing,
        accepted=of.accepted,
        filled_late=of.filled_late,
    )


def _burden(of: Burden) -> BurdenShape:
    return BurdenShape(agencies=of.agencies, cells=of.cells, times=of.times, total=of.total)
