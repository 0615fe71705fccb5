"""Two plans side by side: goals are the same by indicator and breakdown, whatever their numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.plan import Goal, GoalKind, Plan
from halfsky.kernel.refusals import Refused
from halfsky.kernel.succession import OTHER_SUBJECT, Fate, Wanted, compare
from halfsky.kernel.target import Comparator, Target
from halfsky.kernel.text import Text

URBAN = cell({"residence": "urban"})


def goal(number: str, indicator: str, at: Cell = TOTAL) -> Goal:
    return Goal(number, "health", indicator, GoalKind.REACH, at)


def plan(code: str, first: int, *goals: Goal, subject: str = "women") -> Plan:
    return Plan(code, Text(code), first, first + 9, first - 1, subject, goals=goals)


def target(number: str, year: int, value: str, at: Cell = TOTAL) -> tuple[tuple[str, Cell], Target]:
    return (number, at), Target("p", number, year, Comparator.AT_MOST, Fraction(value), value, cell=at)


OLD = plan("old", 2021, goal("1", "mmr"), goal("2", "hiv"), goal("3", "water", URBAN), goal("4", "gone"))
NEW = plan("new", 2031, goal("A", "mmr"), goal("B", "hiv"), goal("C", "water"), goal("D", "fresh"))
BEFORE: Wanted = dict([target("1", 2030, "12"), target("2", 2030, "2"), target("4", 2030, "9")])
AFTER: Wanted = dict([target("A", 2040, "8"), target("B", 2040, "2")])


def test_each_goal_has_its_fate() -> None:
    found = [(p.fate, p.old and p.old.number, p.new and p.new.number) for p in compare(OLD, NEW, BEFORE, AFTER)]
    assert found == [
        (Fate.CHANGED, "1", "A"),
        (Fate.CARRIED, "2", "B"),
        (Fate.NEW, None, "C"),
        (Fate.NEW, None, "D"),
        (Fate.DROPPED, "3", None),
        (Fate.DROPPED, "4", None),
    ]


def test_a_target_that_is_lost_has_changed_and_the_old_one_is_shown() -> None:
    [first, *_] = compare(OLD, NEW, BEFORE, {})
    assert first.fate is Fate.CHANGED and first.after is None
    assert first.before is not None and first.before.shown == "12"


def test_two_goals_on_one_indicator_are_paired_in_their_order() -> None:
    twice = plan("twice", 2031, goal("A", "mmr"), goal("B", "mmr"))
    fates = [p.fate for p in compare(OLD, twice, {}, {})]
    assert fates == [Fate.CARRIED, Fate.NEW, Fate.DROPPED, Fate.DROPPED, Fate.DROPPED]


def test_plans_of_different_subjects_are_not_compared() -> None:
    with pytest.raises(Refused) as no:
        compare(OLD, plan("c", 2031, subject="children"), {}, {})
    assert no.value.refusals[0].problem is OTHER_SUBJECT
