"""The judge as an adversary meets it: random questions, and what must hold for every answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.judging import gather, judge
from halfsky.kernel.period import year
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.small import is_small, trend_value
from halfsky.kernel.target import Bar, Comparator, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Note, Question
from tests.kernel.questions import (
    FIRST,
    LAST,
    UNSURE,
    asks_at_one_place,
    observation,
    question,
    question_at_one_place,
    seeded,
)

QUESTIONS = seeded(question)
AT_ONE_PLACE = seeded(question_at_one_place)
many = settings(max_examples=250)


def test_the_random_questions_have_answers_of_every_class_and_note() -> None:
    """Else the tests below would prove less than they say."""
    answers = [judge(question(Random(seed))) for seed in range(2000)]
    assert {v.class_ for v in answers} == set(Class)
    assert {n for v in answers for n in v.notes} == set(Note)


@many
@given(QUESTIONS)
def test_every_question_has_one_answer(q: Question) -> None:
    v = judge(q)
    assert v == judge(q)
    assert v.bar is None or isinstance(v.bar, Bar)
    assert v.quantifiable is (q.goal.kind.quantifiable and q.target is not None)
    assert v.quantifiable or not v.reached
    assert v.class_ is not Class.NO_DATA or v.reason is not None
    assert (v.class_ is Class.MONITORED) is (q.goal.kind.value == "monitor")


@many
@given(AT_ONE_PLACE)
def test_reached_means_that_the_value_meets_the_bar(q: Question) -> None:
    v = judge(q)
    if v.class_ in UNSURE:
        assert not v.reached
        return
    assert v.bar is not None and v.observation is not None
    assert v.reached is v.bar.meets(v.observation.value)
    assert (v.degree == 100) is v.reached


@many
@given(AT_ONE_PLACE)
def test_nothing_is_finally_missed_before_the_target_year(q: Question) -> None:
    v = judge(q)
    assert q.target is not None
    if v.class_ in (Class.REACHED, Class.NOT_REACHED):
        assert q.judged >= q.target.year
    if v.class_ in (Class.EARLY, Class.KEPT, Class.EXPECTED, Class.DIFFICULT, Class.RELAPSED, Class.UNCLEAR):
        assert v.observation is not None and v.observation.year < q.target.year
        assert q.judged < q.target.year or q.as_of <= dt.date(q.target.year, 12, 31)


@many
@given(AT_ONE_PLACE)
def test_four_values_let_the_forecast_decide_and_fewer_the_line(q: Question) -> None:
    v = judge(q)
    if v.class_ not in (Class.EXPECTED, Class.DIFFICULT):
        return
    assert v.bar is not None and v.observation is not None
    enough = len(gather(q).stretch) >= 4
    assert (v.forecast is not None) is enough
    assert (Note.BY_PROGRESS_LINE in v.notes) is not enough
    if v.forecast is not None:
        edge = v.bar.edge(v.observation.value)
        inside = v.forecast.low < v.forecast.high and v.forecast.low <= edge <= v.forecast.high
        assert v.bar.meets(v.forecast.value) is (v.class_ is Class.EXPECTED)
        assert (Note.LOW_CONFIDENCE in v.notes) is v.in_band is inside
    else:
        assert v.progress is not None
        assert bool(v.progress.behind) is (v.class_ is Class.DIFFICULT)


@many
@given(AT_ONE_PLACE)
def test_lost_is_what_was_met_in_the_base_year_or_since(q: Question) -> None:
    v, found = judge(q), gather(q)
    if v.bar is None or v.class_ in (*UNSURE, Class.REACHED, Class.NOT_REACHED):
        return
    assert q.target is not None
    before = [o.value for o in found.stretch[:-1]]
    if found.base is not None and not q.target.comparator.relative:
        before.append(found.base.value)
    met_before = any(v.bar.meets(value) for value in before)
    assert (v.class_ is Class.RELAPSED) is (met_before and not v.reached)


@many
@given(AT_ONE_PLACE)
def test_the_run_of_worse_observations_by_a_naive_count(q: Question) -> None:
    v, stretch = judge(q), gather(q).stretch
    if v.bar is None or v.class_ in UNSURE:
        return
    values = [trend_value(o, q.indicator.small) for o in stretch]
    up = v.bar.sense or {Direction.UP: 1, Direction.DOWN: -1}.get(q.indicator.direction, 0)
    miss = v.bar.miss
    worse = [later * up < earlier * up if up else miss(later) > miss(earlier) for earlier, later in pairwise(values)]
    running = 0
    while running < len(worse) and all(worse[len(worse) - running - 1 :]):
        running += 1
    assert v.worse_running == running
    assert v.weakening is (v.class_ in (Class.EARLY, Class.KEPT) and running >= 2)


@many
@given(QUESTIONS)
def test_the_value_that_judges_is_the_newest_that_may(q: Question) -> None:
    v = judge(q)
    last = min(q.judged, q.target.year) if q.target else q.judged
    may = [
        o
        for o in q.series
        if q.base_year <= o.year <= last and known_from(o) <= q.as_of and o.period.kind in ("year", "school")
    ]
    newest = may[-1] if may else None
    if newest is not None and not q.indicator.validity.may_judge(newest.year, last):
        newest = None
    assert v.observation == newest
    small = newest is not None and is_small(newest, q.indicator.small)
    assert (Note.SMALL_COUNT in v.notes or Note.NO_CASES in v.notes) is small


@many
@given(QUESTIONS, st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_a_value_that_is_not_published_yet_changes_nothing(q: Question, days: int, seed: int) -> None:
    seen = tuple(o for o in q.series if known_from(o) <= q.as_of)
    assert judge(replace(q, series=seen)) == judge(q)
    chance = Random(seed)
    free = sorted({year(y) for y in range(FIRST, LAST + 1)} - {o.period for o in q.series}, key=str)
    more = observation(chance, chance.choice(free))
    later = replace(more, published=q.as_of + dt.timedelta(days=days))
    assert judge(with_one(q, later)) == judge(q)


@many
@given(QUESTIONS, st.integers(0, 2**32 - 1))
def test_a_value_from_before_the_base_year_judges_nothing(q: Question, seed: int) -> None:
    chance = Random(seed)
    old = observation(chance, year(chance.randint(2000, q.base_year - 1)))
    with_old, without = replace(judge(with_one(q, old)), latest=None), replace(judge(q), latest=None)
    if with_old.reason is Absence.NONE_SINCE_BASE and without.reason is Absence.NOT_PROVIDED:
        without = replace(without, reason=Absence.NONE_SINCE_BASE)
    assert with_old == without


@many
@given(QUESTIONS, st.integers(0, 2**32 - 1))
def test_a_value_of_a_later_year_changes_nothing(q: Question, seed: int) -> None:
    chance = Random(seed)
    later = observation(chance, year(q.judged + chance.randint(1, 5)))
    assert judge(with_one(q, later)) == judge(q)


@many
@given(QUESTIONS)
def test_a_part_of_a_year_never_speaks_and_kinds_of_years_never_mix(q: Question) -> None:
    whole = tuple(o for o in q.series if o.period.kind in ("year", "school"))
    assert judge(replace(q, series=whole)) == judge(q)
    assert len({o.period.kind for o in gather(q).stretch}) <= 1


@many
@given(QUESTIONS)
def test_a_reason_that_a_person_gave_is_the_reason(q: Question) -> None:
    given_ = replace(q, absence=Absence.NOT_COUNTED_HERE)
    v = judge(given_)
    if v.class_ is Class.NO_DATA:
        assert v.reason in (Absence.NOT_COUNTED_HERE, Absence.NO_BASE)


@many
@given(QUESTIONS)
def test_parts_are_judged_one_by_one(q: Question) -> None:
    v = judge(q)
    if q.target is None or q.target.each is None or not q.goal.kind.quantifiable or v.bar is None:
        return
    met = [p.value is not None and v.bar.meets(p.value) for p in q.parts]
    failed = [p.value is not None and not v.bar.meets(p.value) for p in q.parts]
    assert v.reached is (bool(met) and all(met))
    assert (v.class_ is Class.PENDING) is (any(met) and not all(met) and not any(failed))
    assert (Note.PARTS_FAILED in v.notes) is any(failed)
    assert not asks_at_one_place(q)


RATE = Indicator("x", Text("覆盖率"), "%", 1, Direction.UP)


def asked(values: dict[int, str], judged: int, as_of: str, goal_year: int = 2030) -> Question:
    """A share of at least 90 % to be reached, base year 2020."""
    series = tuple(Observation(year(y), F(v), v, "S") for y, v in values.items())
    target = Target("p", "X1", goal_year, Comparator.AT_LEAST, F(90), "90")
    goal = Goal("X1", "d", "x", GoalKind.REACH)
    return Question(RATE, goal, target, series, judged, dt.date.fromisoformat(as_of), 2020)


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2025-01-01", Absence.NOT_PUBLISHED),
        ("2026-05-31", Absence.NOT_PUBLISHED),  # the end of the seventeenth month after the year
        ("2026-06-01", Absence.NOT_PROVIDED),
    ],
)
def test_a_yearly_figure_is_awaited_for_seventeen_months(as_of: str, reason: Absence) -> None:
    assert judge(asked({}, 2024, as_of)).reason is reason


@pytest.mark.parametrize(
    ("values", "as_of", "reason"),
    [
        ({2019: "95"}, "2026-06-01", Absence.NONE_SINCE_BASE),
        ({2019: "95"}, "2026-05-31", Absence.NOT_PUBLISHED),
        ({2019: "95", 2020: "95"}, "2026-06-01", Absence.NOT_PROVIDED),
    ],
)
def test_values_from_before_the_base_year_are_not_held_against_the_department(
    values: dict[int, str], as_of: str, reason: Absence
) -> None:
    assert judge(asked(values, 2024, as_of)).reason is reason


@pytest.mark.parametrize(("as_of", "class_"), [("2025-12-31", Class.EXPECTED), ("2026-01-01", Class.PENDING)])
def test_the_target_year_is_over_when_its_last_day_is(as_of: str, class_: Class) -> None:
    # 80, 82, 84, 86, 88: two a year, 90 in 2025
    values = {2020: "80", 2021: "82", 2022: "84", 2023: "86", 2024: "88"}
    assert judge(asked(values, 2025, as_of, 2025)).class_ is class_


@pytest.mark.parametrize(("published", "class_"), [("2025-06-30", Class.EARLY), ("2025-07-01", Class.NO_DATA)])
def test_what_is_published_on_the_day_counts(published: str, class_: Class) -> None:
    q = asked({2024: "95"}, 2024, "2025-06-30")
    dated = replace(q.series[0], published=dt.date.fromisoformat(published))
    assert judge(replace(q, series=(dated,))).class_ is class_


@pytest.mark.parametrize(("as_of", "class_"), [("2024-12-31", Class.NO_DATA), ("2025-01-01", Class.EARLY)])
def test_an_undated_value_is_known_once_its_period_is_over(as_of: str, class_: Class) -> None:
    assert judge(asked({2024: "95"}, 2024, as_of)).class_ is class_


def test_after_the_target_year_its_own_figure_still_decides() -> None:
    values = {2020: "80", 2024: "88", 2025: "91", 2026: "89"}
    assert judge(asked(values, 2026, "2027-12-01", 2025)).class_ is Class.REACHED
    assert judge(asked(values, 2026, "2027-12-01", 2026)).class_ is Class.NOT_REACHED


@pytest.mark.parametrize(
    ("last", "class_"),
    [("46.7", Class.BETTER), ("46.69", Class.STEADY), ("46.51", Class.STEADY), ("46.5", Class.WORSE)],
)
def test_a_trend_needs_a_whole_printed_digit(last: str, class_: Class) -> None:
    q = asked({2020: "46.6", 2024: last}, 2024, "2026-06-01")
    assert judge(replace(q, goal=replace(q.goal, kind=GoalKind.QUALITATIVE), target=None)).class_ is class_


def test_a_band_without_width_makes_nothing_uncertain() -> None:
    # one a year without any wavering: exactly 90 in 2030
    found = judge(asked({2020 + i: str(80 + i) for i in range(5)}, 2024, "2026-06-01"))
    assert found.forecast is not None and found.forecast.low == found.forecast.high == 90
    assert (found.class_, found.in_band, found.notes) == (Class.EXPECTED, False, ())


def test_a_row_without_data_still_shows_its_bar() -> None:
    assert judge(asked({}, 2024, "2026-06-01")).bar == Bar(low=F(90))


def test_a_base_that_the_plan_states_prints_as_it_was_stated() -> None:
    q = asked({2024: "85"}, 2024, "2026-06-01")
    for stated in ("16.9", "80", "91.25"):
        base = judge(replace(q, goal=replace(q.goal, base=F(stated), source="O-2021"))).base
        assert base is not None
        assert (base.shown, base.value, base.year, base.source) == (stated, F(stated), 2020, "O-2021")


def known_from(o: Observation) -> dt.date:
    """The day of publication; an undated value is known once its period is over."""
    return o.published or o.period.last_day() + dt.timedelta(days=1)


def with_one(q: Question, more: Observation) -> Question:
    """The question with one more value, in its place; a value of the same period gives way."""
    others = [o for o in q.series if o.period != more.period]
    return replace(q, series=tuple(sorted([*others, more], key=lambda o: (o.period.last_day(), o.period.kind))))
