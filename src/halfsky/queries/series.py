"""The series of indicators at a place: published values as rows, computed ones rolled up from submissions.

One query for the values and one for the submissions, whatever the number of indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.db.models import QuerySet

from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.figure import choose, compute, operands
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.rollup import Entries, Key, roll_up
from halfsky.kernel.small import with_pools
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission, Value
from halfsky.store.models.place import spelled

SeriesKey = tuple[str, Cell]
"""An indicator's code and a cell."""
Series = Mapping[SeriesKey, tuple[Observation, ...]]
ACCEPTED = "accepted"
MANY = 20
"""From so many indicators on, reading all values of the place is cheaper than naming them."""


def series(house: House, place: Place, indicators: Iterable[Indicator]) -> Series:
    """All series of these indicators at the place, every cell, in ascending order of period."""
    content, wanted = house.content, {i.code: i for i in indicators}
    found: dict[SeriesKey, dict[Period, Observation]] = defaultdict(dict)
    for key, observation in _published(place, wanted):
        found[key][observation.period] = observation
    for key, observation in _computed(house, content, place, wanted):
        before = found[key].get(observation.period)
        found[key][observation.period] = choose(before, observation, wanted[key[0]]) if before else observation
    return {key: _ordered(wanted[key[0]], points.values()) for key, points in found.items()}


def in_year(
    house: House, parent: Place, children: Sequence[Place], indicator: Indicator, at: Cell, year: int
) -> dict[int, Observation]:
    """The observation of one year at each of the children of a place, by place id; those without one are left out.

    One query for published values; submissions are only looked at where there are any below the parent.
    """
    rows = Value.objects.filter(
        indicator=indicator.code, year=year, cell=str(at), current=True, place_id__in=[c.id for c in children]
    )
    found = {row.place_id: _observed(row, at) for row in rows}
    if _submissions(parent).exists():
        for child in children:
            points = series(house, child, [indicator]).get((indicator.code, at), ())
            if now := next((o for o in reversed(points) if o.year == year), None):
                found[child.id] = now
    return found


def values_below(place: Place, level: Level, indicator: str, at: Cell, year: int) -> dict[int, Fraction]:
    """The published values of one indicator and year at all places of a level below, by place id: one query."""
    rows = Value.objects.filter(indicator=indicator, year=year, cell=str(at), current=True)
    below = rows.filter(place__versions__path__begins=spelled(place.path), place__versions__level=level.value)
    return {row.place_id: exact(row.value) for row in below.distinct()}


def _ordered(indicator: Indicator, points: Iterable[Observation]) -> tuple[Observation, ...]:
    """Yearly points in order; parts of a year never mix with years."""
    yearly = sorted((o for o in points if o.period.kind in ("year", "school")), key=lambda o: o.period.last_day())
    return with_pools(yearly, indicator.measure.from_base(Fraction(1)))


def _published(place: Place, wanted: Mapping[str, Indicator]) -> Iterable[tuple[SeriesKey, Observation]]:
    rows = Value.objects.filter(place_id=place.id, current=True)
    if len(wanted) < MANY:
        rows = rows.filter(indicator__in=wanted)
    for row in rows:
        if row.indicator in wanted:
            at = read_cell(row.cell)
            yield (row.indicator, at), _observed(row, at)


def _observed(row: Value, at: Cell) -> Observation:
    return Observation(period(row.period), exact(row.value), row.value, row.source, row.published, row.note, cell=at)


def _computed(
    house: House, content: Content, place: Place, wanted: Mapping[str, Indicator]
) -> Iterable[tuple[SeriesKey, Observation]]:
    by_period = _entries_below(place)
    for at_period, entries in by_period.items():
        due = _Due(place, at_period)
        for code, indicator in wanted.items():
            formula = content.formula(indicator, at_period.last_day().year)
            if formula is None:
                continue
            for at in _cells(content, formula):
                keys = operands(formula, at)
                parts = [entries.get(i, {}) for i in due.places(_level(content, keys))]
                rolled = roll_up(keys, content.elements, parts)
                if observed := compute(indicator, formula, rolled, content.elements, at, at_period):
                    yield (code, at), observed


def _cells(content: Content, formula: Node) -> list[Cell]:
    """The cells in which all operands of a formula are broken down alike: the total, and each common category."""
    keys = operands(formula, TOTAL)
    common: set[tuple[str, str]] | None = None
    for code, _ in keys:
        pairs = {(d, c) for d, cs in content.elements[code].breakdowns for c in cs}
        common = pairs if common is None else common & pairs
    return [TOTAL, *(Cell((pair,)) for pair in sorted(common or ()))]


def _level(content: Content, keys: Iterable[Key]) -> Level | None:
    """The level at which the operands enter; formulas mix no levels (the pack's gates see to it)."""
    return next((content.elements[code].at for code, _ in keys), None)


def _entries_below(place: Place) -> dict[Period, dict[int, Entries]]:
    """What the place and those below have given, by period and place id."""
    found: dict[Period, dict[int, dict[Key, Reading]]] = defaultdict(lambda: defaultdict(dict))
    for row in _submissions(place).distinct():
        for name, given in row.entries.items():
            element, _, at = name.partition("|")
            reading: Reading = exact(given) if isinstance(given, str) else Missing(Absence(given["absent"]), element)
            found[period(row.period)][row.place_id][(element, read_cell(at))] = reading
    return {p: dict(places) for p, places in found.items()}


def _submissions(place: Place) -> QuerySet[Submission]:
    """The accepted submissions of a place and all below it."""
    return Submission.objects.filter(current=True, state=ACCEPTED, place__versions__path__begins=spelled(place.path))


class _Due:
    """The places that had to give something, by level, in the tree of a period's last day."""

    def __init__(self, place: Place, at: Period) -> None:
        self.place, self.day = place, at.last_day()
        self.known: dict[Level | None, list[int]] = {}

    def places(self, level: Level | None) -> list[int]:
        if level not in self.known:
            rows = PlaceVersion.objects.under(spelled(self.place.path)).on(self.day).filter(stand_in=False)
            rows = rows.filter(level=level.value) if level else rows.filter(place_id=self.place.id)
            self.known[level] = list(rows.values_list("place_id", flat=True))
        return self.known[level]
