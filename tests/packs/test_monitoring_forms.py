"""The shipped forms ask what the two plans need, once, of whom it belongs to; their checks pass sound figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest
import yaml

from halfsky.kernel.access import ROLES
from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.checking import Around, Finding, Severity, check_sheet
from halfsky.kernel.form import Form, Totals
from halfsky.kernel.period import period
from halfsky.kernel.place import SIX_LEVELS
from halfsky.kernel.refusals import Refused
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import asked_twice, demand_open

from .content import CATALOGUE, CONTENT, PLANS, table
from .print_forms import DOCS, content, printed

PACK = "monitoring-cn"
NEW_PLANS = tuple(plan for plan in PLANS if plan.endswith("2021"))
LEFT_OUT = {
    "women_npc_deputies": "全国才有",
    "women_cppcc_members": "全国才有",
    "gross_enrolment_tertiary": "省级填报",
    "young_women_illiteracy": "人口普查",
    "women_health_literacy": "上级抽样调查",
}
SHARED = {
    "population",
    "women",
    "population_3_5",
    "children_0_14",
    "population_15_17",
    "children_under18",
    "communities",
}
"""Denominators that other departments' indicators use, too: asked once, of whoever keeps them."""

forms = pytest.mark.parametrize("form", content().forms.values(), ids=lambda form: form.code)


@cache
def formulas() -> dict[str, tuple[str, str]]:
    """Indicator → numerator and denominator element, from the tables alone."""
    codes = {row["name"]: row["code"] for row in table(CATALOGUE, "elements.csv")}
    rows = (row for row in table(CATALOGUE, "indicators.csv") if row["formula"])
    found = {row["code"]: [codes[name.strip("「」")] for name in row["formula"].split(" / ")] for row in rows}
    return {code: (above, below) for code, (above, below) in found.items()}


@cache
def written() -> dict[str, dict[str, object]]:
    """The files of the forms as plain YAML."""
    paths = sorted((CONTENT / PACK / "forms").glob("*.yaml"))
    return {path.stem: yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in paths}


def asking() -> dict[str, dict[str, object]]:
    """Element → the form that asks it."""
    found: dict[str, dict[str, object]] = {}
    for form in written().values():
        lines = form["lines"]
        assert isinstance(lines, list)
        for section in lines:
            for element in section["elements"]:
                assert element not in found, element
                found[element] = form
    return found


def agency(form: dict[str, object]) -> str:
    filler = form["filled_by"]
    assert isinstance(filler, dict)
    return str(filler["agency"])


def test_a_figure_is_asked_once() -> None:
    found = content()
    for one, other in combinations(found.forms.values(), 2):
        assert asked_twice(one, other, found.elements) == (), (one.code, other.code)
    assert len(asking()) == len({line.element for form in found.forms.values() for line in form.lines})


def test_every_computable_indicator_of_the_plans_is_fed_or_left_out_for_a_reason() -> None:
    goals = {goal["indicator"] for plan in NEW_PLANS for goal in table(plan, "goals.csv")} & set(formulas())
    fed = {code for code in goals if all(element in asking() for element in formulas()[code])}
    assert goals - fed == set(LEFT_OUT)
    notes = (CONTENT / PACK / "NOTES.md").read_text("utf-8")
    names = {row["code"]: row["name"] for row in table(CATALOGUE, "indicators.csv")}
    for word in ("全国人大代表", "全国政协委员", "高等教育毛入学率", "女性青壮年文盲率", "妇女健康素养水平"):
        assert word in notes and any(word in names[code] for code in LEFT_OUT)


def test_no_form_asks_what_no_plan_uses() -> None:
    goals = {goal["indicator"] for plan in NEW_PLANS for goal in table(plan, "goals.csv")} & set(formulas())
    used = {element for code in goals for element in formulas()[code]}
    assert set(asking()) - used == set()


def test_an_indicator_is_asked_of_the_department_that_leads_it() -> None:
    for plan in NEW_PLANS:
        leads = {duty["number"]: duty["agency"] for duty in table(plan, "duties.csv") if duty["role"] == "lead"}
        for goal in table(plan, "goals.csv"):
            for element in formulas().get(goal["indicator"], ()):
                if element in asking() and element not in SHARED:
                    assert agency(asking()[element]) == leads[goal["number"]], (goal["number"], element)


