"""What-if at a place: how the rates would stand with some goals at their targets, and which few raise them most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.place import Place
from halfsky.kernel.rates import Summary
from halfsky.kernel.whatif import Key, Lever, best, gains, levers, summaries, without_bar
from halfsky.queries import places, plans
from halfsky.queries.assessments import figures, judged
from halfsky.queries.hidden import Sight
from halfsky.store.house import House

MOST = 3
"""So many are proposed."""
Counts = tuple[tuple[Summary, ...], Summary]
"""The counts of each plan, and of all together."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The plans in force at a place with their levers. `of` is the plan whose rate is to rise (None: all together);
    `gain` how many rows more each lever brings there; `best` the few that raise it most; `chosen` what is looked at;
    `stuck` are rows without a bar, by plan."""

    place: Place
    year: int
    assessments: tuple[Assessment, ...]
    of: int | None
    levers: tuple[Lever, ...]
    gain: Mapping[Key, int]
    best: tuple[Lever, ...]
    chosen: tuple[Lever, ...]
    before: Counts
    after: Counts
    stuck: tuple[tuple[Assessment, Row], ...]


def name_of(key: Key) -> str:
    """How an address names a lever."""
    return "@".join(filter(None, key))


def what_if(
    house: House,
    viewer: access.Viewer,
    place: str,
    year: int,
    plan: str = "",
    chosen: Collection[str] | None = None,
    as_of: dt.date | None = None,
) -> WhatIf:
    """The levers of the plans in force, and the rates with the chosen ones at their targets (None: with the best)."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    in_force = plans.in_force(house, viewer, place, year)
    if plan and plan not in {p.code for p in in_force}:
        house.content.plan(plan).demand(year)
        in_force = (*in_force, house.content.plan(plan))
    sight, day = Sight(house, viewer), as_of or house.today()
    known = figures(house, in_force, at, sight)
    found = tuple(judged(house, p, at, year, day, known, sight) for p in in_force)
    rows = [a.rows for a in found]
    every = levers(rows)
    of = next((n for n, a in enumerate(found) if a.plan.code == plan), None)
    gain = gains(rows, every, of)
    few = best(every, gain, MOST)
    looked_at = few if chosen is None else tuple(x for x in every if name_of(x.key) in chosen)
    return WhatIf(
        at,
        year,
        found,
        of,
        tuple(sorted(every, key=lambda x: (-gain[x.key], x.effort.rank))),
        gain,
        few,
        looked_at,
        summaries(rows),
        summaries(rows, [x.key for x in looked_at]),
        tuple((a, r) for a in found for r in without_bar(a.rows)),
    )
