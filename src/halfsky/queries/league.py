"""League tables: any indicator over the places below a place in a period, as a viewer may see it.

The whole table is for who may see the figures of the place above. Who may see those of some places below alone sees the
best and her own rows. Small counts are those that her sight shows, as everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand, may
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.by_tree import ByTree, used
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.figure import counted_at
from halfsky.kernel.group import Group, InForce
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import Entrant, League, earlier, peers
from halfsky.kernel.league import league as ranked
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.sentence import row_name
from halfsky.kernel.target import Bar, Target
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.history import changed_below
from halfsky.queries.series import in_period, uncomputed_in
from halfsky.queries.targets import at_each
from halfsky.store.house import House
from halfsky.store.models import Value

MOST = 3000
"""So many places are ranked in one table: all counties of the nation, not all its townships."""
NO_GROUP = problem(
    "404.1000",
    ("没有地区分组“{came}”。", "There is no group of places “{came}”."),
    ("这里可用的分组：{known}。", "Groups that hold places here: {known}."),
)
NOT_BELOW = problem(
    "400.1000",
    ("{place}下面没有{level}区划可以排位次。", "{place} has no places of the level “{level}” to rank."),
    (
        "请选择它下面的一级，或不写 --level（直接下级）。",
        "Choose a level below it, or leave it out for those right below.",
    ),
)
TOO_MANY = problem(
    "400.1001",
    (
        "{place}下面有{count}个{level}区划，一张表最多排{most}个。",
        "{place} has {count} places of the level “{level}”; a table ranks {most}.",
    ),
    ("请选择较高的一级，或到下一级区划再看。", "Choose a higher level, or look at a place further down."),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is ranked: an indicator in a cell, and the goal of a plan that asks for it, where there is one."""

    indicator: Indicator
    cell: Cell
    name: Text
    plan: Plan | None = None
    goal: Goal | None = None

    @property
    def number(self) -> str:
        """How the plan calls it, else the catalogue."""
        return self.goal.number if self.goal else self.indicator.code


@dataclass(frozen=True, slots=True)
class Table:
    """A league table with what it is of. `group` are the peers it is narrowed to, `groups` all that hold places here,
    `own` the ids of the rows that are the viewer's where she does not see the whole; `periods` are those of the year
    that have figures, `levels` those below that can be ranked; `redrawn` says that the tree has changed here."""

    of: Place
    subject: Subject
    when: Period
    before: Period
    level: Level | None
    group: Group | None
    groups: tuple[Group, ...]
    league: League
    target: Target | None
    snapshot: str
    tree: dt.date | None = None
    own: frozenset[int] = frozenset()
    periods: tuple[Period, ...] = ()
    levels: tuple[Level, ...] = ()
    redrawn: bool = False

    @property
    def demo(self) -> bool:
        return self.of.demo

    @property
    def by_tree(self) -> ByTree:
        """By which tree the figures were made."""
        return used(self.tree)


def league(
    house: House,
    viewer: Viewer,
    name: str,
    of: str,
    when: str | Period,
    plan: str = "",
    level: Level | None = None,
    group: str = "",
    tree: dt.date | None = None,
) -> Table:
    """The table of an indicator (a plan's number or a catalogue code) over the places right below `of`, or those of a
    level below; of a `group`, its members alone are ranked with each other."""
    at = places.place(house, of)
    wanted = when if isinstance(when, Period) else period(when)
    day = tree or min(wanted.last_day(), house.today())
    every = _below(house, at, level, day)
    own = frozenset(p.id for p in every if may(viewer, SEE_FIGURES, p, house.today()))
    whole = may(viewer, SEE_FIGURES, at, house.today())
    if not whole and not own:
        demand(viewer, SEE_FIGURES, at, house.today())
    groups = tuple(g for g in house.content.groups.values() if any(g.holds(p.code, day) for p in every))
    chosen = _group(groups, group)
    subject = subject_of(house, name, plan, wanted.last_day().year)
    given = Given(house, at, Sight(house, viewer), tree=tree)
    found, target = worked_out(house, at, peers(chosen, every, day) if chosen else every, subject, wanted, given)
    return Table(
        at,
        subject,
        wanted,
        earlier(subject.indicator, wanted),
        level,
        chosen,
        groups,
        found if whole else found.for_those(own),
        target,
        house.snapshot(),
        tree,
        frozenset() if whole else own,
        _periods(at, subject, wanted, given),
        tuple(x for x, count in places.count_by_level(house, at, day).items() if count <= MOST),
        changed_below(house, viewer, at),
    )


def subject_of(house: House, name: str, plan: str, year: int) -> Subject:
    """What a plan's number or a catalogue code means; of several plans that ask for it, the one in force counts."""
    content = house.content
    having = [p for p in content.plans.values() if any(name in (g.number, g.indicator) for g in p.goals)]
    newest = [*(p for p in having if p.in_force(year)), *having]
    chosen = content.plan(plan) if plan else next(iter(newest), None)
    indicator, cell, goal = content.find(name, chosen.code if chosen else "")
    if goal is None and chosen is not None:
        goal = next((g for g in chosen.goals if g.indicator == indicator.code), None)
        cell = goal.cell if goal else cell
    labels = cell.label(content.categories)
    return Subject(indicator, cell, row_name(indicator.name, goal, labels) if goal else indicator.name, chosen, goal)


