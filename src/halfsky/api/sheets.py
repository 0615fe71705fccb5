"""Sheets: reading one, keeping a draft, checking, handing in, many units at once, steps, corrections.

A sheet goes by its round and the code of its unit. Answers are texts as one types them, by the names of cells that the
form gives: "12345", "0", or a reason for absence such as "not_provided".
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema, Status

from halfsky.actions import corrections, drafts, submissions, unit_sheets
from halfsky.actions.readings import note_sheet
from halfsky.api.door import Part, asked
from halfsky.api.rounds import StandingShape, standing_shape
from halfsky.api.shapes import (
    Figure,
    Number,
    PlaceShape,
    Plain,
    RefusalShape,
    Said,
    figure,
    maybe,
    moment,
    place_shape,
    refusal_shape,
    said,
)
from halfsky.kernel.checking import Finding
from halfsky.kernel.text import Text
from halfsky.queries import sheets as query
from halfsky.queries.forms import key_text
from halfsky.queries.impact import Impact
from halfsky.store.house import House
from halfsky.store.models import Submission

part = Part(tags=["上报表 sheets"])
Texts = dict[Plain, Plain]


class Answers(Schema):
    """What is in a sheet: answers and remarks by cell, explanations (核实说明) by finding."""

    answers: Texts
    explained: Texts = {}
    comments: Texts = {}


class DraftGiven(Answers):
    """`version` is that of the draft that was read, 0 for none."""

    version: int = 0


class HandedIn(Answers):
    """With `version`, a draft that somebody saved meanwhile is not passed over."""

    version: int | None = None


class FindingShape(Schema):
    """What a check found: it failed, or (`missing`) could not be run. `id` is where its explanation belongs."""

    id: str
    severity: str
    says: Said
    cells: list[str]
    failed: bool
    missing: Said | None


class CheckedShape(Schema):
    """What is found in answers, nothing of which is kept; `left` counts empty cells."""

    refused: list[RefusalShape]
    findings: list[FindingShape]
    totals: dict[str, Figure]
    left: int


class MoveShape(Schema):
    """A step that the caller may take now."""

    move: str
    label: Said
    reason: bool


class RevisionShape(Schema):
    """One revision in the history of a sheet."""

    submission: int
    revision: int
    state: str
    way: str
    reason: str
    handed_in_at: str | None
    handed_in_by: str


class SheetShape(Schema):
    """A sheet as its reader may see it. `before` holds the answers of the period before, `returned` what is wrong."""

    round: int
    form: str
    period: str
    place: PlaceShape
    state: str
    standing: StandingShape
    submission: int | None
    revision: int
    way: str | None
    answers: dict[str, str]
    refused: list[RefusalShape]
    explained: dict[str, str]
    comments: dict[str, str]
    returned: dict[str, str]
    reason: str
    before: dict[str, Figure]
    totals: dict[str, Figure]
    findings: list[FindingShape]
    left: int
    editable: bool
    correctable: bool
    version: int
    moves: list[MoveShape]
    history: list[RevisionShape]


class SavedShape(Schema):
    """The version to name next time."""

    version: int
    saved_at: str


class SubmissionShape(Schema):
    """A revision after what was done with it."""

    submission: int
    revision: int
    state: str
    current: bool


class ManyGiven(Schema):
    """分县数: the answers of many units by code, all or nothing; explanations by code and finding."""

    under: Plain
    rows: dict[Plain, Texts]
    explained: dict[Plain, Texts] = {}


class ManyTaken(Schema):
    """How many units were handed in."""

    units: int


class StepGiven(Schema):
    """A move of the workflow; returning says what is wrong, by cell."""

    move: Plain
    reason: Plain = ""
    cells: Texts = {}


class CorrectionWanted(Schema):
    """The cells that change."""

    answers: Texts
    explained: Texts = {}


class CorrectionGiven(CorrectionWanted):
    """`digest` is that of the list of changes that was shown."""

    reason: Plain
    digest: Plain


class ChangedShape(Schema):
    """One figure or class that shows something else."""

    place: PlaceShape
    plan: str
    number: str
    name: Said
    year: int
    before: Said
    after: Said
    class_before: Said
    class_after: Said


class ImpactShape(Schema):
    """Everything that a correction changes; `digest` names the list."""

    changed: list[ChangedShape]
    digest: str


SHEET = "/rounds/{number}/sheets/{place}"


@part.reads(SHEET, SheetShape, "read", "fill", "review", summary=Text("一张上报表", "One sheet"))
def sheet(request: HttpRequest, number: Number, place: str, revision: Number | None = None) -> SheetShape:
    house, viewer = asked(request)
    of = query.sheet(house, viewer, number, place, revision)
    note_sheet(house, viewer, of)
    return _sheet(house, of)


@part.writes("PUT", f"{SHEET}/draft", SavedShape, "fill", summary=Text("暂存", "Keep a draft"))
def save_draft(request: HttpRequest, number: Number, place: str, given: DraftGiven) -> SavedShape:
    house, viewer = asked(request)
    kept = drafts.save_draft(
        house, viewer, number, place, given.answers, given.explained, given.comments, given.version
    )
    return SavedShape(version=kept.version, saved_at=moment(house, kept.saved_at) or "")


@part.writes("POST", f"{SHEET}/check", CheckedShape, "fill", summary=Text("审核，不保存", "Check, keeping nothing"))
def check(request: HttpRequest, number: Number, place: str, given: Answers) -> CheckedShape:
    house, viewer = asked(request)
    found = query.check_answers(house, viewer, number, place, given.answers)
    return CheckedShape(
        refused=[refusal_shape(r) for r in found.refused.values()],
        findings=[_finding(f) for f in found.findings],
        totals={text: figure(r) for text, r in found.totals.items()},
        left=found.left,
    )


@part.writes("POST", f"{SHEET}/submit", SubmissionShape, "fill", summary=Text("上报", "Hand in a sheet"), status=201)
def submit(request: HttpRequest, number: Number, place: str, given: HandedIn) -> Status[SubmissionShape]:
    house, viewer = asked(request)
    row = submissions.submit(
        house, viewer, number, place, given.answers, given.explained, given.comments, "api", given.version
    )
    return Status(201, _submission(row))


@part.writes(
    "POST", "/rounds/{number}/sheets", ManyTaken, "fill", summary=Text("分县上报", "Hand in for many"), status=201
)
def submit_many(request: HttpRequest, number: Number, given: ManyGiven) -> Status[ManyTaken]:
    house, viewer = asked(request)
    count = unit_sheets.submit_sheet(house, viewer, number, given.under, given.rows, "api", given.explained)
    return Status(201, ManyTaken(units=count))


@part.writes(
    "POST",
    "/submissions/{number}/steps",
    SubmissionShape,
    "fill",
    "review",
    summary=Text("会审、验收、退回、撤回、确认", "Review, accept, return, withdraw, confirm"),
)
def take_step(request: HttpRequest, number: Number, given: StepGiven) -> SubmissionShape:
    house, viewer = asked(request)
    return _submission(submissions.take_step(house, viewer, number, given.move, given.reason, given.cells))


@part.writes(
    "POST",
    "/submissions/{number}/correction/plan",
    ImpactShape,
    "review",
    summary=Text("更正前看受影响的数据", "What a correction would change"),
)
def plan_correction(request: HttpRequest, number: Number, given: CorrectionWanted) -> ImpactShape:
    house, viewer = asked(request)
    return _impact(corrections.plan_correction(house, viewer, number, given.answers, given.explained))


@part.writes(
    "POST",
    "/submissions/{number}/correction",
    SubmissionShape,
    "review",
    summary=Text("更正已验收的数", "Correct what was accepted"),
    status=201,
)
def correct(request: HttpRequest, number: Number, given: CorrectionGiven) -> Status[SubmissionShape]:
    house, viewer = asked(request)
    row = corrections.correct(house, viewer, number, given.answers, given.reason, given.digest, given.explained, "api")
    return Status(201, _submission(row))


def _sheet(house: House, of: query.Sheet) -> SheetShape:
    return SheetShape(
        round=of.round.id,
        form=of.form.code,
        period=str(of.round.period),
        place=place_shape(of.place),
        state=of.state,
        standing=standing_shape(of.standing),
        submission=of.submission_id,
        revision=of.revision,
        way=of.way.value if of.way else None,
        answers={text: str(typed) for text, typed in of.raw.items()},
        refused=[refusal_shape(r) for r in of.refused.values()],
        explained=dict(of.explained),
        comments=dict(of.comments),
        returned=dict(of.returned),
        reason=of.reason,
        before={text: figure(r) for text, r in of.before.items()},
        totals={text: figure(r) for text, r in of.totals.items()},
        findings=[_finding(f) for f in of.findings],
        left=of.left,
        editable=of.editable,
        correctable=of.correctable,
        version=of.version,
        moves=[MoveShape(move=m.code, label=said(m.label), reason=m.reason) for m in of.moves],
        history=[
            RevisionShape(
                submission=r.id,
                revision=r.revision,
                state=r.state,
                way=r.way.value,
                reason=r.reason,
                handed_in_at=moment(house, r.handed_in_at),
                handed_in_by=r.handed_in_by,
            )
            for r in of.history
        ],
    )


def _finding(of: Finding) -> FindingShape:
    return FindingShape(
        id=of.id,
        severity=of.severity.value,
        says=said(of.says),
        cells=[key_text(key) for key in of.keys],
        failed=of.failed,
        missing=maybe(of.missing.reason.label if of.missing else None),
    )


def _submission(row: Submission) -> SubmissionShape:
    return SubmissionShape(submission=row.pk, revision=row.revision, state=row.state, current=row.current)


def _impact(of: Impact) -> ImpactShape:
    return ImpactShape(
        changed=[
            ChangedShape(
                place=place_shape(c.place),
                plan=c.plan.code,
                number=c.number,
                name=said(c.name),
                year=c.year,
                before=said(c.before),
                after=said(c.after),
                class_before=said(c.class_before),
                class_after=said(c.class_after),
            )
            for c in of.changed
        ],
        digest=of.digest,
    )
