"""What a leader needs in one minute: the plans in force, what is red and since when, what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel import access
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.place import Place
from halfsky.kernel.rates import Summary, shared_once, summarise
from halfsky.kernel.warning import Level
from halfsky.queries import places, plans
from halfsky.queries.assessments import figures, judged
from halfsky.queries.hidden import Sight
from halfsky.queries.series import Series
from halfsky.store.house import House

YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Alarm:
    """A row that warns, the plan it stands in, and the year since which it has warned without a pause."""

    assessment: Assessment
    row: Row
    since: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The assessments of the year, the reds and yellows, and both plans counted together."""

    place: Place
    year: int
    assessments: tuple[Assessment, ...]
    reds: tuple[Alarm, ...]
    yellows: tuple[Alarm, ...]
    together: Summary

    @property
    def new_reds(self) -> tuple[Alarm, ...]:
        return tuple(a for a in self.reds if a.is_new)

    @property
    def empty(self) -> bool:
        """Nothing is known here yet: the page says what to do first."""
        return not any(r.verdict.latest for a in self.assessments for r in a.rows)


def first_page(house: House, viewer: access.Viewer, place: str, year: int, as_of: dt.date | None = None) -> FirstPage:
    """The first page of a place in a year."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    day = as_of or house.today()
    in_force = plans.in_force(house, viewer, place, year)
    sight = Sight(house, viewer)
    known = figures(house, in_force, at, sight)
    found = tuple(judged(house, plan, at, year, day, known, sight) for plan in in_force)
    counted_once = shared_once([a.rows for a in found], _series)
    past = _Past(house, at, year, day, known, sight)
    return FirstPage(
        at, year, found, past.alarms(found, Level.RED), past.alarms(found, Level.YELLOW), summarise(counted_once)
    )


def _series(row: Row) -> tuple[str, Cell]:
    """What two plans share when they share a row."""
    return row.indicator.code, row.goal.cell


class _Past:
    """The same plans judged in the years before, as far as a warning reaches back."""

    def __init__(self, house: House, place: Place, year: int, as_of: dt.date, figures: Series, sight: Sight) -> None:
        self.sight = sight
        self.house, self.place, self.year, self.as_of, self.figures = house, place, year, as_of, figures
        self.known: dict[tuple[str, int], Assessment] = {}

    def alarms(self, assessments: tuple[Assessment, ...], level: Level) -> tuple[Alarm, ...]:
        """One alarm a series: what both plans share warns once."""
        once: dict[tuple[str, Cell], Alarm] = {}
        for assessment in assessments:
            for row in assessment.warned(level):
                since = self._since(assessment, row, level)
                once.setdefault(_series(row), Alarm(assessment, row, since, since == self.year))
        return tuple(sorted(once.values(), key=lambda a: (not a.is_new, a.since, a.row.number)))

    def _since(self, assessment: Assessment, row: Row, level: Level) -> int:
        since = self.year
        while since > self.year - YEARS_BACK and since - 1 > assessment.plan.base_year:
            before = self._judged(assessment, since - 1).row(row.number)
            if before is None or before.warning is None or before.warning.level is not level:
                break
            since -= 1
        return since

    def _judged(self, assessment: Assessment, year: int) -> Assessment:
        key = (assessment.plan.code, year)
        if key not in self.known:
            self.known[key] = judged(
                self.house, assessment.plan, self.place, year, self.as_of, self.figures, self.sight
            )
        return self.known[key]
