"""What stands around the grid of a sheet: its state and what comes next, what a button will do, what changed between
two revisions, and the 数据校验码 that a print-out carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.access import PERMISSIONS
from halfsky.kernel.answer import Answer, stored
from halfsky.kernel.filing import (
    ACCEPTED,
    ARCHIVED,
    DISAGREE,
    DISPUTED,
    DRAFT,
    ENTERED,
    NONE,
    RETURN,
    RETURNED,
    REVIEWED,
    SUBMIT,
    SUBMITTED,
    WITH_FILLER,
    WITHDRAW,
    checking_place,
)
from halfsky.kernel.fingerprint import of_answers
from halfsky.kernel.text import Text, listed
from halfsky.queries.sheets import Revision, Sheet
from halfsky.web.present.sheet_findings import Findings
from halfsky.web.present.sheet_grid import cell_name, shown_answer

LOOKS = {
    NONE: "none",
    DRAFT: "open",
    ENTERED: "open",
    SUBMITTED: "hope",
    RETURNED: "bad",
    DISPUTED: "bad",
    REVIEWED: "hope",
}
NOT_YET = Text("未报", "not handed in")
EMPTY = Text("空", "empty")


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that two revisions answer differently."""

    key: str
    name: Text
    before: Text
    after: Text


def state_label(of: Sheet, state: str | None = None) -> Text:
    """The state in the words of the form's workflow."""
    state = of.state if state is None else state
    workflow = of.content.workflow_of(of.form)
    return NOT_YET if state == NONE else dict(workflow.states).get(state, Text(state))


def state_look(state: str) -> str:
    """The hue of a state."""
    return "good" if state in (ACCEPTED, ARCHIVED) else LOOKS.get(state, "hope")


def next_says(of: Sheet, today: dt.date) -> Text:
    """What happens next, by whom, until when."""
    if of.state not in WITH_FILLER:
        return _after(of, of.state)
    due = max(of.round.due, of.extended) if of.extended else of.round.due
    days = (due - today).days
    if not of.round.takes(today, of.extended):
        return Text(
            f"填报已截止（应于{due}前上报）。如需补报，请向布置单位申请延期。",
            f"Closed; it was due on {due}. Ask those who opened the round for more time.",
        )
    if days >= 0:
        rest = Text(f"还有{days}天", f"{days} days left") if days else Text("今天截止", "today")
        more = Text("（已延期）", " (extended)") if of.extended else Text("")
        return Text(f"请于{due}前上报{more.zh}，{rest.zh}。", f"Hand in by {due}{more.en}: {rest.en}.")
    last = of.round.late_until
    return Text(
        f"应于{due}前上报，已逾期{-days}天；{last}前仍可补报。",
        f"It was due on {due}, {-days} days ago; it is still taken until {last}.",
    )


def _after(of: Sheet, state: str) -> Text:
    """The moves forward that the workflow has in store from a state, and who takes them."""
    workflow = of.content.workflow_of(of.form)
    onward = [m for m in workflow.possible(state) if m.code not in (RETURN, WITHDRAW, SUBMIT, DISAGREE)]
    if not onward:
        return Text("办理完毕。", "Nothing more is to be done.")
    place = checking_place(of.trail).name
    said = []
    for move in onward:
        who = listed([PERMISSIONS[p].label for p in move.by if p in PERMISSIONS])
        filler = any(p == "fill_forms" for p in move.by)
        by = Text("填报单位", "the agency") if filler else Text(f"{place}（{who.zh}）", f"{place} ({who.in_('en')})")
        said.append(Text(f"{move.label.zh}，由{by.zh}办理", f"{move.label.in_('en')} by {by.in_('en')}"))
    every = listed(said)
    return Text(f"下一步：{every.zh}。", f"Next: {every.in_('en')}.")


def submit_says(of: Sheet, found: Findings) -> Text:
    """What the button will do, before it is pressed."""
    if not found.ready:
        return Text("填完并处理上面的问题后，才能上报。", "Fill in and mend what is listed above, then hand it in.")
    where = checking_place(of.trail).name
    if of.enters_for:
        return Text(
            "代录后，填报单位确认无误才算上报；确认前数值不进入审核。",
            "The agency confirms what you entered; only then is it handed in.",
        )
    return Text(
        f"上报后由{where}审核；审核期间不能再改，确需修改可以撤回。",
        f"It goes to {where} for checking; while it is there it changes only after being withdrawn.",
    )


def differences(of: Sheet, older: Mapping[str, Answer], newer: Mapping[str, Answer]) -> tuple[Difference, ...]:
    """The cells that differ, in the order of the form."""
    order = {f"{code}|{at}": n for n, (code, at) in enumerate(of.form.keys(of.content.elements))}
    keys = sorted({*older, *newer}, key=lambda k: (order.get(k, len(order)), k))
    return tuple(
        Difference(k, cell_name(of, k), _said(older.get(k)), _said(newer.get(k)))
        for k in keys
        if older.get(k) != newer.get(k)
    )


def _said(answer: Answer | None) -> Text:
    return EMPTY if answer is None else shown_answer(answer)


def revision(of: Sheet, number: int) -> Revision | None:
    """One revision of the history that the viewer may read."""
    return next((r for r in of.history if r.revision == number), None)


def checksum(of: Sheet) -> str:
    """The 数据校验码: two print-outs with one code say the same of one sheet."""
    answers = {key: stored(answer) for key, answer in of.answers.items()}
    return of_answers((of.form.code, str(of.round.period), of.place.code), answers)
