"""Who serves a place once it has changed: what becomes of the roles held there, and who answers for what it still owes.

A role follows its place by id. Where the place ends it goes to the one successor that takes the whole of it, and ends
where there is none: nobody comes to serve a place that she did not serve before, but the successor that wholly contains
hers. Part of a divided place is given anew, by who may; so is what an abolished one leaves to the place above.

A role with rights over persons goes nowhere by itself, for a larger place means more persons: it stays with what was
kept at the old place until somebody who may hands it over.

What a place owes stays its own sheet. While it stands it fills it in itself, afterwards the lowest place that wholly
contains what it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.access import OF_PERSONS, Grant
from halfsky.kernel.lineage import Lineage
from halfsky.kernel.place import Place, common
from halfsky.kernel.text import Text
from halfsky.kernel.tree_change import Change

ONE_DAY = dt.timedelta(days=1)
_SENSITIVE = frozenset(p.code for p in OF_PERSONS)


class Fate(StrEnum):
    """What becomes of a role when its place changes."""

    STAYS = "stays"
    GOES = "goes"
    ENDS = "ends"
    KEPT = "kept"

    @property
    def label(self) -> Text:
        return FATES[self]


FATES: dict[Fate, Text] = {
    Fate.STAYS: Text("随区划保留", "stays with the place"),
    Fate.GOES: Text("转到后继区划", "goes to the successor"),
    Fate.ENDS: Text("终止", "ends"),
    Fate.KEPT: Text("留在原区划，须另行交接", "stays with the old place until handed over"),
}


def successor(place: int, changes: Iterable[Change]) -> int | None:
    """The place that takes the whole of it through all changes, one after the other: itself while it lives on; None
    where it is divided among others or ends without a successor."""
    now = place
    for change in changes:
        if now not in change.of or any(s.place == now for s in change.into):
            continue
        if len(change.into) != 1:
            return None
        now = change.into[0].place
    return now


def fate(grant: Grant, to: int | None) -> Fate:
    """What becomes of a role whose place has this successor."""
    if to == grant.place.id:
        return Fate.STAYS
    if grant.permissions & _SENSITIVE:
        return Fate.KEPT
    return Fate.ENDS if to is None else Fate.GOES


@dataclass(frozen=True, slots=True)
class Terms:
    """The last day of a role at the old place, and the first at the new one."""

    last: dt.date
    first: dt.date


def terms(since: dt.date | None, until: dt.date | None, day: dt.date, today: dt.date) -> Terms | None:
    """The terms of a role that ends at a place which changes on the day: it was held there until now, whenever the
    change is entered. None for a role that is over by then."""
    turn = max(day, today)
    if until is not None and until < turn:
        return None
    return Terms(turn - ONE_DAY, max(since or turn, turn))


def answering(place: int, last_day: dt.date, line: Lineage, standing: Callable[[int], Place | None]) -> int | None:
    """Who answers for what the place owes: itself while it stands, else the lowest place that wholly contains what it
    was on its last day. None where nothing of it is known to stand."""
    if standing(place):
        return place
    found = [standing(number) for number in line.came_to(place, last_day)]
    return common(p for p in found if p) if all(found) else None
