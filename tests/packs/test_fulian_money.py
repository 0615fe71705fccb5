"""The shipped ledgers on money, training, work and projects: gates and figures, followed by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.field import Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, computed, due, holds
from halfsky.kernel.rollup import roll_up
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import HOUSE
from tests.packs.seeding import demand, figures
from tests.packs.test_fulian_work import TODAY, content, gives, move, record
from tests.seed_records_money import EXPECTED, RECORDS, together
from tests.seed_records_work import YEAR

PROGRAMME, SUBSIDY, PAYMENT = "subsidy-programme", "subsidy", "subsidy-payment"
Parts = dict[str, tuple[dict[str, Stored], ...]]


@pytest.mark.parametrize("case", RECORDS)
def test_the_figures_of_real_documents_come_out_of_records(case: str) -> None:
    for wanted in EXPECTED[case]:
        demand([wanted], figures(RECORDS[case], wanted.year))


def test_they_do_so_side_by_side_in_one_house_too() -> None:
    found = {year: figures(list(together()), year) for year in (YEAR - 1, YEAR)}
    for expected in EXPECTED.values():
        for wanted in expected:
            demand([wanted], found[wanted.year])


def test_the_growth_of_persons_is_that_of_the_two_years() -> None:
    """4,281 after 4,019 are 6.52 % more (SF-004-02)."""
    both = [*RECORDS["SF-004-01"], *RECORDS["SF-004-02"]]
    before, now = (figures(both, year)["payout_persons", TOTAL] for year in (YEAR - 1, YEAR))
    assert [before, now] == [4019, 4281]
    assert printed((now / before - 1) * 100, 2) == "6.52"


def met(register: str, code: str, one: Record) -> list[bool]:
    """Whether each need of a move is met."""
    return [holds(content().register(register), one, TODAY, need) for need in move(register, code).needs]


def sums(register: str, one: Record) -> dict[str, int]:
    """What a record gives to each element in all, in units of its last decimal; all of it is known."""
    found = {}
    for element, given in gives(register, one).items():
        assert None not in [c.amount for c in given]
        found[element] = sum(c.amount or 0 for c in given if not c.at)
    return found


PERSON: dict[str, Stored] = {"programme": "cancer", "year": "2026", "person": "甲", "id_card": "乙"}


def test_a_standard_of_the_place_goes_before_that_of_the_formula() -> None:
    register = content().register(SUBSIDY)

    def standard(**values: Stored) -> object:
        return computed(register, record("applied", **{**PERSON, **values}), TODAY)["standard"]

    assert standard() == 10_000
    assert standard(programme="living", months="6") == 300
    assert standard(programme="living", months="6", rate="62.50") == 375
    assert standard(programme="schooling", rate="2000") == 2000


@pytest.mark.parametrize(
    ("starts", "ends", "months", "wrong"),
    [
        ("2026-01-01", "2026-12-31", "12", []),
        ("2026-03-01", "2026-08-31", "6", []),
        ("2026-03-01", "2026-08-31", "5", ["400.881"]),
    ],
)
def test_the_months_are_those_of_the_days(starts: str, ends: str, months: str, wrong: list[str]) -> None:
    one = record("applied", **{**PERSON, "programme": "living", "starts_on": starts, "ends_on": ends, "months": months})
    assert [c.number for c in complaints(content().register(SUBSIDY), one, TODAY)] == wrong


def test_a_subsidy_waits_for_objections_and_is_due_once_it_is_approved() -> None:
    for stage, free in (("open", False), ("upheld", False), ("dismissed", True)):
        objection: dict[str, Stored] = {"date": "2026-05-06", "about": "条件", "stage": stage}
        assert met(SUBSIDY, "submit", record("notice", {"objection": (objection,)}, **PERSON)) == [free]
    assert (move(SUBSIDY, "submit").until, move(SUBSIDY, "approve").other) == (Level.COUNTY, True)
    assert sums(SUBSIDY, record("approved", **PERSON)) == {"subsidy_due": 1_000_000}  # 10,000 yuan in fen
    days = {"approved": dt.date(2026, 5, 1), "paid_out": dt.date(2026, 5, 8)}
    paid = Record({**PERSON, "paid": "10000", "paid_on": "2026-05-08"}, {}, "paid_out", Level.TOWNSHIP, days, "7")
    assert sums(SUBSIDY, paid) == {"subsidy_due": 1_000_000, "subsidy_money": 1_000_000, "subsidy_persons": 1}
    returned = Record(paid.values, {}, "approved", Level.TOWNSHIP, days, "7")
    assert sums(SUBSIDY, returned) == {"subsidy_due": 1_000_000}


LIST: dict[str, Stored] = {"name": "甲", "programme": "living", "year": "2026Q1", "per": "person", "precision": "exact"}


def test_a_list_is_reconciled_when_the_bank_paid_what_is_due_or_somebody_says_why_not() -> None:
    register = content().register(PAYMENT)
    line: dict[str, Stored] = {"grade": "全部", "persons": "20", "standard": "50", "times": "3"}
    due_money = {"amount_due": Fraction(3000), "gap": Fraction(100)}
    one = record("paid_out", {"line": (line,)}, **LIST, paid="2900", paid_on="2026-03-31", failed="2")
    worked = computed(register, one, TODAY)
    assert {code: worked[code] for code in due_money} == due_money
    assert met(PAYMENT, "balance", one) == [False]
    assert [c.number for c in complaints(register, one, TODAY)] == ["400.882"]
    said = record("paid_out", {"line": (line,)}, **LIST, paid="2900", paid_on="2026-03-31", cleared="两笔退回，已重发")
    assert met(PAYMENT, "balance", said) == [True] and complaints(register, said, TODAY) == []
    nobody = record("drafted", {"line": ({"grade": "全部", "total": "900"},)}, **LIST)
    assert [c.number for c in complaints(register, nobody, TODAY)] == ["400.881"]


def test_a_programme_names_a_document_and_a_standard_that_is_in_force() -> None:
    values: dict[str, Stored] = {"name": "甲", "programme": "living", "from_day": "2026-01-01"}
    old: dict[str, Stored] = {
        "grade": "全部",
        "amount": "50",
        "per": "month",
        "from_day": "2024-01-01",
        "until_day": "2025-12-31",
    }
    new: dict[str, Stored] = {"grade": "全部", "amount": "60", "per": "month", "from_day": "2026-01-01"}
    assert met(PROGRAMME, "enact", record("draft", {"standard": (old,)}, **values)) == [False, False]
    assert met(PROGRAMME, "enact", record("draft", {"standard": (old, new)}, **values, document="文件")) == [True, True]


LOAN, FUND, DONATION, GOODS, BUDGET = "micro-loan", "fund", "donation", "relief-goods", "budget-line"
LENT: dict[str, Stored] = {
    "borrower": "person", "name": "甲", "applied_on": "2024-03-01", "applied": "200000", "use": "planting",
    "granted": "200000", "released": "200000", "released_on": "2024-03-20", "due_on": "2026-03-19",
}  # fmt: skip


def test_a_loan_goes_gate_after_gate() -> None:
    workflow = content().register(LOAN).workflow
    gates = ["recommend", "check", "guarantee", "grant", "release"]
    states = ["applied", "recommended", "checked", "guaranteed", "granted", "released"]
    assert [(move(LOAN, g).sources, move(LOAN, g).to) for g in gates] == [
        ((before,), after) for before, after in pairwise(states)
    ]
    assert met(LOAN, "guarantee", record("checked", **{**LENT, "guarantee": "fund"})) == [True, False]
    assert workflow.due(move(LOAN, "check"), dt.date(2026, 1, 5)) == dt.date(2026, 1, 19)  # ten workdays
    large = [
        c.number
        for c in complaints(content().register(LOAN), record("applied", **{**LENT, "applied": "300001"}), TODAY)
    ]
    assert large == ["400.882"]


def test_a_loan_that_is_not_repaid_by_its_day_is_overdue_and_rests_when_it_is() -> None:
    part: dict[str, Stored] = {"date": "2025-03-19", "amount": "150000"}
    last: dict[str, Stored] = {"date": "2026-03-19", "amount": "50000"}
    one = record("released", {"repayment": (part,)}, **LENT)
    assert computed(content().register(LOAN), one, TODAY)["open_amount"] == 50_000
    assert move(LOAN, "miss").by == (HOUSE,) and met(LOAN, "miss", one) == [True]
    whole = record("released", {"repayment": (part, last)}, **LENT)
    assert met(LOAN, "miss", whole) == [False] and met(LOAN, "repay", whole) == [True]
    interest: Parts = {"interest": ({"period": "2024Q2", "amount": "1500.50", "paid_on": "2024-07-10"},)}
    given = sums(LOAN, record("released", {**interest, "repayment": (part,)}, **LENT))
    assert (given["loan_interest"], given["loan_repaid"], given["loan_money"]) == (150_050, 15_000_000, 20_000_000)


def test_a_fund_never_spends_more_than_it_has() -> None:
    values: dict[str, Stored] = {"name": "甲", "kind": "charity", "opened_on": "2025-01-01", "opening": "1000"}
    parts: Parts = {
        "income": ({"date": "2026-02-01", "source": "donation", "amount": "500.50"},),
        "spending": ({"date": "2026-03-08", "what": "慰问", "amount": "1500", "persons": "30"},),
    }
    one = record("active", parts, **values)
    register = content().register(FUND)
    assert computed(register, one, TODAY)["balance"] == Fraction("0.5")
    assert complaints(register, one, TODAY) == [] and met(FUND, "close", one) == [False]
    assert sums(FUND, one) == {"fund_income": 50_050, "fund_spent": 150_000, "fund_persons": 30}
    more: dict[str, Stored] = {"date": "2026-04-01", "what": "慰问", "amount": "1"}
    over = record("active", {**parts, "spending": (*parts["spending"], more)}, **values)
    assert [c.number for c in complaints(register, over, TODAY)] == ["400.881"]
    assert [str(d.period) for d in due(register, one, TODAY, Calendar())] == []


def test_a_donation_is_used_up_before_the_donor_is_told() -> None:
    values: dict[str, Stored] = {
        "donor_kind": "firm", "unit": "甲公司", "pledged_on": "2026-04-01", "amount": "20000", "purpose": "children",
        "received_on": "2026-04-10", "receipt": "0001",
    }  # fmt: skip
    use: dict[str, Stored] = {"date": "2026-06-01", "what": "儿童之家图书", "amount": "12000"}
    one = record("received", {"use": (use,)}, **values)
    assert met(DONATION, "finish", one) == [False]
    assert met(DONATION, "finish", record("received", {"use": (use, {**use, "amount": "8000"})}, **values)) == [True]
    assert sums(DONATION, one) == {"donations": 1, "donation_money": 2_000_000, "donation_used": 1_200_000}
    assert "donations" not in gives(DONATION, record("pledged", **values))
    named = record("pledged", **{**values, "person": "乙"})
    assert [c.number for c in complaints(content().register(DONATION), named, TODAY)] == ["400.881"]


def test_goods_that_went_out_came_in_before() -> None:
    values: dict[str, Stored] = {"name": "母亲健康包", "kind": "health", "measure": "箱", "price": "80.50"}
    came: dict[str, Stored] = {"date": "2026-03-01", "source": "upper", "number": "100"}
    went: dict[str, Stored] = {"date": "2026-03-08", "number": "60", "use": "慰问", "signed": True}
    one = record("active", {"receipt": (came,), "issue": (went,)}, **values)
    register = content().register(GOODS)
    worked = computed(register, one, TODAY)
    assert (worked["stock"], worked["worth"]) == (40, 3220)
    assert sums(GOODS, one) == {"goods_received": 805_000, "goods_issued": 483_000}
    over = record("active", {"receipt": (came,), "issue": (went, went)}, **values)
    assert [c.number for c in complaints(register, over, TODAY)] == ["400.881"]
    unsigned = record("active", {"receipt": (came,), "issue": ({**went, "signed": False},)}, **values)
    assert [c.number for c in complaints(register, unsigned, TODAY)] == ["400.882"]


def test_a_budget_is_spent_after_its_changes() -> None:
    values: dict[str, Stored] = {"name": "培训", "kind": "training", "from_day": "2026-01-01", "planned": "50000"}
    parts: Parts = {
        "change": (
            {"date": "2026-06-01", "way": "more", "amount": "10000", "document": "一"},
            {"date": "2026-09-01", "way": "less", "amount": "20000", "document": "二"},
        ),
        "spending": ({"date": "2026-05-01", "what": "月嫂班", "amount": "30000"},),
    }
    register = content().register(BUDGET)
    one = record("approved", parts, **values)
    worked = computed(register, one, TODAY)
    assert (worked["budget"], worked["progress"]) == (40_000, Fraction(3, 4))
    assert sums(BUDGET, one) == {"budget_planned": 4_000_000, "budget_spent": 3_000_000}
    over = record(
        "approved",
        {**parts, "spending": (*parts["spending"], {"date": "2026-10-01", "what": "乙", "amount": "10000.01"})},
        **values,
    )
    assert [c.number for c in complaints(register, over, TODAY)] == ["400.881"]
    assert gives(BUDGET, record("draft", parts, **values)) == {}


COURSE, FAIR, BASE, COOPERATIVE, POINT, CENTRE = (
    "training", "job-fair", "base", "cooperative", "processing-point", "startup-centre",
)  # fmt: skip


def rate(name: str, found: dict[str, int]) -> str:
    """An indicator of one place by what its records give; elements without decimals."""
    asked, formula = content().indicators[name], content().formulas[name, None]
    kept = {(element, TOTAL): Fraction(n) for element, n in found.items()}
    rolled = roll_up(operands(formula, TOTAL), content().elements, [kept])
    figure = compute(asked, formula, rolled, content().elements, TOTAL, Period("year", 2026))
    assert figure is not None
    return printed(figure.value, asked.decimals)


def test_a_course_is_followed_up_after_three_and_six_months() -> None:
    values: dict[str, Stored] = {"name": "甲", "kind": "home", "held_on": "2026-03-02", "persons": "40", "women": "38"}
    workflow = content().register(COURSE).workflow
    assert workflow.due(move(COURSE, "hold"), dt.date(2026, 3, 2)) == dt.date(2026, 6, 15)  # 105 days
    assert met(COURSE, "follow", record("held", **values)) == [False]
    held = sums(COURSE, record("held", **values))
    assert not {"training_certified", "training_placed_3", "training_placed_6"} & set(held)
    traced = record("traced", **values, certified="36", placed_3="20", placed_6="26")
    found = sums(COURSE, traced)
    names = ("training_certificates", "training_work_3", "training_work_6")
    assert [rate(name, found) for name in names] == ["90.0", "50.0", "65.0"]
    both = {element: found.get(element, 0) + held.get(element, 0) for element in found}
    assert rate("training_work_6", both) == "65.0"  # a course that nobody asked about yet changes nothing
    assert gives(COURSE, record("cancelled", **values)) == {}
    over = record("held", **values, placed_3="41")
    assert [c.number for c in complaints(content().register(COURSE), over, TODAY)] == ["400.881"]


def test_a_fair_narrows_from_posts_to_persons_in_work() -> None:
    values: dict[str, Stored] = {
        "name": "春风行动", "held_on": "2026-03-08", "way": "both", "seekers": "400", "seekers_women": "300",
        "intended": "100",
    }  # fmt: skip
    firms: Parts = {
        "firm": ({"name": "甲", "posts": "30", "intended": "60"}, {"name": "乙", "posts": "25", "intended": "40"})
    }
    held = record("held", firms, **values)
    checked = record("checked", firms, **values, placed_1="75")
    register = content().register(FAIR)
    assert complaints(register, held, TODAY) == []
    assert sums(FAIR, held) == {
        "job_fairs": 1, "fair_firms": 2, "fair_posts": 55, "fair_seekers": 400, "fair_intended": 100,
    }  # fmt: skip
    found = sums(FAIR, checked)
    assert [rate(name, found) for name in ("fair_intention_rate", "fair_placement_rate")] == ["25.0", "75.0"]
    wrong = [{"intended": "401"}, {"placed_1": "101"}, {"intended": "99"}]
    numbers = [[c.number for c in complaints(register, record("held", firms, **{**values, **w}), TODAY)] for w in wrong]
    assert numbers == [["400.881", "400.882"], ["400.881"], ["400.882"]]


def test_a_base_is_named_at_its_level_and_put_right_when_a_review_is_missed() -> None:
    values: dict[str, Stored] = {
        "name": "甲", "kind": "crafts", "title_level": "county", "unit": "乙", "workers": "20", "women": "15",
    }  # fmt: skip
    items = ("licence", "head", "training", "safety", "pay", "help")
    four, five = dict.fromkeys(items[:4], "yes"), dict.fromkeys(items[:5], "yes")
    assert met(BASE, "apply", record("build", **values, standard=four)) == [True, True, False]  # 66.7 %
    assert met(BASE, "apply", record("build", **values, standard=five)) == [True, True, True]  # 83.3 %
    assert move(BASE, "recommend").until_by == "title_level" and move(BASE, "publish").stay == 5
    named = Record(values, {}, "named", Level.COUNTY, {"named": dt.date(2025, 12, 31)}, "7")
    owed = due(content().register(BASE), named, dt.date(2027, 1, 5), Calendar())
    assert [(str(one.period), one.cycle.missed) for one in owed] == [("2026", "overdue")]
    assert sums(BASE, named) == {"bases": 1, "bases_named": 1, "base_women": 15}


def test_a_cooperative_is_led_by_a_woman_or_has_a_majority_of_women() -> None:
    values: dict[str, Stored] = {"name": "甲", "founded": "2020-05-01", "trade": "crafts", "members": "20"}
    register = content().register(COOPERATIVE)

    def numbers(led: bool, women: str) -> list[str]:
        return [c.number for c in complaints(register, record("active", **values, led=led, women=women), TODAY)]

    assert [numbers(True, "5"), numbers(False, "11"), numbers(False, "10"), numbers(True, "21")] == [
        [], [], ["400.882"], ["400.881"],
    ]  # fmt: skip


def test_a_village_has_a_processing_point_once() -> None:
    values: dict[str, Stored] = {"name": "甲", "kind": "point", "opened_on": "2024-01-01"}
    quarter: dict[str, Stored] = {"period": "2026Q1", "reported_on": "2026-04-08", "women": "12", "wages": "30000"}
    more: dict[str, Stored] = {
        **quarter,
        "period": "2026Q2",
        "reported_on": "2026-07-08",
        "women": "15",
        "wages": "42000",
    }
    one = record("open", {"quarter": (quarter, more)}, **values)
    register = content().register(POINT)
    worked = computed(register, one, TODAY)
    assert (worked["most"], worked["wages"]) == (15, 72_000)
    assert [given.distinct for given in gives(POINT, one)["villages_with_point"]] == ["7"]
    assert sums(POINT, one)["processing_wages"] == 7_200_000
    owed = record("open", {"quarter": ({**quarter, "owed": "100"},)}, **values)
    assert [c.number for c in complaints(register, owed, TODAY)] == ["400.882"]


def test_a_centre_has_no_more_projects_than_desks() -> None:
    values: dict[str, Stored] = {"name": "甲", "opened_on": "2023-01-01", "desks": "10"}
    inside: dict[str, Stored] = {"name": "子", "came_on": "2025-01-01", "desks": "4", "jobs": "9", "stage": "inside"}
    grown: dict[str, Stored] = {**inside, "name": "丑", "stage": "grown", "left_on": "2026-05-01"}
    register = content().register(CENTRE)
    one = record("open", {"project": (inside, grown)}, **values)
    worked = computed(register, one, TODAY)
    assert (worked["inside"], worked["taken"], worked["use"]) == (1, 4, Fraction(2, 5))
    found = gives(CENTRE, one)
    assert [given.until for given in found["startup_projects"]] == [None, dt.date(2026, 5, 1)]
    assert [given.since for given in found["startup_projects_grown"]] == [dt.date(2026, 5, 1)]
    assert met(CENTRE, "close", one) == [False] and met(
        CENTRE, "close", record("open", {"project": (grown,)}, **values)
    ) == [True]
    full = record("open", {"project": ({**inside, "desks": "11"},)}, **values)
    gone = record("open", {"project": ({**inside, "left_on": "2026-05-01"},)}, **values)
    assert [[c.number for c in complaints(register, odd, TODAY)] for odd in (full, gone)] == [["400.881"]] * 2


PROJECT, CHARITY, TEAM, REQUEST = "project", "charity-project", "volunteer-service-team", "volunteer-request"


def test_a_project_is_closed_when_its_milestones_are_reached_and_its_effect_is_said() -> None:
    values: dict[str, Stored] = {
        "name": "甲", "indicator": "indicator", "need": "乙", "goal": "丙", "budget": "100000",
        "starts_on": "2026-01-10", "ends_on": "2026-12-20", "before": "2025年80%",
    }  # fmt: skip
    first: dict[str, Stored] = {"what": "启动", "due_on": "2026-02-01", "stage": "done", "done_on": "2026-02-01"}
    last: dict[str, Stored] = {"what": "验收", "due_on": "2026-11-20", "stage": "open"}
    money: Parts = {
        "money": (
            {"date": "2026-02-01", "way": "came", "amount": "80000", "what": "拨款"},
            {"date": "2026-03-01", "way": "spent", "amount": "60000", "what": "设备"},
        )
    }
    register = content().register(PROJECT)
    assert met(PROJECT, "submit", record("proposed", **values)) == [True, True, True, True, True, False]
    running = record("running", {"milestone": (first, last), **money}, **values)
    worked = computed(register, running, TODAY)
    assert (worked["done"], worked["late"], worked["progress"]) == (1, 1, Fraction(3, 5))
    ready: dict[str, Stored] = {**values, "persons": "300", "after": "2026年85%", "effect": "丁"}
    done = (first, {**last, "stage": "done"})
    assert met(PROJECT, "report", record("running", {"milestone": (first, last)}, **ready)) == [True, True, True, False]
    closed = Record(ready, {"milestone": done, **money}, "closed", Level.COUNTY, {"closed": TODAY}, "7")
    assert met(PROJECT, "report", closed) == [True] * 4
    assert sums(PROJECT, closed) == {
        "projects": 1, "projects_closed": 1, "project_money": 6_000_000, "project_persons": 300,
    }  # fmt: skip
    over = record("running", {"money": ({**money["money"][1], "amount": "80001"}, money["money"][0])}, **values)
    assert [c.number for c in complaints(register, over, TODAY)] == ["400.881"]


def test_a_public_benefit_project_is_accepted_when_what_was_found_is_put_right() -> None:
    values: dict[str, Stored] = {
        "name": "甲",
        "kind": "health",
        "applied_on": "2026-01-05",
        "persons": "50",
        "finding": "合格",
    }
    visit: dict[str, Stored] = {"date": "2026-05-01", "finding": "缺标识", "mended": False}
    assert met(CHARITY, "accept", record("running", {"visit": (visit,)}, **values)) == [True, True, False]
    assert met(CHARITY, "accept", record("running", {"visit": ({**visit, "mended": True},)}, **values)) == [True] * 3


def test_hours_of_volunteers_are_persons_times_hours() -> None:
    values: dict[str, Stored] = {
        "name": "甲",
        "kind": "law",
        "founded": "2024-03-08",
        "members": "20",
        "professionals": "3",
    }
    rows: Parts = {
        "service": (
            {"date": "2026-03-08", "persons": "4", "hours": "2.5"},
            {"date": "2026-05-15", "persons": "6", "hours": "1.5", "served": "40"},
        )
    }
    one = record("active", rows, **values)
    assert computed(content().register(TEAM), one, TODAY)["all_hours"] == 19
    assert sums(TEAM, one) == {
        "service_teams": 1, "service_members": 20, "services_given": 2, "service_hours": 190,  # tenths
    }  # fmt: skip


def test_a_request_goes_to_somebody_whose_qualification_was_seen() -> None:
    register = content().register(REQUEST)
    values: dict[str, Stored] = {"asked_on": "2026-11-16", "kind": "law"}
    assert met(REQUEST, "match", record("asked", **values, matched_on="2026-11-18", agreed=False)) == [True, False]
    assert met(REQUEST, "match", record("asked", **values, matched_on="2026-11-18", agreed=True)) == [True, True]
    assert met(REQUEST, "take", record("matched", **values)) == [False]
    assert computed(register, record("matched", **values, matched_on="2026-11-18"), TODAY)["waited"] == 2
    sealed = {name for name, f in register.all_fields() if f.sealed}
    assert sealed == {"name", "phone", "address", "what", "team", "volunteer"}
    states = ("asked", "matched", "taken", "done", "rated", "cancelled")
    found: dict[str, int] = {}
    for state in states:
        for element, n in sums(REQUEST, record(state, **values, rating="good" if state == "rated" else [])).items():
            found[element] = found.get(element, 0) + n
    rates = ("request_match_rate", "request_met_rate", "request_content_rate")
    assert [rate(name, found) for name in rates] == ["80.0", "40.0", "100.0"]  # 4, 2 of 5; 1 of 1
