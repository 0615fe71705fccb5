"""Rounds as they are seen: which concern a place, how far they are, what somebody owes, what waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from halfsky.kernel.access import (
    ACCEPT_FORMS,
    FILL_FORMS,
    OPEN_ROUNDS,
    READ_SHEETS,
    REVIEW_FORMS,
    SEE_FIGURES,
    Scope,
    Viewer,
    demand,
    may,
)
from halfsky.kernel.content import Content
from halfsky.kernel.filing import COUNTING, DRAFT, NONE, WITH_FILLER
from halfsky.kernel.place import LEVELS, Level, Place
from halfsky.kernel.round import Burden, Round, Standing, State, Tally, burden
from halfsky.kernel.workflow import Move, Workflow
from halfsky.queries import places
from halfsky.queries.answering import Answering, ended_since, heirs
from halfsky.queries.forms import content_of, contents, rounds_of
from halfsky.queries.sheets import NO_ROUND
from halfsky.queries.standings import Came, Standings, Unit, asked
from halfsky.queries.tallies import newest, tallies
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, RoundRow, Submission
from halfsky.store.scope import rows_in


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
    inside = rows_in(Scope(subtrees=frozenset((at.id,))))
    taken = {n for n, p in heirs(house, RoundRow.objects.values_list("place", flat=True)).items() if p.under(at)}
    rows = RoundRow.objects.filter(Q(place__in=at.path) | inside | Q(place__in=taken))
    if open_only:
        rows = rows.filter(state=State.OPEN)
    found = list(rows.select_related("opened_by").order_by("-pk"))
    of, content = rounds_of(house, found), contents(house, found)
    counts = tallies(house, list(of.values()), at)
    for row in found:  # what was opened at a place that has ended is shown as a whole to who answers for it
        if not counts[row.pk].due and row.place_id in taken:
            counts |= tallies(house, [of[row.pk]], of[row.pk].top)
    return [_view(house, row, of[row.pk], content[row.pk], counts[row.pk]) for row in found if counts[row.pk].due]


def round_view(house: House, viewer: Viewer, round_id: int) -> RoundView:
    """One round as a whole."""
    row = _row(round_id)
    _demand_seen(house, viewer, row)
    return _whole(house, row, Standings(house, row))


def progress(house: House, viewer: Viewer, round_id: int, place: str = "") -> Progress:
    """How far a round is at a place of it (its top where none is named)."""
    row = _row(round_id)
    standings = Standings(house, row)
    top, day = standings.round.top, standings.round.period.last_day()
    at = places.place(house, place, day) if place else top
    if not at.under(top):
        at = top
    _demand_figures(house, viewer, at)
    fills_in = standings.round.form.level
    below = places.all_children(house, at, day) if at.level.depth < fills_in.depth else []
    branches = tuple(Branch(child, standings.tally(child)) for child in below if child.level.depth < fills_in.depth)
    here = [u for u in standings.units if at.id in u.place.path and (not branches or u.place.parent_id == at.id)]
    return Progress(
        view=_whole(house, row, standings),
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
    _demand_figures(house, viewer, standings.under)
    shown = _shown(house, viewer, standings, standings.units)
    return [u for u in shown if stands_as(u, kind)]


def tasks(house: House, viewer: Viewer) -> list[Task]:
    """What the viewer owes, and what she has handed in, in rounds that are not frozen: the most urgent first."""
    day = house.today()
    held = {g.place.id for g in viewer.holding(FILL_FORMS, day)}
    if not held:
        return []
    of = rounds_of(house, list(RoundRow.objects.exclude(state=State.FROZEN)))
    taken = {n: p for n, p in heirs(house, _ended_since(house, of.values())).items() if p.id in held}
    mine = held | taken.keys()
    came = Came(house, list(of), Q(place__in=mine))
    versions = [v.as_place() for v in PlaceVersion.objects.filter(place__in=mine, stand_in=False).order_by("pk")]
    found = [
        _task(round_, came.unit(round_, place), day)
        for round_ in of.values()
        for place in asked(round_, versions)
        if may(viewer, FILL_FORMS, taken.get(place.id, place), day, round_.form.agency)
    ]
    return sorted(found, key=lambda t: (t.standing.kind == "filled", t.standing.kind != "returned", t.due, t.id))


def _ended_since(house: House, rounds: Iterable[Round]) -> set[int]:
    """The places that have ended since the earliest of the rounds' periods: they may still owe a sheet."""
    first = min((r.period.last_day() for r in rounds), default=None)
    return ended_since(house, first) if first else set()