def test_a_goal_for_one_sex_has_its_cells() -> None:
    found = content()
    asked = {key for form in found.forms.values() for key in form.keys(found.elements)}
    women = cell({"sex": "female"})
    assert {("primary_age_pupils", women), ("primary_age_children", women)} <= asked


def test_no_village_is_asked() -> None:
    assert {str(f.level) for f in content().forms.values()} == {"prefecture", "county", "township"}


@forms
def test_a_form_may_be_opened_until_it_expires(form: Form) -> None:
    demand_open(form, period("2025"), dt.date(2026, 11, 22))
    with pytest.raises(Refused) as refused:
        demand_open(form, period("2027"), dt.date(2028, 1, 1))
    assert refused.value.refusals[0].number == "409.60"


@forms
def test_a_form_claims_no_official_number(form: Form) -> None:
    assert form.printed.number.endswith("（示例）")
    assert (form.printed.document, form.printed.approved_by) == ("", "")
    assert form.title.zh.startswith("两规划统计监测表（") and form.title.en


def test_form_numbers_stand_once() -> None:
    numbers = [form.printed.number for form in content().forms.values()]
    assert len(numbers) == len(set(numbers))


@forms
def test_parts_are_asked_with_their_totals(form: Form) -> None:
    """Where a form has parts, the total is entered: a department without the parts can still give it."""
    assert form.totals is Totals.ENTERED or len(form.columns) == 1


@forms
def test_checks_speak_both_languages_and_end_with_a_stop(form: Form) -> None:
    for check in form.checks:
        assert check.says.zh.endswith("。") and check.says.en.endswith((".", "?")), check.says.zh
        assert (check.severity is Severity.HARD) != ("核实" in check.says.zh), check.says.zh


@cache
def demo() -> dict[tuple[str, int], dict[Key, str]]:
    """The figures of the demo city by place and year."""
    found: dict[tuple[str, int], dict[Key, str]] = defaultdict(dict)
    for row in table("demo-city", "facts.csv"):
        at = cell({"sex": row["sex"], "residence": row["residence"]})
        found[row["place"], int(row["period"])][row["element"], at] = row["value"]
    return found


def findings(form: Form, place: str, year: int, **changed: str) -> list[Finding]:
    """What the checks find in the demo city's figures, some totals of which are changed."""
    figures = demo()
    asked = form.keys(content().elements)
    answers = {key: figures[place, year][key] for key in asked if key in figures[place, year]}
    answers |= {(element, TOTAL): value for element, value in changed.items()}
    before = {key: Fraction(value) for key, value in figures.get((place, year - 1), {}).items()}
    level = SIX_LEVELS.level(place)
    others = [f for (p, y), f in figures.items() if y == year and p != place and SIX_LEVELS.level(p) is level]
    siblings = [{key: Fraction(value) for key, value in other.items()} for other in others]
    around = Around(previous=before, last_year=before, siblings=siblings)
    return [f for f in check_sheet(form, content().elements, answers, around) if f.failed]


@forms
def test_sound_figures_pass_every_check_that_blocks(form: Form) -> None:
    sheets = [(p, y) for p, y in demo() if SIX_LEVELS.level(p) is form.level]
    assert len(sheets) >= 6
    for place, year in sheets:
        failed = [f for f in findings(form, place, year) if f.severity is Severity.HARD]
        assert failed == [], (place, year)


def test_the_one_township_below_ninety_percent_is_asked_why() -> None:
    form = content().forms["township-health-yearly"]
    low = [
        (place, year)
        for place, year in demo()
        if SIX_LEVELS.level(place) is form.level and any("低于90%" in f.says.zh for f in findings(form, place, year))
    ]
    assert low == [("990104002000", 2025)]


COUNTY = "990101000000"


