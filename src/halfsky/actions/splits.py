"""Keeping a target that was split: over the places below, where the parts must reach the whole, and over the years."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.actions.target_rows import Said
from halfsky.actions.targets import Outcome, set_targets
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.numbers import exact, needed
from halfsky.kernel.splitting import FALLS_SHORT, NO_AIM, Parts, check
from halfsky.kernel.words import quantity, wanted
from halfsky.queries.splitting import Splitting
from halfsky.store.house import House


def keep_parts(
    house: House, viewer: Viewer, of: Splitting, parts: Mapping[str, str], weights: Parts, source: str = ""
) -> Outcome:
    """Set the targets of all places below; `parts` are their numbers as printed, by code. Refuses what falls short."""
    demand(viewer, WRITE_DOCUMENTS, of.assessment.place, house.today())
    if of.bar is None:
        raise NO_AIM.at()
    values = {b.place.code: exact(parts.get(b.place.code, ""), b.place.name) for b in of.below}
    found = check(of.children(weights), values, of.bar, of.way)
    if not found.holds:
        whole = quantity(needed(found.whole, of.decimals), of.row.indicator.unit)
        raise FALLS_SHORT.at(whole=whole, wanted=wanted(of.target, of.row.indicator, of.bar))
    coming = [_said(of, code, of.year, parts[code].strip(), source) for code in values]
    return set_targets(house, viewer, of.assessment.plan.code, coming)


def keep_years(house: House, viewer: Viewer, of: Splitting, years: Mapping[int, str], source: str = "") -> Outcome:
    """Set the place's own targets of the years before the last, as printed; the last stays as it is."""
    place = of.assessment.place
    demand(viewer, WRITE_DOCUMENTS, place, house.today())
    if of.last_bar is None:
        raise NO_AIM.at()
    coming = [_said(of, place.code, y, text.strip(), source) for y, text in years.items() if y < of.last_year and text]
    return set_targets(house, viewer, of.assessment.plan.code, coming)


def _said(of: Splitting, place: str, year: int, value: str, source: str) -> Said:
    goal = of.row.goal
    cells = {
        "number": goal.number,
        "breakdown": str(goal.cell),
        "place": place,
        "year": str(year),
        "comparator": of.comparator.value,
        "value": value,
        "source": source,
    }
    where = f"{place} {year}"
    return Said(cells, dict.fromkeys(cells, where))
