"""What formulas mean: exact values, what is missing and why, Kleene's tables, periods, child records, order, steps."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Outcome, Shift, Table, evaluate, exactly, explain, order, parse, read, resolve, uses
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.units import Unit
from tests.kernel.grammar_world import WORLD

F = Fraction
NOT_SURVEYED = Missing(Absence.NOT_SURVEYED)

# In base units: 14 万人 is 140000, 85 % is 0.85. girls, stay, audited and grant have no value.
TABLE = Table(
    values={
        "births": F(1200),
        ("births", cell({"residence": "urban"}), Shift.NONE): F(700),
        ("births", TOTAL, Shift.PREVIOUS): F(1000),
        ("births", TOTAL, Shift.SAME_PERIOD_LAST_YEAR): F(960),
        ("births", TOTAL, Shift.TO_DATE): F(5000),
        ("deaths", TOTAL, Shift.PREVIOUS): F(0),
        "deaths": F(0),
        "people": F(140000),
        "enrol": F(85, 100),
        "gap": NOT_SURVEYED,
        "score": F(-5, 2),
        "done": True,
        "state": "held",
        "title": "育婴师班",
        "held_on": dt.date(2026, 7, 1),
        "ended_on": dt.date(2026, 7, 12),
    },
    records={
        "session": [
            {"attended": F(25), "hours": F(2), "online": True, "kind": "law"},
            {"attended": F(31), "hours": F(3, 2), "online": False, "kind": "skill"},
            {"attended": Missing(Absence.NOT_REPORTED), "hours": F(1), "online": True, "kind": "law"},
        ]
    },
    functions={
        "month": lambda day: F(day.month),
        "checklist": lambda code: F(9, 10) if code == "standard" else NOT_SURVEYED,
    },
)


def value(text: str) -> Outcome:
    return evaluate(read(text, WORLD), TABLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("births / 7", F(1200, 7)),
        ("1/3 + 1/6", F(1, 2)),
        ("births - people / 1000 * 2", F(920)),
        ("-births + 2 * -3", F(-1206)),
        ("30%", F(3, 10)),
        ("4.64‰", F("0.00464")),
        ("14万人 - people", F(0)),
        ("births + people", F(141200)),
        ("1.5亿", F(150000000)),
        ("enrol - 80%", F(5, 100)),
        ("enrol + 5百分点", F(9, 10)),
        ("abs(score)", F(5, 2)),
        ("min(births, previous(births), 3)", F(3)),
        ("max(births, people)", F(140000)),
        ("sum(births, deaths, 1)", F(1201)),
        ("count(births > 1, deaths > 1, done)", F(2)),
        ("if(births > 1000, births, girls)", F(1200)),
        ("if(births < 1000, girls, births)", F(1200)),
        ("coalesce(girls, deaths, births)", F(0)),
        ("births[residence=urban]", F(700)),
        ("previous(births)", F(1000)),
        ("same_period_last_year(births)", F(960)),
        ("to_date(births)", F(5000)),
        ("change(births)", F(1, 5)),
        ("change(births + 200)", F(1, 6)),
        ("previous(births / 4)", F(250)),
        ("count(session)", F(3)),
        ("count(visit)", F(0)),
        ("sum(visit.minutes)", F(0)),
        ("sum(session.hours)", F(9, 2)),
        ("sum(coalesce(session.attended, 0) * session.hours)", F("96.5")),
        ("sum(session.hours * births)", F(5400)),
        ("max(session.hours, 3)", F(3)),
        ("count(session.online)", F(2)),
        ("count(session.kind = law and session.hours >= 2)", F(1)),
        ("max(session.hours / sum(session.hours))", F(4, 9)),
        ("month(held_on)", F(7)),
        ("births = 1200", True),
        ("births != 1200", False),
        ("births in (1, 1200)", True),
        ("births not in (1, 2)", True),
        ("state = held", True),
        ("state in (planned, held)", True),
        ("state != planned", True),
        ("title = title", True),
        ("held_on < ended_on", True),
        ("checklist(standard) >= 90%", True),
        ("enrol >= 85%", True),
        ("enrol > 85%", False),
        ("people >= 14万人", True),
    ],
)
def test_a_formula_has_an_exact_value(text: str, expected: Outcome) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "reason", "of"),
    [
        ("girls", Absence.NOT_REPORTED, "girls"),
        ("girls + 1", Absence.NOT_REPORTED, "girls"),
        ("0 * girls", Absence.NOT_REPORTED, "girls"),
        ("gap - stay / stay * 1百分点", Absence.NOT_SURVEYED, "gap"),
        ("stay / stay * gap", Absence.NOT_REPORTED, "stay"),
        ("births / deaths", Absence.ZERO_DIVISOR, "deaths"),
        ("births / (girls - girls)", Absence.NOT_REPORTED, "girls"),
        ("births / (births - 1200)", Absence.ZERO_DIVISOR, "births - 1200"),
        ("change(deaths)", Absence.ZERO_DIVISOR, "previous(deaths)"),
        ("change(people)", Absence.NOT_REPORTED, "previous(people)"),
        ("previous(people) + girls", Absence.NOT_REPORTED, "previous(people)"),
        ("births[residence=rural]", Absence.NOT_REPORTED, "births[residence=rural]"),
        ("girls >= 0", Absence.NOT_REPORTED, "girls"),
        ("girls = girls", Absence.NOT_REPORTED, "girls"),
        ("girls in (1, 2)", Absence.NOT_REPORTED, "girls"),
        ("births in (1, girls)", Absence.NOT_REPORTED, "girls"),
        ("not audited", Absence.NOT_REPORTED, "audited"),
        ("if(audited, births, births)", Absence.NOT_REPORTED, "audited"),
        ("coalesce(girls, gap * births)", Absence.NOT_SURVEYED, "gap"),
        ("min(births, girls)", Absence.NOT_REPORTED, "girls"),
        ("sum(session.attended)", Absence.NOT_REPORTED, "session.attended"),
        ("count(session.attended > 1)", Absence.NOT_REPORTED, "session.attended"),
        ("max(visit.minutes)", Absence.NOT_APPLICABLE, "max(visit.minutes)"),
        ("month(held_on) * girls", Absence.NOT_REPORTED, "girls"),
    ],
)
def test_what_is_missing_stays_missing_and_says_why(text: str, reason: Absence, of: str) -> None:
    assert value(text) == Missing(reason, of)


MISSING = "audited"
TRUE, FALSE = "done", "not done"
KLEENE = [
    (TRUE, TRUE, True, True),
    (TRUE, FALSE, False, True),
    (TRUE, MISSING, None, True),
    (FALSE, TRUE, False, True),
    (FALSE, FALSE, False, False),
    (FALSE, MISSING, False, None),
    (MISSING, TRUE, None, True),
    (MISSING, FALSE, False, None),
    (MISSING, MISSING, None, None),
]


@pytest.mark.parametrize(("left", "right", "both", "either"), KLEENE)
def test_and_or_follow_kleene(left: str, right: str, both: bool | None, either: bool | None) -> None:
    not_known = Missing(Absence.NOT_REPORTED, "audited")
    assert value(f"{left} and {right}") == (not_known if both is None else both)
    assert value(f"{left} or {right}") == (not_known if either is None else either)


def test_in_is_true_as_soon_as_one_choice_is_equal() -> None:
    assert value("births in (girls, 1200)") is True


def test_a_check_with_a_missing_operand_is_never_passed() -> None:
    assert isinstance(value("girls <= births"), Missing)
    assert isinstance(value("not girls <= births"), Missing)


def test_a_rate_is_converted_by_its_unit_and_not_by_the_formula() -> None:
    tree = read("births / people", WORLD)
    ratio = evaluate(tree, TABLE)
    assert ratio == F(3, 350)
    assert isinstance(ratio, Fraction)
    assert Unit.parse("‰").from_base(ratio) == F(60, 7)


def test_an_unchecked_formula_over_text_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        evaluate(resolve(parse("title + 1"), WORLD), TABLE)


def test_definitions_come_after_those_they_use() -> None:
    found = order({"c": parse("a + b"), "b": parse("2 * a[sex=female]"), "d": parse("x + 1"), "a": parse("x")})
    assert sorted(found) == ["a", "b", "c", "d"]
    assert found.index("a") < found.index("b") < found.index("c")
    assert uses(parse("a + previous(b) * a[sex=female]")) == ["a", "b"]


@pytest.mark.parametrize(
    ("formulas", "circle"),
    [
        ({"a": "a + 1"}, "a → a"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"x": "a", "a": "b * 2", "b": "sum(c, x2)", "c": "a - 1", "x2": "1"}, "a → b → c → a"),
        ({"a": "previous(a) + 1"}, "a → a"),
        ({"c": "a", "b": "c", "a": "b"}, "c → a → b → c"),
    ],
)
def test_a_circle_is_refused_and_printed(formulas: dict[str, str], circle: str) -> None:
    with pytest.raises(Refusal) as caught:
        order({code: parse(text) for code, text in formulas.items()})
    assert caught.value.number == "400.78"
    assert caught.value.says.zh == f"公式互相引用，形成循环：{circle}。"
    assert caught.value.says.en == f"The formulas refer to each other in a circle: {circle}."


def test_a_long_chain_of_definitions_is_ordered() -> None:
    chain = {f"a{n}": parse(f"a{n + 1} + 1") for n in range(3000)}
    assert order(chain) == [f"a{n}" for n in reversed(range(3000))]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "(births - 200) / people",
            [
                ("活产数", "1200", "1200"),
                ("活产数 - 200", "1200 - 200", "1000"),
                ("常住人口", "140000", "140000"),
                ("(活产数 - 200) / 常住人口", "1000 / 140000", "1 / 140"),
            ],
        ),
        (
            "change(births) <= 30%",
            [
                ("上期(活产数)", "1000", "1000"),
                ("活产数", "1200", "1200"),
                ("变动率(活产数)", "(1200 - 1000) / 1000", "0.2"),
                ("变动率(活产数) <= 30%", "0.2 <= 30%", "是"),
            ],
        ),
        (
            "previous(births * 2)",
            [("上期(活产数)", "1000", "1000"), ("上期(活产数 * 2)", "1000 * 2", "2000")],
        ),
        (
            "sum(session.hours, 1)",
            [("求和(课次.课时, 1)", "求和(2, 1.5, 1, 1)", "5.5")],
        ),
        (
            "if(done, score * 2, score / 7)",
            [
                ("已完成", "是", "是"),
                ("得分", "-2.5", "-2.5"),
                ("得分 * 2", "-2.5 * 2", "-5"),
                ("如果(已完成, 得分 * 2, 得分 / 7)", "如果(是, -5, 得分 / 7)", "-5"),
            ],
        ),
        (
            "people / 7 * (births / 7)",
            [
                ("常住人口", "140000", "140000"),
                ("常住人口 / 7", "140000 / 7", "20000"),
                ("活产数", "1200", "1200"),
                ("活产数 / 7", "1200 / 7", "1200 / 7"),
                ("常住人口 / 7 * (活产数 / 7)", "20000 * (1200 / 7)", "24000000 / 7"),
            ],
        ),
        (
            "girls > 1 or state = held",
            [
                ("「15—17周岁女性人口数」", "〔未报〕", "〔未报〕"),
                ("「15—17周岁女性人口数」 > 1", "〔未报〕 > 1", "〔未报〕"),
                ("状态", "held", "held"),
                ("状态 = 已举办", "held = 已举办", "是"),
                ("「15—17周岁女性人口数」 > 1 或 状态 = 已举办", "〔未报〕 或 是", "是"),
            ],
        ),
    ],
)
def test_a_formula_is_explained_with_its_numbers_filled_in(text: str, steps: list[tuple[str, str, str]]) -> None:
    found = explain(read(text, WORLD), TABLE, WORLD.words("zh"))
    assert [(step.formula, step.filled, exactly(step.value)) for step in found] == steps


def test_the_last_step_is_the_value_and_a_printer_may_be_given() -> None:
    tree = read("births / people", WORLD)
    steps = explain(tree, TABLE, show=lambda node, found: f"{float(found):.1f}" if isinstance(found, Fraction) else "?")
    assert steps[-1].value == evaluate(tree, TABLE)
    assert steps[-1].node == tree
    assert steps[-1].filled == "1200.0 / 140000.0"


def test_of_many_child_records_the_first_and_the_last_are_written_out() -> None:
    table = Table(records={"session": [{"hours": F(hours)} for hours in range(1, 101)]})
    (step,) = explain(read("sum(session.hours)", WORLD), table)
    assert (step.filled, step.value) == ("sum(1, 2, 3, 4, 5, 6, …, 100)", F(5050))


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        (True, "是", "true"),
        (False, "否", "false"),
        (F(-1, 8), "-0.125", "-0.125"),
        (F(1, 3), "1 / 3", "1 / 3"),
        (F(1200), "1200", "1200"),
        (dt.date(2026, 11, 22), "2026-11-22", "2026-11-22"),
        ("held", "held", "held"),
        (Missing(Absence.ZERO_DIVISOR), "〔未计算（分母为零）〕", "〔not computed (the divisor is zero)〕"),
    ],
)
def test_a_value_is_shown_with_all_its_digits(outcome: Outcome, zh: str, en: str) -> None:
    assert (exactly(outcome), exactly(outcome, "en")) == (zh, en)
