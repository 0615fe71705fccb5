"""What is said of places side by side: best and worst by the direction, differences in the indicator's own unit."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction as F

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.comparing import remarks, split
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.period import year
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question, Verdict


def row(
    value: str | None, direction: Direction = Direction.DOWN, at: int = 2024, class_: Class = Class.DIFFICULT,
    bar: Bar | None = None,
) -> Row:  # fmt: skip
    name = Text("死亡率")
    indicator = Indicator("mmr", name, "1/10万", 1, direction)
    goal = Goal("W1", "d", "mmr", GoalKind.REACH, TOTAL)
    seen = None if value is None else Observation(year(at), F(value), value)
    question = Question(indicator, goal, None, (), 2024, dt.date(2025, 12, 31), 2020)
    return Row("W1", name, question, Verdict(class_, True, observation=seen, bar=bar), name)


def said(*rows: Row | None) -> list[str]:
    return ["；".join(t.zh for t in texts) for texts in remarks(rows)]


def test_the_lower_is_the_better_and_differences_have_a_unit() -> None:
    assert said(row("12.0"), row("9.5"), row("14.3"), None, row(None)) == [
        "", "最好；比首列低2.5个十万分点", "最差；比首列高2.3个十万分点", "", "",
    ]  # fmt: skip


def test_of_two_one_is_better_and_a_bar_says_which() -> None:
    bar = Bar(low=F(10))
    assert said(row("12.0", bar=bar), row("9.5", bar=bar)) == ["较好", "较差；比首列低2.5个十万分点"]


def test_equal_values_share_the_word_and_nothing_is_best_where_all_are_equal() -> None:
    assert said(row("9.5"), row("9.5"), row("12.0")) == ["最好", "最好；与首列相同", "最差；比首列高2.5个十万分点"]
    assert said(row("9.5"), row("9.5")) == ["", "与首列相同"]
    assert said(row("9.5")) == [""]


def test_where_neither_way_is_better_values_are_only_high_and_low() -> None:
    free = Direction.NONE
    assert said(row("1", free), row("2", free), row("3", free)) == [
        "最低", "比首列高1.0个十万分点", "最高；比首列高2.0个十万分点",
    ]  # fmt: skip


def test_another_year_is_said_and_nothing_is_held_against_a_place_without_a_figure() -> None:
    assert said(row("12.0"), row("9.5", at=2023))[1] == "较好；比首列低2.5个十万分点；数据年度不同"
    assert said(row(None), row("9.5"), row("12.0")) == ["", "较好", "较差"]


def test_places_part_where_some_reach_it_and_some_that_speak_do_not() -> None:
    reached, missed, silent = row("9", class_=Class.EARLY), row("14"), row(None, class_=Class.NO_DATA)
    assert split([reached, missed]) and not split([reached, silent]) and not split([missed, None, missed])
