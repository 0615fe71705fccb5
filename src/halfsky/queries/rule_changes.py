"""What other warning rules would have raised, and what they would have missed, on the figures of the last full year."""

from __future__ import annotations

from halfsky.kernel.access import SEE_FIGURES, Viewer, may
from halfsky.kernel.rules import Difference, differences
from halfsky.kernel.warning import Rule
from halfsky.queries import places, plans
from halfsky.queries.assessments import assess
from halfsky.store.house import House
from halfsky.store.models import WarningState


def rule_changes(
    house: House, viewer: Viewer, rules: tuple[Rule, ...], place: str, year: int
) -> tuple[Difference, ...]:
    """The differences at one place in a year, in all plans of the year."""
    found = (assess(house, viewer, plan.code, place, year) for plan in plans.in_force(house, viewer, place, year))
    return tuple(d for assessment in found for d in differences(assessment, rules))


def everywhere(house: House, viewer: Viewer, rules: tuple[Rule, ...]) -> tuple[Difference, ...]:
    """The differences at every place that the house watches and the viewer sees, each in its newest year."""
    watched = WarningState.objects.filter(current=True).values_list("place", flat=True).distinct()
    found: list[Difference] = []
    for place in places.by_ids(house, watched):
        if may(viewer, SEE_FIGURES, place, house.today()):
            year = plans.newest_year(house, viewer, place.code)
            found += rule_changes(house, viewer, rules, place.code, year)
    return tuple(found)
