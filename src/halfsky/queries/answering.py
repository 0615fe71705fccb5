"""Who answers today for places that stand no more (`kernel/handing_on.py`), for one place or for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cached_property

from halfsky.kernel.handing_on import answering
from halfsky.kernel.place import LEVELS, Level, Place
from halfsky.queries.tree import lineage
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, TreeFlow


def heirs(house: House, numbers: Iterable[int]) -> dict[int, Place]:
    """By the ids of those that stand no more: who answers for them. Who stands answers for itself and is left out."""
    wanted, today = set(numbers), house.today()
    ended = wanted - set(PlaceVersion.objects.on(today).filter(place__in=wanted).values_list("place", flat=True))
    if not ended:
        return {}
    versions = PlaceVersion.objects.filter(place__in=ended, until__lt=today).order_by("until")
    last = {number: until for number, until in versions.values_list("place", "until") if until}
    line = lineage(today)
    came = {n for number, day in last.items() for n in line.came_to(number, day)}
    standing = _standing(house, came)
    who = {number: answering(number, day, line, standing.get) for number, day in last.items()}
    found = _standing(house, {i for i in who.values() if i is not None})
    return {number: found[i] for number, i in who.items() if i in found}


def _standing(house: House, numbers: Iterable[int]) -> dict[int, Place]:
    rows = PlaceVersion.objects.on(house.today()).filter(place__in=set(numbers))
    return {row.place_id: row.as_place() for row in rows}


def ended_since(house: House, day: dt.date) -> set[int]:
    """The places that a change has ended since the day."""
    today = house.today()
    sources = TreeFlow.objects.filter(change__day__gt=day, change__day__lte=today).values("source")
    standing = PlaceVersion.objects.on(today).filter(place__in=sources).values("place")
    ended = PlaceVersion.objects.filter(place__in=sources, until__gte=day).exclude(place__in=standing)
    return set(ended.values_list("place", flat=True))


class Answering:
    """Who fills in and who checks the sheets of units, given as the tree of their period has them."""

    def __init__(self, house: House, units: Collection[Place]) -> None:
        self.house, self.units = house, units
        self.heirs = heirs(house, {n for u in units for n in (u.id, checked_at(u))})

    def fills(self, unit: Place) -> Place:
        """Who fills in for the unit."""
        return self.heirs.get(unit.id, unit)

    def checks(self, unit: Place) -> int:
        """The id of the place that checks: as its period's tree has it; where that one has ended, by today's."""
        then = checked_at(unit)
        if then not in self.heirs:
            return then
        now = self.heirs.get(unit.id) or self._now.get(unit.id)
        return checked_at(now) if now else self.heirs[then].id

    @cached_property
    def _now(self) -> dict[int, Place]:
        """The units below a place that has ended, as they stand today."""
        below = {u.id for u in self.units if checked_at(u) in self.heirs}
        return _standing(self.house, below)


def checked_at(place: Place) -> int:
    """The id of the place where a unit's sheet is checked (`filing.checking_place`), told by its path alone."""
    steps = max(0, LEVELS.index(place.level) - LEVELS.index(Level.COUNTY))
    return place.path[-1 - steps] if steps < len(place.path) else place.path[0]
