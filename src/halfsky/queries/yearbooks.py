"""The yearbook tables of a plan at a place, as a viewer may see them."""

from __future__ import annotations

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.yearbook import Below, Yearbook
from halfsky.queries.assessments import assess
from halfsky.queries.league import league
from halfsky.store.house import House

MOST_YEARS = 30
BAD_YEARS = problem(
    "400.1275",
    ("年鉴的年份{first}—{until}不对。", "A yearbook cannot run from {first} to {until}."),
    (
        "起始年不能晚于截止年，最多{most}年，截止年须在规划期内（{begin}—{end}）。",
        "The first year may not be later than the last; {most} years at most, the last one of the plan's own"
        " ({begin} to {end}).",
    ),
)


def yearbook(
    house: House,
    viewer: Viewer,
    plan: str,
    place: str,
    first: int | None = None,
    until: int | None = None,
    indicator: str = "",
) -> Yearbook:
    """The tables from `first` (the plan's base year) until `until` (last year, or the plan's last); `indicator` (a
    plan's number or a catalogue code) adds its table over the places right below. Refuses years that do not fit."""
    chosen = house.content.plan(plan)
    end = chosen.nearest(house.today().year - 1) if until is None else until
    begin = min(chosen.base_year, end) if first is None else first
    if not (end - MOST_YEARS < begin <= end and chosen.in_force(end)):
        raise BAD_YEARS.at(first=begin, until=end, most=MOST_YEARS, begin=chosen.first_year, end=chosen.last_year)
    years = tuple(range(begin, end + 1))
    return Yearbook(
        assess(house, viewer, plan, place, end),
        years,
        _below(house, viewer, plan, place, years, indicator) if indicator else None,
    )


def _below(house: House, viewer: Viewer, plan: str, place: str, years: tuple[int, ...], indicator: str) -> Below:
    tables = {y: league(house, viewer, indicator, place, str(y), plan) for y in years}
    subject = tables[years[-1]].subject
    return Below(subject.number, subject.name, subject.indicator, {y: t.league for y, t in tables.items()})
