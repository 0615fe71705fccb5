"""A plan judged at a place in a year, and the working of one of its rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from halfsky.kernel import access, explanation
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.content import Content
from halfsky.kernel.explanation import Step
from halfsky.kernel.fact import Absence
from halfsky.kernel.figure import counted_at
from halfsky.kernel.group import InForce
from halfsky.kernel.judging import judge
from halfsky.kernel.period import Period
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.sentence import row_name, sentence
from halfsky.kernel.target import Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Question
from halfsky.kernel.warning import warn
from halfsky.queries import places
from halfsky.queries.given import Given, Replaced
from halfsky.queries.hidden import Sight, everything
from halfsky.queries.history import changed_below
from halfsky.queries.series import (
    Series,
    SeriesKey,
    Wanted,
    any_below,
    in_period,
    series,
    uncomputed,
    uncomputed_in,
)
from halfsky.queries.source_citing import cited
from halfsky.queries.targets import target_cells, targets
from halfsky.store.house import House

NOT_IN_PLAN = problem(
    "404.13",
    ("{place}的《{plan}》没有“{came}”这一项。", "{plan} at {place} has no item “{came}”."),
    ("请用 halfsky assess 查看该规划的全部编号。", "See all its numbers with halfsky assess."),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One row of an assessment with every step of its working."""

    assessment: Assessment
    row: Row
    steps: tuple[Step, ...]


def assess(
    house: House,
    viewer: access.Viewer,
    plan: str,
    place: str,
    year: int,
    as_of: dt.date | None = None,
    tree: dt.date | None = None,
    sight: Sight | None = None,
    until: int | None = None,
) -> Assessment:
    """Judge every goal of a plan at a place, on what was published by `as_of` (today where not given); by the tree of
    each year, or of the day `tree`. `sight` says what of small counts is shown, where it is not what the viewer sees;
    `until` lets interim targets judge that are due by then (see `kernel/group.py`).

    Refuses a year that is not the plan's.
    """
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    chosen = house.content.plan(plan)
    chosen.demand(year)
    seen = sight or Sight(house, viewer)
    known = figures(house, [chosen], at, seen, tree=tree)
    found = judged(house, chosen, at, year, as_of or house.today(), known, seen, tree=tree, until=until)
    return replace(found, redrawn=changed_below(house, viewer, at))


@dataclass(frozen=True, slots=True)
class Narrow:
    """A part of the question: these indicators alone, and answers that are looked at as if they were accepted."""

    only: frozenset[str]
    instead: Mapping[Replaced, Any]


def figures(
    house: House,
    plans: Iterable[Plan],
    place: Place,
    sight: Sight,
    narrow: Narrow | None = None,
    tree: dt.date | None = None,
) -> Series:
    """The series that these plans ask for at a place; they serve every year. `tree`: by the tree of that day."""
    return series(house, place, _wanted(plans, narrow), sight, narrow.instead if narrow else None, tree)


def _wanted(plans: Iterable[Plan], narrow: Narrow | None) -> Wanted:
    """What these plans ask for: the cells of their goals and of their targets."""
    wanted: dict[str, set[Cell]] = defaultdict(set)
    for plan in plans:
        cells = target_cells(plan)
        for goal in plan.goals:
            if narrow is None or goal.indicator in narrow.only:
                wanted[goal.indicator] |= {goal.cell, *cells.get(goal.number, ())}
    return wanted


def judged(
    house: House,
    plan: Plan,
    place: Place,
    year: int,
    as_of: dt.date,
    known: Series,
    sight: Sight,
    narrow: Narrow | None = None,
    tree: dt.date | None = None,
    until: int | None = None,
) -> Assessment:
    """The assessment itself, for queries that have asked whether the viewer may and have the `figures`, of the same
    `sight`."""
    content = house.content
    codes = {place.code, *(p.code for p in places.trail(house, place))}
    wanted = targets(house, place, plan, period_year(year).last_day(), until)
    lost = uncomputed(house, place, _wanted([plan], narrow), sight, tree, known)
    instead = narrow.instead if narrow else None
    judging = _Judging(house, content, plan, place, year, as_of, known, lost, sight, instead, tree)
    rows = tuple(
        judging.row(goal.of(cell).at(place), in_force)
        for goal in plan.goals
        if (not goal.place or goal.place in codes) and (narrow is None or goal.indicator in narrow.only)
        for cell, in_force in wanted[goal.number]
    )
    texts = cited(house, _named(rows))
    sources = {**content.sources, **texts} if texts else content.sources
    return Assessment(plan, place, year, as_of, house.snapshot(), rows, sources, content.categories, tree)


def _named(rows: Iterable[Row]) -> Iterator[str]:
    """The sources that the rows name."""
    for row in rows:
        yield row.target.source if row.target else ""
        yield from (o.source for o in row.series)


