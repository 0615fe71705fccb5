"""From readings to a figure: small formulas worked by hand, without a house."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from halfsky.kernel.breakdown import TOTAL, Cell, cell, read_cell
from halfsky.kernel.fact import Absence, Adding, Element, Flow, Missing, Observation, Reading
from halfsky.kernel.figure import choose, compute, counted_at, operands, working
from halfsky.kernel.grammar import parse
from halfsky.kernel.indicator import Basis, Direction, Indicator
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import year
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Entries, Key, Rolled, roll_up
from halfsky.kernel.text import Text

ELEMENTS = {
    code: Element(code, Text(code), unit, Flow.FLOW, Adding.ADD, breakdowns=(("residence", ("urban", "rural")),))
    for code, unit in {"deaths": "人", "births": "人", "people": "万人", "money": "万元", "places": "个"}.items()
}
LABELS = ("死亡数", "活产数", "常住人口", "资金", "托位数")
RURAL = read_cell("residence=rural")


def indicator(unit: str, decimals: int = 1, per: str = "", basis: Basis = "published-first") -> Indicator:
    return Indicator("x", Text("某指标"), unit, decimals, Direction.UP, per=per, basis=basis)


def rolled(given: dict[str, str | None], held: int = 1, due: int = 1, at: Cell = TOTAL) -> Rolled:
    values: dict[Key, Reading] = {
        (c, at): Missing(Absence.NOT_REPORTED, c) if v is None else exact(v) for c, v in given.items()
    }
    return Rolled(values, held, due)


def worked(unit: str, formula: str, given: dict[str, str | None], per: str = "", **parts: int) -> Observation | None:
    return compute(indicator(unit, per=per), parse(formula), rolled(given, **parts), ELEMENTS, TOTAL, year(2024))


@pytest.mark.parametrize(
    ("unit", "per", "formula", "given", "value", "shown"),
    [
        ("1/10万", "", "deaths / births", {"deaths": "3", "births": "31914"}, F(300_000, 31914), "9.4"),
        ("‰", "", "deaths / births", {"deaths": "40", "births": "10000"}, F(4), "4.0"),
        ("%", "", "births / deaths", {"births": "0", "deaths": "7"}, F(0), "0.0"),
        ("%", "", "(deaths + births) / births", {"deaths": "1", "births": "3"}, F(400, 3), "133.3"),
        ("人", "", "deaths + births", {"deaths": "2", "births": "5"}, F(7), "7.0"),
        # 450 places for 3.5万 people are 450 ÷ 35 per thousand
        ("个", "千人", "places / people", {"places": "450", "people": "3.5"}, F(450, 35), "12.9"),
        ("元", "", "money", {"money": "1.2"}, F(12_000), "12000.0"),
    ],
)
def test_a_figure_by_hand(
    unit: str, per: str, formula: str, given: dict[str, str | None], value: F, shown: str
) -> None:
    found = worked(unit, formula, given, per)
    assert found is not None
    assert (found.value, found.shown, found.computed, found.period) == (value, shown, True, year(2024))


def test_a_ratio_keeps_its_cases_and_its_count_in_whole_units() -> None:
    found = worked("1/10万", "deaths / people", {"deaths": "3", "people": "3.1914"})
    assert found is not None
    assert (found.cases, found.count) == (3, 31_914)
    no_ratio = worked("人", "deaths + births", {"deaths": "2", "births": "5"})
    assert no_ratio is not None and (no_ratio.cases, no_ratio.count) == (None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"deaths": None, "births": "100"},
        {"deaths": "1", "births": None},
        {"deaths": "1"},
        {},
        {"deaths": "1", "births": "0"},
        {"deaths": "0", "births": "0"},
    ],
)
def test_without_an_operand_or_over_zero_there_is_no_figure(given: dict[str, str | None]) -> None:
    assert worked("%", "deaths / births", given) is None


def test_no_cases_make_zero_not_nothing() -> None:
    found = worked("1/10万", "deaths / births", {"deaths": "0", "births": "1200"})
    assert found is not None and (found.value, found.shown) == (0, "0.0")


def test_a_figure_says_how_many_of_how_many_gave() -> None:
    given: dict[str, str | None] = {"deaths": "1", "births": "200"}
    whole, most, few = (worked("%", "deaths / births", given, held=h, due=5) for h in (5, 4, 3))
    assert whole is not None and whole.note == ""
    assert most is not None and most.note == "5个单位中4个已报"
    assert few is None  # three fifths may not speak for the whole


def test_formulas_of_figures_look_at_no_other_period() -> None:
    assert worked("人", "births - previous(births)", {"births": "5"}) is None


def test_the_operands_are_asked_for_in_the_cell_of_the_figure() -> None:
    formula = parse("deaths / births[sex=female]")
    assert operands(formula, TOTAL) == (("deaths", TOTAL), ("births", cell({"sex": "female"})))
    assert operands(formula, RURAL) == (
        ("deaths", RURAL),
        ("births", cell({"sex": "female", "residence": "rural"})),
    )
    assert operands(parse("births / (births + deaths)"), TOTAL) == (("births", TOTAL), ("deaths", TOTAL))


def test_below_the_level_where_an_operand_enters_there_is_no_figure() -> None:
    elements = {
        "deaths": replace(ELEMENTS["deaths"], at=Level.COUNTY),
        "births": replace(ELEMENTS["births"], at=Level.TOWNSHIP),
        "people": ELEMENTS["people"],
    }
    both = [level for level in Level if counted_at(parse("deaths / births"), elements, level)]
    assert both == [Level.NATION, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY]
    assert counted_at(parse("births"), elements, Level.TOWNSHIP)
    assert not counted_at(parse("births"), elements, Level.VILLAGE)
    assert counted_at(parse("people"), elements, Level.VILLAGE)  # enters at any level


def test_a_figure_of_a_cell_from_two_counties() -> None:
    formula = parse("deaths / births")
    parts = [
        {("deaths", RURAL): F(1), ("births", RURAL): F(300)},
        {("deaths", RURAL): F(2), ("births", RURAL): F(500)},
    ]
    found = compute(
        indicator("‰"), formula, roll_up(operands(formula, RURAL), ELEMENTS, parts), ELEMENTS, RURAL, year(2024)
    )
    # 3 of 800, not the mean of 1/300 and 2/500
    assert found is not None
    assert (found.value, found.cell) == (F(3000, 800), RURAL)


def test_the_working_of_a_figure_in_words_and_numbers() -> None:
    named = {code: replace(e, name=Text(name)) for (code, e), name in zip(ELEMENTS.items(), LABELS, strict=True)}
    formula = parse("deaths / births")
    given_: list[tuple[Text, Entries]] = [
        (Text("甲县"), {("deaths", TOTAL): F(1), ("births", TOTAL): F(300)}),
        (Text("乙县"), {("deaths", TOTAL): F(2)}),
        (Text("丙县"), {("deaths", TOTAL): F(3), ("births", TOTAL): F(500)}),
    ]
    keys = operands(formula, TOTAL)
    found = working(formula, roll_up(keys, named, [entries for _, entries in given_]), named, TOTAL, given_)
    assert found.formula == "死亡数 / 活产数"
    assert [name.zh for name in found.operands] == ["死亡数", "活产数"]
    # 乙县 lacks births and counts in neither: 4 of 800
    assert [line.split(" = ")[:2] for line in found.filled] == [["死亡数 / 活产数", "4 / 800"]]
    missing = Missing(Absence.NOT_REPORTED, "births")
    assert [(name.zh, readings) for name, readings in found.parts] == [
        ("甲县", (F(1), F(300))),
        ("乙县", (F(2), missing)),
        ("丙县", (F(3), F(500))),
    ]
    assert (found.held, found.due) == (2, 3)


def published(shown: str, note: str = "") -> Observation:
    return Observation(year(2024), exact(shown), shown, "NBS", note=note)


def reckoned(value: F, shown: str, note: str = "") -> Observation:
    return Observation(year(2024), value, shown, computed=True, cases=F(3), count=F(31_914), note=note)


@pytest.mark.parametrize("shown", ["9.4", "9.40", "9"])
def test_a_published_value_that_agrees_is_used_with_the_cases_behind_it(shown: str) -> None:
    computed = reckoned(F(300_000, 31_914), "9.4")  # 9.4002…
    used = choose(published(shown), computed, indicator("1/10万"))
    assert (used.shown, used.computed, used.note) == (shown, False, "")
    assert (used.cases, used.count) == (3, 31_914)


def test_a_difference_beyond_rounding_is_a_finding() -> None:
    computed = reckoned(F(300_000, 31_914), "9.4")
    used = choose(published("9.5", "初步数"), computed, indicator("1/10万"))
    assert (used.shown, used.note) == ("9.5", "初步数；与计算值9.4不一致")
    other = choose(published("9.41"), computed, indicator("1/10万"))  # 9.40 at two decimals
    assert other.note == "与计算值9.4不一致"


def test_the_basis_decides_which_is_used() -> None:
    computed = reckoned(F(300_000, 31_914), "9.4", "5个单位中4个已报")
    first = indicator("1/10万", basis="computed-first")
    assert choose(published("9.4"), computed, first) == computed
    used = choose(published("9.5"), computed, first)
    assert (used.computed, used.shown, used.note) == (True, "9.4", "5个单位中4个已报；与公布值9.5不一致")
