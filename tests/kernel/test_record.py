"""Records: what is worked out, what is wrong, what a move needs, which reviews are owed, what goes into the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.entry import ID
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Stored
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import (
    Contribution,
    Record,
    complaints,
    computed,
    contributions,
    due,
    holds,
    lacking,
    settled,
    values_label,
)
from halfsky.kernel.sealing import joined, split
from halfsky.kernel.text import Text
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import Move, Passing

from .ledgers import COURSES, ELEMENTS

TODAY, HELD = dt.date(2026, 11, 22), dt.date(2026, 3, 8)
SESSIONS = ({"date": "2026-03-08", "attended": "12"}, {"date": "2026-03-15", "attended": "9"})
COURSE = Record(
    {"name": "刺绣", "kind": "night", "held_on": "2026-03-08", "persons": "12", "women": "10"},
    {"session": SESSIONS},
    "held",
    Level.VILLAGE,
    {"planned": dt.date(2026, 3, 1), "held": HELD},
    "7",
)


def given_to(element: str, record: Record) -> list[Contribution]:
    return [c for c in contributions(COURSES, record, ELEMENTS, TODAY) if c.element == element]


def with_values(**values: Stored) -> Record:
    return replace(COURSE, values={**COURSE.values, **values})


def test_what_is_worked_out_comes_from_the_child_records() -> None:
    assert computed(COURSES, COURSE, TODAY)["times"] == 21
    short = replace(COURSE, parts={"session": (SESSIONS[0], {"date": "2026-03-15"})})
    assert isinstance(computed(COURSES, short, TODAY)["times"], Missing)
    assert computed(COURSES, replace(COURSE, parts={}), TODAY)["times"] == 0


def test_a_sound_record_draws_no_complaint() -> None:
    assert complaints(COURSES, COURSE, TODAY) == []


def test_all_that_is_wrong_is_said_with_its_place() -> None:
    wrong = Record({"persons": "200", "women": "300"}, {"session": ({"attended": "3"}, SESSIONS[0])})
    found = complaints(COURSES, wrong, TODAY)
    assert [(c.number, c.where) for c in found] == [
        ("400.880", "name"),
        ("400.880", "session[1].date"),
        ("400.881", "fewer"),
        ("400.882", "many"),
    ]


def test_a_soft_check_is_silent_once_it_is_explained_and_a_hard_one_never() -> None:
    many = with_values(persons="200", women="201")
    said = {"many": "全县统一培训", "fewer": "确实如此，已核对"}
    assert [c.where for c in complaints(COURSES, many, TODAY, said)] == ["fewer"]
    assert [c.where for c in complaints(COURSES, many, TODAY, {"many": " 属实 "})] == ["fewer", "many"]


def test_a_check_with_nothing_to_compare_is_not_run() -> None:
    assert complaints(COURSES, Record({"name": "刺绣", "women": "5"}), TODAY) == []


@pytest.mark.parametrize(
    ("need", "record", "met"),
    [
        ("name", COURSE, True),
        ("fee", COURSE, False),
        ("session.attended", COURSE, True),
        ("session.attended", replace(COURSE, parts={"session": (SESSIONS[0], {"date": "2026-03-15"})}), False),
        ("session.attended", replace(COURSE, parts={}), False),
        ("women >= 1", COURSE, True),
        ("women >= 1", with_values(women="0"), False),
        ("women >= 1", Record(), False),
        ("meets(room)", with_values(room={"sign": "yes"}), False),
        ("meets(room)", with_values(room={"sign": "yes", "plan": "yes"}), True),
        ("marked(needs, study)", with_values(needs=["money", "study"]), True),
        ("marked(needs, study)", COURSE, False),
        ("since(held) <= today", COURSE, True),
        ("since(held) <= today", Record(), False),
        ("level = village", COURSE, True),
        ("level = village", replace(COURSE, level=Level.TOWNSHIP), False),
    ],
)
def test_what_is_missing_meets_no_need(need: str, record: Record, met: bool) -> None:
    assert holds(COURSES, record, TODAY, need) is met


def test_items_that_nobody_answered_are_not_lacking() -> None:
    assert lacking(COURSES, with_values(room={"sign": "no"})) == {"room": (Text("标牌"),)}
    assert lacking(COURSES, COURSE) == {}


def test_a_count_goes_into_the_total_and_every_cell_it_falls_into() -> None:
    both = given_to("courses", with_values(sort="law"))
    assert [str(c.at) for c in both] == ["", "shift=night", "sort=law", "shift=night;sort=law"]
    assert {(c.amount, c.since, c.until, c.place) for c in both} == {(1, HELD, None, "")}
    assert [c.at for c in given_to("courses", COURSE)] == [TOTAL, cell({"shift": "night"})]


def test_what_does_not_meet_the_condition_or_has_no_day_counts_nowhere() -> None:
    assert given_to("courses", replace(COURSE, state="planned")) == []
    assert given_to("courses", Record({"name": "刺绣"}, state="held")) == []


def test_each_child_record_counts_on_its_own_day() -> None:
    record = replace(COURSE, parts={"session": (*SESSIONS, {"date": "2026-04-01"}, {"attended": "4"})})
    assert [(c.since, c.amount) for c in given_to("attendances", record)] == [
        (dt.date(2026, 3, 8), 12),
        (dt.date(2026, 3, 15), 9),
        (dt.date(2026, 4, 1), None),  # held, and nobody knows for how many
    ]


@pytest.mark.parametrize(("fee", "amount"), [("12345.60", 123), ("150", 2), ("149.99", 1), ("0", 0)])
def test_a_sum_is_kept_in_units_of_the_element_s_last_decimal(fee: str, amount: int) -> None:
    """万元 with two decimals counts hundreds of yuan: 12345.60 → 123.456, rounded half up once."""
    assert [c.amount for c in given_to("fees", with_values(fee=fee))] == [amount]


def test_different_persons_count_where_the_field_says_until_it_ends() -> None:
    record = with_values(host="甲", where="42")
    assert [(c.distinct, c.place, c.since, c.until) for c in given_to("hosts", record)] == [("甲", "42", HELD, None)]
    ended = replace(record, entered={**record.entered, "closed": TODAY})
    assert given_to("hosts", ended)[0].until == TODAY
    assert given_to("hosts", COURSE) == []


def test_different_places_are_those_that_keep_the_records() -> None:
    assert [c.distinct for c in given_to("places", COURSE)] == ["7"]


@given(st.sampled_from(["", "day", "night"]), st.sampled_from(["", "law", "skill"]), st.integers(0, 99))
def test_the_cells_of_one_breakdown_add_up_to_the_total_or_leave_out_who_said_nothing(
    kind: str, sort: str, persons: int
) -> None:
    found = given_to("courses", with_values(kind=kind or [], sort=sort or [], persons=str(persons)))
    by_shift = [c for c in found if [d for d, _ in c.at.parts] == ["shift"]]
    assert len([c for c in found if not c.at]) == 1
    assert len(by_shift) == bool(kind) and len({str(c.at) for c in found}) == len(found)
    assert len(found) == (1 + bool(kind)) * (1 + bool(sort))


CALENDAR = Calendar(off=frozenset({dt.date(2026, 10, 1)}))


def test_a_review_is_owed_for_every_period_that_began_and_ended_in_the_state() -> None:
    owed = due(COURSES, COURSE, TODAY, CALENDAR)
    assert [d.period for d in owed] == [Period("quarter", 2026, 2), Period("quarter", 2026, 3)]
    # Ten workdays after 30 September; 1 October is off, so 2, 5–9, 12–15 October.
    assert owed[1].until == dt.date(2026, 10, 15)


def test_a_review_that_is_there_is_owed_no_more_and_no_other_state_owes_one() -> None:
    done = replace(COURSE, parts={"review": ({"period": "2026Q2"},)})
    assert [d.period for d in due(COURSES, done, TODAY, CALENDAR)] == [Period("quarter", 2026, 3)]
    assert due(COURSES, replace(COURSE, state="closed"), TODAY, CALENDAR) == []
    assert due(COURSES, COURSE, dt.date(2026, 6, 30), CALENDAR) == []


def test_a_move_goes_up_to_the_level_that_the_record_names() -> None:
    up = Move("up", Text("推荐"), ("held",), "held", passes=Passing.UP, until_by="kind")
    assert settled(up, with_values(kind="county")).until is Level.COUNTY
    assert settled(replace(up, until_by="", until=Level.PROVINCE), COURSE).until is Level.PROVINCE


def test_values_are_said_with_their_labels() -> None:
    said = {"kind": "夜班", "needs": "学习、经济", "room": "1/2", "persons": "12"}
    kept = {"kind": "night", "needs": ["study", "money"], "room": {"sign": "yes", "plan": "no"}, "persons": "12"}
    assert {code: values_label(COURSES, code, kept[code]).zh for code in kept} == said  # type: ignore[arg-type]
    assert values_label(COURSES, "name", True) == Text("是", "yes")


TEXTS = st.text("甲乙丙1", min_size=1, max_size=3)


@given(
    st.dictionaries(st.sampled_from(["name", "host", "kind", "persons"]), TEXTS),
    st.lists(st.dictionaries(st.sampled_from(["date", "attended"]), TEXTS), max_size=3),
)
def test_the_open_and_the_sealed_half_make_the_whole(values: dict[str, str], rows: list[dict[str, str]]) -> None:
    sessions = tuple({ID: f"{n}", **row} for n, row in enumerate(rows))
    plain, hidden = split(COURSES, values, {"session": sessions})
    assert "host" not in str(plain)
    whole, parts = joined(plain, hidden)
    assert (whole, parts["session"]) == (values, sessions)
    assert bool(hidden) is ("host" in values)