@dataclass(frozen=True)
class _Judging:
    """One plan at one place in one year, being judged row by row."""

    house: House
    content: Content
    plan: Plan
    place: Place
    year: int
    as_of: dt.date
    known: Series
    lost: Mapping[SeriesKey, tuple[Period, ...]]
    sight: Sight
    instead: Mapping[Replaced, Any] | None = None
    tree: dt.date | None = None

    def row(self, goal: Goal, wanted: InForce) -> Row:
        content, duty = self.content, self.plan.duty(goal.number)
        question = self._question(goal, wanted.target)
        verdict = judge(question)
        name = row_name(question.indicator.name, goal, goal.cell.label(content.categories))
        return Row(
            number=goal.number,
            name=name,
            question=question,
            verdict=verdict,
            sentence=sentence(question, verdict, name, wanted.upper),
            lead=content.agencies.get(duty.lead) if duty else None,
            support=tuple(content.agencies[a] for a in duty.support if a in content.agencies) if duty else (),
            warning=warn(content.rules, question, verdict, name),
            upper=wanted.upper if wanted.target is None else None,
        )

    def _question(self, goal: Goal, target: Target | None) -> Question:
        indicator = self.content.indicators[goal.indicator]
        points = self.known.get((indicator.code, goal.cell), ())
        formula = self.content.formula(indicator, self.year)
        lost = frozenset(p.last_day().year for p in self.lost.get((indicator.code, goal.cell), ()))
        hidden = self.sight.hidden(self.place).get((indicator.code, goal.cell), ())
        elsewhere = formula is not None and not counted_at(formula, self.content.elements, self.place.level)
        return Question(
            indicator,
            goal,
            target,
            points,
            self.year,
            self.as_of,
            base_year=goal.base_year or self.plan.base_year,
            parts=self._parts(goal, target.each) if target and target.each else (),
            absence=Absence.NOT_COMPUTED
            if self.year in lost
            else Absence.HIDDEN
            if self.year in {p.last_day().year for p in hidden}
            else Absence.NOT_COUNTED_HERE
            if elsewhere and not points
            else None,
            uncomputed=lost,
        )

    @cached_property
    def _all(self) -> Given:
        """Everything that was given below, whoever looks."""
        return Given(self.house, self.place, everything(self.house))

    @cached_property
    def _seen(self) -> Given:
        """The same as the viewer sees it."""
        return Given(self.house, self.place, self.sight, self.instead, self.tree)

    def _parts(self, goal: Goal, level: Level) -> tuple[Part, ...]:
        """The value of every place of the level below; none at all where nobody has reported."""
        indicator = self.content.indicators[goal.indicator]
        if not any_below(self._all, level, indicator, goal.cell, self.year):
            return ()
        below = places.below(self.house, self.place, level, self.tree or period_year(self.year).last_day())
        found = in_period(below, indicator, goal.cell, Period("year", self.year), self._seen)
        if not found:
            return ()
        silent = [p for p in below if p.id not in found]
        lost = uncomputed_in(self.house, silent, indicator, goal.cell, self.year, self.sight, self.tree)
        return tuple(
            Part(
                Text(p.name),
                found[p.id].value if p.id in found else None,
                Absence.NOT_COMPUTED if p.id in lost else silence(self.sight, p, indicator.code, goal.cell),
            )
            for p in below
        )


def silence(sight: Sight, place: Place, indicator: str, cell: Cell) -> Absence:
    """Why a place has no figure, where the tree is not the reason."""
    return Absence.HIDDEN if (indicator, cell) in sight.hidden(place) else Absence.NOT_REPORTED


def explain(
    house: House,
    viewer: access.Viewer,
    name: str,
    place: str,
    year: int,
    plan: str = "",
    as_of: dt.date | None = None,
    tree: dt.date | None = None,
) -> Explained:
    """Every step from source to verdict of one row, by the plan's number or the catalogue's code."""
    content = house.content
    content.find(name, plan)
    chosen = plan or plan_with(content, name, year)
    sight = Sight(house, viewer)
    found = assess(house, viewer, chosen, place, year, as_of, tree, sight)
    row = found.row(name)
    if row is None:
        raise NOT_IN_PLAN.at(place=found.place.name, plan=found.plan.title, came=name)
    now = row.verdict.observation
    computed = None
    if now is not None and now.computed:
        given = Given(house, found.place, sight, tree=tree)
        computed = given.working(found.place, row.indicator, row.goal.cell, now.period)
    return Explained(found, row, explanation.explain(row, content.sources, computed))


def plan_with(content: Content, name: str, year: int) -> str:
    """The plan that a number or code belongs to: the one in force in the year where several do."""
    having = [p for p in content.plans.values() if any(name in (g.number, g.indicator) for g in p.goals)]
    if not having:
        content.find(name)
        raise NOT_IN_PLAN.at(place="", plan="", came=name)
    in_force = [p for p in having if p.in_force(year)]
    return (in_force or having)[0].code