@pytest.mark.parametrize(
    ("code", "changed", "said"),
    [
        ("health-yearly", {"hospital_births": "99999"}, "住院分娩活产数不能超过活产数。"),
        ("health-yearly", {"infant_deaths": "9999"}, "婴儿死亡数不能超过5岁以下儿童死亡数。"),
        ("education-yearly", {"upper_secondary_girls": "1"}, "高中阶段在校女生数应等于在校生总数中的女生数。"),
        ("civil-affairs-yearly", {"communities_with_childrens_home": "99999"}, "不能超过社区和村总数。"),
        ("women-federation-yearly", {"communities_with_point": "0"}, "应等于城市与农村之和。"),
        ("court-yearly", {"juvenile_offenders": "99999"}, "未成年人犯罪人数不能超过同期犯罪人数。"),
    ],
)
def test_a_slip_of_the_pen_blocks(code: str, changed: dict[str, str], said: str) -> None:
    found = findings(content().forms[code], COUNTY, 2025, **changed)
    hard = [f for f in found if f.severity is Severity.HARD and said in f.says.zh]
    assert [f.at for f in hard] == [TOTAL]


def test_a_jump_is_asked_about_once_with_both_figures() -> None:
    live_births = demo()[COUNTY, 2024]["live_births", TOTAL]
    found = findings(content().forms["health-yearly"], COUNTY, 2025, live_births="99999")
    jumps = [f for f in found if "较上年变动" in f.says.zh and "活产数" in f.says.zh]
    assert [(f.severity, f.at) for f in jumps] == [(Severity.SOFT, TOTAL)]
    assert f"上年{live_births}，今年99999" in jumps[0].says.zh


WAYS = {
    "three-steps": ("submit", "review", "accept", "archive"),
    "three-steps-two-persons": ("submit", "review", "accept", "archive"),
    "one-step": ("submit", "accept", "archive"),
}
DOES = {"submit": "liaison", "review": "statistics", "accept": "office", "archive": "office"}


@pytest.mark.parametrize("code", WAYS)
def test_a_sheet_goes_from_draft_to_archive_by_the_roles_that_may(code: str) -> None:
    workflow, state = content().workflows[code], "draft"
    for move in WAYS[code]:
        role = ROLES[DOES[move]].permissions
        state = workflow.step(state, move, role.__contains__, lambda _: True).to
    assert state == "archived"


@pytest.mark.parametrize("code", WAYS)
def test_a_returned_sheet_comes_back_and_a_return_says_why(code: str) -> None:
    workflow = content().workflows[code]

    def step(state: str, move: str, reason: str = "") -> str:
        return workflow.step(state, move, lambda _: True, lambda _: True, reason=reason).to

    with pytest.raises(Refused):
        step("submitted", "return")
    assert step("submitted", "return", "少了一家医院") == "returned"
    assert step("returned", "submit") == "submitted"
    assert step("submitted", "withdraw") == "draft"
    assert (step("entered", "confirm"), step("entered", "withdraw")) == ("submitted", "draft")


def test_only_the_workflow_of_two_persons_asks_for_two() -> None:
    for code, workflow in content().workflows.items():
        others = {move.code for move in workflow.moves if move.other}
        assert others == ({"confirm", "review", "accept"} if code == "three-steps-two-persons" else set())


HOLIDAYS = {
    2025: ["01-01..01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08"],
    2026: ["01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27",
           "10-01..10-07"],
}  # fmt: skip
WORKED = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
"""As the notices of the General Office of the State Council for 2025 and 2026 say it."""


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_calendar_follows_the_notice(year: int) -> None:
    calendar = content().calendar
    days = [dt.date(year, 1, 1) + dt.timedelta(days=i) for i in range(365)]
    spans = [[dt.date.fromisoformat(f"{year}-{end}") for end in span.split("..")] for span in HOLIDAYS[year]]
    worked = {dt.date.fromisoformat(f"{year}-{day}") for day in WORKED[year]}
    for day in days:
        free = any(first <= day <= last for first, last in spans)
        assert calendar.works(day) is (day in worked or (day.weekday() < 5 and not free)), day
    assert sum(map(calendar.works, days)) == 365 - 104 - 13, "52 weekends and 13 public holidays"


def test_the_catalogue_of_forms_is_up_to_date() -> None:
    assert (DOCS / "forms.md").read_text("utf-8") == printed(), "python -m tests.packs.print_forms"