def waiting(house: House, viewer: Viewer, place: str = "") -> list[Waiting]:
    """The sheets that wait for a step which the viewer may take, by round, the oldest first."""
    wait = _waits(house, viewer, place)
    of_rounds, units_ = {w.round.id for w in wait}, {w.place.id for w in wait}
    came = Came(house, sorted(of_rounds), Q(place__in=sorted(units_)))
    return [Waiting(w.round, came.unit(w.round, w.place), w.moves) for w in wait]


def waiting_count(house: House, viewer: Viewer) -> int:
    """How many sheets wait for a step of the viewer."""
    return len(_waits(house, viewer))


@dataclass(frozen=True, slots=True)
class _Waits:
    """A sheet that waits, before it is looked at."""

    round: Round
    place: Place
    moves: tuple[Move, ...]


def _waits(house: House, viewer: Viewer, place: str = "") -> list[_Waits]:
    """What waits for a step of the viewer, by round and code: only what may lie with her is looked through."""
    day = house.today()
    held = {p.code: {g.place.id for g in viewer.holding(p, day)} for p in (REVIEW_FORMS, ACCEPT_FORMS, FILL_FORMS)}
    if not any(held.values()):
        return []
    tops = frozenset().union(*held.values())
    at_work = rounds_of(house, list(RoundRow.objects.exclude(state=State.FROZEN)))
    taken = [n for n, p in heirs(house, _ended_since(house, at_work.values())).items() if not tops.isdisjoint(p.path)]
    near = Q(place__in=_with(tops).values("place")) | Q(place__in=taken)
    if place:
        near &= rows_in(Scope(subtrees=frozenset((places.place(house, place).id,))))
    under_way = _under_way().filter(near)
    sheets: dict[int, dict[int, tuple[str, int | None]]] = defaultdict(dict)
    for number, of_unit, state, by in under_way.values_list("round", "place", "state", "handled_by"):
        sheets[number or 0][of_unit] = state, by
    rows = list(RoundRow.objects.filter(pk__in=list(sheets)).order_by("pk"))
    of, content = rounds_of(house, rows), contents(house, rows)
    versions = PlaceVersion.objects.filter(place__in=under_way.values("place")).order_by("code", "pk")
    below = [v.as_place() for v in versions]
    who = Answering(house, below)
    found = []
    for round_ in of.values():
        workflow, given = content[round_.id].workflow_of(round_.form), sheets[round_.id]
        for at in asked(round_, (p for p in below if p.id in given)):
            if moves := _steps(viewer, workflow, round_, at, *given[at.id], who, held, day):
                found.append(_Waits(round_, at, moves))
    return found


def _with(tops: Collection[int]) -> QuerySet[PlaceVersion]:
    """The units whose sheets may lie with who stands at these places: the places themselves, and of the levels whose
    sheets are checked further up those so far below (`answering.checked_at`), in any version of the tree."""
    wanted, above = Q(place__in=tops), Q(parent__in=tops)
    for level in (level for level in LEVELS if level.depth > Level.COUNTY.depth):
        wanted |= above & Q(level=level)
        above |= Q(parent__in=PlaceVersion.objects.filter(above).values("place"))
    return PlaceVersion.objects.filter(wanted)


