"""The shipped ledgers do what the work asks: each figure and each way is followed by hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from functools import cache

import pytest

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.content import Content
from halfsky.kernel.field import Kind, Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Contribution, Record, complaints, computed, contributions, due, holds, settled
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Secrecy
from halfsky.kernel.rollup import Key, roll_up
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import ASSIGNED, DESK, KEEPER, Move, Passing
from halfsky.packs import join, read_pack, shipped

from .content import CONTENT, words_of

TODAY = dt.date(2026, 11, 22)
VENUE, COURSE, POST, CASE, CARE, ACTIVITY, SUBSIDY, SURVEY = (
    "venue", "training", "honour-post", "rights-case", "family-care", "activity", "subsidy", "survey",
)  # fmt: skip
ALL = tuple(sorted(path.stem for path in (CONTENT / "fulian-work" / "registers").glob("*.yaml")))
BASIC = ("sign", "room", "plan", "log", "rules", "staff")
CHILDREN = ("sign", "equipment", "posted", "safety", "activities", "files")


@cache
def content() -> Content:
    """The ledgers with what they stand on."""
    return join([read_pack(path) for path in shipped() if path.name in ("indicators-cn", "fulian-work")])


def record(state: str, parts: dict[str, tuple[dict[str, Stored], ...]] | None = None, /, **values: Stored) -> Record:
    return Record(values, parts or {}, state, Level.VILLAGE, {state: TODAY}, "7")


def gives(register: str, one: Record) -> dict[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = {}
    for given in contributions(content().register(register), one, content().elements, TODAY):
        found.setdefault(given.element, []).append(given)
    return found


def move(register: str, code: str) -> Move:
    return next(m for m in content().register(register).workflow.moves if m.code == code)


@pytest.mark.parametrize("code", ALL)
def test_everything_that_people_read_is_there_in_both_languages(code: str) -> None:
    assert [text.zh for text in words_of(content().register(code)) if not text.en] == []


@pytest.mark.parametrize("code", ALL)
def test_no_photo_is_compulsory_and_little_is_asked_first(code: str) -> None:
    register = content().register(code)
    assert not [f for _, f in register.all_fields() if f.kind.attached and f.required]
    assert len(register.quick) <= 6


def home(**room: str) -> Record:
    return Record(
        {"name": "甲", "kind": "womens_home", "opened_on": "2020-03-08", "basic": room}, {}, "open", Level.VILLAGE,
        {"open": TODAY}, "7",
    )  # fmt: skip


def test_a_village_has_a_womens_home_once_it_meets_every_condition() -> None:
    whole = dict.fromkeys(BASIC, "yes")
    found = gives(VENUE, home(**whole))["villages_with_womens_home"]
    assert [(c.distinct, c.since) for c in found] == [("7", dt.date(2020, 3, 8))]
    assert "villages_with_womens_home" not in gives(VENUE, home(**{**whole, "staff": "no"}))
    assert "villages_with_womens_home" not in gives(VENUE, home())
    assert len(gives(VENUE, home())["venues"]) == 2  # in all, and as a Women's Home


def test_a_childrens_home_is_measured_by_its_own_list() -> None:
    room: dict[str, str] = {**dict.fromkeys(CHILDREN, "yes"), "indoor": "20", "outdoor": "50"}
    one = record("open", name="甲", kind="childrens_home", opened_on="2024-06-01", for_children=room)
    assert "communities_with_childrens_home" in gives(VENUE, one)
    small = record(
        "open", name="甲", kind="childrens_home", opened_on="2024-06-01", for_children={**room, "indoor": "9"}
    )
    assert "communities_with_childrens_home" not in gives(VENUE, small)
    elsewhere = Record(one.values, {}, "open", Level.TOWNSHIP, {}, "7")
    assert "communities_with_childrens_home" not in gives(VENUE, elsewhere)


def test_a_closed_venue_counts_until_the_day_it_closed() -> None:
    closed = Record(home().values, {}, "closed", Level.VILLAGE, {"open": TODAY, "closed": dt.date(2026, 5, 1)}, "7")
    assert {c.until for c in gives(VENUE, closed)["venues"]} == {dt.date(2026, 5, 1)}


def test_the_use_of_a_venue_is_counted_by_its_days() -> None:
    rows: tuple[dict[str, Stored], ...] = ({"date": "2026-01-05", "attended": "30"}, {"date": "2026-02-01"})
    found = gives(VENUE, Record(home().values, {"use": rows}, "open"))
    assert [(c.since.month, c.amount) for c in found["venue_activities"]] == [(1, 1), (2, 1)]
    assert [(c.since.month, c.amount) for c in found["venue_visits"]] == [(1, 30), (2, None)]


def test_coverage_divides_by_the_places_of_the_tree() -> None:
    found = content()
    assert found.counts == {"villages": Level.VILLAGE, "townships": Level.TOWNSHIP}
    assert found.indicators["womens_home_coverage"].definitions[0].formula == (
        "建有达标妇女之家的村和社区数 / 村和社区数"
    )


def test_a_course_counts_once_it_was_held() -> None:
    rows: tuple[dict[str, Stored], ...] = (
        {"date": "2026-03-08", "attended": "40"},
        {"date": "2026-03-09", "attended": "38"},
    )
    values: dict[str, Stored] = {"kind": "home", "held_on": "2026-03-08", "persons": "42", "women": "40"}
    assert gives(COURSE, Record(values, {"session": rows}, "planned")) == {}
    found = gives(COURSE, Record(values, {"session": rows}, "held"))
    total = {element: next(c.amount for c in given if not c.at) for element, given in found.items()}
    assert total == {
        "training_courses": 1, "training_person_times": 78, "training_persons": 42, "training_women": 40,
    }  # fmt: skip


def test_an_activity_is_three_answers_and_a_line() -> None:
    register = content().register(ACTIVITY)
    assert register.quick == ("kind", "held_on", "persons", "summary")
    assert {f.code for f in register.fields if f.required} == {"kind", "held_on", "persons"}
    one = record("kept", kind="lecture", held_on="2026-11-20", persons="35")
    assert complaints(register, one, TODAY) == []
    assert {e: [c.amount for c in given] for e, given in gives(ACTIVITY, one).items()} == {
        "activities": [1, 1],
        "activity_attendances": [35, 35],
    }


STANDARD = ("goals", "promise", "hotline", "head", "rules", "training", "service", "clean", "lower")
POST_VALUES: dict[str, Stored] = {
    "name": "窗口",
    "unit": "甲局",
    "title_level": "prefecture",
    "staff": "10",
    "women": "6",
}


def test_a_post_applies_with_a_promise_and_nine_tenths_of_the_conditions() -> None:
    register, apply = content().register(POST), move(POST, "apply")

    def lacks(**values: Stored) -> list[str]:
        one = record("build", **{**POST_VALUES, **values})
        return [need for need in apply.needs if not holds(register, one, TODAY, need)]

    eight: dict[str, str] = dict.fromkeys(STANDARD[:8], "yes")
    assert lacks() == ["promise", "checklist(standard) >= 90%"]
    assert lacks(promise="三十分钟办结", standard=eight) == ["checklist(standard) >= 90%"]  # 8 of 9 are 88.9 %
    assert lacks(promise="三十分钟办结", standard={**eight, "lower": "yes"}) == []


def test_a_post_is_recommended_level_by_level_up_to_its_title() -> None:
    recommend = move(POST, "recommend")
    assert (recommend.passes, recommend.by) == (Passing.UP, (DESK,))
    for level, reached in (("county", ["county"]), ("prefecture", ["prefecture"]), ("nation", ["nation"])):
        step = settled(recommend, record("applied", **{**POST_VALUES, "title_level": level}))
        wanted = [Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE, Level.PROVINCE, Level.NATION]
        first = next(one for one in wanted if step.reaches(one))
        assert [first.value] == reached


def test_a_post_is_named_after_five_workdays_without_an_open_objection() -> None:
    register, publish, name = content().register(POST), move(POST, "publish"), move(POST, "name")
    # Friday 20 November 2026: the fifth workday after it is Friday the 27th.
    assert register.workflow.free(publish, dt.date(2026, 11, 20)) == dt.date(2026, 11, 27)
    with pytest.raises(Refusal) as refused:
        register.workflow.demand_stayed(name, "notice", dt.date(2026, 11, 27), dt.date(2026, 11, 27))
    assert refused.value.number == "409.871"
    for stage, met in (("open", False), ("upheld", False), ("dismissed", True)):
        one = record("notice", {"objection": ({"date": "2026-11-23", "about": "条件", "stage": stage},)}, **POST_VALUES)
        assert holds(register, one, TODAY, name.needs[1]) is met
    assert holds(register, record("notice", **POST_VALUES), TODAY, name.needs[1])


def test_a_named_post_owes_its_reviews_and_one_that_misses_the_year_is_put_right() -> None:
    register = content().register(POST)
    named = Record(POST_VALUES, {}, "named", Level.COUNTY, {"named": dt.date(2025, 12, 31)}, "7")
    owed = due(register, named, dt.date(2027, 1, 5), Calendar())
    assert [sum(d.cycle.code == code for d in owed) for code in ("monthly", "quarterly", "yearly")] == [12, 4, 1]
    yearly = next(d for d in owed if d.cycle.code == "yearly")
    overdue = move(POST, yearly.cycle.missed)
    assert (overdue.sources, overdue.to, overdue.needs, overdue.reason) == (("named",), "repair", (), False)
    assert move(POST, "withdraw").reason and set(move(POST, "withdraw").sources) == {"named", "repair"}


def test_a_post_counts_from_its_naming_to_its_withdrawal() -> None:
    days = {"build": dt.date(2026, 1, 1), "named": dt.date(2026, 6, 1)}
    named = Record(POST_VALUES, {}, "named", Level.COUNTY, days, "7")
    found = gives(POST, named)
    assert set(found) == {"honour_posts", "honour_posts_named"}
    level = cell({"honour_level": "prefecture"})
    assert [(c.at, c.since, c.until) for c in found["honour_posts"]][1] == (level, dt.date(2026, 6, 1), None)
    gone = Record(POST_VALUES, {}, "withdrawn", Level.COUNTY, {**days, "withdrawn": TODAY}, "7")
    assert {c.until for c in gives(POST, gone)["honour_posts"]} == {TODAY}
    assert gives(POST, record("build", **POST_VALUES)) == {}


def test_a_case_keeps_words_and_names_sealed_and_is_for_those_in_charge() -> None:
    register = content().register(CASE)
    assert (register.secrecy, register.about_person, register.retention is not None) == (Secrecy.NEED, True, True)
    sealed = {name for name, f in register.all_fields() if f.sealed}
    assert sealed == {"name", "phone", "reach", "request", "papers", "step.remark"}
    assert all(f.sealed for _, f in register.all_fields() if f.kind in (Kind.TEXT, Kind.LONG, Kind.FILE))
    assert {who for m in register.workflow.moves for who in m.by} == {ASSIGNED}


def test_a_case_may_be_nameless_and_says_to_which_class_it_belongs() -> None:
    register = content().register(CASE)
    plain: dict[str, Stored] = {
        "received_on": "2026-11-20",
        "channel": "call",
        "class": "work",
        "work_matter": "labour",
    }
    assert complaints(register, record("received", **plain), TODAY) == []
    mixed = complaints(register, record("received", **{**plain, "family_matter": "divorce"}), TODAY)
    assert [c.number for c in mixed] == ["400.881"]
    violent: dict[str, Stored] = {**plain, "class": "family", "work_matter": [], "family_matter": "violence"}
    assert [c.number for c in complaints(register, record("received", **violent), TODAY)] == ["400.882"]
    assert complaints(register, record("received", **{**violent, "urgent": True}), TODAY) == []


def test_a_case_is_sent_with_consent_and_given_back() -> None:
    register, send, back = content().register(CASE), move(CASE, "send"), move(CASE, "return")
    assert (send.passes, back.passes, send.needs) == (Passing.SENDS, Passing.HOME, ("consent",))
    assert send.reason and back.reason and "sent" in back.sources
    # Monday 5 January 2026: fifteen workdays after it without holidays is Monday the 26th.
    assert register.workflow.due(move(CASE, "accept"), dt.date(2026, 1, 5)) == dt.date(2026, 1, 26)


def test_a_case_is_closed_with_an_outcome_a_step_and_a_follow_up() -> None:
    register, close = content().register(CASE), move(CASE, "close")
    step: dict[str, Stored] = {"date": "2026-11-20", "kind": "reply"}
    called: dict[str, Stored] = {"date": "2026-11-21", "reached": True}
    bare = record("handling", outcome="settled")
    assert [need for need in close.needs if not holds(register, bare, TODAY, need)] == [
        "taken >= 1次",
        "count(follow_up) >= 1",
    ]
    whole = record("handling", {"step": (step,), "follow_up": (called,)}, outcome="settled")
    assert all(holds(register, whole, TODAY, need) for need in close.needs)


@pytest.mark.parametrize(
    ("state", "steps", "elements"),
    [
        ("received", 0, {"rights_received"}),
        ("declined", 0, {"rights_received"}),
        ("handling", 0, {"rights_received", "rights_accepted"}),
        ("handling", 1, {"rights_received", "rights_accepted", "rights_handled"}),
        ("sent", 0, {"rights_received", "rights_accepted", "rights_handled"}),
        ("closed", 1, {"rights_received", "rights_accepted", "rights_handled", "rights_settled", "rights_closed"}),
    ],
)
def test_a_case_counts_by_how_far_it_came(state: str, steps: int, elements: set[str]) -> None:
    reply: dict[str, Stored] = {"date": "2026-11-20", "kind": "reply"}
    rows = (reply,) * steps
    one = record(state, {"step": rows}, received_on="2026-10-08", channel="visit", **{"class": "property"})
    found = gives(CASE, one)
    assert set(found) == elements
    cells = {str(c.at) for c in found["rights_received"]}
    both = "rights_channel=visit;rights_class=property"
    assert cells == {"", "rights_class=property", "rights_channel=visit", both}
    if state == "closed":
        assert {c.since for c in found["rights_settled"]} == {dt.date(2026, 10, 8)}
        assert {c.since for c in found["rights_closed"]} == {TODAY}


def test_what_was_done_about_violence_is_counted() -> None:
    parts: dict[str, tuple[dict[str, Stored], ...]] = {
        "step": ({"date": "2026-10-09", "kind": "protection"}, {"date": "2026-10-10", "kind": "police"}),
        "mediation": ({"date": "2026-10-11", "stage": "failed"}, {"date": "2026-10-20", "stage": "settled"}),
    }
    values: dict[str, Stored] = {
        "received_on": "2026-10-08",
        "channel": "call",
        "class": "family",
        "family_matter": "violence",
    }
    found = gives(CASE, Record(values, parts, "handling"))
    assert len([c for c in found["rights_violence"] if not c.at]) == 1
    assert [c.since.day for c in found["rights_orders"]] == [9]
    assert [c.since.day for c in found["rights_mediations"]] == [20]


def test_the_rate_without_a_published_definition_says_so() -> None:
    handling = content().indicators["rights_handling"].definitions[0]
    assert handling.review and "没有统一定义" in handling.note
    assert handling.formula == "已处理维权诉求件数 / 收到维权诉求件数"


CHILD: dict[str, Stored] = {"child": "甲", "since_day": "2026-03-01", "kind": "left_behind", "consent": True}


def test_a_child_in_care_is_visited_every_quarter_and_counts_until_it_leaves() -> None:
    register = content().register(CARE)
    visits: tuple[dict[str, Stored], ...] = ({"period": "2026Q2", "date": "2026-05-01", "money": "200.50"},)
    one = Record(CHILD, {"visit": visits}, "active", Level.VILLAGE, {"active": dt.date(2026, 3, 1)}, "7")
    assert [str(d.period) for d in due(register, one, TODAY, Calendar())] == ["2026Q3"]
    found = gives(CARE, one)
    assert [(str(c.at), c.until) for c in found["children_in_care"]] == [("", None), ("care_kind=left_behind", None)]
    assert [c.amount for c in found["care_money"]] == [20050]  # 200.50 yuan in fen
    left = Record({**CHILD, "left_why": "grown"}, {}, "left", Level.VILLAGE, {"left": TODAY}, "7")
    assert {c.until for c in gives(CARE, left)["children_in_care"]} == {TODAY}
    assert due(register, left, TODAY, Calendar()) == []


def test_a_child_is_recorded_with_consent_alone() -> None:
    register = content().register(CARE)
    refused = record("active", **{**CHILD, "consent": False})
    assert [c.number for c in complaints(register, refused, TODAY)] == ["400.881"]
    assert complaints(register, record("active", **CHILD), TODAY) == []
    sealed = {name for name, f in register.all_fields() if f.sealed}
    assert sealed == {"child", "address", "carer", "carer_is", "phone", "visitor", "visit.help"}


def together(register: str, records: list[tuple[int, Record]]) -> dict[Key, Fraction]:
    """What so many records of each kind come to, by element and cell."""
    found: dict[Key, Fraction] = defaultdict(Fraction)
    for times, one in records:
        for given in contributions(content().register(register), one, content().elements, TODAY):
            assert given.amount is not None
            decimals = content().elements[given.element].decimals
            found[given.element, given.at] += Fraction(times * given.amount, 10**decimals)
    return found


def paid(grade: str, amount: str) -> Record:
    return record(
        "paid_out", programme="severe", year="2026", person="甲", id_card="乙", grade=grade, paid=amount,
        paid_on="2026-06-30",
    )  # fmt: skip


def test_subsidies_come_to_what_persons_times_standards_make() -> None:
    """3570 persons at 800 yuan and 711 at 400 are 4281 persons and 314.04万元 (SF-004-01)."""
    register = content().register(SUBSIDY)
    for grade, amount in (("first", "800"), ("third", "400")):
        assert computed(register, paid(grade, amount), TODAY)["standard"] == int(amount)
        assert complaints(register, paid(grade, amount), TODAY) == []
    assert [c.number for c in complaints(register, paid("third", "800"), TODAY)] == ["400.882"]
    found = together(SUBSIDY, [(3570, paid("first", "800")), (711, paid("third", "400"))])
    assert [found["subsidy_persons", TOTAL], found["subsidy_money", TOTAL]] == [4281, 3_140_400]


def test_a_monthly_allowance_is_due_for_its_months() -> None:
    """1479 persons at 50 yuan for 12 months are 887,400 yuan (SF-004-13)."""
    register = content().register(SUBSIDY)
    values: dict[str, Stored] = {"programme": "living", "year": "2026", "person": "甲", "id_card": "乙", "months": "12"}
    due_amount = computed(register, record("applied", **values), TODAY)["standard"]
    assert due_amount == 600
    whole = record("paid_out", **values, paid=str(due_amount), paid_on="2026-12-20")
    assert together(SUBSIDY, [(1479, whole)])["subsidy_money", TOTAL] == 887_400


def test_a_subsidy_is_given_once_and_its_grounds_stay_out_of_lists() -> None:
    register = content().register(SUBSIDY)
    assert register.unique == (("programme", "year", "id_card"),)
    assert all(not f.sealed for code in register.columns if (f := register.field(code)) is not None)
    assert move(SUBSIDY, "approve").other and move(SUBSIDY, "publish").stay == 5


def surveyed(way: str) -> Record:
    return record("filled", listed_on="2026-07-01", person="甲", way=way, surveyed_on="2026-08-01")


def missed(why: str) -> Record:
    return record("unfilled", listed_on="2026-07-01", person="甲", unfilled_why=why)


@pytest.mark.parametrize(
    ("indicator", "shown"),
    [("survey_completion", "97.68"), ("survey_missed", "2.32"), ("survey_visited", "98.32")],
)
def test_a_survey_has_its_shares_on_the_right_base(indicator: str, shown: str) -> None:
    """A base list of 9151: 8789 visited, 150 telephoned, 212 not surveyed (SF-004-07 to 12)."""
    reasons = {"unknown": 3, "moved": 7, "absent": 6, "away": 20, "dead": 176}
    found = together(
        SURVEY,
        [(8789, surveyed("visit")), (150, surveyed("phone")), *((n, missed(why)) for why, n in reasons.items())],
    )
    assert [found["survey_base", TOTAL], found["survey_unfilled", TOTAL]] == [9151, 212]
    asked, formula = content().indicators[indicator], content().formulas[indicator, None]
    rolled = roll_up(operands(formula, TOTAL), content().elements, [found])
    figure = compute(asked, formula, rolled, content().elements, TOTAL, Period("year", 2026))
    assert figure is not None and printed(figure.value, asked.decimals) == shown


def test_who_keeps_a_ledger_moves_its_records_unless_an_office_does() -> None:
    said = {code: {who for m in content().register(code).workflow.moves for who in m.by} for code in ALL}
    assert said[VENUE] == said[CARE] == {KEEPER}
    assert said[ACTIVITY] == set()
    assert said[POST] == {KEEPER, DESK}


def test_the_registers_are_the_files_of_the_pack() -> None:
    assert set(content().registers) == set(ALL)
