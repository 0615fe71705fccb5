"""Undoing a change of the tree while nothing has been built upon it: a further entry in the log, never a lost one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Max, Q

from halfsky.actions import handing_on, owed_sheets
from halfsky.actions.acting import acting, holding
from halfsky.actions.planting import sweep
from halfsky.actions.redrawing import BATCH
from halfsky.kernel.access import MANAGE_PLACES, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.locks import PLACES_LOCK, alone
from halfsky.store.models import (
    GrantRow,
    LogEntry,
    Notice,
    PlaceVersion,
    TreeChange,
    TreeEdition,
    TreeFlow,
    TreeLine,
)
from halfsky.store.models import Place as PlaceRow

NO_CHANGE_KEPT = problem(
    "404.730",
    ("没有第{came}号区划变更，或已撤回。", "There is no change {came} of the tree, or it has been taken back."),
    ("请在区划页面的“沿革”中查看编号。", "See the numbers in the history on the page of the place."),
)
BUILT_UPON = problem(
    "409.731",
    ("第{came}号变更之后已有新的内容（{what}），不能撤回。", "Change {came} has been built upon ({what}) and stays."),
    ("请先撤回后来的内容，或登记一次相反的变更。", "Take the later things back first, or enter the opposite change."),
)


def take_back(house: House, viewer: Viewer, number: int) -> int:
    """Undo a change, with all that were made together with it, while nothing has been built upon it; how many."""
    with alone(house.folder, PLACES_LOCK):
        asked = TreeChange.objects.filter(pk=number, taken_back=None).select_related("edition").first()
        if asked is None or asked.edition is None:
            raise NO_CHANGE_KEPT.at(came=number)
        edition, day = asked.edition, asked.day
        changes = list(TreeChange.objects.filter(edition=edition).order_by("pk"))
        staged = PlaceVersion.objects.filter(edition=edition)
        ended = {p["id"] for c in changes for p in c.detail["of"]} - set(staged.values_list("place", flat=True))
        _demand_keeper_of(house, viewer, changes)
        done = _done(changes)
        _demand_unbuilt(number, edition, changes, ended, done)
        gone = Q(place__in=staged.values("place")) | Q(place__in=ended)
        earlier = PlaceVersion.objects.filter(gone, until=day - dt.timedelta(days=1)).exclude(edition=edition)
        concerned = _concerned(house, edition, changes)
        newest = list(earlier.values("place").annotate(last=Max("id")).values_list("last", flat=True))
        with acting(house, viewer, "places.take_back", f"{asked.kind} {number}", concerned) as act:
            handing_on.take_back(done)
            owed_sheets.take_back(done)
            TreeFlow.objects.filter(change__in=changes).delete()
            TreeChange.objects.filter(edition=edition).update(taken_back=act.position, edition=None)
            for at in range(0, len(newest), BATCH):
                PlaceVersion.objects.filter(pk__in=newest[at : at + BATCH]).update(until=None)
            TreeEdition.objects.filter(pk=edition.pk).update(published_at=None)
            act.detail = {"changes": [c.pk for c in changes], "day": str(day), "versions": len(newest)}
            if done:
                act.detail |= {
                    "begun_again": [pk for pk, *_ in done["ended"]],
                    "removed": [pk for pk, _ in done["begun"]],
                }
        sweep()
        return len(changes)


def _concerned(house: House, edition: TreeEdition, changes: Sequence[TreeChange]) -> Place:
    """The lowest place that holds all that was changed, before and after; of what was new, what lies above it."""
    numbers = {p["id"] for c in changes for p in (*c.detail["of"], *c.detail["into"])}
    versions = PlaceVersion.objects.filter(place__in=numbers)
    kept = set(versions.exclude(edition=edition).values_list("place", flat=True))
    found = [v.as_place() for v in versions if v.place_id in kept]
    above = {v.parent_id for v in versions if v.place_id not in kept and v.parent_id}
    return holding(house, [*found, *(places.by_id(house, number) for number in above)])


def _demand_keeper_of(house: House, viewer: Viewer, changes: Sequence[TreeChange]) -> None:
    """Refuse unless the viewer keeps the tree above everything that was changed."""
    numbers = {p["id"] for c in changes for p in (*c.detail["of"], *c.detail["into"])}
    above = {i for v in PlaceVersion.objects.filter(place__in=numbers) if (i := v.parent_id)}
    for number in above:
        row = PlaceVersion.objects.filter(place=number).order_by("-pk").first()
        if row:
            demand(viewer, MANAGE_PLACES, row.as_place(), house.today())


def _done(changes: Sequence[TreeChange]) -> dict[str, Any]:
    """What was done in the same act with roles and sheets, as the log has it."""
    entry = LogEntry.objects.filter(position=changes[0].position).first()
    kept = entry.detail if entry else {}
    named = ("ended", "begun", "notices")
    return {key: kept.get(key, []) for key in named} if any(kept.get(key) for key in named) else {}


def _demand_unbuilt(
    number: int, edition: TreeEdition, changes: Sequence[TreeChange], ended: set[int], done: Mapping[str, Any]
) -> None:
    """Refuse when the places have changed again, or when anything belongs to a place that only the change made, but
    for what the change itself handed on."""
    if handing_on.changed_since(done):
        raise BUILT_UPON.at(came=number, what=GrantRow._meta.db_table)
    mine = PlaceVersion.objects.filter(edition=edition)
    later = mine.exclude(until=None).first()
    touched = {p["id"] for c in changes for p in (*c.detail["of"], *c.detail["into"])} | ended
    last = max(c.pk for c in changes)
    flows = TreeFlow.objects.filter(change__gt=last).filter(Q(source__in=touched) | Q(target__in=touched))
    if later or (again := flows.first()):
        raise BUILT_UPON.at(came=number, what=later.name if later else again.change.kind)  # type: ignore[union-attr]
    earlier = PlaceVersion.objects.exclude(edition=edition).values("place")
    born = list(mine.exclude(place__in=earlier).values_list("place", flat=True))
    if below := PlaceVersion.objects.filter(edition__gt=edition, parent__in=mine.values("place")).first():
        raise BUILT_UPON.at(came=number, what=below.name)
    own = {GrantRow: [pk for pk, _ in done.get("begun", ())], Notice: done.get("notices", ())}
    for table in apps.get_models():
        for field in table._meta.concrete_fields if table not in (PlaceVersion, TreeFlow, TreeLine) else ():
            if field.related_model is PlaceRow and _names(table, field.name, born, own.get(table, ())):
                raise BUILT_UPON.at(came=number, what=table._meta.db_table)


def _names(model: Any, field: str, born: Sequence[int], but: Sequence[int]) -> bool:
    """Whether any row of a table, but for these, belongs to one of the places."""
    return bool(model._default_manager.filter(**{f"{field}__in": born}).exclude(pk__in=but).exists())
