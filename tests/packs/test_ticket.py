"""The ticket as it ships: whatever comes, and in whatever order, none stays closed on a red figure without an answer.

Driven are its own needs, as the kernel holds them; the figures, rules, evidence and attempts to close come at random.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.record import Record, holds
from halfsky.kernel.register import Register
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from halfsky.kernel.watching import Warned, changed
from halfsky.kernel.workflow import HOUSE, Move
from halfsky.packs import join, read_pack, shipped

START = dt.date(2026, 1, 1)
INDICATOR = "mmr"
FIRST = Warned(Level.RED, Class.RELAPSED, "p", "W1", 2025, period="2025", value="1", figure_on=START)


@pytest.fixture(scope="module")
def ticket() -> Register:
    """The register that a warning raises and a house move opens again."""
    content = join([read_pack(path) for path in shipped() if path.name in ("indicators-cn", "supervision-cn")])
    return content.register("ticket")


def _own(move: Move) -> bool:
    """Whether the house takes it as soon as what it needs holds."""
    return HOUSE in move.by and bool(move.needs)


events = st.one_of(
    st.tuples(st.just("figure"), st.sampled_from(list(Level)), st.integers(0, 9)),
    st.tuples(st.just("rule"), st.sampled_from(list(Level)), st.just(0)),
    st.tuples(st.just("evidence"), st.integers(-9, 0), st.just(0)),
    st.tuples(st.just("close"), st.just(0), st.just(0)),
    st.tuples(st.just("settle"), st.just(0), st.just(0)),
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 3), events), max_size=14))
def test_none_stays_closed_on_a_red_figure_without_later_evidence(
    ticket: Register, story: list[tuple[int, tuple[str, object, int]]]
) -> None:
    today = START + dt.timedelta(days=5)
    state = changed(None, FIRST, today)
    assert state is not None
    record = Record({"indicator": INDICATOR, "review": "x"}, {}, "reported", entered={"raised": today})
    moves = {m.code: m for m in ticket.workflow.moves}
    for days, (what, said, more) in story:
        today += dt.timedelta(days=days)
        match what:
            case "figure":
                assert isinstance(said, Level)
                state = changed(state, replace(state, level=said, value=str(more)), today) or state
            case "rule":
                assert isinstance(said, Level)
                state = changed(state, replace(state, level=said, rule="other"), today) or state
            case "evidence":
                assert isinstance(said, int)
                row = {"date": str(today + dt.timedelta(days=said)), "what": "x"}
                record = replace(record, parts={"evidence": (*record.parts.get("evidence", ()), row)})
        record = replace(record, warned={INDICATOR: state})
        if what in ("close", "settle") and record.state != "closed":
            record = replace(record, state=moves[what].sources[0])
            if all(holds(ticket, record, today, need) for need in moves[what].needs):
                record = replace(record, state="closed", entered={**record.entered, "closed": today})
        for own in filter(_own, ticket.workflow.possible(record.state)):
            if all(holds(ticket, record, today, need) for need in own.needs):
                record = replace(record, state=own.to, entered={**record.entered, own.to: today})
                break
        figure_on = state.figure_on or START
        later = [e for e in record.parts.get("evidence", ()) if dt.date.fromisoformat(str(e["date"])) > figure_on]
        if record.state == "closed":
            assert state.level is not Level.RED or later


def test_new_data_closes_it_and_the_same_figure_under_milder_rules_does_not(ticket: Register) -> None:
    raised = START + dt.timedelta(days=5)
    red = changed(None, FIRST, raised)
    assert red is not None
    (close,) = (m for m in ticket.workflow.moves if m.code == "close")

    def may_close(state: Warned, *evidence: str) -> bool:
        rows = tuple({"date": day, "what": "x"} for day in evidence)
        record = Record(
            {"indicator": INDICATOR, "review": "x"},
            {"evidence": rows},
            "reported",
            entered={"raised": raised},
            warned={INDICATOR: state},
        )
        return all(holds(ticket, record, raised + dt.timedelta(days=40), need) for need in close.needs)

    later = raised + dt.timedelta(days=20)
    better = changed(red, replace(red, level=Level.GREEN, value="2"), later)
    milder = changed(red, replace(red, level=Level.GREEN, rule="milder"), later)
    silent = changed(red, replace(red, level=Level.GREY, value="", period=""), later)
    assert better and milder and silent
    assert may_close(better)
    assert not may_close(red) and not may_close(milder) and not may_close(silent)
    assert may_close(red, str(raised)) and not may_close(red, str(START))
