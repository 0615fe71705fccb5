"""Up to five places side by side on one plan: a row a goal, a column a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.comparing import remarks, split
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.assessments import figures, judged
from halfsky.queries.hidden import Sight
from halfsky.store.house import House

MOST = 5
OFFERED = 60
"""So many places below, and beside, are offered; others are found by name."""
TOO_MANY = problem(
    "400.1061",
    ("一次最多比较{most}个区划，选了{came}个。", "At most {most} places are compared at once; {came} were chosen."),
    ("请去掉几个再比较。", "Take some away."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One goal: its row at each place (None where it is not asked), what is to be said of each beside the others, and
    whether some reach it and some do not."""

    row: Row
    rows: tuple[Row | None, ...]
    remarks: tuple[tuple[Text, ...], ...]
    split: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The places judged by one plan in one year, in the order asked for."""

    plan: Plan
    year: int
    assessments: tuple[Assessment, ...]
    lines: tuple[Line, ...]


def compare(
    house: House, viewer: access.Viewer, plan: str, codes: Iterable[str], year: int, as_of: dt.date | None = None
) -> Compared:
    """The plan judged at each of the places; refuses more than five, and a place whose figures may not be seen."""
    chosen = house.content.plan(plan)
    chosen.demand(year)
    found = list({p.id: p for p in (places.place(house, code) for code in codes)}.values())
    if len(found) > MOST:
        raise TOO_MANY.at(most=MOST, came=len(found))
    for place in found:
        access.demand(viewer, access.SEE_FIGURES, place, house.today())
    sight, day = Sight(house, viewer), as_of or house.today()
    judgements = tuple(judged(house, chosen, p, year, day, figures(house, [chosen], p, sight), sight) for p in found)
    return Compared(chosen, year, judgements, tuple(_lines(chosen, judgements)))


def _lines(plan: Plan, judgements: Sequence[Assessment]) -> list[Line]:
    """A line for every goal and breakdown that any of the places has, in the plan's order."""
    by_place = [{(r.number, r.goal.cell): r for r in a.rows} for a in judgements]
    keys = dict.fromkeys(key for rows in by_place for key in rows)
    order = {goal.number: n for n, goal in enumerate(plan.goals)}
    lines = []
    for key in sorted(keys, key=lambda k: (order[k[0]], k[1])):
        rows = tuple(found.get(key) for found in by_place)
        lines.append(Line(next(r for r in rows if r), rows, remarks(rows), split(rows)))
    return lines


def offered(house: House, viewer: access.Viewer, place: Place, year: int) -> tuple[list[Place], list[Place]]:
    """The places below and beside one (itself among them) whose figures the viewer may see."""
    day = house.today()

    def seen(found: Iterable[Place]) -> list[Place]:
        return [p for p in found if access.may(viewer, access.SEE_FIGURES, p, day)][:OFFERED]

    upper = places.trail(house, place)[-1:]
    beside = places.all_children(house, upper[0], day) if upper else [place]
    return seen(places.all_children(house, place, day)), seen(beside)


def meant(house: House, viewer: access.Viewer, text: str) -> list[Place]:
    """The places that a name or code may mean, among those the viewer may see: the one of exactly that name, where
    there is one."""
    found = [p for p in places.search(house, viewer, text) if access.may(viewer, access.SEE_FIGURES, p, house.today())]
    exact = [p for p in found if text in (p.name, p.code)]
    return exact if len(exact) == 1 else found
