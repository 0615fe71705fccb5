"""A target beside all that it takes to split it: the places below with denominators, values and targets, the years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.splitting import Child, Way, way_of
from halfsky.kernel.target import Bar, Comparator, Target
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.hidden import Sight
from halfsky.queries.series import in_year
from halfsky.queries.targets import by_year
from halfsky.store.house import House

NOTHING_TO_SPLIT = problem(
    "404.1057",
    (
        "{place}的《{plan}》没有可以分解的“{came}”。",
        "There is nothing to split under “{came}” in {plan} at {place}.",
    ),
    (
        "可以分解的是本级定了数、不是逐个考核下级的目标；请从列表中选择。",
        "What can be split has a number at this place and is not asked of each place below; choose from the list.",
    ),
)

BANDS = (Comparator.BETWEEN, Comparator.ABOUT)


@dataclass(frozen=True, slots=True)
class Below:
    """A place below: what it had in the data year, and the target of the year that it has already."""

    place: Place
    now: Observation | None
    target: Target | None

    @property
    def weight(self) -> Fraction | None:
        """The denominator behind its value, where the house knows it."""
        return self.now.count if self.now else None


@dataclass(frozen=True, slots=True)
class Splitting:
    """A row of an assessment whose target of `year` is to be split. `data_year` is that of the values below; `years`
    are the place's own targets by year, `bar` what the parts must reach together (None: no number, or a band),
    `last_bar` what the last of the years must."""

    assessment: Assessment
    row: Row
    year: int
    data_year: int
    years: Mapping[int, Target]
    bar: Bar | None
    last_bar: Bar | None
    way: Way
    below: tuple[Below, ...]

    @property
    def target(self) -> Target:
        return self.years[self.year]

    @property
    def last_year(self) -> int:
        return max(self.years)

    @property
    def decimals(self) -> int:
        return self.row.indicator.decimals

    @property
    def comparator(self) -> Comparator:
        """How the parts are asked: as the whole is; a change on the base becomes the number that it comes to."""
        own = self.target.comparator
        if not own.relative:
            return own
        return Comparator.AT_MOST if own is Comparator.REDUCE_BY else Comparator.AT_LEAST

    def children(self, weights: Mapping[str, Fraction | None]) -> list[Child]:
        """The places below as the kernel splits over them, by these denominators."""
        return [
            Child(b.place.code, weights.get(b.place.code), b.now.value if b.now else None, b.place.name)
            for b in self.below
        ]


def key_of(row: Row) -> str:
    """How a row is named in an address: W1.02, or W1.02|sex=female where a target is of a breakdown of its own."""
    return f"{row.number}|{row.goal.cell}" if row.goal.cell else row.number


def splittable(assessment: Assessment) -> tuple[Row, ...]:
    """The rows with a number of their own that is not asked of each place below."""
    return tuple(r for r in assessment.rows if r.target and not r.target.each and not r.target.group)


def splitting(
    house: House, viewer: access.Viewer, plan: str, place: str, year: int, key: str, of: int = 0
) -> Splitting:
    """The row `key` of a plan at a place, its target of the year `of` (0: the last) with the places below."""
    found = assess(house, viewer, plan, place, year)
    row = next((r for r in splittable(found) if key_of(r) == key), None)
    own = by_year(house, found.plan, [found.place.id])
    years = own.get((found.place.id, row.number, row.goal.cell), {}) if row else {}
    if row is None or not years:
        raise NOTHING_TO_SPLIT.at(place=found.place.name, plan=found.plan.title, came=key)
    chosen = of if of in years else max(years)
    base = row.verdict.base.value if row.verdict.base else row.goal.base
    bar, last = (_number(years[y], base) for y in (chosen, max(years)))
    latest = row.series[-1].year if row.series else year
    data_year = min(latest, year)
    return Splitting(
        found,
        row,
        chosen,
        data_year,
        years,
        bar,
        last,
        way_of(row.indicator),
        _below(house, viewer, found, row, chosen, data_year),
    )


def _number(target: Target, base: Fraction | None) -> Bar | None:
    """What can be split: one number to come to. A band, or a change on a base that is not known, is none."""
    bar = target.bar(base)
    return bar if isinstance(bar, Bar) and target.comparator not in BANDS else None


def _below(
    house: House, viewer: access.Viewer, found: Assessment, row: Row, year: int, data_year: int
) -> tuple[Below, ...]:
    children, cell = places.all_children(house, found.place), row.goal.cell
    seen = in_year(house, found.place, children, row.indicator, cell, data_year, Sight(house, viewer))
    own = by_year(house, found.plan, [c.id for c in children])
    return tuple(Below(c, seen.get(c.id), _of(own, c, row.number, cell, year)) for c in children)


def _of(
    own: Mapping[tuple[int, str, Cell], dict[int, Target]], child: Place, number: str, cell: Cell, year: int
) -> Target | None:
    return own.get((child.id, number, cell), {}).get(year)
