"""How a unit stands, in one word with its mark; overdue is said of who still owes after the day."""

from __future__ import annotations

from halfsky.kernel.filing import ACCEPTED, ARCHIVED, DISPUTED, DRAFT, ENTERED, NONE, RETURNED, REVIEWED, SUBMITTED
from halfsky.kernel.round import Standing
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow
from halfsky.web.present import marks
from halfsky.web.present.marks import Mark

STATES: dict[str, tuple[Mark, Text]] = {
    NONE: (marks.NONE, Text("未报", "not yet")),
    DRAFT: (marks.NONE, Text("暂存", "being filled in")),
    ENTERED: (marks.OPEN, Text("代录，待单位确认", "entered for the unit, to be confirmed")),
    SUBMITTED: (marks.HOPE, Text("已上报", "handed in")),
    DISPUTED: (marks.OPEN, Text("对代录有异议", "not as the unit has it")),
    RETURNED: (marks.OPEN, Text("退回", "sent back")),
    REVIEWED: (marks.HOPE, Text("审核通过", "reviewed")),
    ACCEPTED: (marks.GOOD, Text("已验收", "accepted")),
    ARCHIVED: (marks.GOOD, Text("已归档", "archived")),
}
OVERDUE = (marks.BAD, Text("逾期未报", "overdue"))
OVERDUE_DRAFT = (marks.BAD, Text("逾期，暂存未报", "overdue, being filled in"))
KINDS: dict[str, Text] = {
    "": Text("全部单位", "all units"),
    "missing": Text("未报", "not yet"),
    "late": Text("逾期未报", "overdue"),
    "returned": Text("退回", "sent back"),
    "filled": Text("已报", "handed in"),
    "pending": Text("已报待审", "handed in, to be checked"),
    "accepted": Text("已验收", "accepted"),
    "explained": Text("有核实说明", "with explanations"),
}
"""How the units of a round are narrowed."""


def look_of(standing: Standing, workflow: Workflow | None = None) -> tuple[Mark, Text]:
    """The mark and the word; a state that only this workflow has is named by it."""
    if standing.kind == "late":
        return OVERDUE_DRAFT if standing.state == DRAFT else OVERDUE
    if standing.state in STATES:
        return STATES[standing.state]
    return marks.HOPE, workflow.label(standing.state) if workflow else Text(standing.state)
