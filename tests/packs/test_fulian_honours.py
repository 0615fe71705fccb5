"""The shipped ledgers on honours, venues, decisions, promises and opinions: gates and figures, followed by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.field import Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, computed, holds, lacking
from halfsky.kernel.rollup import roll_up
from halfsky.kernel.workflow import Passing
from tests.packs.seeding import demand, entered, figures
from tests.packs.test_fulian_work import TODAY, content, gives, move, record
from tests.seed_records_work import DAY, EXPECTED, RECORDS

HONOUR, FAMILY, DECISION, PROMISE, TASK, OPINION, MEETING = (
    "honour", "model-family", "decision", "service-promise", "task", "opinion-box", "office-meeting",
)  # fmt: skip


@pytest.mark.parametrize("case", RECORDS)
def test_the_figures_of_real_documents_come_out_of_records(case: str) -> None:
    demand(EXPECTED[case], figures(RECORDS[case]))


def test_four_rooms_in_three_of_four_streets_cover_three_quarters() -> None:
    """A minimum for each street is not met by a total (SF-001-04)."""
    found = {**figures(RECORDS["SF-001-04"]), ("townships", TOTAL): Fraction(4)}
    asked, formula = content().indicators["nursing_room_coverage"], content().formulas["nursing_room_coverage", None]
    rolled = roll_up(operands(formula, TOTAL), content().elements, [found])
    figure = compute(asked, formula, rolled, content().elements, TOTAL, Period("year", 2026))
    assert figure is not None and figure.value == 75


def test_a_standard_says_what_is_missed_and_what_nobody_answered() -> None:
    """Of three villages one meets all, one misses the outdoor space, one lacks a number (SF-004-27)."""
    register = content().register("venue")
    whole, small, silent = (entered(seed) for seed in RECORDS["SF-004-27"])
    assert lacking(register, whole) == {}
    assert [text.zh for text in lacking(register, small)["for_culture"]] == ["室外文化活动场地面积"]
    assert lacking(register, silent) == {}
    assert computed(register, whole, TODAY)["reached"] == 1


HOLDER: dict[str, Stored] = {
    "kind": "banner",
    "year": "2026",
    "title_level": "prefecture",
    "unit": "甲厂",
    "name": "甲",
}


def test_a_title_goes_up_to_its_level_and_stays_on_the_wall_for_five_workdays() -> None:
    register = content().register(HONOUR)
    recommend, publish, award = (move(HONOUR, code) for code in ("recommend", "publish", "award"))
    assert (recommend.passes, recommend.until_by) == (Passing.UP, "title_level")
    # Monday 2 March 2026: the notice ends with Monday the 9th, and lapses forty workdays after the 2nd, on 27 April.
    assert register.workflow.free(publish, dt.date(2026, 3, 2)) == dt.date(2026, 3, 9)
    assert register.workflow.due(publish, dt.date(2026, 3, 2)) == dt.date(2026, 4, 27)
    assert (publish.lapse, move(HONOUR, "expire").to) == ("expire", "lapsed")
    for stage, met in (("open", False), ("upheld", False), ("dismissed", True)):
        one = record("notice", {"objection": ({"date": DAY, "about": "事迹", "stage": stage},)}, **HOLDER)
        assert holds(register, one, TODAY, award.needs[1]) is met
    assert move(HONOUR, "withdraw").reason and move(HONOUR, "withdraw").other


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"kind": "banner_team", "team": "甲组", "name": "甲"}, ["400.881"]),
        ({"before_on": "2022-03-01"}, ["400.882"]),
        ({"before_on": "2021-11-30"}, []),
    ],
)
def test_a_title_is_not_given_twice_within_five_years_without_a_word(
    values: dict[str, Stored], wrong: list[str]
) -> None:
    """On 22 November 2026 a title of November 2021 is sixty months old."""
    found = complaints(content().register(HONOUR), record("nominated", **{**HOLDER, **values}), TODAY)
    assert [c.number for c in found] == wrong


@pytest.mark.parametrize(
    ("allotted", "passed", "met"), [((), 5, True), ((2,), 1, True), ((2,), 2, False), ((2, 1), 2, True)]
)
def test_a_title_passes_while_its_county_has_a_place_left(allotted: tuple[int, ...], passed: int, met: bool) -> None:
    quota = tuple({"number": str(n)} for n in allotted)
    rivals = (*({"state": "awarded"} for _ in range(passed)), {"state": "nominated"}, {"state": "refused"})
    one = replace(record("recommended", **HOLDER), looked={"quota": quota, "rivals": rivals})
    assert holds(content().register(HONOUR), one, TODAY, move(HONOUR, "review").needs[1]) is met


def test_a_title_counts_until_it_is_withdrawn() -> None:
    days = {"nominated": dt.date(2026, 1, 5), "awarded": dt.date(2026, 3, 8)}
    held = gives(HONOUR, Record(HOLDER, {}, "awarded", Level.COUNTY, days, "7"))
    assert set(held) == {"honours_awarded", "honours_held"}
    gone = gives(HONOUR, Record(HOLDER, {}, "withdrawn", Level.COUNTY, {**days, "withdrawn": TODAY}, "7"))
    assert {c.until for c in gone["honours_held"]} == {TODAY}
    assert {(c.since, c.until) for c in gone["honours_awarded"]} == {(dt.date(2026, 3, 8), None)}


HOME: dict[str, Stored] = {
    "nominated_on": "2026-03-02", "way": "self", "kind": "best", "title_level": "county", "family": "甲",
}  # fmt: skip


def test_a_family_is_visited_posted_checked_and_reviewed_with_its_consent() -> None:
    register = content().register(FAMILY)

    def met(code: str, one: Record) -> list[bool]:
        return [holds(register, one, TODAY, need) for need in move(FAMILY, code).needs]

    visit: dict[str, Stored] = {"date": "2026-03-03", "finding": "fit"}
    assert met("visit", record("nominated", **HOME)) == [False, False]
    assert met("visit", record("nominated", {"visit": (visit,)}, **HOME, consent=True)) == [True, True]
    unfit: dict[str, Stored] = {**visit, "finding": "unfit"}
    assert met("visit", record("nominated", {"visit": (unfit,)}, **HOME, consent=True)) == [True, False]
    unwilling = record("nominated", {"visit": (visit,)}, **HOME, consent=False)
    assert met("visit", unwilling) == [False, True]
    assert register.workflow.free(move(FAMILY, "publish"), dt.date(2026, 3, 3)) == dt.date(2026, 3, 6)
    assert move(FAMILY, "report").until is Level.TOWNSHIP and move(FAMILY, "review").until_by == "title_level"
    assert met("review", record("checked", {"check": ({"date": "2026-03-09", "finding": "fit"},)}, **HOME)) == [True]
    shown = record("awarded", **HOME, awarded_on="2026-05-15", shown_on="2026-05-16")
    for agrees, wrong in ({}, ["400.881"]), ({"publishes": False}, ["400.881"]), ({"publishes": True}, []):
        found = complaints(register, record("awarded", **{**shown.values, **agrees}), TODAY)
        assert [c.number for c in found] == wrong


def test_what_a_family_tells_stays_sealed() -> None:
    register = content().register(FAMILY)
    assert register.about_person and register.retention is not None
    sealed = {name for name, f in register.all_fields() if f.sealed}
    assert sealed == {"family", "address", "phone", "deed", "document", "objection.about"}


def test_a_decision_passes_its_gates_or_is_signed_past_them() -> None:
    register, passes, override = content().register(DECISION), move(DECISION, "pass"), move(DECISION, "override")
    open_: dict[str, Stored] = {"number": "1", "what": "增加晚间开放", "taken": "open", "why": "研究中"}
    plain: dict[str, Stored] = {"name": "甲", "kind": "project", "proposed_on": DAY, "risk": "low", "risk_note": "可控"}
    asked: dict[str, Stored] = {"number": "1", "from_day": DAY, "until_day": DAY, "way": "posted"}
    assess = move(DECISION, "assess")

    def lacks(*opinions: dict[str, Stored], rounds: tuple[dict[str, Stored], ...] = (asked,)) -> list[str]:
        one = record("consulting", {"round": rounds, "opinion": opinions}, **plain)
        return [need for need in assess.needs if not holds(register, one, TODAY, need)]

    assert lacks(open_) == ["count(opinion.taken = open) = 0"]
    assert lacks({**open_, "taken": "not_taken"}) == []
    assert lacks(rounds=()) == ["count(round) >= 1"]
    assert lacks(rounds=({**asked, "until_day": "2026-12-01"},)) == ["count(round.until_day > today) = 0"]
    high = record("assessed", **{**plain, "risk": "high", "legal": True, "passed_by": "会议"})
    assert [holds(register, high, TODAY, need) for need in passes.needs] == [True, False, True]
    assert (override.by, override.reason, override.other) == (("sign",), True, True)
    assert passes.other and move(DECISION, "postpone").reason and move(DECISION, "reject").reason


def test_a_decision_on_which_nothing_was_taken_up_says_why() -> None:
    refused: dict[str, Stored] = {"number": "1", "what": "增加晚间开放", "taken": "not_taken", "why": "人手不够"}
    values: dict[str, Stored] = {"name": "甲", "kind": "project", "proposed_on": DAY}
    one = record("consulting", {"opinion": (refused,)}, **values)
    assert [c.number for c in complaints(content().register(DECISION), one, TODAY)] == ["400.882"]
    assert complaints(content().register(DECISION), record("consulting", **values), TODAY) == []


def test_a_promise_that_is_not_kept_in_time_is_broken_by_itself() -> None:
    register, tell = content().register(PROMISE), move(PROMISE, "tell")
    assert (tell.due_by, tell.lapse, move(PROMISE, "miss").needs, move(PROMISE, "miss").reason) == (
        "due_on", "miss", (), False,
    )  # fmt: skip
    values: dict[str, Stored] = {"name": "甲", "kind": "service", "promised_on": DAY, "due_on": "2026-06-30"}
    states = {"made": set(), "running": {"promises_due"}, "kept": {"promises_due", "promises_kept"}}
    states |= {code: {"promises_due", "promises_broken"} for code in ("broken", "late")}
    for state, elements in states.items():
        assert set(gives(PROMISE, record(state, **values))) == elements
    assert complaints(register, record("made", **values), TODAY) == []


def test_a_task_is_in_time_when_it_was_reported_by_its_day() -> None:
    values: dict[str, Stored] = {"name": "甲", "kind": "year", "due_on": "2026-04-30"}
    for reported, elements in (
        (dt.date(2026, 4, 30), {"tasks_due", "tasks_done", "tasks_in_time"}),
        (dt.date(2026, 5, 1), {"tasks_due", "tasks_done"}),
    ):
        days = {"open": dt.date(2026, 3, 2), "reported": reported, "done": dt.date(2026, 5, 4)}
        assert set(gives(TASK, Record(values, {}, "done", Level.COUNTY, days, "7"))) == elements


@pytest.mark.parametrize(
    ("decisions", "tasks", "handed", "closed"),
    [
        (0, (), True, True),
        (2, ("open",), False, False),
        (2, ("open", "done"), True, False),
        (1, ("dropped",), True, True),
    ],
)
def test_a_meeting_closes_when_each_decision_is_a_task_and_all_are_done(
    decisions: int, tasks: tuple[str, ...], handed: bool, closed: bool
) -> None:
    register = content().register(MEETING)
    rows: tuple[dict[str, Stored], ...] = tuple({"number": str(n), "what": "甲"} for n in range(decisions))
    looked = {"tasks": tuple({"state": state} for state in tasks)}
    one = replace(record("held", {"decision": rows}), looked=looked)
    for code, met in (("hand_out", handed), ("close", closed)):
        assert all(holds(register, one, TODAY, need) for need in move(MEETING, code).needs) is met


@pytest.mark.parametrize(("answered", "in_time"), [(dt.date(2026, 4, 1), True), (dt.date(2026, 4, 2), False)])
def test_an_opinion_is_answered_in_time_within_thirty_days(answered: dt.date, in_time: bool) -> None:
    """The thirtieth day after 2 March 2026 is 1 April."""
    days = {"received": dt.date(2026, 3, 2), "answered": answered}
    one = Record({"kind": "venue", "matter": "甲", "result": "taken"}, {}, "answered", Level.COUNTY, days, "7")
    found = gives(OPINION, one)
    assert ("opinions_in_time" in found) is in_time
    assert {str(c.at) for c in found["opinions_received"]} == {"", "opinion_kind=venue"}
    assert set(found) - {"opinions_in_time"} == {"opinions_received", "opinions_answered", "opinions_taken"}
