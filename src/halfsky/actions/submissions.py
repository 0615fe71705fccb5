"""Handing in and handling sheets. A revision's answers never change; its state moves along the form's workflow.

Whatever the road (pages, workbooks, API), an answer is read, checked and kept here: all complaints at once, nothing
half kept. The revision in force (`current`) changes at the moment of acceptance, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halfsky.actions.acting import Act, acting
from halfsky.actions.drafts import NOT_WITH_YOU, STALE, demand_filling, demand_taking
from halfsky.actions.notices import sheet_address, tell
from halfsky.kernel.access import (
    ACCEPT_FORMS,
    ENTER_FOR,
    FILL_FORMS,
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    PERMISSIONS,
    REVIEW_FORMS,
    Permission,
    Viewer,
)
from halfsky.kernel.answer import Answer, stored
from halfsky.kernel.checking import Finding, Severity, demand_reason
from halfsky.kernel.filing import (
    ACCEPTED,
    COUNTING,
    DISPUTED,
    ENTERED,
    RETURNED,
    SENT_BACK,
    SUBMITTED,
    WITH_FILLER,
    Way,
    checking_place,
)
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move
from halfsky.queries.forms import key_text
from halfsky.queries.sheets import Checked, Desk, desk
from halfsky.store.house import House
from halfsky.store.models import Attachment, Draft, Submission

STILL_EMPTY = problem(
    "400.760",
    ("还没有填。", "It is still empty."),
    ("填写数字；没有的填 0；取不到数的选择原因。", "Write the number, 0 for none, or choose why there is none."),
)
MUST_MEND = problem("400.761", ("{says}", "{says}"), ("强制性审核未通过，请核对改正。", "This must be mended."))
MUST_EXPLAIN = problem(
    "400.762",
    ("{says}", "{says}"),
    ("数值属实的，请填写核实说明；有误的请改正。", "Explain it if it is true, mend it if it is not."),
)
NO_SCAN = problem(
    "400.763",
    ("代录须先上传盖章扫描件。", "Attach the scan of the stamped sheet first."),
    ("请上传 PDF 或图片。", "Upload a PDF or a picture."),
)
NO_SUBMISSION = problem(
    "404.760",
    ("没有这份上报表。", "There is no such sheet."),
    ("请从填报任务进入。", "Open it from the round."),
)
OUTDATED = problem(
    "409.760",
    ("这份上报表已有更新的第{revision}版。", "There is a newer revision {revision} of this sheet."),
    ("请刷新页面，在最新一版上办理。", "Reload the page and go on with the newest."),
)


def submit(
    house: House,
    viewer: Viewer,
    round_id: int,
    place: str,
    answers: Mapping[str, str],
    explained: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
    origin: str = "web",
    version: int | None = None,
) -> Submission:
    """Hand in the answers of a unit. Refuses with every complaint placed at its cell; soft findings want `explained`.

    `version` is that of the draft it was typed into, where there is one: a newer draft is not passed over.
    """
    at = desk(house, round_id, place)
    demand_filling(at, viewer)
    if not at.may(viewer, FILL_FORMS):
        raise NOT_ALLOWED.at(at.place.name, permission=FILL_FORMS.label)
    checked, reasons = sound(at, answers, explained or {})
    with acting(house, viewer, "sheets.submit", subject_of(at), at.place) as act:
        _demand_draft(at, version)
        row = keep(at, viewer, act, checked, reasons, comments or {}, Way.FILLED, SUBMITTED, origin)
        Draft.objects.filter(round=at.row, place=at.place.id).delete()
        _tell_next(at, viewer, row)
    return row


def enter_for(
    house: House,
    viewer: Viewer,
    round_id: int,
    place: str,
    answers: Mapping[str, str],
    explained: Mapping[str, str],
    attachment_id: int,
) -> Submission:
    """Enter a stamped sheet for an agency (代录). The agency confirms it, with the values unchanged."""
    at = desk(house, round_id, place)
    demand_filling(at, viewer)
    if not at.may(viewer, ENTER_FOR):
        raise NOT_ALLOWED.at(at.place.name, permission=ENTER_FOR.label)
    if not Attachment.objects.filter(pk=attachment_id, round=at.row, place=at.place.id).exists():
        raise NO_SCAN.at(at.place.name)
    checked, reasons = sound(at, answers, explained)
    with acting(house, viewer, "sheets.enter_for", subject_of(at), at.place) as act:
        row = keep(at, viewer, act, checked, reasons, {}, Way.ENTERED_FOR, ENTERED, "web")
        act.detail["attachment"] = attachment_id
        says = Text(
            f"《{at.form.title.zh}》已由办公室代录，请核对盖章件并确认。",
            f"{at.form.title.in_('en')} was entered for you; please compare it with the stamped sheet and confirm.",
        )
        href = sheet_address(at.row.pk, at.place.code)
        tell(house, viewer, "to_confirm", says, at.place.id, FILL_FORMS, at.form.agency, at.row, href)
    return row


def take_step(
    house: House,
    viewer: Viewer,
    submission_id: int,
    move: str,
    reason: str = "",
    cells: Mapping[str, str] | None = None,
) -> Submission:
    """One move of the workflow: review, accept, return (with what is wrong, by cell), withdraw, confirm or not
    agree with what was entered, archive."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    found = Submission.objects.filter(pk=submission_id).first()
    if found is None or found.round_id is None:
        raise NO_SUBMISSION.at()
    at = desk_of(house, found)
    wrong = {text: said.strip() for text, said in (cells or {}).items() if said.strip()}
    why = reason.strip() or "；".join(wrong.values())
    with acting(house, viewer, f"sheets.{move}", subject_of(at), at.place) as act:
        row = Submission.objects.select_for_update().get(pk=submission_id)
        newest = at.newest()
        if newest is not None and newest.pk != row.pk and row.state not in COUNTING:
            raise OUTDATED.at(at.place.name, revision=newest.revision)
        step = at.content.workflow_of(at.form).step(
            row.state,
            move,
            may=lambda who: who in PERMISSIONS and at.may(viewer, PERMISSIONS[who]),
            holds=lambda _: False,
            same_person=row.handled_by_id == viewer.user_id,
            reason=why,
        )
        _move(at, viewer, row, step, why, wrong)
        act.detail = {"revision": row.revision, "to": step.to, "reason": why, "cells": sorted(wrong)}
    return row


