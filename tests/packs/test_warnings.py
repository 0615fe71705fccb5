"""Warning rules: the names and placeholders are the kernel's, and a compiled condition holds when it should."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

import pytest

from halfsky.kernel import warning
from halfsky.kernel.grammar import Choice, Plain
from halfsky.kernel.judging import judge
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question
from halfsky.kernel.warning import Facts, Rule, warn
from halfsky.packs import join, read_pack, rows
from halfsky.packs.warnings import PLACEHOLDERS, SCOPE

from .edits import files_of, rule, teaching

PLAIN: Facts = {
    "verdict": "expected",
    "behind_progress": Fraction(0),
    "behind": Fraction(0),
    "one_digit": Fraction(1, 10),
    "worse_running": Fraction(0),
    "in_band": False,
    "weakening": False,
    "late": False,
    "quantifiable": True,
}


def compiled(when: str) -> Rule:
    (found,) = join([read_pack(teaching(rule(when)))]).rules
    return found


def question() -> Question:
    """T1.02 of the teaching pack in 2024, without any figure."""
    pack = read_pack(teaching())
    content = join([pack])
    goal = content.plans["teaching"].goal("T1.02")
    assert goal is not None
    assert goal.kind is GoalKind.REACH
    target = rows(pack).targets[1]
    indicator = content.indicators[goal.indicator]
    return Question(indicator, goal, target, (), 2024, dt.date(2025, 12, 31), 2020)


def test_the_names_of_conditions_are_those_that_the_kernel_gives() -> None:
    asked = question()
    given = warning.facts(asked, judge(asked))
    assert {term.code for term in SCOPE.terms} == set(given)
    for term in SCOPE.terms:
        value = given[term.code]
        if isinstance(term.type, Choice):
            assert value in [code for code, _ in term.type.options]
        else:
            assert isinstance(value, bool) == (term.type is Plain.BOOLEAN)


def test_the_classes_of_verdicts_can_all_be_named() -> None:
    verdict = SCOPE.term["verdict"].type
    assert isinstance(verdict, Choice)
    assert [code for code, _ in verdict.options] == [c.value for c in Class]


def test_the_placeholders_are_those_that_the_kernel_fills() -> None:
    asked = question()
    words = "".join(f"{{{name}}}" for name in PLACEHOLDERS)
    every = Rule("every", warning.Level.GREY, "", Text(words, words), lambda facts: True)
    found = warn((every,), asked, judge(asked), Text("名称", "name"))
    assert found is not None
    assert found.reason.zh.startswith("名称")
    stranger = Rule("stranger", warning.Level.GREY, "", Text("{nobody}"), lambda facts: True)
    with pytest.raises(KeyError):
        warn((stranger,), asked, judge(asked), Text("名称"))


@pytest.mark.parametrize(
    ("when", "facts", "holds"),
    [
        ("verdict = relapsed", {"verdict": "relapsed"}, True),
        ("verdict = relapsed", {"verdict": "kept"}, False),
        ("判定 = 达标后回落", {"verdict": "relapsed"}, True),
        ("verdict in (early, kept)", {"verdict": "kept"}, True),
        ("behind_progress > 10%", {"behind_progress": Fraction(1, 10)}, False),
        ("behind_progress > 10%", {"behind_progress": Fraction(11, 100)}, True),
        ("behind >= one_digit", {"behind": Fraction(1, 10)}, True),
        ("behind >= one_digit", {"behind": Fraction(9, 100)}, False),
        ("worse_running >= 2 and not late", {"worse_running": Fraction(2)}, True),
        ("worse_running >= 2 and not late", {"worse_running": Fraction(2), "late": True}, False),
        ("in_band or weakening", {"weakening": True}, True),
    ],
)
def test_a_condition_holds_when_it_should(when: str, facts: Mapping[str, Fraction | bool | str], holds: bool) -> None:
    assert compiled(when).holds({**PLAIN, **facts}) is holds


def test_a_condition_with_an_unknown_fact_does_not_hold() -> None:
    assert compiled("late").holds({}) is False


def test_the_shipped_rules_raise_red_for_a_goal_that_was_missed() -> None:
    rules = join([read_pack(files_of("indicators-cn"))]).rules
    red = [r.code for r in rules if r.level is warning.Level.RED and r.holds({**PLAIN, "verdict": "not_reached"})]
    assert red == ["not-reached"]
