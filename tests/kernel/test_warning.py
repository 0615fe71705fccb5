"""Warnings: the gravest rule that holds, its words filled from the verdict, its names known to the rule makers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.judging import judge
from halfsky.kernel.period import year
from halfsky.kernel.place import Level as PlaceLevel
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.target import Comparator, Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Question
from halfsky.kernel.warning import LEVELS, Facts, Level, Rule, facts, warn
from tests.kernel.questions import NAME, question, seeded

PLACEHOLDERS = (
    "name", "year", "judged", "value", "unit", "target", "target_year", "base_year", "expected", "gap",
    "reason", "worse_running",
)  # fmt: skip
EVERYTHING = " ".join(f"{name}={{{name}}}" for name in PLACEHOLDERS)


def rule(code: str, level: Level, holds: Callable[[Facts], bool], zh: str = "甲", en: str = "a") -> Rule:
    return Rule(code, level, "", Text(zh, en), holds, "1.0.0")


def asked(values: str, goal: str = "90", judged: int = 2024) -> Question:
    """A share of at least `goal` by 2030, base year 2020; values as `2020:80 2021:81`."""
    pairs = [v.split(":") for v in values.split()]
    series = tuple(Observation(year(int(y)), F(v), v, "S") for y, v in pairs)
    aimed = Target("p", "X1", 2030, Comparator.AT_LEAST, F(goal), goal)
    indicator = Indicator("x", NAME, "%", 1, Direction.UP)
    return Question(indicator, Goal("X1", "d", "x", GoalKind.REACH), aimed, series, judged, dt.date(2026, 11, 22), 2020)


SOON = asked("2020:80 2024:81")
"""81 % where the straight line asks for 80 + 10 × 4/10 = 84: 3 points or 30 % of the way behind."""


@given(st.lists(st.tuples(st.sampled_from(Level), st.booleans()), max_size=8))
def test_the_gravest_rule_that_holds_is_raised_and_the_first_of_its_level(made: list[tuple[Level, bool]]) -> None:
    rules = tuple(rule(str(i), level, lambda _, holds=holds: holds) for i, (level, holds) in enumerate(made))  # type: ignore[misc]
    found = warn(rules, SOON, judge(SOON), NAME)
    expected = None
    for grave in ("red", "yellow", "grey", "green"):
        of_level = [str(i) for i, (level, holds) in enumerate(made) if holds and level == grave]
        if of_level:
            expected = (grave, of_level[0])
            break
    assert (None if found is None else (found.level.value, found.rule)) == expected


def test_levels_from_grave_to_good_with_names_in_both_languages() -> None:
    assert [level.value for level in Level] == ["red", "yellow", "grey", "green"]
    assert all(level.label.zh and level.label.en for level in LEVELS)


def test_the_facts_of_a_verdict_by_hand() -> None:
    assert facts(SOON, judge(SOON)) == {
        "verdict": "difficult",
        "behind_progress": F(3, 10),
        "behind": F(3),
        "one_digit": F(1, 10),
        "worse_running": F(0),
        "in_band": False,
        "weakening": False,
        "late": False,
        "quantifiable": True,
    }
    falling = asked("2020:85 2022:97 2023:96 2024:95")
    found = facts(falling, judge(falling), late=True)
    assert (found["verdict"], found["worse_running"], found["weakening"], found["late"]) == ("early", 2, True, True)
    assert (found["behind"], found["behind_progress"]) == (0, 0)


def test_without_a_line_nothing_is_behind() -> None:
    silent = asked("")
    found = facts(silent, judge(silent))
    assert (found["verdict"], found["behind"], found["behind_progress"]) == ("no_data", 0, 0)


def test_of_a_goal_for_every_township_a_warning_says_how_many_meet_it() -> None:
    q = asked("2024:93")
    assert q.target is not None
    parts = (Part(Text("甲镇"), F(95)), Part(Text("乙镇"), F(89)), Part(Text("丙镇"), None))
    every = replace(q, target=replace(q.target, each=PlaceLevel.TOWNSHIP), parts=parts)
    always = rule("r", Level.GREY, lambda _: True, "{value}", "{value}")
    found = warn((always,), every, judge(every), NAME)
    assert found is not None
    assert (found.reason.zh, found.reason.en) == ("3个单位中1个达到", "1 of 3 places meeting it")


@given(seeded(question), st.booleans())
def test_every_verdict_has_all_facts_of_their_kinds(q: Question, late: bool) -> None:
    found = facts(q, judge(q), late)
    assert set(found) == set(facts(SOON, judge(SOON)))
    kinds = {name: type(value) for name, value in facts(SOON, judge(SOON)).items()}
    assert {name: type(value) for name, value in found.items()} == kinds
    assert F(str(found["behind_progress"])) >= 0 and F(str(found["behind"])) >= 0


@given(seeded(question))
def test_the_words_of_a_rule_can_always_be_filled(q: Question) -> None:
    always = rule("all", Level.GREEN, lambda _: True, EVERYTHING, EVERYTHING)
    found = warn((always,), q, judge(q), NAME)
    assert found is not None
    for text in (found.reason.zh, found.reason.en):
        assert "{" not in text and "None" not in text and "Fraction" not in text
    assert {name for _, name, _, _ in Formatter().parse(EVERYTHING)} == set(PLACEHOLDERS)


def test_the_words_are_filled_from_the_verdict_by_hand() -> None:
    found = warn(
        (rule("r", Level.YELLOW, lambda f: bool(f["behind"]), EVERYTHING, EVERYTHING),), SOON, judge(SOON), NAME
    )
    assert found is not None
    assert found.reason.zh == (
        "name=覆盖率 year=2024 judged=2024 value=81% unit=% target=90%以上 target_year=2030 base_year=2020 "
        "expected=84.0% gap=3.0个百分点 reason=— worse_running=0"
    )
    assert found.reason.en == (
        "name=coverage year=2024 judged=2024 value=81% unit=% target=at least 90% target_year=2030 base_year=2020 "
        "expected=84.0% gap=3.0 percentage points reason=— worse_running=0"
    )
    assert (found.level, found.rule, found.version) == (Level.YELLOW, "r", "1.0.0")


def test_without_data_the_reason_is_said_and_nothing_is_made_up() -> None:
    nothing = asked("")
    found = warn(
        (rule("r", Level.GREY, lambda f: f["verdict"] == "no_data", EVERYTHING),), nothing, judge(nothing), NAME
    )
    assert found is not None
    assert "value=— " in found.reason.zh and "expected=— gap=— reason=部门未提供" in found.reason.zh


@pytest.mark.parametrize("rules", [(), (rule("never", Level.RED, lambda _: False),)])
def test_where_no_rule_holds_there_is_no_warning(rules: tuple[Rule, ...]) -> None:
    assert warn(rules, SOON, judge(SOON), NAME) is None
