"""What a changed answer changes: every figure and class of every plan, at its place and at all places above.

Only what can change is looked at: indicators whose formula reads a changed element, from the year of the answer until
today, at the place and the places above it, before and after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import Viewer
from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence
from halfsky.kernel.figure import operands
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.text import Text
from halfsky.kernel.words import value_of
from halfsky.queries import places
from halfsky.queries.assessments import Narrow, figures, judged
from halfsky.queries.hidden import Sight
from halfsky.queries.series import Series
from halfsky.queries.sheets import Desk
from halfsky.store.house import House
from halfsky.store.models import Submission


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of a plan that shows something else than before: its value, its class, or both."""

    place: Place
    plan: Plan
    number: str
    name: Text
    year: int
    before: Text
    after: Text
    class_before: Text
    class_after: Text

    @property
    def class_changes(self) -> bool:
        return self.class_before != self.class_after


@dataclass(frozen=True, slots=True)
class Impact:
    """All that changes. `digest` names it, so that what is confirmed is what was shown; `rows` were judged to know."""

    changed: tuple[Changed, ...]
    digest: str
    rows: int


def impact(house: House, viewer: Viewer, at: Desk, entries: Mapping[str, Any]) -> Impact:
    """What the plans in force would show if these entries were the accepted ones of a unit."""
    first = at.round.period.last_day().year
    codes = _changed_codes(at, entries)
    only = frozenset(code for code in house.content.indicators if _reads(house, code, first, codes))
    instead = {(at.form.code, str(at.round.period), at.place.id): entries}
    now, then, sight = Narrow(only, {}), Narrow(only, instead), Sight(house, viewer)
    found: list[Changed] = []
    rows = 0
    for plan in house.content.plans.values():
        if not any(goal.indicator in only for goal in plan.goals):
            continue
        years = [y for y in range(first, house.today().year + 1) if plan.in_force(y)]
        for place in reversed(places.by_ids(house, at.place.path)) if years else ():
            known = {narrow is then: figures(house, [plan], place, sight, narrow) for narrow in (now, then)}
            for year in years:
                before = _rows(house, plan, place, year, known[False], sight, now)
                after = _rows(house, plan, place, year, known[True], sight, then)
                rows += len(before)
                found += [
                    _changed(place, plan, year, row, after[key])
                    for key, row in before.items()
                    if _differ(row, after[key])
                ]
    said = "\n".join(f"{c.place.code} {c.plan.code} {c.number} {c.year} {c.before} {c.after}" for c in found)
    return Impact(tuple(found), hashlib.sha256(said.encode()).hexdigest()[:16], rows)


def _changed_codes(at: Desk, entries: Mapping[str, Any]) -> set[str]:
    """The elements whose answers differ from those in force."""
    kept = Submission.objects.filter(
        place=at.place.id, form=at.form.code, period=str(at.round.period), current=True
    ).first()
    before: Mapping[str, Any] = kept.entries if kept else {}
    differing = (text for text in {*entries, *before} if entries.get(text) != before.get(text))
    return {text.partition("|")[0] for text in differing}


def _reads(house: House, indicator: str, year: int, codes: set[str]) -> bool:
    """Whether an indicator reads one of the elements, or was itself given as a rate."""
    formula = house.content.formula(house.content.indicators[indicator], year)
    return indicator in codes or (formula is not None and any(c in codes for c, _ in operands(formula, TOTAL)))


def _rows(
    house: House, plan: Plan, place: Place, year: int, known: Series, sight: Sight, narrow: Narrow
) -> dict[tuple[str, Cell], Row]:
    found = judged(house, plan, place, year, house.today(), known, sight, narrow)
    return {(row.number, row.goal.cell): row for row in found.rows}


def _value(row: Row) -> Text:
    now = row.verdict.observation
    return value_of(now, row.indicator) if now else (row.verdict.reason or Absence.NOT_REPORTED).label


def _differ(before: Row, after: Row) -> bool:
    return (_value(before), before.verdict.class_) != (_value(after), after.verdict.class_)


def _changed(place: Place, plan: Plan, year: int, before: Row, after: Row) -> Changed:
    return Changed(
        place=place,
        plan=plan,
        number=before.number,
        name=before.name,
        year=year,
        before=_value(before),
        after=_value(after),
        class_before=before.verdict.class_.label,
        class_after=after.verdict.class_.label,
    )
