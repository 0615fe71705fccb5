"""Evaluation: each row in one group, the groups counted by hand; which targets a year's evaluation asks; problems with
what their figures say."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given

from halfsky.kernel.assessment import Row
from halfsky.kernel.evaluating import Outcome, Stage, by_domain, by_unit, due, outcome, stage, tally
from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Direction, Rhythm, Validity
from halfsky.kernel.inventory import Trend, inventory
from halfsky.kernel.judging import judge
from halfsky.kernel.plan import Plan
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question
from tests.documents.world import EDUCATION, assessment, maternal, mortality, row
from tests.kernel.questions import question, seeded

PLAN = Plan("p", Text("规划"), 2021, 2030, 2020)
RISING = "2020:50 2021:52 2022:54 2023:56 2024:58"


@pytest.mark.parametrize(
    ("year", "found", "until"),
    [(2021, Stage.YEARLY, None), (2025, Stage.MIDTERM, 2025), (2026, Stage.YEARLY, None), (2030, Stage.FINAL, None)],
)
def test_the_year_says_which_evaluation_it_is_and_which_targets_count(
    year: int, found: Stage, until: int | None
) -> None:
    assert (stage(PLAN, year), due(PLAN, year)) == (found, until)


def test_the_middle_year_of_the_plan_before() -> None:
    assert stage(Plan("p", Text("规划"), 2011, 2020, 2010), 2015) is Stage.MIDTERM


@given(seeded(question))
def test_what_counts_is_in_one_group_and_reached_is_what_the_verdict_calls_reached(q: Question) -> None:
    verdict = judge(q)
    found = outcome(verdict)
    aside = not verdict.quantifiable or verdict.reason is Absence.NOT_COUNTED_HERE
    assert (found is None) == aside
    if not aside:
        assert (found is Outcome.REACHED) == verdict.reached
        assert (found is Outcome.UNDECIDED) == (verdict.class_ in (Class.NO_DATA, Class.PENDING))
        if verdict.class_ in (Class.NOT_REACHED, Class.RELAPSED, Class.DIFFICULT):
            assert found is Outcome.NOT_REACHED


def rows() -> tuple[Row, ...]:
    """Reached ×3, near ×1 (14.3 against 12, on its way), not reached ×1, no data ×1, watched ×1."""
    return (
        *mortality(),
        maternal(),
        row("C2.01", "毛入学率", RISING, ">= 95 in 2030", domain=EDUCATION),
        row("C2.02", "巩固率", "", ">= 96 in 2030", domain=EDUCATION),
        row("C2.03", "在校生数", RISING, unit="人", domain=EDUCATION),
    )


def test_rows_are_counted_by_outcome_domain_and_unit_with_their_names() -> None:
    a = assessment(*rows())
    whole = tally(a.rows)
    assert [(o.value, [r.number for r in some]) for o, some in whole.groups] == [
        ("reached", ["C1.01", "C1.02", "C1.03"]),
        ("near", ["W1.02"]),
        ("not_reached", ["C2.01"]),
        ("no_data", ["C2.02"]),
    ]
    assert [r.number for r in whole.aside] == ["C2.03"]
    assert whole.counted == 6
    assert [(d.code, t.counted) for d, t in by_domain(a)] == [("health", 4), ("education", 2)]
    ((unit, led),) = by_unit(a)
    assert (unit and unit.code, led.counted) == ("health", 6)


def test_a_problem_says_the_way_since_the_base_what_lacks_and_both_paces() -> None:
    a = assessment(*rows())
    first, second = inventory(a, {"C2.01": " 学位不足。 "})
    # 50 → 58 in four years: 2 a year; 95 − 58 = 37 in six years: 37/6 a year
    assert (first.row.number, first.cause, first.trend) == ("C2.01", "学位不足。", Trend.BETTER)
    assert (first.change, first.distance, first.pace, first.needed) == (F(8), F(37), F(2), F(37, 6))
    assert first.says.zh == (
        "较2020年提高8.0个百分点（较基期向好），距目标还差37.0个百分点，基期以来年均提高2.0个百分点，"
        "到2030年每年需提高6.2个百分点。"
    )
    # 16.9 → 14.3 in four years: −0.65 a year; 12 − 14.3 = −2.3 in six years
    assert (second.row.number, second.cause) == ("W1.02", "")
    assert (second.pace, second.needed) == (F(-65, 100), F(-23, 60))


def test_what_was_met_and_is_lost_is_a_problem_that_says_so() -> None:
    lost = row("C1.04", "率", "2020:4.0 2021:4.5 2022:5.2", "<= 5 in 2030", judged=2022, direction=Direction.DOWN)
    (found,) = inventory(assessment(lost, judged=2022))
    assert found.relapsed
    assert found.trend is Trend.WORSE


def test_without_a_base_nothing_is_said_of_the_way_since() -> None:
    (found,) = inventory(assessment(row("C2.01", "毛入学率", "2024:58", ">= 95 in 2030")))
    assert (found.change, found.pace, found.trend) == (None, None, None)
    assert found.says.zh == "距目标还差37.0个百分点，到2030年每年需提高6.2个百分点。"


def test_a_series_in_steps_has_no_yearly_pace() -> None:
    steps = Validity(Rhythm.TERM, (2020, 2021, 2026))
    (found,) = inventory(assessment(row("C2.01", "比例", "2020:20 2021:22", ">= 30 in 2030", validity=steps)))
    assert (found.change, found.distance, found.pace, found.needed) == (F(2), F(8), None, None)


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ("2020:50 2024:50.04", Trend.LEVEL),
        ("2020:50 2024:50.06", Trend.BETTER),
        ("2020:50 2024:49.94", Trend.WORSE),
        ("2020:50 2024:50", Trend.LEVEL),
    ],
)
def test_the_trend_agrees_with_the_change_as_it_is_printed(values: str, trend: Trend) -> None:
    (found,) = inventory(assessment(row("C2.01", "毛入学率", values, ">= 95 in 2030")))
    assert found.trend is trend
