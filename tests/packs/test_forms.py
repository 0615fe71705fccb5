"""Forms, workflows and the calendar come out of a pack as they are written."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest

from halfsky.kernel.answer import Answer
from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.checking import Check, Kind, Severity, check_sheet
from halfsky.kernel.content import Content
from halfsky.kernel.form import Column, Due, Form, Head, Line, Printed, Totals
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.workflow import Move
from halfsky.packs import join, read_pack, shipped

from .broken_forms import CALENDAR, FORM_FILE, SOUND, form
from .content import CONTENT
from .edits import Edit, Files, add, both, change, files_of, teaching

DOCS = CONTENT.parents[2] / "docs"
FEMALE, MALE = cell({"sex": "female"}), cell({"sex": "male"})
TOTAL_HEAD, BY_SEX = Text("合计", "total"), Text("按性别", "by 性别")


def content(*edits: Edit) -> Content:
    return join([read_pack(teaching(*edits), "teaching")])


def births(*edits: Edit) -> Form:
    return content(*edits).form("births")


def checks(*edits: Edit) -> list[Check]:
    return list(births(*edits).checks)


def test_a_form_says_who_fills_it_in_and_by_when() -> None:
    made = births(SOUND)
    assert (made.code, made.title, made.pack) == ("births", Text("教学统计表", "Teaching form"), "teaching")
    assert (made.agency, made.level, made.rhythm, made.workflow) == ("teaching_health", Level.COUNTY, "year", "simple")
    assert made.due == Due(45, workdays=True, late=10)
    assert made.printed == Printed("教学01表", until=dt.date(2027, 12, 31))
    assert made.totals is Totals.ENTERED
    assert made.rates == ("teaching_infant_mortality",)


def test_lines_keep_their_sections_and_notes() -> None:
    made = births(SOUND)
    assert made.lines == (
        Line("teaching_births", Text("一、出生"), Text("全年。")),
        Line("teaching_hospital_births", Text("一、出生")),
        Line("teaching_infant_deaths", NOTHING),
    )
    assert made.notes == {("teaching_births", FEMALE): Text("女婴。")}


def test_columns_stand_under_the_name_of_their_breakdown() -> None:
    made = births(SOUND)
    assert made.columns == (
        Column(TOTAL, (TOTAL_HEAD,)),
        Column(FEMALE, (BY_SEX, Text("女", "female"))),
        Column(MALE, (BY_SEX, Text("男", "male"))),
    )


def test_a_form_asks_the_cells_that_its_elements_have() -> None:
    found = content(SOUND)
    asked = [
        ("teaching_births", TOTAL),
        ("teaching_births", FEMALE),
        ("teaching_births", MALE),
        ("teaching_hospital_births", TOTAL),
        ("teaching_infant_deaths", TOTAL),
    ]
    assert list(found.form("births").keys(found.elements)) == asked
    computed = content(form("total: entered", "total: computed"))
    assert list(computed.form("births").keys(computed.elements)) == asked[1:]


def test_a_form_without_columns_asks_totals() -> None:
    plain = both(form("columns: [total, sex]\n", ""), change(FORM_FILE, "  teaching_births|sex=female: 女婴。\n", ""))
    assert births(plain).columns == (Column(TOTAL, (TOTAL_HEAD,)),)


def test_a_block_of_two_dimensions_is_their_product_with_a_row_of_headings_more() -> None:
    two = both(
        form("[total, sex]", "[total, {residence: [urban, rural], sex: [female, male]}]"),
        change("dimensions.csv", "sex,female", "residence,urban,城市,urban,城乡\nresidence,rural,农村,,\nsex,female"),
        change("elements.csv", "sex:female|male", "residence:urban|rural;sex:female|male"),
        change(FORM_FILE, "  teaching_births|sex=female: 女婴。\n", ""),
    )
    made = births(two)
    assert [str(column.cell) for column in made.columns] == [
        "",
        "residence=urban;sex=female",
        "residence=urban;sex=male",
        "residence=rural;sex=female",
        "residence=rural;sex=male",
    ]
    assert [[(h.text.zh, h.across, h.down) for h in row] for row in made.headings()] == [
        [("合计", 1, 3), ("按城乡、性别", 4, 1)],
        [("城市", 2, 1), ("农村", 2, 1)],
        [("女", 1, 1), ("男", 1, 1), ("女", 1, 1), ("男", 1, 1)],
    ]
    assert isinstance(made.headings()[0][0], Head)


def test_a_breakdown_without_a_name_has_no_row_above_its_categories() -> None:
    nameless = both(SOUND, change("dimensions.csv", ",性别\n", ",\n"))
    assert [len(column.heads) for column in births(nameless).columns] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("45 workdays", Due(45, True, 10)),
        ("1 workday", Due(1, True, 10)),
        ("45个工作日", Due(45, True, 10)),
        ("２０ days", Due(20, False, 10)),
        ("20天", Due(20, False, 10)),
        ("366日", Due(366, False, 10)),
    ],
)
def test_a_limit_is_said_in_days_or_workdays(text: str, due: Due) -> None:
    assert births(form("45 workdays", text)).due == due


def test_chinese_words_for_choices_are_read() -> None:
    words = both(
        form("level: county", "level: 县级"),
        change(FORM_FILE, "period: year", "period: 年"),
        change(FORM_FILE, "total: entered", "total: 填报"),
    )
    assert births(words) == births(SOUND)


def test_checks_carry_kind_severity_and_words() -> None:
    hard, soft, siblings = checks(SOUND)
    assert (hard.kind, hard.severity, hard.at) == (Kind.CONDITION, Severity.HARD, None)
    assert hard.says == Text("住院出生数不能超过出生数。")
    assert (soft.kind, soft.severity, soft.at) == (Kind.CONDITION, Severity.SOFT, TOTAL)
    assert (siblings.kind, siblings.severity, siblings.times) == (Kind.SIBLINGS, Severity.SOFT, Fraction(5))


def test_a_check_keeps_its_code_however_it_is_written() -> None:
    before = [check.code for check in checks(SOUND)]
    spelled = form("教学住院出生数 <= teaching_births", "「教学住院出生数」<=(教学出生数)")
    assert [check.code for check in checks(spelled)] == before
    milder = form("hard: 教学住院出生数", "soft: 教学住院出生数")
    assert [check.code for check in checks(milder)] == before
    other = form("教学住院出生数 <= teaching_births", "教学住院出生数 < teaching_births")
    assert [a == b for a, b in zip(before, [c.code for c in checks(other)], strict=True)] == [False, True, True]
    elsewhere = form("column: total", "column: sex=female")
    assert [a == b for a, b in zip(before, [c.code for c in checks(elsewhere)], strict=True)] == [True, False, True]
    named = form("  - hard: 教学", "  - check: births-in-hospital\n    hard: 教学")
    assert checks(named)[0].code == "births-in-hospital"
    assert len({*before}) == 3


def test_a_check_against_the_reports_from_below_blocks_only_when_it_says_so() -> None:
    doses = add("elements.csv", "teaching_doses,教学接种数,teaching doses,人,flow,add,,0,township,no\n")
    text = "  - below: teaching_births\n    of: 教学接种数\n    says: 本级{own}，下级合计{below}。\n"
    soft = checks(SOUND, doses, add(FORM_FILE, text))[-1]
    assert (soft.kind, soft.severity, soft.other) == (Kind.BELOW, Severity.SOFT, "teaching_doses")
    hard = checks(SOUND, doses, add(FORM_FILE, text + "    blocks: yes\n"))[-1]
    assert hard.severity is Severity.HARD


def test_alike_looks_at_the_whole_sheet() -> None:
    found = checks(SOUND, add(FORM_FILE, "  - alike: yes\n    says: 全部{count}个数与上年相同。\n"))[-1]
    assert (found.kind, found.severity, found.formula) == (Kind.ALIKE, Severity.SOFT, None)


def test_a_workflow_has_its_states_and_moves_in_order() -> None:
    made = content(SOUND).workflows["simple"]
    assert (made.title, made.start) == (Text("一级审核"), "draft")
    assert [code for code, _ in made.states] == ["draft", "submitted", "returned", "accepted", "archived"]
    assert made.moves == (
        Move("submit", Text("上报"), ("draft", "returned"), "submitted", ("fill_forms",)),
        Move("accept", Text("验收"), ("submitted",), "accepted", ("accept_forms",)),
        Move("return", Text("退回"), ("submitted",), "returned", ("accept_forms",), days=5, reason=True),
        Move("archive", Text("归档"), ("accepted",), "archived", ("accept_forms",)),
    )


def test_two_persons_are_asked_for_by_a_move() -> None:
    moves = (
        content(both(SOUND, change("workflows.yaml", "by: [验收]}", "by: [验收], other: yes}")))
        .workflows["simple"]
        .moves
    )
    assert [move.other for move in moves] == [False, True, False, False]


def town(*edits: Edit) -> Files:
    """A second pack that stands on the teaching pack."""
    files: Files = {"pack.yaml": b"pack: town\nversion: 1.0.0\nkind: forms\ntitle: Town\nuses: [teaching]\n"}
    for edit in edits:
        edit(files)
    return files


def test_the_calendars_of_all_packs_are_one() -> None:
    more = add("calendar.csv", "day,kind,note\n2027-02-08,off,\n")
    calendar = join([read_pack(teaching(SOUND), "teaching"), read_pack(town(more), "town")]).calendar
    assert calendar.off == {dt.date(2026, 2, 16), dt.date(2027, 2, 8)}
    assert calendar.worked == {dt.date(2026, 2, 14)}


def test_two_packs_do_not_write_the_same_day() -> None:
    packs = [read_pack(teaching(SOUND), "teaching"), read_pack(town(add("calendar.csv", CALENDAR)), "town")]
    with pytest.raises(Refused) as refused:
        join(packs)
    assert [(r.number, r.where) for r in refused.value.refusals] == [
        ("400.357", "town/calendar.csv:2 (day)"),
        ("400.357", "town/calendar.csv:3 (day)"),
    ]
    assert "teaching/calendar.csv:2" in str(refused.value)


def test_a_form_sees_only_the_packs_that_it_uses() -> None:
    alone = town(change("pack.yaml", "[teaching]", "[]"), *(add(n, b) for n, b in _forms().items()))
    with pytest.raises(Refused) as refused:
        join([read_pack(teaching(SOUND), "teaching"), read_pack(alone, "town")])
    assert {"400.254", "400.75"} <= {r.number for r in refused.value.refusals}


def test_two_packs_do_not_declare_one_form() -> None:
    packs = [read_pack(teaching(SOUND), "teaching"), read_pack(town(*(add(n, b) for n, b in _forms().items())), "town")]
    with pytest.raises(Refused) as refused:
        join(packs)
    assert [(r.number, r.where) for r in refused.value.refusals] == [
        ("400.255", "town/forms/births.yaml:1:1 (form)"),
        ("400.255", "town/workflows.yaml:1:3 (workflow)"),
    ]


def _forms() -> Files:
    return {n: b for n, b in teaching(SOUND).items() if n.startswith("forms/") or n == "workflows.yaml"}


def test_all_complaints_about_forms_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_pack(teaching(form("45 workdays", "soon"), change("workflows.yaml", "days: 5", "days: no")), "teaching")
    assert [r.where for r in refused.value.refusals] == [
        "teaching/workflows.yaml:7:97",
        "teaching/forms/births.yaml:6:6",
    ]


def test_the_examples_of_the_guide_are_sound() -> None:
    """The form and the workflow printed in docs/packs.md, read as a pack of their own on the shipped catalogue."""
    guide = (DOCS / "packs.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", guide, re.M | re.S)
    found = {kind: block for block in blocks for kind in ("form:", "- workflow:") if block.startswith(kind)}
    files = files_of("monitoring-cn")
    files["forms/health-yearly.yaml"] = found["form:"].encode()
    files["workflows.yaml"] += found["- workflow:"].replace("workflow: one-step", "workflow: guide").encode()
    packs = [read_pack(path) for path in shipped() if path.name != "monitoring-cn"]
    read = join([*packs, read_pack(files, "monitoring-cn")])
    assert len(read.form("health-yearly").checks) == 4
    assert len(read.workflows["guide"].moves) == 4


def test_a_check_of_the_same_cells_is_asked_once() -> None:
    """At 女 and 男 the two parts are the same cells as at 合计: the check fails once, not three times."""
    said = add(FORM_FILE, "  - soft: 教学出生数[sex=male] <= 1.3 * 教学出生数[sex=female]\n    says: 请核实性别比。\n")
    found = content(SOUND, said)
    answers: dict[Key, Answer] = {
        ("teaching_births", TOTAL): "100",
        ("teaching_births", FEMALE): "20",
        ("teaching_births", MALE): "80",
    }
    failed = [f for f in check_sheet(found.form("births"), found.elements, answers) if f.failed]
    assert [(f.says.zh, f.at) for f in failed] == [("请核实性别比。", TOTAL)]
    assert set(failed[0].keys) == {("teaching_births", MALE), ("teaching_births", FEMALE)}
