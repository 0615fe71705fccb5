"""Openings of records about persons, for the person in charge of data protection: who, when, why, which number.

Reasons may name somebody, so they are read here alone; the log holds that there was one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from halfsky.kernel.access import NOT_ALLOWED, NOT_SIGNED_IN, PROTECT_PERSONS, Viewer, scope
from halfsky.kernel.place import Place
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Opening
from halfsky.store.scope import rows_in


@dataclass(frozen=True, slots=True)
class Sought:
    """Which openings: by whom (a part of user name or name), of which register, of which record, between two days;
    only those with a reason."""

    user: str = ""
    register: str = ""
    record: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    explained: bool = False


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One opening. `position` is its entry in the log."""

    id: int
    at: dt.datetime
    user: str
    name: str
    record: int
    register: Text
    place: Place
    reason: str
    position: int


def protected(house: House, viewer: Viewer) -> QuerySet[Opening]:
    """The openings of all records in the viewer's charge; refuses who is in charge of none."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    held = scope(viewer, PROTECT_PERSONS, house.today())
    if not held:
        raise NOT_ALLOWED.at(permission=PROTECT_PERSONS.label)
    return Opening.objects.filter(rows_in(held, "record__place") | rows_in(held, "record__desk"))


def openings(
    house: House, viewer: Viewer, sought: Sought, before: int | None = None, most: int = 50
) -> list[OpeningView]:
    """The newest first; `before` goes on after the opening of that number."""
    rows = protected(house, viewer).filter(_wanted(house, sought))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("user", "record").order_by("-pk")[:most])
    known = {p.id: p for p in places.by_ids(house, {row.record.place_id for row in found})}
    titles = {code: register.title for code, register in house.content.registers.items()}
    return [
        OpeningView(
            row.pk,
            row.at.astimezone(house.settings.zone),
            row.user.username,
            row.user.name,
            row.record_id,
            titles.get(row.record.register, Text(row.record.register)),
            known.get(row.record.place_id) or places.by_id(house, row.record.place_id),
            row.reason,
            row.position,
        )
        for row in found
    ]


def _wanted(house: House, sought: Sought) -> Q:
    zone, wanted = house.settings.zone, Q()
    if sought.user:
        wanted &= Q(user__username__icontains=sought.user) | Q(user__name__icontains=sought.user)
    if sought.register:
        wanted &= Q(record__register=sought.register)
    if sought.record is not None:
        wanted &= Q(record=sought.record)
    if sought.since:
        wanted &= Q(at__gte=dt.datetime.combine(sought.since, dt.time.min, zone))
    if sought.until:
        wanted &= Q(at__lt=dt.datetime.combine(sought.until + dt.timedelta(days=1), dt.time.min, zone))
    return wanted & ~Q(reason="") if sought.explained else wanted
