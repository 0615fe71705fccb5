"""Corrections of accepted sheets: a new revision with a reason, after every figure that it changes has been shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.notices import sheet_address, tell
from halfsky.actions.rounds import SAY_WHY
from halfsky.actions.submissions import NO_SUBMISSION, desk_of, entries_of, keep, put_in_force, sound, subject_of
from halfsky.kernel.access import ACCEPT_FORMS, FILL_FORMS, NOT_ALLOWED, NOT_SIGNED_IN, Viewer
from halfsky.kernel.answer import from_stored
from halfsky.kernel.fact import Absence
from halfsky.kernel.filing import COUNTING, Way
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries.impact import Impact, impact
from halfsky.queries.sheets import Checked, Desk, may_correct
from halfsky.store.house import House
from halfsky.store.models import Submission

NOTHING_CHANGES = problem(
    "400.764",
    ("更正后的数与原来的一样。", "The correction changes nothing."),
    ("请改动要更正的数。", "Change the value that is wrong."),
)
NOT_ACCEPTED = problem(
    "409.761",
    ("这份上报表还没有验收，不必更正。", "The sheet is not accepted yet; it needs no correction."),
    ("请退回填报单位修改。", "Return it instead."),
)
IMPACT_MOVED = problem(
    "409.762",
    ("受影响的数据已经变化，与刚才列出的不同。", "What the correction changes is no longer what was shown."),
    ("请重新查看受影响的数据，再确认。", "Look at the list again, then confirm."),
)


def plan_correction(
    house: House,
    viewer: Viewer,
    submission_id: int,
    answers: Mapping[str, str],
    explained: Mapping[str, str] | None = None,
) -> Impact:
    """Every figure that a correction would change. `answers` holds the changed cells alone. Nothing is kept."""
    return _planned(house, viewer, submission_id, answers, explained or {})[-1]


def correct(
    house: House,
    viewer: Viewer,
    submission_id: int,
    answers: Mapping[str, str],
    reason: str,
    digest: str,
    explained: Mapping[str, str] | None = None,
    origin: str = "web",
) -> Submission:
    """Put a corrected revision in force. `digest` names the list of changes that was shown; another one is refused."""
    at, row, checked, reasons, found = _planned(house, viewer, submission_id, answers, explained or {})
    if not reason.strip():
        raise SAY_WHY.at("reason")
    if found.digest != digest:
        raise IMPACT_MOVED.at()
    with acting(house, viewer, "sheets.correct", subject_of(at), at.place) as act:
        made = keep(at, viewer, act, checked, reasons, row.comments, Way.CORRECTED, row.state, origin)
        made.reason = reason.strip()
        touched = put_in_force(made)
        made.save(update_fields=["reason", "current"])
        says = Text(
            f"《{at.form.title.zh}》有更正：{made.reason}", f"{at.form.title.in_('en')} was corrected: {made.reason}"
        )
        href = sheet_address(at.row.pk, at.place.code)
        tell(house, viewer, "corrected", says, at.place.id, FILL_FORMS, at.form.agency, at.row, href)
        act.detail |= {
            "reason": made.reason,
            "cells": sorted(answers),
            "changes": [
                {"place": c.place.code, "number": c.number, "year": c.year, "from": c.before.zh, "to": c.after.zh}
                for c in found.changed[:50]
            ],
            "changed": len(found.changed),
            "rows": touched,
        }
    return made


def _planned(
    house: House, viewer: Viewer, submission_id: int, answers: Mapping[str, str], explained: Mapping[str, str]
) -> tuple[Desk, Submission, Checked, dict[str, Any], Impact]:
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    row = Submission.objects.filter(pk=submission_id, round__isnull=False).first()
    if row is None:
        raise NO_SUBMISSION.at()
    at = desk_of(house, row)
    if not may_correct(at, viewer):
        raise NOT_ALLOWED.at(at.place.name, permission=ACCEPT_FORMS.label)
    if row.state not in COUNTING or not row.current:
        raise NOT_ACCEPTED.at(at.place.name)
    kept = {text: from_stored(entry) for text, entry in row.entries.items()}
    typed = {text: a.value if isinstance(a, Absence) else a for text, a in kept.items()}
    checked, reasons = sound(at, {**typed, **answers}, {**_why(row), **explained})
    entries = entries_of(checked.answers)
    if entries == row.entries:
        raise NOTHING_CHANGES.at()
    return at, row, checked, reasons, impact(house, viewer, at, entries)


def _why(row: Submission) -> dict[str, str]:
    """The explanations that the revision already has."""
    return {found: kept["why"] for found, kept in row.explained.items()}
