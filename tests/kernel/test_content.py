"""Finding definitions by a plan's number or the catalogue's code, and what is suggested when there is none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from halfsky.kernel.breakdown import TOTAL, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.grammar import Node, parse
from halfsky.kernel.indicator import Definition, Direction, Indicator
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Duty, Goal, GoalKind, Plan
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text

RURAL = read_cell("residence=rural")
OLD, NEW = parse("deaths / births"), parse("deaths / women")
MMR = Indicator(
    "mmr", Text("孕产妇死亡率"), "1/10万", 1, Direction.DOWN,
    definitions=(Definition("deaths / births", until=2015), Definition("deaths / women", since=2016, until=2025)),
)  # fmt: skip
BIRTHS = Indicator("hospital_births", Text("住院分娩率"), "%", 1, Direction.UP)


def goal(number: str, indicator: str, **more: object) -> Goal:
    return Goal(number, "d", indicator, GoalKind.REACH, **more)  # type: ignore[arg-type]


def plan(code: str, *goals: Goal) -> Plan:
    return Plan(code, Text(code), 2021, 2030, 2020, goals=goals, duties=(Duty("W1.02", "health", ("police",)),))


CONTENT = Content(
    indicators={i.code: i for i in (MMR, BIRTHS)},
    formulas={("mmr", None): OLD, ("mmr", 2016): NEW},
    plans={
        "women": plan("women", goal("W1.02", "mmr"), goal("W1.03", "hospital_births", cell=RURAL)),
        "children": plan("children", goal("C1.02", "mmr"), goal("W1.02", "hospital_births")),
    },
)


def test_a_number_leads_to_its_indicator_and_cell() -> None:
    found, at, asked = CONTENT.find("W1.03")
    assert (found, at) == (BIRTHS, RURAL)
    assert asked is not None and asked.number == "W1.03"


def test_a_code_leads_to_the_indicator_itself() -> None:
    assert CONTENT.find("mmr") == (MMR, TOTAL, None)


def test_the_named_plan_decides_where_two_plans_use_one_number() -> None:
    assert CONTENT.find("W1.02")[0] is MMR
    assert CONTENT.find("W1.02", "children")[0] is BIRTHS
    assert CONTENT.find("mmr", "children")[0] is MMR


@pytest.mark.parametrize(
    ("name", "near"), [("W1.2", "W1.02"), ("w1.03", "W1.03"), ("MMR", "mmr"), ("hospital_birth", "hospital_births")]
)
def test_an_unknown_name_is_refused_with_what_is_near(name: str, near: str) -> None:
    with pytest.raises(Refusal) as refused:
        CONTENT.find(name)
    assert (refused.value.number, refused.value.status) == ("404.11", 404)
    assert name in refused.value.says.zh
    assert "；相近的有：" in refused.value.todo.zh and near in refused.value.todo.zh
    assert "; near it: " in refused.value.todo.en and near in refused.value.todo.en
    assert "相近" not in refused.value.todo.en


def test_where_nothing_is_near_nothing_is_suggested() -> None:
    with pytest.raises(Refusal) as refused:
        CONTENT.find("完全不同的名称")
    assert refused.value.todo.zh == "请使用规划编号（如 W1.02）或指标库代码（如 mmr）。"
    assert refused.value.todo.en == "Use a plan's number (W1.02) or the catalogue's code (mmr)."


def test_a_number_of_another_plan_only_is_unknown_within_a_plan() -> None:
    with pytest.raises(Refusal) as refused:
        CONTENT.find("C1.02", "women")
    children = CONTENT.plans["children"].title
    assert f"；这个编号属于{children.zh}。" in refused.value.todo.zh, "the very same number is nothing near it"
    assert f"; it is a number of {children.in_('en')}." in refused.value.todo.en
    assert "C1.02" not in refused.value.todo.zh


def test_an_unknown_plan_is_refused_with_those_installed() -> None:
    assert CONTENT.plan("women").goal("W1.02") is not None
    with pytest.raises(Refusal) as refused:
        CONTENT.plan("youth")
    assert "women、children" in refused.value.todo.zh
    with pytest.raises(Refusal) as empty:
        Content().plan("women")
    assert empty.value.todo.zh == "已安装的规划：—。"


@pytest.mark.parametrize(("year", "formula"), [(2010, OLD), (2015, OLD), (2016, NEW), (2025, NEW), (2026, None)])
def test_the_formula_of_the_definition_in_force(year: int, formula: Node | None) -> None:
    assert CONTENT.formula(MMR, year) is formula
    assert CONTENT.formula(BIRTHS, year) is None


def test_goals_and_duties_by_number() -> None:
    women = CONTENT.plan("women")
    assert women.goal("X") is None
    duty = women.duty("W1.02")
    assert duty is not None and (duty.lead, duty.support) == ("health", ("police",))
    assert women.duty("W9.99") is None


def place(code: str, level: Level) -> Place:
    return Place(1, code, "某地", level, (1,))


def test_a_stated_base_belongs_to_the_place_of_its_plan() -> None:
    nation, city = place("0" * 12, Level.NATION), place("450800000000", Level.PREFECTURE)
    other = place("450900000000", Level.PREFECTURE)
    national, local = goal("N1", "mmr", base=F("16.9")), goal("G1", "mmr", base=F("9.4"), place=city.code)
    assert national.at(nation).base == F("16.9") and national.at(city).base is None
    assert local.at(city).base == F("9.4")
    assert local.at(other).base is None and local.at(nation).base is None
    assert replace(national.at(city), base=national.base) == national  # nothing else changes
    assert goal("N2", "mmr").at(city) == goal("N2", "mmr")


def test_which_kinds_of_goals_ask_for_a_number_and_which_are_judged_anew() -> None:
    assert [k for k in GoalKind if k.quantifiable] == [GoalKind.REACH, GoalKind.KEEP, GoalKind.REACH_KEEP]
    assert [k for k in GoalKind if k.keeps] == [GoalKind.KEEP, GoalKind.REACH_KEEP]
