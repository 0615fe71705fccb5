"""Filing: what the states of a submission mean, whoever declares the workflow, and who may read and handle one.

Workflows are content and may add states between; these words are fixed. A figure counts from 验收 on. Until then
a sheet belongs to the agency that fills it in and to the level that checks it: the level above sees that it is
there, and nothing of what it says.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from halfsky.kernel.access import (
    ACCEPT_FORMS,
    ENTER_FOR,
    FILL_FORMS,
    READ_SHEETS,
    REVIEW_FORMS,
    Permission,
    Viewer,
    may,
)
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow

NONE, DRAFT, ENTERED, DISPUTED, SUBMITTED, RETURNED, REVIEWED, ACCEPTED, ARCHIVED = (
    "none", "draft", "entered", "disputed", "submitted", "returned", "reviewed", "accepted", "archived",
)  # fmt: skip
COUNTING = frozenset({ACCEPTED, ARCHIVED})
"""The states in which figures count, and in which everyone who may see figures may read the sheet."""
WITH_FILLER = frozenset({NONE, DRAFT, RETURNED, DISPUTED})
"""The states in which the sheet lies with those who fill it in: the agency, or the office from the stamped paper."""
SENT_BACK = frozenset({RETURNED, DISPUTED})
"""Sent back with a reason: by who checks, or by the agency that does not agree with what the office has entered."""
SUBMIT, RETURN, ACCEPT, ARCHIVE = "submit", "return", "accept", "archive"
CONFIRM, DISAGREE, WITHDRAW = "confirm", "disagree", "withdraw"
REQUIRED = frozenset({DRAFT, SUBMITTED, RETURNED, ACCEPTED, ARCHIVED})

UNFIT_WORKFLOW = problem(
    "400.745",
    ("流程“{code}”缺少状态：{states}。", "The workflow “{code}” lacks the states {states}."),
    ("上报表的流程必须有 draft、submitted、returned、accepted、archived。", "Submissions need all five of them."),
)
STILL_SECRET = problem(
    "403.65",
    (
        "{place}的《{form}》尚未验收，上级暂不能查看内容。",
        "{form} of {place} is not accepted yet; its content is not open.",
    ),
    ("验收后即可查看；现在可以看填报进度。", "It opens when accepted; its progress can be seen now."),
)


class Way(StrEnum):
    """How an answer came to be."""

    FILLED = "filled"
    ENTERED_FOR = "entered_for"
    BY_SHEET = "by_sheet"
    CORRECTED = "corrected"

    @property
    def label(self) -> Text:
        return _WAYS[self]


_WAYS = {
    Way.FILLED: Text("单位填报", "filled in by the agency"),
    Way.ENTERED_FOR: Text("代录", "entered by the office from the stamped sheet"),
    Way.BY_SHEET: Text("上级部门分县填报", "given by the upper department for its counties"),
    Way.CORRECTED: Text("更正", "corrected"),
}


def demand_fit(workflow: Workflow) -> None:
    """Refuse a workflow that lacks a state which the house relies on."""
    lacking = REQUIRED - {code for code, _ in workflow.states}
    if lacking:
        raise UNFIT_WORKFLOW.at(code=workflow.code, states="、".join(sorted(lacking)))


def checking_place(trail: tuple[Place, ...]) -> Place:
    """Where a sheet of the last place of a trail (from the top down) is checked: at its own place from the county up,
    for townships and villages at their county."""
    upward = reversed(trail)
    return next((p for p in upward if p.level.depth <= Level.COUNTY.depth), trail[0])


def may_handle(viewer: Viewer, permission: Permission, trail: tuple[Place, ...], agency: str, day: dt.date) -> bool:
    """Whether the viewer may do this to a sheet: filling belongs to the agency, checking to the checking place."""
    if permission in (REVIEW_FORMS, ACCEPT_FORMS, ENTER_FOR):
        return may(viewer, permission, checking_place(trail), day)
    return may(viewer, permission, trail[-1], day, agency)


def may_read(viewer: Viewer, trail: tuple[Place, ...], agency: str, state: str, day: dt.date) -> bool:
    """Whether the viewer may read the answers of a sheet."""
    if may(viewer, FILL_FORMS, trail[-1], day, agency):
        return True
    if state in COUNTING:
        return may(viewer, READ_SHEETS, trail[-1], day)
    checks = any(may(viewer, p, checking_place(trail), day) for p in (REVIEW_FORMS, ACCEPT_FORMS))
    return checks and state not in (NONE, DRAFT)