def worked_out(
    house: House, of: Place, below: Sequence[Place], subject: Subject, when: Period, given: Given
) -> tuple[League, Target | None]:
    """The table of these places for queries that have asked whether the viewer may, and the target of the place above;
    `given` holds what was given below it, as her sight shows it."""
    indicator, cell = subject.indicator, subject.cell
    now = in_period(below, indicator, cell, when, given)
    before = in_period(below, indicator, cell, earlier(indicator, when), given)
    silent = absences(house, [p for p in below if p.id not in now], indicator, cell, when, given)
    asked = _asked(house, (*below, of), subject, when)
    bars = _bars(subject, below, asked, given)
    upper = asked[of.id].target if of.id in asked else None
    entrants = (
        Entrant(
            p,
            now.get(p.id),
            before.get(p.id),
            silent.get(p.id),
            asked[p.id].target if p.id in asked else None,
            bars.get(p.id),
        )
        for p in below
    )
    bar = upper.bar(None) if upper else None
    return ranked(indicator, entrants, bar if isinstance(bar, Bar) else None, house.today()), upper


def absences(
    house: House, silent: Sequence[Place], indicator: Indicator, cell: Cell, when: Period, given: Given
) -> dict[int, Absence]:
    """Why each of these places, which have no figure of the period, has none."""
    year = when.last_day().year
    lost = uncomputed_in(house, silent, indicator, cell, year, given.sight, given.tree) if when.whole_year else ()
    formula = house.content.formula(indicator, year)

    def why(place: Place) -> Absence:
        if place.id in lost:
            return Absence.NOT_COMPUTED
        if formula is not None and not counted_at(formula, house.content.elements, place.level):
            return Absence.NOT_COUNTED_HERE
        hidden = given.sight.hidden(place).get((indicator.code, cell), ())
        return Absence.HIDDEN if when in hidden else Absence.NOT_REPORTED

    return {place.id: why(place) for place in silent}


def _below(house: House, at: Place, level: Level | None, day: dt.date) -> list[Place]:
    if level is None:
        found = places.all_children(house, at, day)
        if not found:
            raise NOT_BELOW.at(place=at.name, level=Text("下级", "below"))
        return found
    count = places.count_by_level(house, at, day).get(level, 0)
    if not count:
        raise NOT_BELOW.at(place=at.name, level=level.label)
    if count > MOST:
        raise TOO_MANY.at(place=at.name, count=count, level=level.label, most=MOST)
    return places.below(house, at, level, day)


def _periods(at: Place, subject: Subject, when: Period, given: Given) -> tuple[Period, ...]:
    """The periods of the same year for which figures of the indicator are there, and the one that is looked at."""
    year, code, cell = when.last_day().year, subject.indicator.code, str(subject.cell)
    values = Value.objects.filter(indicator=code, cell=cell, year=year, current=True)
    published = {period(text) for text in values.values_list("period", flat=True).distinct()}
    others = (p for p in given.periods if p.last_day().year == year and p not in published)
    computed = {p for p in others if given.figure(at, subject.indicator, subject.cell, p)}
    kept = {p for p in published | computed if p.kind != "school"} | {when}
    return tuple(sorted(kept, key=lambda p: (not p.whole_year, p.last_day(), p.first_day())))


def _group(groups: Sequence[Group], code: str) -> Group | None:
    if not code:
        return None
    found = next((g for g in groups if g.code == code), None)
    if found is None:
        raise NO_GROUP.at(came=code, known="、".join(f"{g.code}（{g.name.zh}）" for g in groups) or "—")
    return found


def _asked(house: House, below: Sequence[Place], subject: Subject, when: Period) -> Mapping[int, InForce]:
    """The target in force at each place; nothing where no plan asks for the indicator."""
    if subject.plan is None or subject.goal is None:
        return {}
    return at_each(house, below, subject.plan, subject.goal.number, subject.cell, when.last_day())


def _bars(subject: Subject, below: Sequence[Place], asked: Mapping[int, InForce], given: Given) -> dict[int, Bar]:
    """The bar of each place that has a target of its own or of its group, a relative one from its own base."""
    wanted = {p.id: t for p in below if p.id in asked and (t := asked[p.id].target) and t.each is None}
    bases: Mapping[int, Observation] = {}
    if subject.plan and subject.goal and any(t.comparator.relative for t in wanted.values()):
        base = Period("year", subject.goal.base_year or subject.plan.base_year)
        bases = in_period(below, subject.indicator, subject.cell, base, given)
    found = {i: t.bar(bases[i].value if i in bases else None) for i, t in wanted.items()}
    return {i: bar for i, bar in found.items() if isinstance(bar, Bar)}
