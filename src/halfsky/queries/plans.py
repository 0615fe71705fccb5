"""The plans a house has, and the years for which a place has figures."""

from __future__ import annotations

from halfsky.kernel import access
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.queries import places
from halfsky.queries.arrays import arrays
from halfsky.queries.given import accepted_below
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission, TargetRow, Value
from halfsky.store.models.place import spelled


def installed(house: House, viewer: access.Viewer) -> tuple[Plan, ...]:
    """All plans, the newest generation first. What is wanted is public; only figures are not."""
    return tuple(sorted(house.content.plans.values(), key=lambda p: p.rank))


def in_force(house: House, viewer: access.Viewer, place: str, year: int) -> tuple[Plan, ...]:
    """The plans of the year that the place has targets in or figures for."""
    return _used(house, place, [p for p in installed(house, viewer) if p.in_force(year)])


def nearest(house: House, viewer: access.Viewer, place: str, year: int) -> tuple[Plan, ...]:
    """The plans of the year; where it has none, those whose years lie nearest to it."""
    plans = installed(house, viewer)
    away = [abs(p.nearest(year) - year) for p in plans]
    return _used(house, place, [p for p, years in zip(plans, away, strict=True) if years == min(away)])


def _used(house: House, place: str, plans: list[Plan]) -> tuple[Plan, ...]:
    """Those that the place has targets in or figures for; all of them where it has neither."""
    at = places.place(house, place)
    with_targets = set(TargetRow.objects.filter(place_id=at.id, current=True).values_list("plan", flat=True))
    series = set(Value.objects.filter(place_id=at.id, current=True).values_list("indicator", flat=True).distinct())
    used = [p for p in plans if p.code in with_targets or series & {g.indicator for g in p.goals}]
    return tuple(used or plans)


def years(house: House, viewer: access.Viewer, place: str) -> tuple[int, ...]:
    """The data years that the place has figures for, the newest first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    published = set(Value.objects.filter(place_id=at.id, current=True).values_list("year", flat=True))
    return tuple(sorted(published | _submitted(house, at), reverse=True))


def _submitted(house: House, place: Place) -> set[int]:
    """The years of which anything was accepted at the place or below it; a large house does not look at all of it."""
    held = arrays(house)
    if held is None:
        periods = accepted_below(place).values_list("period", flat=True).distinct()
        return {int(p[:4]) for p in periods if p.isdigit()}
    # What arrays do not hold (rates given alone) is looked for place by place.
    below = PlaceVersion.objects.under(spelled(place.path)).values("place")
    rows = Submission.objects.filter(place__in=below, current=True, state__in=COUNTING)
    every = (p for p in held.periods if p.kind == "year")
    return {p.year for p in every if held.anything(place.id, p) or rows.filter(period=str(p)).exists()}


def newest_year(house: House, viewer: access.Viewer, place: str) -> int:
    """The year to open with: the newest that has a good part of the figures, else last year."""
    at = places.place(house, place)
    counts: dict[int, int] = {}
    for year in Value.objects.filter(place_id=at.id, current=True).values_list("year", flat=True):
        counts[year] = counts.get(year, 0) + 1
    submitted = _submitted(house, at)
    if submitted:
        return max(submitted)
    if not counts:
        return house.today().year - 1
    many = max(counts.values()) / 2
    return max(year for year, count in counts.items() if count >= many)
