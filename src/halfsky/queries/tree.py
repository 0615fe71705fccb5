"""The tree of one day as the kernel asks for it when it is changed, and the lineage of all places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.db.models import F

from halfsky.kernel.lineage import Flow, Lineage
from halfsky.kernel.place import LEVELS, Place
from halfsky.store.models import PlaceVersion, TreeFlow
from halfsky.store.models.place import VersionQuery

LOWEST = LEVELS[-1]


class TreeOfDay:
    """Places as they stand on a day, before anything is laid upon it; what has been asked once is remembered."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self._known: dict[int, Place | None] = {}
        self._holders: dict[str, int | None] = {}
        self._below: dict[int, list[int]] = {}

    def versions(self) -> VersionQuery:
        """The rows of the day, without the empty ones of places that changed twice on it."""
        found: VersionQuery = PlaceVersion.objects.on(self.day)
        return found

    def learn(self, places: Iterable[Place]) -> None:
        """Remember places that have been read anyway."""
        self._known.update((p.id, p) for p in places)

    def place(self, number: int) -> Place | None:
        if number not in self._known:
            row = self.versions().filter(place=number).first()
            self._known[number] = row.as_place() if row else None
        return self._known[number]

    def holder(self, code: str) -> Place | None:
        if code not in self._holders:
            row = self.versions().filter(code=code).first()
            self._holders[code] = row.place_id if row else None
            if row:
                self._known.setdefault(row.place_id, row.as_place())
        number = self._holders[code]
        return None if number is None else self.place(number)

    def below(self, number: int) -> Sequence[int]:
        if number not in self._below:
            rows = [v.as_place() for v in self.versions().filter(parent=number)]
            self._below[number] = [p.id for p in rows]
            for place in rows:
                self._known.setdefault(place.id, place)
        return self._below[number]


def lineage(until: dt.date) -> Lineage:
    """All flows up to a day that pass anything on; a place that was only renamed gives nothing off."""
    rows = TreeFlow.objects.filter(change__taken_back=None, change__day__lte=until)
    rows = rows.exclude(source=F("target"), share="1")
    found = rows.values_list("change__day", "change_id", "source_id", "target_id", "share")
    return Lineage(Flow(day, order, a, b, Fraction(share) if share else None) for day, order, a, b, share in found)
