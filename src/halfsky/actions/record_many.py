"""One move of many records: each by its own rules, each with its own entry in the log, each refused for its own reason.

A record is moved as if it had been opened and moved by hand, so nothing here knows a rule. Whoever sends the same again
is told that the records have moved on; nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.actions.record_moves import take_move
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.register import Register
from halfsky.queries.record_many import chosen
from halfsky.queries.records import held
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Done:
    """What became of each record: moved, or refused and why."""

    moved: tuple[int, ...]
    refused: tuple[tuple[int, tuple[Refusal, ...]], ...]


def move_many(
    house: House, viewer: Viewer, register: Register, numbers: Sequence[int], move: str, reason: str = ""
) -> Done:
    """Take a move of each record; one that is refused stands in nobody's way."""
    moved, refused = [], []
    for number in chosen(numbers):
        try:
            if held(house, viewer, number).register.code == register.code:
                take_move(house, viewer, number, move, reason)
                moved.append(number)
        except Refused as no:
            refused.append((number, tuple(no.refusals)))
    return Done(tuple(moved), tuple(refused))
