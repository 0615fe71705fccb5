"""沿革: what became of a place, newest first, and whether anything has changed at or below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Place
from halfsky.kernel.tree_change import Kind
from halfsky.queries.tree import lineage
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, TreeChange, TreeFlow
from halfsky.store.models.place import spelled

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Event:
    """A change as the history tells it: how the places stood before and after (code, name, parent, share).

    `parts` are stated shares of places above that a move left (code, name, share).
    `direct` is false where the place only lay above one that went elsewhere.
    """

    number: int
    kind: Kind
    day: dt.date
    document: str
    of: Sequence[Mapping[str, Any]]
    into: Sequence[Mapping[str, Any]]
    direct: bool
    by: str
    at: dt.datetime
    parts: Sequence[Mapping[str, Any]] = ()


def history(house: House, viewer: Viewer, place: Place) -> list[Event]:
    """The changes of one place and of what came to it or went from it, newest first."""
    mine = TreeFlow.objects.filter(Q(source=place.id) | Q(target=place.id))
    direct = set(mine.filter(direct=True).values_list("change", flat=True))
    found = TreeChange.objects.filter(pk__in=mine.values("change")).select_related("by").order_by("-day", "-pk")
    return [_event(house, row, row.pk in direct) for row in found[:NEWEST]]


def unstated(house: House, viewer: Viewer, place: Place) -> tuple[Event, ...]:
    """The changes without stated shares that touched the place or what has come to it: why figures of earlier years
    are 未计算 by today's tree. The newest first."""
    held = lineage(house.today()).ancestry(place.id)
    flows = TreeFlow.objects.filter(Q(source__in=held) | Q(target__in=held), share="").exclude(source=F("target"))
    rows = TreeChange.objects.filter(pk__in=flows.values("change"), day__lte=house.today()).select_related("by")
    return tuple(_event(house, row, True) for row in rows.order_by("-day", "-pk")[:NEWEST])


def _event(house: House, row: TreeChange, direct: bool) -> Event:
    at = row.at.astimezone(house.settings.zone)
    told = row.detail
    return Event(
        row.pk, Kind(row.kind), row.day, row.document, told["of"], told["into"], direct, row.by.name, at,
        told.get("parts", ()),
    )  # fmt: skip


def changed_below(house: House, viewer: Viewer, place: Place) -> bool:
    """Whether any place at or below it has passed anything on to another: only then do the two trees differ."""
    lying = PlaceVersion.objects.filter(place=OuterRef("source"), path__begins=spelled(place.path))
    came = PlaceVersion.objects.filter(place=OuterRef("target"), path__begins=spelled(place.path))
    flows = TreeFlow.objects.filter(change__day__lte=house.today()).exclude(source=F("target"), share="1")
    return flows.filter(Exists(lying) | Exists(came)).exists()