def _under_way() -> QuerySet[Submission]:
    """The newest revisions that are neither with those who fill in nor accepted, in rounds that are not frozen."""
    rows = newest(Q(round__isnull=False)).exclude(round__state=State.FROZEN)
    return rows.exclude(state__in=WITH_FILLER | COUNTING)


def _steps(
    viewer: Viewer,
    workflow: Workflow,
    round_: Round,
    unit: Place,
    state: str,
    handled_by: int | None,
    who_answers: Answering,
    held: Mapping[str, set[int]],
    day: dt.date,
) -> tuple[Move, ...]:
    """The steps forward that the viewer may take with a sheet: filling belongs to the unit, checking to its county."""

    def allowed(who: str) -> bool:
        if who == FILL_FORMS.code:
            return may(viewer, FILL_FORMS, who_answers.fills(unit), day, round_.form.agency)
        return who_answers.checks(unit) in held.get(who, ())

    return tuple(
        move
        for move in workflow.possible(state)
        if move.code not in ("return", "withdraw")
        and any(allowed(who) for who in move.by)
        and not (move.other and handled_by == viewer.user_id)
    )


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


def _task(round_: Round, unit: Unit, today: dt.date) -> Task:
    due = max(round_.due, unit.extended) if unit.extended else round_.due
    return Task(round_.id, round_, unit.place, unit.standing, due, (due - today).days, unit.reason)


def _shown(house: House, viewer: Viewer, standings: Standings, found: list[Unit]) -> Iterator[Unit]:
    """Units as the viewer may see them: a draft shows to those who write it alone, explanations to who may read."""
    day, form, who = house.today(), standings.round.form, Answering(house, [u.place for u in found])
    for unit in found:
        fills = may(viewer, FILL_FORMS, who.fills(unit.place), day, form.agency)
        if unit.standing.state == DRAFT and not fills:
            yield replace(unit, standing=replace(unit.standing, state=NONE))
        elif unit.explained and not (fills or _reads(viewer, unit, who, day)):
            yield replace(unit, explained=0)
        else:
            yield unit


def _reads(viewer: Viewer, unit: Unit, who: Answering, day: dt.date) -> bool:
    if unit.standing.accepted:
        return any(may(viewer, READ_SHEETS, place, day) for place in (unit.place, who.fills(unit.place)))
    checks = who.checks(unit.place)
    return any(g.place.id == checks for p in (REVIEW_FORMS, ACCEPT_FORMS) for g in viewer.holding(p, day))


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


def _whole(house: House, row: RoundRow, standings: Standings) -> RoundView:
    """A round with the counts of all units that were looked at."""
    content = content_of(house, row)
    return _view(house, row, standings.round, content, standings.tally())


def _view(house: House, row: RoundRow, round_: Round, content: Content, counts: Tally) -> RoundView:
    return RoundView(
        row.pk,
        round_,
        counts,
        burden(round_.form, content.elements, counts.due),
        row.opened_by.name,
        row.opened_at.astimezone(house.settings.zone),
        row.note,
    )


def _row(round_id: int) -> RoundRow:
    row = RoundRow.objects.select_related("opened_by").filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    return row


def _demand_figures(house: House, viewer: Viewer, at: Place) -> None:
    """Refuse who may see the figures neither of the place as it is given nor as it stands today."""
    if not may(viewer, SEE_FIGURES, at, house.today()):
        demand(viewer, SEE_FIGURES, places.by_id(house, at.id), house.today())


def _demand_seen(house: House, viewer: Viewer, row: RoundRow) -> None:
    """A round is open to who stands above, at, or below its place; who opens rounds sees her own anyway."""
    top, day = places.by_id(house, row.place_id), house.today()
    if may(viewer, OPEN_ROUNDS, top, day) or any(g.place.under(top) for g in viewer.grants if g.holds_on(day)):
        return
    demand(viewer, SEE_FIGURES, top, day)
