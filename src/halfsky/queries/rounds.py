"""Rounds as they are seen: which concern a place, how far they are, what somebody owes, what waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from halfsky.kernel.access import (
    ACCEPT_FORMS,
    FILL_FORMS,
    OPEN_ROUNDS,
    PERMISSIONS,
    READ_SHEETS,
    REVIEW_FORMS,
    SEE_FIGURES,
    Viewer,
    demand,
    may,
)
from halfsky.kernel.filing import DRAFT, NONE, WITH_FILLER, checking_place
from halfsky.kernel.place import LEVELS, Level, Place
from halfsky.kernel.round import Burden, Round, Standing, State, Tally, burden, standing
from halfsky.kernel.workflow import Move
from halfsky.queries import places
from halfsky.queries.forms import content_of, form_of, round_of
from halfsky.queries.sheets import NO_ROUND
from halfsky.queries.standings import Standings, Unit
from halfsky.store.house import House
from halfsky.store.models import Draft, Extension, RoundRow, Submission


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with its counts over the part that the reader stands in."""

    id: int
    round: Round
    tally: Tally
    burden: Burden
    opened_by: str
    opened_at: dt.datetime
    note: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of the progress tree and the counts below it."""

    place: Place
    tally: Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress tree at one place: the branches below it, or the units where these fill in."""

    view: RoundView
    place: Place
    trail: tuple[Place, ...]
    tally: Tally
    branches: tuple[Branch, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody owes: one sheet of a unit of hers."""

    id: int
    round: Round
    place: Place
    standing: Standing
    due: dt.date
    days_left: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that waits for a step of the viewer."""

    round: Round
    unit: Unit
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A 核实说明 of a round: where, what was found, why it is true."""

    place: Place
    submission_id: int
    state: str
    says: str
    why: str
    keys: tuple[str, ...]


def rounds(house: House, viewer: Viewer, place: str, open_only: bool = False) -> list[RoundView]:
    """The rounds that concern a place: opened there, above it, or below it; the newest first."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    found = []
    rows = RoundRow.objects.filter(state=State.OPEN) if open_only else RoundRow.objects.all()
    for row in rows.select_related("opened_by").order_by("-pk"):
        top = places.by_id(house, row.place_id)
        if at.under(top) or top.under(at):
            inside = Standings(house, row, at if at.under(top) else top)
            if inside.places:
                found.append(_view(house, row, inside))
    return found


def round_view(house: House, viewer: Viewer, round_id: int) -> RoundView:
    """One round as a whole."""
    row = _row(round_id)
    _demand_seen(house, viewer, row)
    return _view(house, row, Standings(house, row))


def progress(house: House, viewer: Viewer, round_id: int, place: str = "") -> Progress:
    """How far a round is at a place of it (its top where none is named)."""
    row = _row(round_id)
    standings = Standings(house, row)
    top, day = standings.round.top, standings.round.period.last_day()
    at = places.place(house, place, day) if place else top
    if not at.under(top):
        at = top
    demand(viewer, SEE_FIGURES, at, house.today())
    fills_in = standings.round.form.level
    below = places.all_children(house, at, day) if at.level.depth < fills_in.depth else []
    branches = tuple(Branch(child, standings.tally(child)) for child in below if child.level.depth < fills_in.depth)
    here = [u for u in standings.units if at.id in u.place.path and (not branches or u.place.parent_id == at.id)]
    return Progress(
        view=_view(house, row, standings),
        place=at,
        trail=tuple(p for p in places.trail(house, at, day) if p.under(top)),
        tally=standings.tally(at),
        branches=tuple(b for b in branches if b.tally.due),
        units=tuple(_shown(house, viewer, standings, here)),
    )


def units(house: House, viewer: Viewer, round_id: int, under: str = "", kind: str = "") -> list[Unit]:
    """The units of a round under a place; `kind` is filled, pending (in, not yet accepted), accepted, late,
    missing, returned or explained."""
    row = _row(round_id)
    day_place = places.place(house, under) if under else None
    standings = Standings(house, row, day_place)
    demand(viewer, SEE_FIGURES, standings.under, house.today())
    shown = _shown(house, viewer, standings, standings.units)
    return [u for u in shown if stands_as(u, kind)]


def tasks(house: House, viewer: Viewer) -> list[Task]:
    """What the viewer owes, and what she has handed in, in rounds that are not frozen: the most urgent first."""
    held = {g.place.id: g for g in viewer.holding(FILL_FORMS, house.today())}
    found = []
    for row in RoundRow.objects.exclude(state=State.FROZEN):
        round_ = round_of(house, row)
        for grant in held.values():
            place = grant.place
            fits = place.level is round_.form.level and place.under(round_.top)
            if fits and may(viewer, FILL_FORMS, place, house.today(), round_.form.agency):
                found.append(_task(house, row, round_, place))
    return sorted(found, key=lambda t: (t.standing.kind == "filled", t.standing.kind != "returned", t.due, t.id))


def waiting(house: House, viewer: Viewer, place: str = "") -> list[Waiting]:
    """The sheets that wait for a step which the viewer may take, by round, the oldest first."""
    found = []
    rights = [
        p for p in (REVIEW_FORMS, ACCEPT_FORMS, FILL_FORMS) if any(True for _ in viewer.holding(p, house.today()))
    ]
    if not rights:
        return []
    for row in RoundRow.objects.exclude(state=State.FROZEN).order_by("pk"):
        found += list(_waiting(house, viewer, row, place))
    return found


def explanations(house: House, viewer: Viewer, round_id: int, under: str = "") -> list[Explained]:
    """The 核实说明 of a round that the viewer may read, unit by unit."""
    readable = {u.submission_id: u for u in units(house, viewer, round_id, under, "explained")}
    rows = Submission.objects.filter(pk__in=[i for i in readable if i is not None])
    by_id = {row.pk: row for row in rows}
    found = []
    for number, unit in readable.items():
        row = by_id.get(number) if number is not None else None
        for kept in row.explained.values() if row else ():
            found.append(
                Explained(unit.place, row.pk, row.state, kept["says"], kept["why"], tuple(kept["keys"]))  # type: ignore[union-attr]
            )
    return found


def _waiting(house: House, viewer: Viewer, row: RoundRow, place: str) -> Iterator[Waiting]:
    standings = Standings(house, row, places.place(house, place) if place else None)
    form, day = standings.round.form, house.today()
    workflow = content_of(house, row).workflow_of(form)
    above: dict[int, Place] = {}
    if standings.places:
        ids = {i for p in standings.places for i in p.path}
        above = {p.id: p for p in places.by_ids(house, ids, standings.round.period.last_day())}
    for unit in standings.units:
        if unit.submission_id is None or unit.standing.state in WITH_FILLER or unit.standing.accepted:
            continue
        trail = tuple(above[i] for i in unit.place.path if i in above)
        checks = checking_place(trail)

        def allowed(who: str, unit: Unit = unit, checks: Place = checks) -> bool:
            permission = PERMISSIONS[who]
            if permission is FILL_FORMS:
                return may(viewer, permission, unit.place, day, form.agency)
            return may(viewer, permission, checks, day)

        moves = tuple(
            m
            for m in workflow.possible(unit.standing.state)
            if m.code not in ("return", "withdraw")
            and any(allowed(who) for who in m.by)
            and not (m.other and unit.handled_by == viewer.user_id)
        )
        if moves:
            yield Waiting(standings.round, unit, moves)


def _task(house: House, row: RoundRow, round_: Round, place: Place) -> Task:
    newest = Submission.objects.filter(round=row, place=place.id).order_by("-revision").first()
    extended = Extension.objects.filter(round=row, place=place.id).values_list("until", flat=True).first()
    has_draft = Draft.objects.filter(round=row, place=place.id).exists()
    state = newest.state if newest else DRAFT if has_draft else NONE
    came = newest.handed_in_at.astimezone(house.settings.zone).date() if newest and newest.handed_in_at else None
    today = house.today()
    due = max(row.due, extended) if extended else row.due
    stands = standing(round_, state, came, today, extended)
    return Task(row.pk, round_, place, stands, due, (due - today).days, newest.reason if newest else "")


def _shown(house: House, viewer: Viewer, standings: Standings, found: list[Unit]) -> Iterator[Unit]:
    """Units as the viewer may see them: a draft shows to those who write it alone, explanations to who may read."""
    day, form = house.today(), standings.round.form
    for unit in found:
        fills = may(viewer, FILL_FORMS, unit.place, day, form.agency)
        if unit.standing.state == DRAFT and not fills:
            yield replace(unit, standing=replace(unit.standing, state=NONE))
        elif unit.explained and not (fills or _reads(house, viewer, unit)):
            yield replace(unit, explained=0)
        else:
            yield unit


def _reads(house: House, viewer: Viewer, unit: Unit) -> bool:
    day = house.today()
    if unit.standing.accepted:
        return may(viewer, READ_SHEETS, unit.place, day)
    nearest = Level.COUNTY.depth if unit.place.level.depth > Level.COUNTY.depth else unit.place.level.depth
    held = {g.place.id for p in (REVIEW_FORMS, ACCEPT_FORMS) for g in viewer.holding(p, day)}
    steps = LEVELS.index(unit.place.level) - nearest
    return unit.place.path[-1 - steps] in held if steps < len(unit.place.path) else False


def stands_as(unit: Unit, kind: str) -> bool:
    """Whether a unit is of a kind that `units` knows; every one is of the kind ""."""
    match kind:
        case "":
            return True
        case "accepted":
            return unit.standing.accepted
        case "pending":
            return unit.standing.kind == "filled" and not unit.standing.accepted
        case "explained":
            return unit.explained > 0
        case _:
            return unit.standing.kind == kind


def _view(house: House, row: RoundRow, standings: Standings) -> RoundView:
    content = content_of(house, row)
    return RoundView(
        row.pk,
        standings.round,
        standings.tally(),
        burden(form_of(house, row), content.elements, len(standings.places)),
        row.opened_by.name,
        row.opened_at.astimezone(house.settings.zone),
        row.note,
    )


def _row(round_id: int) -> RoundRow:
    row = RoundRow.objects.select_related("opened_by").filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    return row


def _demand_seen(house: House, viewer: Viewer, row: RoundRow) -> None:
    """A round is open to who stands above, at, or below its place; who opens rounds sees her own anyway."""
    top, day = places.by_id(house, row.place_id), house.today()
    if may(viewer, OPEN_ROUNDS, top, day) or any(g.place.under(top) for g in viewer.grants if g.holds_on(day)):
        return
    demand(viewer, SEE_FIGURES, top, day)
