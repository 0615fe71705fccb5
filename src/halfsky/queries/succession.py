"""Two plans of one subject side by side at a place, and where the place stands with what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.succession import Fate, Pair, compare
from halfsky.kernel.target import Target
from halfsky.kernel.text import Text
from halfsky.queries import places, plans
from halfsky.queries.assessments import assess
from halfsky.queries.targets import by_year
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Beside:
    """One goal of two plans: what it is called, both targets, and the row of the assessment of the plan in force."""

    pair: Pair
    name: Text
    indicator: Indicator
    stands: Row | None


@dataclass(frozen=True, slots=True)
class Succession:
    """Two plans beside each other. `year` is that of the verdicts; `asked_of` is whose targets are shown: the place's
    own, or those of the nearest above that has targets in both."""

    place: Place
    old: Plan
    new: Plan
    year: int
    rows: tuple[Beside, ...]
    asked_of: Place

    def of(self, fate: Fate) -> tuple[Beside, ...]:
        return tuple(r for r in self.rows if r.pair.fate is fate)


def pairs(house: House, viewer: Viewer) -> list[tuple[Plan, Plan]]:
    """Every older plan with every newer one of its subject, the newest first."""
    every = plans.installed(house, viewer)
    return [
        (old, new) for new in every for old in every if old.subject == new.subject and old.first_year < new.first_year
    ]


def succession(house: House, viewer: Viewer, place: str, old: str, new: str) -> Succession:
    """Two plans beside each other; the place stands where the older one says, in its last year at the latest."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    first, second = house.content.plan(old), house.content.plan(new)
    asked_of, before, after = _last_targets(house, first, second, at)
    found = compare(first, second, before, after)
    year = first.nearest(house.today().year - 1)
    judged = {(r.indicator.code, r.goal.cell): r for r in assess(house, viewer, old, at.code, year).rows}
    later = second.nearest(house.today().year - 1)
    if second.first_year <= house.today().year:
        for r in assess(house, viewer, new, at.code, later).rows:
            judged[r.indicator.code, r.goal.cell] = r
    rows = tuple(_beside(house, pair, judged) for pair in found)
    return Succession(at, first, second, later if second.first_year <= house.today().year else year, rows, asked_of)


def _beside(house: House, pair: Pair, judged: Mapping[tuple[str, Cell], Row]) -> Beside:
    indicator = house.content.indicators[pair.goal.indicator]
    name = pair.goal.name if pair.goal.name.zh else indicator.name
    return Beside(pair, name, indicator, judged.get((indicator.code, pair.goal.cell)))


Wanted = dict[tuple[str, Cell], Target]


def _last_targets(house: House, old: Plan, new: Plan, at: Place) -> tuple[Place, Wanted, Wanted]:
    """The last targets of both plans at the place itself, or at the nearest above (the plans' own place at the last)
    that has some in both: those of two places say nothing of each other."""
    top = places.top(house)
    for place in (at, *reversed(places.trail(house, at)), top):
        before, after = (_last(by_year(house, plan, [place.id])) for plan in (old, new))
        if before and after:
            return place, before, after
    return top, _last(by_year(house, old, [top.id])), _last(by_year(house, new, [top.id]))


def _last(own: Mapping[tuple[int, str, Cell], Mapping[int, Target]]) -> Wanted:
    return {(goal, cell): years[max(years)] for (_, goal, cell), years in own.items()}
