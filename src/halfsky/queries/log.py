"""The log as it is seen: its entries, the newest first, and whether its chain of seals is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from halfsky.kernel.access import NOT_ALLOWED, SEE_LOG, Viewer, scope
from halfsky.queries import places
from halfsky.store.checked import Checked, noted
from halfsky.store.house import House
from halfsky.store.models import LogEntry, User


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, `at` in the house's time zone."""

    position: int
    at: dt.datetime
    user: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are wanted; an empty field asks for all. `user` is a user name or a person's name, `action` an
    action or the beginning of one ("users."), `place` a code; both days are included."""

    user: str = ""
    action: str = ""
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def entries(
    house: House, viewer: Viewer, before: int | None = None, limit: int = 50, asked: Asked = Asked()
) -> tuple[Entry, ...]:
    """A page of the log, the newest first, below the position `before`."""
    _demand(house, viewer)
    zone = house.settings.zone
    rows = LogEntry.objects.filter(_wanted(house, asked)).order_by("-position")
    if before is not None:
        rows = rows.filter(position__lt=before)
    return tuple(Entry(r.position, r.at.astimezone(zone), r.user, r.action, r.subject, r.detail) for r in rows[:limit])


def _wanted(house: House, asked: Asked) -> Q:
    wanted = Q()
    if asked.user:
        wanted &= Q(user=asked.user) | Q(user__in=User.objects.filter(name=asked.user).values("username"))
    if asked.action:
        wanted &= Q(action__startswith=asked.action)
    if asked.place:
        wanted &= Q(subject__contains=asked.place) | Q(detail_json__contains=f'"{asked.place}"')
    if asked.since:
        wanted &= Q(at__gte=_midnight(house, asked.since))
    if asked.until:
        wanted &= Q(at__lt=_midnight(house, asked.until + dt.timedelta(days=1)))
    return wanted


def _midnight(house: House, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), house.settings.zone)


def last_check(house: House, viewer: Viewer) -> Checked | None:
    """What the last check of the chain found, the night's or the one asked for; None when there was none yet."""
    _demand(house, viewer)
    return noted(house)


def _demand(house: House, viewer: Viewer) -> None:
    """The log is one for the whole house: who reads it must hold the right at the top of the tree."""
    if not scope(viewer, SEE_LOG, house.today()).holds(places.top(house)):
        raise NOT_ALLOWED.at(permission=SEE_LOG.label)
