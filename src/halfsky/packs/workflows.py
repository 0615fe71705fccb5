"""Workflows of packs: their states and moves looked up (second gate), checked to work (third), made the kernel's."""

from __future__ import annotations

from halfsky.kernel import filing
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move, Workflow
from halfsky.packs.form_notation import WorkflowEntry
from halfsky.packs.library import UNKNOWN, Library
from halfsky.packs.spot import Complaints, nearest

UNREACHABLE = problem(
    "400.351",
    ("状态“{state}”从起点走不到。", "No chain of moves leads to the state “{state}”."),
    ("请补上通向它的办理，或删去这个状态。", "Add a move that leads to it, or take the state out."),
)
MOVE_WANTED = problem(
    "400.352",
    (
        "流程“{code}”须有办理“{move}”，从 {sources} 到 {to}。",
        "The workflow “{code}” needs a move “{move}” from {sources} to {to}.",
    ),
    (
        "请补上或改正：上报、退回、验收、归档都按这些编码办理。",
        "Add or correct it: handing in, returning, accepting and archiving go by these codes.",
    ),
)
_STATE = Text("状态", "state")
_CONFIRM = (filing.CONFIRM, (filing.ENTERED,), filing.SUBMITTED)
"""The move of the agency for which the office has entered a stamped sheet."""
_WANTED = (
    (filing.SUBMIT, (filing.DRAFT, filing.RETURNED), filing.SUBMITTED),
    (filing.RETURN, (filing.SUBMITTED,), filing.RETURNED),
    (filing.ACCEPT, (), filing.ACCEPTED),
    (filing.ARCHIVE, (filing.ACCEPTED,), filing.ARCHIVED),
)
"""The moves that the house makes by their codes: from which states at least, and to which."""


def look_up_workflows(library: Library, complaints: Complaints) -> None:
    """Second gate: moves lead from and to declared states."""
    for entry in (entry for pack in library.packs for entry in pack.workflows):
        for move in entry.moves.values():
            for state in (*move.sources, move.to):
                if state not in entry.states:
                    said = {"what": _STATE, "table": "states", "near": nearest(state, entry.states)}
                    complaints.add(UNKNOWN.at(str(state.spot), came=state, **said))


def compile_workflows(library: Library, complaints: Complaints) -> dict[str, Workflow]:
    """Third gate: the workflows of all packs; complain of those that sheets cannot go through."""
    found = {}
    for entry in (entry for pack in library.packs for entry in pack.workflows):
        workflow = _workflow(entry)
        with complaints.gathered(entry.at("states")):
            filing.demand_fit(workflow)
        for state in workflow.unreachable(filing.ENTERED):  # 代录 puts a sheet there without a move
            complaints.add(UNREACHABLE.at(entry.at("states"), state=workflow.label(state)))
        _check_moves(entry, complaints)
        found[workflow.code] = workflow
    return found


def _workflow(entry: WorkflowEntry) -> Workflow:
    moves = (
        Move(code, m.label, tuple(map(str, m.sources)), str(m.to), m.by, days=m.days, other=m.other, reason=m.reason)
        for code, m in entry.moves.items()
    )
    return Workflow(tuple(entry.states.items()), tuple(moves), entry.workflow, entry.title)


def _check_moves(entry: WorkflowEntry, complaints: Complaints) -> None:
    for code, sources, to in (*_WANTED, *([_CONFIRM] if filing.ENTERED in entry.states else [])):
        move = entry.moves.get(code)
        if move is None or move.to != to or not set(sources) <= set(move.sources):
            said = {"move": code, "sources": "、".join(sources) or "…", "to": to}
            complaints.add(MOVE_WANTED.at(entry.at("moves"), code=entry.workflow, **said))
