"""States, moves and cycles of a register, made the kernel's one workflow."""

from __future__ import annotations

from halfsky.kernel.register import Cycle
from halfsky.kernel.workflow import Move, Passing, Workflow
from halfsky.packs.register_notation import RegisterEntry, StepEntry


def compile_workflow(entry: RegisterEntry) -> Workflow:
    """The workflow of a register's records."""
    moves = tuple(_move(code, step) for code, step in entry.moves.items())
    return Workflow(tuple(entry.states.items()), moves, entry.register, entry.title)


def _move(code: str, step: StepEntry) -> Move:
    limit = step.days or step.stay
    return Move(
        code,
        step.label,
        tuple(map(str, step.sources)),
        str(step.to),
        step.by,
        needs=tuple(map(str, step.needs)),
        days=step.days.days if step.days else None,
        other=step.other,
        reason=step.reason,
        workdays=limit is not None and limit.workdays,
        stay=step.stay.days if step.stay else 0,
        lapse=str(step.lapse or ""),
        passes=Passing(step.passes) if step.passes else Passing.STAYS,
        until=step.until,
    )


def compile_cycles(entry: RegisterEntry) -> tuple[Cycle, ...]:
    """The reviews that come due by themselves."""
    return tuple(
        Cycle(code, c.label, c.every, tuple(map(str, c.states)), str(c.part), c.due, str(c.missed or ""))
        for code, c in entry.cycles.items()
    )
