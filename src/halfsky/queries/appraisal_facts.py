"""What the formulas of a scheme ask of one judged unit in a year, with the raw facts that each answer stands on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Env, Outcome, Shift, Value
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Place
from halfsky.kernel.rates import Summary, shared_once, summarise
from halfsky.kernel.round import Round
from halfsky.kernel.units import Unit
from halfsky.queries.forms import rounds_of
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.standings import Came, asked, units_below
from halfsky.queries.standings import Unit as Sheet
from halfsky.store.house import House
from halfsky.store.models import RoundRow

RATES: Mapping[str, Callable[[Summary], Fraction | None]] = {
    "reach_rate": lambda s: s.rate_with_missing,
    "progress_rate": lambda s: s.progress_rate,
    "data_coverage": lambda s: s.coverage,
}
SHEETS = ("sheets_on_time", "sheets_late")


@dataclass(frozen=True, slots=True)
class Filed:
    """One sheet that was due in the year, with its round."""

    round: Round
    sheet: Sheet

    @property
    def late(self) -> bool:
        return self.sheet.standing.late

    @property
    def last_day(self) -> dt.date:
        """The day it was due, with the time that it was given."""
        return max(self.round.due, self.sheet.extended) if self.sheet.extended else self.round.due

    @property
    def counts(self) -> bool:
        """Whether it can be judged: it has come, or its day is over."""
        return self.late or self.sheet.standing.kind == "filled"


@dataclass(frozen=True)
class Facts:
    """The facts of one unit: the rows that it answers for, each with its plan; its sheets; figures of the place."""

    rows: tuple[tuple[str, Row], ...]
    sheets: tuple[Filed, ...]
    given: Given
    place: Place
    year: int
    sight: Sight

    @property
    def hidden(self) -> int:
        """How many rows rest on few cases and are not shown to everybody."""
        return sum(row.verdict.reason is Absence.HIDDEN for _, row in self.rows)

    @property
    def summary(self) -> Summary:
        """A series that several plans share counts once. What rests on few cases is left out: nobody is to guess it
        from points, and it is not held against the unit."""
        plans: dict[str, list[Row]] = defaultdict(list)
        for plan, row in self.rows:
            if row.verdict.reason is not Absence.HIDDEN:
                plans[plan].append(row)
        once = shared_once(list(plans.values()), lambda r: (r.indicator.code, r.goal.cell))
        return summarise(once)

    def value(self, code: str, cell: Cell, shift: Shift) -> Outcome:
        if code in RATES or code in SHEETS:
            if shift is not Shift.NONE:
                return Missing(Absence.NOT_COMPUTED, code)
            return self._rate(code) if code in RATES else self._sheets(code)
        return self._element(code, cell, shift)

    def children(self, record: str) -> Sequence[Env]:
        return ()

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        raise ValueError(function)

    def _rate(self, code: str) -> Outcome:
        summary = self.summary
        if not summary.quantifiable:
            return Missing(Absence.NOT_APPLICABLE, code)
        found = RATES[code](summary)
        return Missing(Absence.NOT_COMPUTED, code) if found is None else found

    def _sheets(self, code: str) -> Outcome:
        counted = [s for s in self.sheets if s.counts]
        if not counted:
            return Missing(Absence.NOT_APPLICABLE, code)
        late = sum(s.late for s in counted)
        return Fraction(late) if code == "sheets_late" else Fraction(len(counted) - late, len(counted))

    def _element(self, code: str, cell: Cell, shift: Shift) -> Outcome:
        if shift not in (Shift.NONE, Shift.PREVIOUS, Shift.SAME_PERIOD_LAST_YEAR):
            return Missing(Absence.NOT_COMPUTED, code)
        at = period_year(self.year - (shift is not Shift.NONE))
        found = self.sight.seen((code, cell), self.place, at, self.given.sum(self.place, (code, cell), at))
        return (
            found if isinstance(found, Missing) else Unit.parse(self.given.content.elements[code].unit).to_base(found)
        )


def filed_in(house: House, place: Place, year: int) -> tuple[Filed, ...]:
    """Every sheet of the place and all below it that belongs to a round of the year, on time, late or still to come."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = [
        r
        for r in rounds_of(house, list(RoundRow.objects.order_by("pk"))).values()
        if r.top.id in place.path or place.id in r.top.path
    ]
    of_year = [r for r in rows if first <= r.period.last_day() <= last]
    below = units_below(place, of_year)
    came = Came(house, [r.id for r in of_year], Q(place__in=[p.id for p in below]))
    return tuple(Filed(r, came.unit(r, at)) for r in of_year for at in asked(r, below))


def of_agency(filed: Iterable[Filed], agency: str) -> tuple[Filed, ...]:
    """The sheets of an agency's own forms."""
    return tuple(f for f in filed if f.round.form.agency == agency)


def of_place(filed: Iterable[Filed], place: Place) -> tuple[Filed, ...]:
    """The sheets of a place and all below it."""
    return tuple(f for f in filed if place.id in f.sheet.place.path)
