"""The one workflow: which states can be reached, who may step, what must be there first, by when."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move, Workflow

TRAINING = Workflow(
    states=(
        ("planned", Text("计划", "planned")),
        ("held", Text("已举办", "held")),
        ("archived", Text("已归档", "archived")),
    ),
    moves=(
        Move("hold", Text("举办", "hold"), ("planned",), "held", needs=("persons", "photos")),
        Move("archive", Text("归档", "archive"), ("held",), "archived", by=("upper",), days=30),
        Move("reopen", Text("退回", "reopen"), ("held", "archived"), "planned"),
    ),
)


def always(_: str) -> bool:
    return True


def never(_: str) -> bool:
    return False


def test_everything_begins_in_the_first_state() -> None:
    assert TRAINING.start == "planned"
    assert TRAINING.label("held").zh == "已举办"


@pytest.mark.parametrize(
    ("state", "moves"), [("planned", ["hold"]), ("held", ["archive", "reopen"]), ("archived", ["reopen"])]
)
def test_what_is_possible_in_a_state(state: str, moves: list[str]) -> None:
    assert [m.code for m in TRAINING.possible(state)] == moves


def test_a_state_that_no_move_reaches_is_found() -> None:
    assert TRAINING.unreachable() == ()
    lost = Workflow((*TRAINING.states, ("lost", Text("丢失")), ("gone", Text("不见"))), TRAINING.moves)
    assert lost.unreachable() == ("lost", "gone")
    # a ring of two states that nothing leads into stays unreachable, though each reaches the other
    there, back = Move("a", Text("去"), ("lost",), "gone"), Move("b", Text("回"), ("gone",), "lost")
    assert Workflow(lost.states, (*TRAINING.moves, there, back)).unreachable() == ("lost", "gone")
    bridge = Move("c", Text("过"), ("archived",), "lost")
    assert Workflow(lost.states, (*TRAINING.moves, there, back, bridge)).unreachable() == ()


def test_a_move_that_may_be_made_is_given() -> None:
    assert TRAINING.step("planned", "hold", may=never, holds=always).to == "held"
    assert TRAINING.step("held", "archive", may=always, holds=never).to == "archived"


def refusal(state: str, move: str, may: bool = True, holds: tuple[str, ...] = ()) -> Refusal:
    with pytest.raises(Refusal) as refused:
        TRAINING.step(state, move, lambda _: may, lambda need: need in holds)
    return refused.value


def test_an_impossible_move_is_refused_with_what_is_possible() -> None:
    found = refusal("held", "hold")
    assert found.number == "409.30"
    assert found.in_("zh") == "当前状态为“已举办”，不能“举办”。此时可以：归档、退回。"
    assert found.in_("en") == "The state is held: hold is not possible now. Possible now: archive, reopen."


def test_an_unknown_move_is_refused_by_its_code() -> None:
    assert "burn" in refusal("planned", "burn").in_("zh")


def test_in_a_last_state_nothing_is_possible() -> None:
    ended = Workflow(TRAINING.states, TRAINING.moves[:2])
    with pytest.raises(Refusal) as refused:
        ended.step("archived", "hold", always, always)
    assert refused.value.todo.zh == "此时可以：—。"
    assert refused.value.todo.en == "Possible now: —."


def test_a_move_of_others_is_refused() -> None:
    found = refusal("held", "archive", may=False)
    assert (found.number, found.status) == ("403.30", 403)
    assert "upper" in found.in_("zh")


def test_what_is_lacking_is_listed_all_at_once() -> None:
    found = refusal("planned", "hold")
    assert found.number == "400.31"
    assert "persons、photos" in found.in_("zh")
    assert "photos" in refusal("planned", "hold", holds=("persons",)).in_("zh")
    assert "persons" not in refusal("planned", "hold", holds=("persons",)).in_("zh")


def test_the_right_to_move_is_asked_before_what_is_lacking() -> None:
    strict = Workflow(TRAINING.states, (Move("hold", Text("举办"), ("planned",), "held", ("upper",), ("persons",)),))
    with pytest.raises(Refusal) as refused:
        strict.step("planned", "hold", never, never)
    assert refused.value.number == "403.30"


def test_the_deadline_of_the_state_that_a_move_leads_to() -> None:
    archive, reopen = TRAINING.moves[1], TRAINING.moves[2]
    assert TRAINING.due(archive, dt.date(2024, 2, 1)) == dt.date(2024, 3, 2)  # February had 29 days
    assert TRAINING.due(reopen, dt.date(2024, 2, 1)) is None
