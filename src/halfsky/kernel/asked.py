"""Tasks: what records ask of agencies and is not settled yet, whatever register they stand in.

A record waits for an agency while one that it asks may take a move, or will be able to by moves that lie before it. A
record nobody has begun to hand out is no task yet, and what only the house could open again is over.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import HOUSE


@dataclass(frozen=True, slots=True)
class Task:
    """One record that waits for agencies: its register, its number, what it is about, whom it asks (codes of agencies,
    and what they are called where they are), its state and deadline."""

    register: Text
    number: int
    what: Text
    agencies: tuple[str, ...]
    called: tuple[str, ...]
    state: Text
    due: dt.date | None
    late: bool


def awaiting(register: Register) -> tuple[str, ...]:
    """The states in which records of a register wait for an agency that they ask, in the order of the workflow."""
    workflow, asks = register.workflow, set(register.asks)
    found = {state for m in workflow.moves if asks & set(m.by) for state in m.sources}
    front = set(found)
    while front:
        before = {s for m in workflow.moves if m.to in front and HOUSE not in m.by for s in m.sources} - found
        front = before - {workflow.start}
        found |= front
    return tuple(state for state, _ in workflow.states if state in found)
