"""One sheet: what a unit answers to a form, with all that is known around it, for those who may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel import access
from halfsky.kernel.access import ENTER_FOR, FILL_FORMS, PERMISSIONS, Viewer
from halfsky.kernel.answer import Answer, from_stored
from halfsky.kernel.checking import Around, Finding
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Reading
from halfsky.kernel.filing import COUNTING, DRAFT, NONE, STILL_SECRET, WITH_FILLER, Way, may_handle
from halfsky.kernel.filing import may_read as filing_may_read
from halfsky.kernel.form import Form
from halfsky.kernel.numbers import needed
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round, Standing, standing
from halfsky.kernel.workflow import Move
from halfsky.queries import places
from halfsky.queries.answering import Answering
from halfsky.queries.around import around
from halfsky.queries.forms import content_of, key_text, round_of
from halfsky.queries.grid import Grid, Typed, grid_of
from halfsky.queries.register_figures import known_of
from halfsky.store.house import House
from halfsky.store.models import Attachment, Draft, Extension, RoundRow, Submission

NO_ROUND = problem(
    "404.740",
    ("没有编号为 {came} 的填报任务。", "There is no round {came}."),
    ("请从“填报任务”页进入。", "Open it from the list of rounds."),
)
NOT_ASKED = problem(
    "404.741",
    ("《{form}》没有布置给{place}。", "{place} is not asked for {form}."),
    ("本表由{level}单位填报。", "It is filled in at the level {level}."),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision in the history of a sheet."""

    id: int
    revision: int
    state: str
    way: Way
    reason: str
    handed_in_at: dt.datetime | None
    handed_in_by: str
    entries: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its reader may see it. Mappings go by the text of a cell ("live_births|residence=urban").

    `raw` is what was typed (a draft may hold unsound texts), `answers` what could be read of it, `refused` why the rest
    could not; `before` the answers of the period before; `totals` what the form computes; `left` counts empty cells;
    `known` what records and the tree say of a cell: it fills a sheet in that nobody has begun, and is shown beside
    answers that say something else.
    """

    round: Round
    content: Content
    place: Place
    trail: tuple[Place, ...]
    state: str
    standing: Standing
    revision: int
    submission_id: int | None
    way: Way | None
    raw: Mapping[str, str]
    answers: Mapping[str, Answer]
    refused: Mapping[str, Refusal]
    explained: Mapping[str, str]
    comments: Mapping[str, str]
    returned: Mapping[str, str]
    reason: str
    before: Mapping[str, Reading]
    known: Mapping[str, Reading]
    totals: Mapping[str, Reading]
    findings: tuple[Finding, ...]
    left: int
    editable: bool
    enters_for: bool
    version: int
    saved_at: dt.datetime | None
    moves: tuple[Move, ...]
    attachments: tuple[Attachment, ...]
    history: tuple[Revision, ...]
    extended: dt.date | None
    correctable: bool

    @property
    def form(self) -> Form:
        return self.round.form

    @property
    def agency(self) -> str:
        return self.form.agency


@dataclass(frozen=True, slots=True)
class Checked:
    """What is found in answers, nothing of which is kept."""

    answers: Mapping[str, Answer]
    refused: Mapping[str, Refusal]
    totals: Mapping[str, Reading]
    findings: tuple[Finding, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A sheet's round, unit and surroundings: what reading, checking and handing in all begin with.

    `trail` is as the tree of the period has it; where the unit or the place that checks it has ended since, `answering`
    is the place that checks today and the one that fills in today.
    """

    house: House
    row: RoundRow
    round: Round
    content: Content
    place: Place
    trail: tuple[Place, ...]
    grid: Grid
    answering: tuple[Place, ...] = ()

    @property
    def form(self) -> Form:
        return self.round.form

    @property
    def extended(self) -> dt.date | None:
        return Extension.objects.filter(round=self.row, place=self.place.id).values_list("until", flat=True).first()

    def newest(self) -> Submission | None:
        """The newest revision of the unit's answer."""
        rows = Submission.objects.filter(round=self.row, place=self.place.id)
        return rows.select_related("handed_in_by").order_by("-revision").first()

    def known(self) -> Mapping[Key, Reading]:
        """What records and the tree say of the cells that are asked."""
        return known_of(self.house, self.place, tuple(self.grid.asked.values()), self.round.period)

    @property
    def trails(self) -> tuple[tuple[Place, ...], ...]:
        """The ways to the unit: rights along any of them are rights over the sheet."""
        return (self.trail, self.answering) if self.answering else (self.trail,)

    def may(self, viewer: Viewer, permission: access.Permission) -> bool:
        agency, day = self.form.agency, self.house.today()
        return any(may_handle(viewer, permission, trail, agency, day) for trail in self.trails)

    def may_read(self, viewer: Viewer, state: str) -> bool:
        agency, day = self.form.agency, self.house.today()
        return any(filing_may_read(viewer, trail, agency, state, day) for trail in self.trails)

    def check(self, raw: Mapping[str, str]) -> Checked:
        """Read the texts and run all checks on what could be read."""
        return self.checked(self.grid.read(raw), around(self.house, self.round, self.place))

    def checked(self, typed: Typed, beside: Around) -> Checked:
        """Run all checks on what was read."""
        grid = self.grid
        findings = grid.checks.findings(typed.entries, beside)
        return Checked(typed.answers, typed.refused, grid.computed(typed.entries), findings, grid.left(typed.answers))


