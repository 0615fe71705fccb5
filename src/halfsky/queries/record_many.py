"""Which moves many records can take together, for a named viewer: looked at record by record, before any is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.kernel.access import Viewer
from halfsky.kernel.record import holds
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.workflow import Move, Passing
from halfsky.queries.records import held as hold
from halfsky.queries.records import viewed
from halfsky.store.house import House

MOST = 200
TOO_MANY = problem(
    "400.1300",
    ("一次最多批量办理{most}条，选了{count}条。", "At most {most} records are moved together; {count} were chosen."),
    ("请分批办理。", "Do them in parts."),
)
NONE_CHOSEN = problem(
    "400.1301",
    ("没有选中记录。", "No record was chosen."),
    ("请先在列表左侧勾选。", "Tick the records in the list first."),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that some of the chosen records can take now: those that are ready, and those that lack what it needs."""

    move: Move
    ready: tuple[int, ...]
    lacking: tuple[int, ...]


def offers(house: House, viewer: Viewer, register: Register, numbers: Sequence[int]) -> list[Offer]:
    """The moves that can be taken together: not those that send each record somewhere."""
    ready: dict[str, list[int]] = {}
    lacking: dict[str, list[int]] = {}
    for number in chosen(numbers):
        try:
            found = hold(house, viewer, number, today=True)
        except Refused:
            continue
        if found.register.code != register.code:
            continue
        for move in viewed(found).moves:
            if move.passes is Passing.SENDS:
                continue
            record = found.record()
            good = all(holds(found.register, record, house.today(), need) for need in move.needs)
            (ready if good else lacking).setdefault(move.code, []).append(number)
    moves = {move.code: move for move in register.workflow.moves}
    return [Offer(moves[c], tuple(ready[c]), tuple(lacking.get(c, ()))) for c in moves if c in ready]


def chosen(numbers: Sequence[int]) -> list[int]:
    """Each number once; refuses none, and too many for one request."""
    found = list(dict.fromkeys(numbers))
    if not found:
        raise NONE_CHOSEN.at()
    if len(found) > MOST:
        raise TOO_MANY.at(most=MOST, count=len(found))
    return found
