"""The log as it is seen: its entries, the newest first, and whether its chain of seals is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import NOT_ALLOWED, SEE_LOG, Viewer, scope
from halfsky.queries import places
from halfsky.store.checked import Checked, noted
from halfsky.store.house import House
from halfsky.store.models import LogEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, `at` in the house's time zone."""

    position: int
    at: dt.datetime
    user: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def entries(house: House, viewer: Viewer, before: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
    """A page of the log, the newest first, below the position `before`."""
    _demand(house, viewer)
    rows = LogEntry.objects.order_by("-position")
    if before is not None:
        rows = rows.filter(position__lt=before)
    zone = house.settings.zone
    return tuple(Entry(r.position, r.at.astimezone(zone), r.user, r.action, r.subject, r.detail) for r in rows[:limit])


def last_check(house: House, viewer: Viewer) -> Checked | None:
    """What the last check of the chain found, the night's or the one asked for; None when there was none yet."""
    _demand(house, viewer)
    return noted(house)


def _demand(house: House, viewer: Viewer) -> None:
    """The log is one for the whole house: who reads it must hold the right at the top of the tree."""
    if not scope(viewer, SEE_LOG, house.today()).holds(places.top(house)):
        raise NOT_ALLOWED.at(permission=SEE_LOG.label)
