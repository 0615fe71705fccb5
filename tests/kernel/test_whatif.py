"""What-if: the rates by hand, the effort by hand, and the best choice against every choice there is."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction as F
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.forecast import theil_sen
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.period import year
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.target import Bar, Part
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question, Verdict
from halfsky.kernel.whatif import Effort, best, effort, gains, key, levers, liftable, summaries, without_bar

MOST = 3


def row(number: str, verdict: Verdict, series: str = "") -> Row:
    name = Text(number)
    indicator = Indicator(series or number, name, "%", 1, Direction.UP)
    goal = Goal(number, "d", indicator.code, GoalKind.REACH, TOTAL)
    question = Question(indicator, goal, None, (), 2024, dt.date(2025, 12, 31), 2020)
    return Row(number, name, question, verdict, name)


def seen(at: int, value: int) -> Observation:
    return Observation(year(at), F(value), str(value))


def short(base: int, now: int, low: int) -> Verdict:
    """A row that has come from a base to a value below its bar."""
    bar = Bar(low=F(low))
    return Verdict(Class.DIFFICULT, True, observation=seen(2024, now), base=seen(2020, base), bar=bar)


REACHED = Verdict(Class.EARLY, True, observation=seen(2024, 99), bar=Bar(low=F(90)))


def test_the_effort_is_what_is_left_of_the_way_and_the_years_at_past_pace() -> None:
    # from 60 to 70 in four years; 90 is wanted: 20 of 30 are left, eight years at 2.5 a year
    assert effort(short(60, 70, 90)) == Effort(F(2, 3), F(8))
    # the wrong way: no number of years, and more than the whole way
    assert effort(short(60, 50, 90)) == Effort(F(4, 3), None)
    # a base that met the target leaves no way to measure with; it still fell by 1 a year, away from the bar
    assert effort(short(95, 91, 92)) == Effort(None, None)
    assert effort(Verdict(Class.NO_DATA, True, bar=Bar(low=F(90)), reason=Absence.NOT_PUBLISHED)) == Effort()


def test_the_pace_is_the_forecasts_where_there_is_one() -> None:
    # slopes between 10, 12, 14, 20: the median is 2 (2, 2, 6, 2, 4, 10/3 → 8/3); 30 is wanted, 10 to go
    points = [(2020, F(10)), (2021, F(12)), (2022, F(14)), (2023, F(20))]
    verdict = Verdict(
        Class.DIFFICULT, True, observation=seen(2023, 20), base=seen(2020, 10), bar=Bar(low=F(30)),
        forecast=theil_sen(points, 2030),
    )  # fmt: skip
    assert effort(verdict) == Effort(F(1, 2), F(10) / F(8, 3))


def test_of_an_each_level_goal_the_places_are_the_way() -> None:
    parts = (Part(Text("甲"), F(95)), Part(Text("乙"), F(80)), Part(Text("丙"), None), Part(Text("丁"), F(90)))
    assert effort(Verdict(Class.UNCLEAR, True, bar=Bar(low=F(90)), parts=parts)) == Effort(F(2, 4))


def test_a_shared_series_lifts_both_plans_and_counts_once_together() -> None:
    women = [row("W1", REACHED), row("W2", short(60, 70, 90), "shared"), row("W3", short(60, 62, 90))]
    children = [row("C1", short(60, 70, 95), "shared"), row("C2", REACHED)]
    plans = [women, children]
    found = levers(plans)
    assert [(x.key[0], x.plans) for x in found] == [("shared", (0, 1)), ("W3", (0,))]
    # the harder of the two counts: 25 of 35 rather than 20 of 30
    assert found[0].effort == Effort(F(25, 35), F(10))
    each, together = summaries(plans)
    assert [(s.reached, s.quantifiable) for s in each] == [(1, 3), (1, 2)]
    assert (together.reached, together.quantifiable) == (2, 4)
    each, together = summaries(plans, [found[0].key])
    assert [s.rate for s in each] == [F(2, 3), F(1)] and together.rate == F(3, 4)
    assert gains(plans, found) == {("shared", ""): 1, ("W3", ""): 1}
    assert gains(plans, found, of=1) == {("shared", ""): 1, ("W3", ""): 0}
    # as much for the rate: the shorter way first (5/7 against 14/15); a lever that does not help the plan is left out
    assert [x.key[0] for x in best(found, gains(plans, found), 3)] == ["shared", "W3"]
    assert [x.key[0] for x in best(found, gains(plans, found, of=1), 3)] == ["shared"]


def test_what_has_no_bar_is_named_and_not_lifted() -> None:
    rows = [row("W1", Verdict(Class.PENDING, True, observation=seen(2024, 40))), row("W2", REACHED)]
    assert not levers([rows]) and [r.number for r in without_bar(rows)] == ["W1"]


def test_figures_that_come_with_the_target_may_make_a_rate_possible() -> None:
    """Three of five speak: no rate; with one more four of five do, and two are reached."""
    silent = Verdict(Class.NO_DATA, True, bar=Bar(low=F(90)), reason=Absence.NOT_PUBLISHED)
    rows = [
        row("W1", REACHED),
        *(row(f"W{n}", short(60, 70, 90)) for n in (2, 3)),
        row("W4", silent),
        row("W5", silent),
    ]
    (before,), _ = summaries([rows])
    (after,), _ = summaries([rows], [key(rows[3])])
    assert before.rate is None and after.rate_with_missing == F(2, 5)


verdicts = st.one_of(
    st.just(REACHED),
    st.builds(short, st.integers(0, 95), st.integers(0, 89), st.integers(90, 99)),
    st.just(Verdict(Class.NO_DATA, True, bar=Bar(low=F(90)), reason=Absence.NOT_REPORTED)),
    st.just(Verdict(Class.PENDING, True, observation=seen(2024, 40))),
    st.just(Verdict(Class.MONITORED, False, observation=seen(2024, 40))),
)
plans_of_rows = st.lists(st.lists(st.tuples(verdicts, st.sampled_from("abcdefg")), max_size=5), min_size=1, max_size=2)


@given(plans_of_rows, st.integers(0, MOST), st.sampled_from([None, 0]))
def test_no_other_choice_is_better(drawn: list[list[tuple[Verdict, str]]], k: int, of: int | None) -> None:
    """Every subset of at most k levers is tried: none lifts more, and none that lifts as much takes less effort."""
    plans = [[row(f"{p}{n}", v, series) for n, (v, series) in enumerate(rows)] for p, rows in enumerate(drawn)]
    found = levers(plans)
    gain = gains(plans, found, of)
    chosen = best(found, gain, k)

    def worth(subset: tuple[int, ...]) -> tuple[int, int, F]:
        picked = [found[i] for i in subset]
        each, together = summaries(plans, [x.key for x in picked])
        reached = together.reached if of is None else each[of].reached
        unknown = sum(x.effort.share is None for x in picked)
        return -reached, unknown, sum((x.effort.share or F(0) for x in picked), F(0))

    mine = worth(tuple(found.index(x) for x in chosen))
    assert len(chosen) <= k
    assert mine == min(worth(s) for n in range(k + 1) for s in combinations(range(len(found)), n))
    assert all(liftable(r.verdict) for x in found for r in x.rows)
