"""The series of indicators at a place: published values as rows, computed ones from what was given below it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from halfsky.kernel.breakdown import Cell, read_cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.figure import choose
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.small import with_pools
from halfsky.queries.given import Given, Replaced
from halfsky.queries.hidden import Sight
from halfsky.queries.places import by_id
from halfsky.queries.tree import lineage
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Value

SeriesKey = tuple[str, Cell]
"""An indicator's code and a cell."""
Series = Mapping[SeriesKey, tuple[Observation, ...]]
Wanted = Mapping[str, Collection[Cell] | None]
"""By indicator code the cells that are asked for; None asks for every one."""
MANY = 20
"""From so many indicators on, reading all values of the place is cheaper than naming them."""


def series(
    house: House,
    place: Place,
    wanted: Wanted,
    sight: Sight,
    instead: Mapping[Replaced, Any] | None = None,
    tree: dt.date | None = None,
) -> Series:
    """The series of these indicators at the place, in ascending order of period, as the `sight` of a viewer shows them.

    `instead` holds answers that are looked at as if they were accepted; by the `tree` of a later day, a published
    value counts only while the place has kept its territory.
    """
    content, given = house.content, Given(house, place, sight, instead, tree)
    found: dict[SeriesKey, dict[Period, Observation]] = defaultdict(dict)
    for code, observation in _published(place, wanted):
        if not given.unaltered(place, observation.period.last_day()):
            continue
        found[code, observation.cell][observation.period] = observation
    for code, cells in wanted.items():
        indicator = content.indicators[code]
        for observation in given.figures(place, indicator, cells):
            points = found[code, observation.cell]
            points[observation.period] = _one(points.get(observation.period), observation, indicator)
    return {key: _ordered(content.indicators[key[0]], points.values()) for key, points in found.items()}


def in_year(
    house: House,
    top: Place,
    places: Sequence[Place],
    indicator: Indicator,
    at: Cell,
    year: int,
    sight: Sight,
    instead: Mapping[Replaced, Any] | None = None,
    tree: dt.date | None = None,
) -> dict[int, Observation]:
    """The observation of one year at each of the places below `top`, by place id; those without one are left out.

    One query for the published values and one for the submissions, however many places.
    """
    return in_period(places, indicator, at, Period("year", year), Given(house, top, sight, instead, tree))


def in_period(
    places: Sequence[Place], indicator: Indicator, at: Cell, when: Period, given: Given
) -> dict[int, Observation]:
    """The observation of one period of any kind at each of the places below the top of `given`, by place id; of a year
    also that of the school year which ends in it, and never that of a part of it."""
    spelled = [str(when), *([str(Period("school", when.year - 1))] if when.kind == "year" else ())]
    rows = Value.objects.filter(indicator=indicator.code, period__in=spelled, cell=str(at), current=True)
    wanted = {p.id: p for p in places}
    found = {
        row.place_id: _observed(row)
        for row in rows
        if row.place_id in wanted and given.unaltered(wanted[row.place_id], period(row.period).last_day())
    }
    given.read_own([p.id for p in places])
    for place in places if given.periods else ():
        if computed := given.figure(place, indicator, at, when):
            found[place.id] = _one(found.get(place.id), computed, indicator)
    return found


def any_below(given: Given, level: Level, indicator: Indicator, at: Cell, year: int) -> bool:
    """Whether any place of a level below the top may have a value in the year: asked before tens of thousands are
    listed."""
    rows = Value.objects.filter(indicator=indicator.code, year=year, cell=str(at), current=True)
    lying = Q()
    for path in PlaceVersion.objects.filter(place=given.top.id).values_list("path", flat=True).distinct():
        lying |= Q(place__versions__path__begins=path)
    published = rows.filter(lying, place__versions__level=level)
    return given.may_say(indicator, at, Period("year", year), level) or published.exists()


def _one(published: Observation | None, computed: Observation, indicator: Indicator) -> Observation:
    return choose(published, computed, indicator) if published else computed


def _published(place: Place, wanted: Wanted) -> Iterable[tuple[str, Observation]]:
    rows = Value.objects.filter(place_id=place.id, current=True)
    if len(wanted) < MANY:
        rows = rows.filter(indicator__in=wanted)
    for row in rows:
        if row.indicator in wanted:
            observation, cells = _observed(row), wanted[row.indicator]
            if cells is None or observation.cell in cells:
                yield row.indicator, observation


def _observed(row: Value) -> Observation:
    at = read_cell(row.cell)
    return Observation(period(row.period), exact(row.value), row.value, row.source, row.published, row.note, cell=at)


def _ordered(indicator: Indicator, points: Iterable[Observation]) -> tuple[Observation, ...]:
    """Yearly points in order; parts of a year never mix with years."""
    yearly = sorted((o for o in points if o.period.kind in ("year", "school")), key=lambda o: o.period.last_day())
    return with_pools(indicator, yearly)


def uncomputed(
    house: House, place: Place, wanted: Wanted, sight: Sight, tree: dt.date | None, known: Series
) -> Mapping[SeriesKey, tuple[Period, ...]]:
    """The periods in which the place, or what has come to it since, had a figure, and none among those `known` by the
    later tree; nothing where each period goes by its own tree."""
    if tree is None:
        return {}
    line = lineage(tree)
    ancestry = line.ancestry(place.id)
    if len(ancestry) == 1 and place.id not in line.sources:
        return {}
    ever: dict[SeriesKey, set[Period]] = defaultdict(set)
    for number in sorted(ancestry):
        for key, points in series(house, by_id(house, number, tree), wanted, sight).items():
            ever[key] |= {o.period for o in points}
    lost = {key: periods - {o.period for o in known.get(key, ())} for key, periods in ever.items()}
    return {key: tuple(sorted(periods, key=lambda p: p.last_day())) for key, periods in lost.items() if periods}


def uncomputed_in(
    house: House, places: Sequence[Place], indicator: Indicator, at: Cell, year: int, sight: Sight, tree: dt.date | None
) -> frozenset[int]:
    """Which of these places, none of which has a figure of the year by the tree, had one by the tree of the year, or
    took in a place that had."""
    if tree is None:
        return frozenset()
    line, found = lineage(tree), set()
    for place in places:
        earlier = line.ancestry(place.id) if place.id in line.sources or line.predecessors(place.id) else ()
        stood = (by_id(house, number, tree) for number in sorted(earlier))
        if any(in_year(house, p, [p], indicator, at, year, sight) for p in stood):
            found.add(place.id)
    return frozenset(found)