def desk_of(house: House, row: Submission) -> Desk:
    """The desk of a submission."""
    day_code = row.place.versions.order_by("-since").values_list("code", flat=True).first()
    assert row.round_id is not None and day_code is not None
    return desk(house, row.round_id, day_code)


def subject_of(at: Desk) -> str:
    """What the log calls a sheet, behind its place."""
    return f"{at.form.code} {at.round.period}"


def sound(at: Desk, answers: Mapping[str, str], explained: Mapping[str, str]) -> tuple[Checked, dict[str, Any]]:
    """The answers read and checked, with the reasons of soft findings; or all complaints at once."""
    checked = at.check(answers)
    return checked, reasons_for(at, checked, explained)


def reasons_for(at: Desk, checked: Checked, explained: Mapping[str, str]) -> dict[str, Any]:
    """The reasons of the soft findings in a sheet that may be handed in; or all complaints at once."""
    complaints: list[Refusal] = list(checked.refused.values())
    for text in at.grid.asked:
        if text not in checked.answers and text not in checked.refused:
            complaints.append(STILL_EMPTY.at(text))
    reasons: dict[str, Any] = {}
    for finding in (f for f in checked.findings if f.failed):
        where = key_text(finding.keys[0]) if finding.keys else ""
        if finding.severity is Severity.HARD:
            complaints.append(MUST_MEND.at(where, says=finding.says))
        elif not explained.get(finding.id, "").strip():
            complaints.append(MUST_EXPLAIN.at(where, says=finding.says))
        else:
            try:
                reasons[finding.id] = _reason(finding, demand_reason(explained[finding.id], where))
            except Refused as fault:
                complaints.extend(fault.refusals)
    if complaints:
        raise Refused(complaints)
    return reasons


def _reason(finding: Finding, why: str) -> dict[str, Any]:
    """An explanation as a submission keeps it: what was found, why it is true, and of which cells it speaks."""
    return {"says": finding.says.zh, "why": why, "keys": [key_text(key) for key in finding.keys]}


def entries_of(answers: Mapping[str, Answer]) -> dict[str, str | dict[str, str]]:
    """Answers as a submission keeps them."""
    return {text: stored(answer) for text, answer in answers.items()}


