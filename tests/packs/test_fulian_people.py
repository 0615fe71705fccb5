"""The shipped ledgers on posts, rights, health, care and surveys: gates and figures, followed by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from halfsky.kernel.field import Kind, Stored
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, computed, due, holds
from halfsky.kernel.register import Secrecy
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import ASSIGNED, DESK, HOUSE, Passing
from tests.packs.seeding import demand, entered, figures
from tests.packs.test_fulian_work import TODAY, content, gives, move, record
from tests.seed_records_people import EXPECTED, RECORDS
from tests.seed_records_work import DAY, Expected, Seed, Step

POST, ROTA, VISIT, REPORT, ELECTION, CONGRESS, BODY, PAIR = (
    "federation-post", "duty-rota", "home-visit", "duty-report", "term-change", "congress", "women-organisation",
    "township-pairing",
)  # fmt: skip
POINT, AID, SCREENING, COUNSEL, SURVEY, PLAN = (
    "rights-point", "legal-aid", "cancer-screening", "counselling", "survey", "survey-plan",
)  # fmt: skip
Rows = tuple[dict[str, Stored], ...]


@pytest.mark.parametrize("case", RECORDS)
def test_the_figures_of_real_documents_come_out_of_records(case: str) -> None:
    demand(EXPECTED[case], figures(RECORDS[case]))


def met(register: str, code: str, one: Record) -> list[bool]:
    """Whether each need of a move holds."""
    return [holds(content().register(register), one, TODAY, need) for need in move(register, code).needs]


def numbers(register: str, one: Record) -> list[str]:
    return [c.number for c in complaints(content().register(register), one, TODAY)]


def sealed(register: str) -> set[str]:
    return {name for name, f in content().register(register).all_fields() if f.sealed}


@pytest.mark.parametrize(
    ("appointed", "trained", "falls", "taken_back"),
    [
        ("2024-11-30", None, True, False),  # the 24th month since November 2024 is November 2026
        ("2024-12-01", None, False, False),
        ("2021-03-01", "2024-12-31", False, True),
        ("2021-03-01", "2024-11-01", True, False),
    ],
)
def test_who_was_not_trained_for_two_years_is_due_by_herself(
    appointed: str, trained: str | None, falls: bool, taken_back: bool
) -> None:
    training: Rows = ({"date": trained, "course": "轮训班"},) if trained else ()
    one = record("serving", {"training": training}, post="executive", name="甲", appointed_on=appointed)
    assert move(POST, "fall_due").by == (HOUSE,)
    assert met(POST, "fall_due", one) == [falls] and met(POST, "train", one) == [taken_back]
    assert numbers(POST, one) == []


def test_three_quarters_of_the_posts_are_trained_when_one_of_four_is_due() -> None:
    post = {"post": "executive", "name": "甲", "appointed_on": DAY}
    old = {**post, "appointed_on": "2021-03-01"}
    posts = [Seed(POST, post, times=3, level="village"), Seed(POST, old, (Step("fall_due"),), level="village")]
    demand(
        [Expected("federation_posts", Fraction(4)), Expected("post_training_current", Fraction(75), 1)], figures(posts)
    )
    gone = Record(post, {}, "left", Level.VILLAGE, {"left": TODAY}, "7")
    assert {c.until for c in gives(POST, gone)["federation_posts"]} == {TODAY}


def test_a_swap_is_agreed_to_by_somebody_else_and_a_shift_that_nobody_kept_counts() -> None:
    assert move(ROTA, "ask").reason and move(ROTA, "agree").other and move(ROTA, "refuse").other
    shift = {"on_date": DAY, "slot": "day", "on_duty": "甲"}
    swapped = (
        Step("ask", {"swap_with": "乙"}, reason="出差"),
        Step("agree", other=True),
        Step("keep", {"visitors": "6"}),
    )
    shifts = [
        Seed(ROTA, shift, (Step("keep", {"visitors": "4"}),), named="on_duty", level="township"),
        Seed(ROTA, shift, swapped, named="on_duty", level="township"),
        Seed(ROTA, shift, (Step("miss", reason="停电"),), named="on_duty", level="township"),
        Seed(ROTA, shift, named="on_duty", level="township"),
    ]
    wanted = [
        Expected("duty_shifts", Fraction(3)),
        Expected("duty_visitors", Fraction(10)),
        Expected("duty_attendance", Fraction(200, 3), 1),
    ]
    demand(wanted, figures(shifts))


def test_a_visit_holds_the_day_and_the_help_and_nothing_that_could_tell_of_anybody() -> None:
    register = content().register(VISIT)
    assert {f.kind for _, f in register.all_fields()} == {Kind.DATE, Kind.CHOICE, Kind.COUNT}
    visits = [
        Seed(VISIT, {"visited_on": DAY, "way": "home", "families": "3", "help": ["policy"]}, named=""),
        Seed(VISIT, {"visited_on": DAY, "way": "phone", "families": "2"}, named=""),
    ]
    wanted = [Expected("home_visits", Fraction(2)), Expected("home_visit_families", Fraction(5))]
    demand([*wanted, Expected("home_visit_families", Fraction(3), cell={"visit_way": "home"})], figures(visits))


def test_what_a_village_was_asked_for_is_a_day_a_number_and_a_line() -> None:
    register = content().register("help-request")
    assert register.quick == ("kind", "day", "persons", "summary")
    assert sealed("help-request") == set()
    asked: dict[str, Stored] = {"kind": "mediation", "day": DAY, "persons": "2", "outcome": "agreed"}
    assert numbers("help-request", record("kept", **asked)) == []
    assert numbers("help-request", record("kept", **{**asked, "kind": "advice"})) == ["400.881"]
    seeds = [
        Seed("help-request", asked, times=3, named=""),
        Seed("help-request", {**asked, "outcome": "open"}, named=""),
    ]
    wanted = [Expected("help_requests", Fraction(4)), Expected("help_persons", Fraction(8))]
    demand([*wanted, Expected("help_agreed", Fraction(3))], figures(seeds))


def test_an_allowance_is_days_times_rate() -> None:
    """9 and 12.5 days at 50 yuan are 1,075 yuan; 36 of 38 votes are 94.7 %."""
    months: Rows = ({"month": "2025-03", "days": "9"}, {"month": "2025-10", "days": "12.5"})
    values: dict[str, Stored] = {
        "year": "2025", "post": "chair", "name": "甲", "reported_on": "2025-12-16", "votes": "38", "content": "36",
        "grade": "good", "rate": "50", "paid_on": "2026-01-15",
    }  # fmt: skip
    one = record("paid", {"duty": months}, **values)
    found = computed(content().register(REPORT), one, TODAY)
    assert (found["days"], found["allowance"], found["satisfied"]) == (Fraction(43, 2), 1075, Fraction(36, 38))
    assert [(c.since, c.amount) for c in gives(REPORT, one)["duty_allowances"]] == [(dt.date(2026, 1, 15), 107500)]
    assert "duty_allowances" not in gives(REPORT, record("approved", {"duty": months}, **values))
    assert [c.amount for c in gives(REPORT, one)["duty_days"]] == [215]  # in tenths of a day
    assert numbers(REPORT, record("drafted", {"duty": months}, **{**values, "content": "39"})) == ["400.881"]
    approve = move(REPORT, "approve")
    assert (approve.other, approve.by) == (True, ("review_records",))


def elected(*posts: tuple[str, str, str, str, int]) -> Rows:
    return tuple(
        {"post": post, "sex": sex, "age": age, "education": education, "persons": str(persons)}
        for post, sex, age, education, persons in posts
    )


def test_an_election_has_one_chair_and_is_approved_above() -> None:
    values: dict[str, Stored] = {
        "name": "甲",
        "body": "village",
        "term": "3",
        "held_on": DAY,
        "delegates_due": "42",
        "delegates": "28",
    }
    chair = ("chair", "female", "to_45", "college", 1)
    whole = elected(
        chair, ("executive", "female", "to_35", "bachelor", 9), ("executive", "female", "to_55", "senior", 5)
    )
    assert met(ELECTION, "elect", record("posted", {"elected": whole}, **values)) == [True] * 4
    for rows in (elected(("executive", "female", "to_35", "bachelor", 9)), elected(chair, chair)):
        assert met(ELECTION, "elect", record("posted", {"elected": rows}, **values)) == [True, True, True, False]
    # two thirds of 42 delegates are 28
    assert numbers(ELECTION, record("posted", {"elected": whole}, **values)) == []
    assert numbers(ELECTION, record("posted", {"elected": whole}, **{**values, "delegates": "27"})) == ["400.882"]
    assert move(ELECTION, "report").passes is Passing.UP and move(ELECTION, "approve").by == (DESK,)
    found = gives(ELECTION, record("elected", {"elected": whole}, **values, chair_in_committee=True))
    by_age = {str(c.at): c.amount for c in found["term_members"]}
    assert sum(c.amount or 0 for c in found["term_members"] if not c.at) == 15
    assert by_age["federation_post=executive;member_age=to_35"] == 9
    assert len(found["term_chairs_in_committee"]) == 1
    assert gives(ELECTION, record("posted", {"elected": whole}, **values, chair_in_committee=True)) == {}


def test_two_of_three_chairs_sit_in_their_committees() -> None:
    values = {"name": "甲", "body": "village", "term": "3", "held_on": DAY, "delegates_due": "42", "delegates": "40"}
    past = {**values, "approval": "示妇复〔2026〕5号", "filed_on": "2026-04-02"}
    chair = {"elected": [dict(row) for row in elected(("chair", "female", "to_45", "college", 1))]}
    seeds = [
        Seed(
            ELECTION,
            {**past, "chair_in_committee": inside},
            (Step("backfill", parts=chair),),
            named="",
            level="village",
        )
        for inside in (True, True, False)
    ]
    demand([Expected("term_chair_in_committee_rate", Fraction(200, 3), 1)], figures(seeds))


def test_a_council_is_settled_when_none_of_its_matters_is_open() -> None:
    values: dict[str, Stored] = {"kind": "council", "theme": "照看", "held_on": DAY, "attended": "26", "women": "22"}
    rows: Rows = ({"what": "课堂", "stage": "done", "done_on": "2026-04-01"}, {"what": "晾晒架", "stage": "doing"})
    assert met(CONGRESS, "settle", record("held", {"matter": rows}, **values)) == [False]
    explained: Rows = (rows[0], {"what": "晾晒架", "stage": "explained"})
    assert met(CONGRESS, "settle", record("held", {"matter": explained}, **values)) == [True]
    early: Rows = ({"what": "课堂", "stage": "done", "done_on": "2026-03-01"},)
    assert numbers(CONGRESS, record("held", {"matter": early}, **values)) == ["400.881"]
    parts = {"matter": [dict(row) for row in rows]}
    demand(
        [Expected("congress_settlement", Fraction(50), 1)],
        figures([Seed(CONGRESS, values, (Step("hold", parts=parts),))]),
    )


def test_founding_divides_by_the_units_listed_and_coverage_by_the_villages() -> None:
    firm = {"kind": "firm", "name": "甲厂", "listed_on": DAY}
    village = {"kind": "village", "name": "甲村妇联", "listed_on": DAY}
    founded = (Step("found", {"founded_on": DAY, "members": "15"}),)
    units = [
        Seed(BODY, village, founded, level="village", at=0),
        Seed(BODY, village, founded, level="village", at=1),
        Seed(BODY, firm, founded, level="township"),
        Seed(BODY, firm, times=2, level="township"),
    ]
    wanted = [Expected("organisation_units", Fraction(5)), Expected("organisation_founding_rate", Fraction(60), 1)]
    demand(wanted, figures(units))
    assert {c.distinct for seed in units[:2] for c in gives(BODY, entered(seed))["villages_with_federation"]} == {
        "village0",
        "village1",
    }
    wrong = Record(village, {}, "listed", Level.TOWNSHIP, {}, "7")
    assert numbers(BODY, wrong) == ["400.881"]


def test_a_pairing_counts_in_its_township_and_owes_a_visit_each_quarter() -> None:
    visits: Rows = ({"period": "2026Q2", "date": "2026-05-14", "what": "手工班", "settled": "2"},)
    values: dict[str, Stored] = {"cadre": "甲", "township": "31", "from_day": "2026-02-10"}
    one = Record(values, {"visit": visits}, "active", Level.COUNTY, {"active": dt.date(2026, 2, 10)}, "7")
    assert [str(d.period) for d in due(content().register(PAIR), one, TODAY, Calendar())] == ["2026Q3"]
    found = gives(PAIR, one)
    assert {c.place for given in found.values() for c in given} == {"31"}
    assert [(c.distinct, c.amount) for c in found["townships_paired"]] == [("31", 1)]
    assert [c.amount for c in found["pairing_matters"]] == [2]


def test_a_directory_that_all_may_read_never_says_where_a_shelter_is() -> None:
    assert content().register(POINT).secrecy is Secrecy.OPEN
    values: dict[str, Stored] = {"name": "甲", "kind": "shelter", "opened_on": DAY}
    assert numbers(POINT, record("open", **values)) == []
    assert numbers(POINT, record("open", **values, site="某路1号")) == ["400.881"]
    assert sealed(POINT) == {"keeper"}


@pytest.mark.parametrize("register", [AID, COUNSEL])
def test_legal_aid_and_counselling_are_for_those_in_charge_alone(register: str) -> None:
    kept = content().register(register)
    assert (kept.secrecy, kept.about_person, kept.retention is not None) == (Secrecy.NEED, True, True)
    assert {who for m in kept.workflow.moves for who in m.by} == {ASSIGNED}
    assert not [f for _, f in kept.all_fields() if f.kind is Kind.LONG]
    assert all(f.sealed for _, f in kept.all_fields() if f.kind in (Kind.TEXT, Kind.RECORD, Kind.FILE))


def test_aid_that_was_granted_and_what_it_recovered() -> None:
    asked: dict[str, Stored] = {"applied_on": DAY, "kind": "court", "class": "work", "consent": True}
    granted = Step("grant", {"granted_on": "2026-03-05"})
    won = Step("close", {"result": "full", "recovered": "36000"})
    cases = [
        Seed(AID, asked, (granted, won)),
        Seed(AID, asked, (granted,)),
        Seed(AID, asked, (Step("refuse", reason="不符合条件"),)),
    ]
    wanted = [
        Expected("legal_aids", Fraction(3)),
        Expected("legal_aid_grant_rate", Fraction(200, 3), 1),
        Expected("legal_aid_recovered", Fraction(36000)),
    ]
    demand(wanted, figures(cases))
    assert numbers(AID, record("applied", **{**asked, "consent": False})) == ["400.881"]


def test_screening_is_told_as_numbers_and_counts_once_it_was_compared() -> None:
    """388 of 620 and 492 of 540 are 880 of 1,160, or 75.9 %; 18 of 21 and 19 of 26 are 37 of 47, or 78.7 %."""
    assert not content().register(SCREENING).about_person and sealed(SCREENING) == set()
    first = {
        "screening": "cervical",
        "until_day": DAY,
        "to_screen": "620",
        "screened": "388",
        "referred": "21",
        "seen": "18",
    }
    second = {**first, "to_screen": "540", "screened": "492", "referred": "26", "seen": "19", "period": "2026Q2"}
    checked = (Step("check", {"source": "报表"}, other=True),)
    batches = [
        Seed(SCREENING, {**first, "period": "2026Q1"}, checked, named=""),
        Seed(SCREENING, second, checked, named=""),
        Seed(SCREENING, {**first, "period": "2026Q3"}, named=""),
    ]
    wanted = [
        Expected("cancer_screened", Fraction(880), cell={"cancer_screening": "cervical"}),
        Expected("cancer_screening_completion", Fraction("75.9"), 1),
        Expected("cancer_seen_rate", Fraction("78.7"), 1),
    ]
    demand(wanted, figures(batches))
    for wrong, number in (
        ({"referred": "389"}, "400.881"),
        ({"seen": "22"}, "400.881"),
        ({"to_screen": "300"}, "400.882"),
    ):
        assert numbers(SCREENING, record("entered", **{**first, "period": "2026Q1", **wrong})) == [number]


def test_an_appointment_tells_who_came_and_not_why() -> None:
    register = content().register(COUNSEL)
    assert sealed(COUNSEL) == {"name", "phone", "reach", "counsellor"}
    assert register.unique == (("place", "day", "slot", "counsellor"),)
    slot = {"day": DAY, "slot": "h09", "kind": "mind", "counsellor": "甲"}
    slots = [
        Seed(COUNSEL, slot, (Step("attend", {"onward": "none"}),), 3),
        Seed(COUNSEL, slot, (Step("miss"),)),
        Seed(COUNSEL, slot, (Step("cancel"),)),
    ]
    wanted = [Expected("counselling_slots", Fraction(4)), Expected("counselling_attendance", Fraction(75), 1)]
    demand(wanted, figures(slots))


def test_a_sample_is_entered_again_by_somebody_else() -> None:
    """Nine of ten second entries agree: 90 %; all ten are still among the surveyed."""
    listed = {"listed_on": DAY, "person": "甲"}
    filled = Step("fill", {"way": "visit", "surveyed_on": DAY})

    def again(result: str) -> Step:
        return Step("check", {"again": result, "again_on": DAY}, other=True)

    answers = [
        Seed(SURVEY, listed, (filled, again("same")), 9, "person", "village"),
        Seed(SURVEY, listed, (filled, again("differs")), 1, "person", "village"),
    ]
    wanted = [Expected("survey_filled", Fraction(10)), Expected("survey_agreement", Fraction(90), 2)]
    demand(wanted, figures(answers))
    assert [met(SURVEY, "correct", record("checked", **listed, again=said)) for said in ("same", "differs")] == [
        [False],
        [True],
    ]


def test_a_survey_starts_with_enumerators_who_were_all_trained_before() -> None:
    values: dict[str, Stored] = {
        "name": "甲", "year": "2026", "starts_on": "2026-09-01", "ends_on": "2026-10-31", "base": "9151",
        "asks": "需求",
    }  # fmt: skip
    one: dict[str, Stored] = {"name": "甲", "at_place": "7", "trained_on": "2026-08-25"}
    untrained: dict[str, Stored] = {"name": "乙", "at_place": "7"}
    assert met(PLAN, "prepare", record("drafted", {"enumerator": (one,)}, **values)) == [True, True, True]
    assert met(PLAN, "prepare", record("drafted", {"enumerator": (one, untrained)}, **values)) == [True, True, False]
    late: Rows = ({**one, "trained_on": "2026-09-02"},)
    assert numbers(PLAN, record("drafted", {"enumerator": late}, **values)) == ["400.881"]
    assert move(PLAN, "start").due_by == "ends_on"


def test_a_child_has_a_plan_of_visits_beside_the_visits() -> None:
    rows: Rows = ({"date": "2026-12-10", "stage": "open"}, {"date": "2026-06-01", "stage": "done"})
    values: dict[str, Stored] = {"child": "甲", "since_day": "2026-03-01", "kind": "left_behind", "consent": True}
    one = record("active", {"plan": rows}, **values)
    assert computed(content().register("family-care"), one, TODAY)["planned"] == 1
    left = record("left", {}, **values, left_why="better")
    assert [c.since for c in gives("family-care", left)["children_left_care"]] == [TODAY, TODAY]


def test_a_woman_is_helped_with_her_consent_and_visited_each_half_year() -> None:
    register = content().register("women-care")
    values: dict[str, Stored] = {"name": "甲", "since_day": "2025-11-20", "kind": "single_mother", "consent": True}
    visits: Rows = ({"period": "2026H1", "date": "2026-03-18", "money": "500"},)
    one = Record(values, {"visit": visits}, "active", Level.VILLAGE, {"active": dt.date(2025, 11, 20)}, "7")
    # the half-year in which it began is not owed; the first whole one was done, the second still runs
    assert due(register, one, TODAY, Calendar()) == []
    unvisited = Record(values, {}, "active", Level.VILLAGE, {"active": dt.date(2025, 11, 20)}, "7")
    assert [str(d.period) for d in due(register, unvisited, TODAY, Calendar())] == ["2026H1"]
    assert [c.amount for c in gives("women-care", one)["women_care_money"]] == [50000]
    assert numbers("women-care", record("active", **{**values, "consent": False})) == ["400.881"]
    assert sealed("women-care") == {"name", "address", "phone", "visitor", "visit.help"}


def test_what_the_police_and_the_court_did_is_counted() -> None:
    rows: Rows = (
        {"date": "2026-10-09", "kind": "police"},
        {"date": "2026-10-10", "kind": "protection"},
        {"date": "2026-10-14", "kind": "order"},
    )
    values: dict[str, Stored] = {"received_on": "2026-10-08", "channel": "call", "class": "family"}
    found = gives("rights-case", record("handling", {"step": rows}, **values))
    assert [c.since.day for c in found["rights_police"]] == [9]
    assert [c.since.day for c in found["rights_orders_granted"]] == [14]