def desk(house: House, round_id: int, place: str) -> Desk:
    """The desk of a unit in a round; refuses an unknown round and a unit that is not asked. Asks for no right."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    content = content_of(house, row)
    round_ = round_of(house, row, content)
    day = round_.period.last_day()
    at = places.by_id(house, places.place(house, place, day).id, day)
    if not at.stands_on(day) or at.level is not round_.form.level or at.stand_in or round_.top.id not in at.path:
        raise NOT_ASKED.at(form=round_.form.title, place=at.name, level=round_.form.level.label)
    trail = (*places.trail(house, at, day), at)
    return Desk(house, row, round_, content, at, trail, grid_of(round_.form, content), _answering(house, at))


def _answering(house: House, unit: Place) -> tuple[Place, ...]:
    """Who checks and who fills in today, where the unit or the place that checks it stands no more."""
    found = Answering(house, [unit])
    return (places.by_id(house, found.checks(unit)), found.fills(unit)) if found.heirs else ()


def sheet(house: House, viewer: Viewer, round_id: int, place: str, revision: int | None = None) -> Sheet:
    """The sheet of a unit: its draft for who may fill it in, else the newest revision (or the one asked for)."""
    at = desk(house, round_id, place)
    newest = at.newest()
    state = newest.state if newest else NONE
    today, extended = house.today(), at.extended
    fills, enters = at.may(viewer, FILL_FORMS), at.may(viewer, ENTER_FOR)
    with_filler = state in WITH_FILLER
    if not (at.may_read(viewer, state) or (enters and with_filler)):
        _refuse(at, viewer)
    editable = fills and with_filler and at.round.takes(today, extended)
    draft = Draft.objects.filter(round=at.row, place=at.place.id).first() if fills and with_filler else None
    shown = _revision(at, revision) if revision is not None else newest
    draft = draft if revision is None else None
    known = {key_text(k): v for k, v in at.known().items()}
    raw = dict(draft.answers) if draft else _typed(shown) if shown else _prefilled(at, known)
    checked = at.check(raw)
    may_move = () if revision is not None else _moves(at, viewer, newest)
    before = around(house, at.round, at.place).previous
    return Sheet(
        round=at.round,
        content=at.content,
        place=at.place,
        trail=at.trail,
        state=DRAFT if draft and state == NONE else state,
        standing=standing(at.round, state, _day(house, newest), today, extended),
        revision=shown.revision if shown else 0,
        submission_id=shown.pk if shown else None,
        way=Way(shown.way) if shown else None,
        raw=raw,
        answers=checked.answers,
        refused=checked.refused,
        explained=dict(draft.explained) if draft else reasons_of(shown),
        comments=dict(draft.comments) if draft else dict(shown.comments) if shown else {},
        returned=shown.returned if shown else {},
        reason=shown.reason if shown else "",
        before={key_text(k): v for k, v in before.items()},
        known=known,
        totals=checked.totals,
        findings=checked.findings,
        left=checked.left,
        editable=editable,
        enters_for=enters and not fills and with_filler and at.round.takes(today, extended),
        version=draft.version if draft else 0,
        saved_at=draft.saved_at if draft else None,
        moves=may_move,
        attachments=tuple(Attachment.objects.filter(round=at.row, place=at.place.id).order_by("pk")),
        history=_history(at, viewer),
        extended=extended,
        correctable=state in COUNTING and revision is None and may_correct(at, viewer),
    )


def check_answers(house: House, viewer: Viewer, round_id: int, place: str, answers: Mapping[str, str]) -> Checked:
    """The live checks of a sheet that is being filled in; nothing is kept."""
    at = desk(house, round_id, place)
    if not (at.may(viewer, FILL_FORMS) or at.may(viewer, ENTER_FOR)):
        _refuse(at, viewer)
    return at.check(answers)


def may_correct(at: Desk, viewer: Viewer) -> bool:
    """Whether the viewer may correct an accepted answer: who accepts sheets there."""
    return at.may(viewer, access.ACCEPT_FORMS)


def _refuse(at: Desk, viewer: Viewer) -> None:
    if viewer.user_id is None:
        raise access.NOT_SIGNED_IN.at()
    if access.may(viewer, access.READ_SHEETS, at.place, at.house.today()):
        raise STILL_SECRET.at(place=at.place.name, form=at.form.title)
    raise access.NOT_ALLOWED.at(at.place.name, permission=access.READ_SHEETS.label)


def _moves(at: Desk, viewer: Viewer, newest: Submission | None) -> tuple[Move, ...]:
    """What the viewer may do with the newest revision now; handing in belongs to the draft."""
    if newest is None:
        return ()
    workflow = at.content.workflow_of(at.form)
    return tuple(
        move
        for move in workflow.possible(newest.state)
        if move.code != "submit"
        and (not move.by or any(at.may(viewer, PERMISSIONS[who]) for who in move.by))
        and not (move.other and newest.handled_by_id == viewer.user_id)
    )


def _prefilled(at: Desk, known: Mapping[str, Reading]) -> dict[str, str]:
    """What a sheet that nobody has begun says already."""
    decimals = {text: at.grid.elements[key[0]].decimals for text, key in at.grid.asked.items()}
    return {text: needed(value, 0, decimals[text]) for text, value in known.items() if isinstance(value, Fraction)}


def _typed(row: Submission | None) -> dict[str, str]:
    """The answers of a revision as one would type them."""
    if row is None:
        return {}
    kept = {text: from_stored(entry) for text, entry in row.entries.items()}
    return {text: str(answer.value) if not isinstance(answer, str) else answer for text, answer in kept.items()}


def reasons_of(row: Submission | None) -> dict[str, str]:
    """The 核实说明 of a revision by finding."""
    return {found: kept["why"] for found, kept in row.explained.items()} if row else {}


def _revision(at: Desk, number: int) -> Submission | None:
    rows = Submission.objects.filter(round=at.row, place=at.place.id, revision=number)
    return rows.select_related("handed_in_by").first()


def _day(house: House, row: Submission | None) -> dt.date | None:
    return row.handed_in_at.astimezone(house.settings.zone).date() if row and row.handed_in_at else None


def _history(at: Desk, viewer: Viewer) -> tuple[Revision, ...]:
    """The revisions that the viewer may read, the newest first."""
    rows = Submission.objects.filter(round=at.row, place=at.place.id).select_related("handed_in_by")
    return tuple(
        Revision(
            row.pk,
            row.revision,
            row.state,
            Way(row.way),
            row.reason,
            row.handed_in_at.astimezone(at.house.settings.zone) if row.handed_in_at else None,
            row.handed_in_by.name if row.handed_in_by else "",
            {text: from_stored(entry) for text, entry in row.entries.items()},
        )
        for row in rows.order_by("-revision")
        if at.may_read(viewer, row.state)
    )
