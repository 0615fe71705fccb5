"""The log as it is seen: its entries, the newest first, and whether its chain of seals is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from halfsky.kernel.access import NOT_ALLOWED, NOT_SIGNED_IN, SEE_LOG, Scope, Viewer, scope
from halfsky.kernel.place import SIX_LEVELS, Place, common
from halfsky.queries import places
from halfsky.store.checked import Checked, noted
from halfsky.store.house import House
from halfsky.store.models import LogEntry, PlaceVersion, ReadingLine, User
from halfsky.store.scope import entries_in, rows_in

BATCH = 500
LINES = "lines"
"""What a batch of readings says one by one is shown as readings, not as a particular of its entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, `at` in the house's time zone; the code and the name of the place that it concerns."""

    position: int
    at: dt.datetime
    user: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    place: str = ""
    place_name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are wanted; an empty field asks for all. `user` is a user name or a person's name, `action` an
    action or the beginning of one ("users."), `place` a code, `words` a part of the subject; both days are included."""

    user: str = ""
    action: str = ""
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening of what belongs to others (查阅), `at` in the house's time zone; the entry that holds it."""

    number: int
    at: dt.datetime
    user: str
    what: str
    place: str
    place_name: str
    position: int


def entries(
    house: House, viewer: Viewer, before: int | None = None, limit: int = 50, asked: Asked = Asked()
) -> tuple[Entry, ...]:
    """A page of what the viewer may see of the log, the newest first, below the position `before`.

    Who holds the right below the top sees what concerns her places, and what she did herself.
    """
    rows = LogEntry.objects.filter(_visible(house, viewer), _wanted(house, asked)).order_by("-position")
    if before is not None:
        rows = rows.filter(position__lt=before)
    found = list(rows[:limit])
    names = _names({code for row in found if (code := _code(row.subject))})
    return tuple(_entry(house, row, names) for row in found)


def _entry(house: House, row: LogEntry, names: Mapping[str, str]) -> Entry:
    code = _code(row.subject)
    name = names.get(code, "")
    subject = row.subject[len(code) :].strip() if name else row.subject
    at = row.at.astimezone(house.settings.zone)
    told = {key: said for key, said in row.detail.items() if key != LINES}
    return Entry(row.position, at, row.user, row.action, subject, told, code if name else "", name)


def _code(subject: str) -> str:
    """The code that a subject begins with, if it does."""
    first = subject.partition(" ")[0]
    return first if len(first) == SIX_LEVELS.digits and first.isascii() and first.isdigit() else ""


def _names(codes: Collection[str]) -> dict[str, str]:
    """The newest names of places by code."""
    wanted, found = sorted(codes), {}
    for at in range(0, len(wanted), BATCH):
        rows = PlaceVersion.objects.filter(code__in=wanted[at : at + BATCH]).order_by("pk")
        found.update(dict(rows.values_list("code", "name")))
    return found


def readings(
    house: House, viewer: Viewer, before: int | None = None, limit: int = 50, asked: Asked = Asked()
) -> tuple[Reading, ...]:
    """A page of the readings that the viewer may see, the newest first, below the number `before`."""
    wanted = _whom_and_when(house, asked)
    if asked.words:
        wanted &= Q(what__contains=asked.words)
    if asked.place:
        wanted &= Q(place__in=PlaceVersion.objects.filter(code=asked.place).values("place"))
    rows = ReadingLine.objects.filter(_visible(house, viewer, lines=True), wanted).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[:limit])
    at = _standing({row.place_id for row in found if row.place_id})
    zone = house.settings.zone
    return tuple(
        Reading(r.pk, r.at.astimezone(zone), r.user, r.what, *at.get(r.place_id or 0, ("", "")), r.entry_id)
        for r in found
    )


def _standing(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """The newest codes and names of places by id."""
    wanted, found = sorted(numbers), {}
    for at in range(0, len(wanted), BATCH):
        rows = PlaceVersion.objects.filter(place__in=wanted[at : at + BATCH]).order_by("pk")
        found.update({number: (code, name) for number, code, name in rows.values_list("place", "code", "name")})
    return found


def _wanted(house: House, asked: Asked) -> Q:
    wanted = _whom_and_when(house, asked)
    if asked.words:
        wanted &= Q(subject__contains=asked.words)
    if asked.action:
        wanted &= Q(action__startswith=asked.action)
    if asked.place:
        wanted &= Q(subject__contains=asked.place) | Q(detail_json__contains=f'"{asked.place}"')
    return wanted


def _whom_and_when(house: House, asked: Asked) -> Q:
    wanted = Q()
    if asked.user:
        wanted &= Q(user=asked.user) | Q(user__in=User.objects.filter(name=asked.user).values("username"))
    if asked.since:
        wanted &= Q(at__gte=_midnight(house, asked.since))
    if asked.until:
        wanted &= Q(at__lt=_midnight(house, asked.until + dt.timedelta(days=1)))
    return wanted


def _midnight(house: House, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), house.settings.zone)


def last_check(house: House, viewer: Viewer) -> Checked | None:
    """What the last check of the chain found, the night's or the one asked for; None when there was none yet.

    The log is one for the whole house: everyone who reads a part of it is told whether the whole is intact.
    """
    demand_reader(house, viewer)
    return noted(house)


def whole(house: House, viewer: Viewer) -> bool:
    """Whether the viewer reads the log of the whole house."""
    return scope(viewer, SEE_LOG, house.today()).holds(places.top(house))


def where(house: House, viewer: Viewer) -> Place:
    """The lowest place that holds all whose log the viewer reads."""
    number = common(grant.place for grant in viewer.holding(SEE_LOG, house.today()))
    return places.top(house) if number is None else places.by_id(house, number)


def _visible(house: House, viewer: Viewer, lines: bool = False) -> Q:
    """The entries, or the `lines` of readings, that the viewer may see."""
    held = demand_reader(house, viewer)
    if held.holds(places.top(house)):
        return Q()
    return (rows_in(held) if lines else entries_in(held)) | Q(user=viewer.name)


def demand_reader(house: House, viewer: Viewer) -> Scope:
    """Where the viewer may read the log; refuses who may nowhere."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    held = scope(viewer, SEE_LOG, house.today())
    if not held:
        raise NOT_ALLOWED.at(permission=SEE_LOG.label)
    return held