def keep(
    at: Desk,
    viewer: Viewer,
    act: Act,
    checked: Checked,
    reasons: Mapping[str, Any],
    comments: Mapping[str, str],
    way: Way,
    state: str,
    origin: str,
) -> Submission:
    """Write a new revision, not yet in force."""
    newest = at.newest()
    if newest is not None and newest.state not in WITH_FILLER and way is not Way.CORRECTED:
        raise NOT_WITH_YOU.at(at.place.name)
    if way is not Way.CORRECTED:
        demand_taking(at)
    row = Submission.objects.create(
        form=at.form.code,
        agency=at.form.agency,
        place_id=at.place.id,
        period=str(at.round.period),
        round=at.row,
        revision=newest.revision + 1 if newest else 1,
        entries=entries_of(checked.answers),
        explained=dict(reasons),
        comments={text: said for text, said in comments.items() if said.strip()},
        state=state,
        way=way,
        origin=origin,
        current=False,
        position=act.position,
        handed_in_at=at.house.now(),
        handed_in_by_id=viewer.user_id,
        handled_by_id=viewer.user_id,
    )
    act.detail = {
        "revision": row.revision,
        "cells": len(row.entries),
        "explained": len(row.explained),
        "origin": origin,
    }
    return row


def put_in_force(row: Submission) -> int:
    """Make a revision the one in force, instead of the one before. Returns how many rows were touched."""
    before = Submission.objects.filter(place=row.place_id, form=row.form, period=row.period, current=True)
    touched = before.exclude(pk=row.pk).update(current=False)
    row.current = True
    return touched + 1


def _move(at: Desk, viewer: Viewer, row: Submission, step: Move, why: str, wrong: Mapping[str, str]) -> None:
    """Carry out a move on a row, and tell those whom it concerns."""
    row.state, row.handled_by_id = step.to, viewer.user_id
    if step.to in SENT_BACK:
        row.returned, row.reason = dict(wrong), why
    if step.to == ACCEPTED:
        put_in_force(row)
    row.save(update_fields=["state", "handled_by", "returned", "reason", "current"])
    if step.to == RETURNED:
        says = Text(f"《{at.form.title.zh}》被退回：{why}", f"{at.form.title.in_('en')} was returned: {why}")
        href = sheet_address(at.row.pk, at.place.code)
        tell(at.house, viewer, "returned", says, at.place.id, FILL_FORMS, at.form.agency, at.row, href)
    elif step.to == DISPUTED:
        title = at.form.title
        says = Text(
            f"{at.place.name}对代录的《{title.zh}》有异议：{why}",
            f"{at.place.name} does not agree with {title.in_('en')} as it was entered: {why}",
        )
        href = sheet_address(at.row.pk, at.place.code)
        tell(at.house, viewer, "disputed", says, checking_place(at.trail).id, ENTER_FOR, "", at.row, href)
    elif step.to == ACCEPTED:
        says = Text(f"《{at.form.title.zh}》已验收。", f"{at.form.title.in_('en')} was accepted.")
        href = sheet_address(at.row.pk, at.place.code)
        tell(at.house, viewer, "accepted", says, at.place.id, FILL_FORMS, at.form.agency, at.row, href)
    else:
        _tell_next(at, viewer, row)


def _tell_next(at: Desk, viewer: Viewer, row: Submission) -> None:
    """Tell those who may take the next step that a sheet waits for them."""
    if permission := next_step(at, row.state):
        title = at.form.title
        says = Text(f"{at.place.name}上报了《{title.zh}》。", f"{at.place.name} handed in {title.in_('en')}.")
        href = sheet_address(at.row.pk, at.place.code)
        tell(at.house, viewer, "to_review", says, checking_place(at.trail).id, permission, "", at.row, href)


def next_step(at: Desk, state: str) -> Permission | None:
    """The right of those for whose step a sheet in this state waits at its checking place."""
    wanted = {who for move in at.content.workflow_of(at.form).possible(state) for who in move.by}
    return next((p for p in (REVIEW_FORMS, ACCEPT_FORMS) if p.code in wanted), None)


def _demand_draft(at: Desk, version: int | None) -> None:
    """Refuse to pass over a draft that somebody saved meanwhile."""
    draft = Draft.objects.filter(round=at.row, place=at.place.id).first()
    if version is not None and draft is not None and draft.version != version:
        when = draft.saved_at.astimezone(at.house.settings.zone)
        raise STALE.at(who=draft.saved_by.name, when=f"{when:%Y-%m-%d %H:%M}")
