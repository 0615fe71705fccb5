"""What every place right below answers for in a year, with the pledge that was written of it."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.pledge import Promise, promises
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.hidden import Sight
from halfsky.queries.papers import PLEDGE, Paper, papers
from halfsky.queries.targets import by_year
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Pledged:
    """A place below: the pledges of the year, the newest first, and whether it has targets that it could promise."""

    place: Place
    papers: tuple[Paper, ...]
    has_targets: bool

    @property
    def newest(self) -> Paper | None:
        return next(iter(self.papers), None)


def pledged(house: House, viewer: Viewer, plan: str, place: str, year: int) -> tuple[Pledged, ...]:
    """The places right below, for who writes documents at the place above."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    chosen = house.content.plan(plan)
    below = places.all_children(house, at)
    own = by_year(house, chosen, [p.id for p in below])
    able = {held for (held, _, _), years in own.items() if any(y >= year for y in years)}
    found = papers(house, viewer, PLEDGE, plan, below, year)
    return tuple(Pledged(p, tuple(x for x in found if x.place.id == p.id), p.id in able) for p in below)


def promised(house: House, viewer: Viewer, plan: str, place: Place, year: int) -> tuple[Promise, ...]:
    """What one place promises; the figures are those that everybody may see."""
    found = assess(house, viewer, plan, place.code, year, sight=Sight(house, None))
    own = by_year(house, found.plan, [place.id])
    return promises(found.rows, {(number, cell): years for (_, number, cell), years in own.items()}, year)
