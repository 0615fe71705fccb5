"""In which states a record waits for an agency that it asks."""

from __future__ import annotations

import pytest

from halfsky.kernel.asked import awaiting
from halfsky.kernel.place import Level
from halfsky.kernel.register import Register
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.workflow import HOUSE, KEEPER, Move, Workflow

STATES = ("draft", "given", "reported", "done", "dropped")
MOVES = (
    Move("give", Text("交办"), ("draft",), "given", (KEEPER,)),
    Move("report", Text("报告"), ("given",), "reported", ("owner",)),
    Move("back", Text("退回"), ("reported",), "given", (KEEPER,)),
    Move("confirm", Text("确认"), ("reported",), "done", (KEEPER,)),
    Move("reopen", Text("重办"), ("done",), "given", (HOUSE,)),
    Move("drop", Text("取消"), ("draft", "given"), "dropped", (KEEPER,)),
)


def register(moves: tuple[Move, ...], asks: tuple[str, ...] = ("owner",)) -> Register:
    states = tuple((state, Text(state)) for state in STATES)
    return Register("note", Text("单"), NOTHING, (Level.COUNTY,), (), Workflow(states, moves), asks=asks)


@pytest.mark.parametrize(
    ("moves", "asks", "waits"),
    [
        # Not yet given is no task; what comes back from the check is one; what only the house reopens is over.
        (MOVES, ("owner",), ("given", "reported")),
        (MOVES, (), ()),
        # Where the agency itself begins, the first state is one, too.
        (
            (*MOVES, Move("tell", Text("自报"), ("draft",), "draft", ("owner",))),
            ("owner",),
            ("draft", "given", "reported"),
        ),
    ],
)
def test_a_record_waits_while_its_agency_has_a_move_or_will_have_one(
    moves: tuple[Move, ...], asks: tuple[str, ...], waits: tuple[str, ...]
) -> None:
    assert awaiting(register(moves, asks)) == waits
