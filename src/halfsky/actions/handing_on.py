"""Roles at places that change: what becomes of each, shown with the plan of the change and done in the same act.

The rule is the kernel's (`kernel/handing_on.py`). A role ends at the old place on the day before it begins at the new
one; both are rows, so that its history can be read. Whoever takes the change back takes this back, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.actions.redrawing import Redrawing
from halfsky.kernel.access import Grant
from halfsky.kernel.handing_on import Fate, Terms, fate, successor, terms
from halfsky.kernel.place import Place
from halfsky.store.house import House
from halfsky.store.models import GrantRow

FOLLOWING = (Fate.GOES, Fate.ENDS)
"""What is done to a role; the others are left alone."""


@dataclass(frozen=True, slots=True)
class Handing:
    """What becomes of one role: whose it is, where, and where it goes to."""

    number: int
    user: str
    role: str
    agency: str
    place: str
    fate: Fate
    to: str
    terms: Terms


def handings(house: House, redrawing: Redrawing, numbers: Iterable[int]) -> list[Handing]:
    """What becomes of the roles at these places that are not over by the day, in the order in which they were given."""
    laid = [change for change, _ in redrawing.laid]
    standing = {n: p for n in numbers if (p := redrawing.tree.place(n))}
    to = {n: redrawing.redrawn.place(s) if (s := successor(n, laid)) is not None else None for n in standing}
    rows = GrantRow.objects.filter(place__in=standing).select_related("user").order_by("pk")
    return [found for row in rows if (found := _handing(house, redrawing.day, row, standing[row.place_id], to))]


def _handing(
    house: House, day: dt.date, row: GrantRow, at: Place, successors: Mapping[int, Place | None]
) -> Handing | None:
    span, heir = terms(row.since, row.until, day, house.today()), successors[at.id]
    if span is None:
        return None
    becomes = fate(Grant(row.role, at, row.agency), heir.id if heir else None)
    goes = heir.name if heir and becomes is Fate.GOES else ""
    return Handing(row.pk, row.user.username, row.role, row.agency, at.name, becomes, goes, span)


def hand_on(house: House, redrawing: Redrawing) -> dict[str, Any]:
    """End the roles at places that end, and let those begin that go to a successor; inside the act, before the new tree
    shows. What was done, for the log and for taking it back; {} where there was nothing."""
    laid = [change for change, _ in redrawing.laid]
    done = [h for h in handings(house, redrawing, sorted(redrawing.redrawn.ended)) if h.fate in FOLLOWING]
    rows = GrantRow.objects.in_bulk([h.number for h in done])
    heir_of: dict[int, GrantRow] = {}
    ended: list[tuple[int, str, str]] = []
    begun: list[tuple[int, str]] = []
    for handing in done:
        row, heir = rows[handing.number], successor(rows[handing.number].place_id, laid)
        if handing.fate is Fate.GOES and heir is not None:
            going = _held_already(row, heir, handing.terms)
            if going is None:
                going = GrantRow.objects.create(
                    user_id=row.user_id, role=row.role, place_id=heir, agency=row.agency, since=handing.terms.first,
                    until=row.until, lent_of=heir_of.get(row.lent_of_id or 0, row.lent_of),
                )  # fmt: skip
                begun.append((going.pk, _day(going.until)))
            heir_of[row.pk] = going
        ended.append((row.pk, _day(row.until), _day(handing.terms.last)))
        GrantRow.objects.filter(pk=row.pk).update(until=handing.terms.last)
    if not done:
        return {}
    said = [{"user": h.user, "role": h.role, "agency": h.agency, "place": h.place, "to": h.to} for h in done]
    return {"roles": said, "ended": ended, "begun": begun}


def _held_already(row: GrantRow, place: int, span: Terms) -> GrantRow | None:
    """What she holds at the successor anyway, the same and for as long: she is not given it twice."""
    if row.lent_of_id is not None:
        return None
    same = GrantRow.objects.filter(user=row.user_id, role=row.role, place=place, agency=row.agency, lent_of=None)
    lasting = (g for g in same if g.until is None or (row.until is not None and g.until >= row.until))
    return next((g for g in lasting if g.since is None or g.since <= span.first), None)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def changed_since(done: Mapping[str, Any]) -> bool:
    """Whether any role that a change ended or began has changed again, so that it cannot simply be taken back."""
    left = {pk: day for pk, _, day in done.get("ended", ())} | {pk: day for pk, day in done.get("begun", ())}
    now = {pk: _day(until) for pk, until in GrantRow.objects.filter(pk__in=left).values_list("pk", "until")}
    begun = [pk for pk, _ in done.get("begun", ())]
    return now != left or GrantRow.objects.filter(lent_of__in=begun).exclude(pk__in=begun).exists()


def take_back(done: Mapping[str, Any]) -> None:
    """Let the ended roles go on and remove those that began; inside the act that takes the change back."""
    for pk, _ in reversed(done.get("begun", ())):  # what is lent from a role was begun after it
        GrantRow.objects.filter(pk=pk).delete()
    for pk, until, _ in done.get("ended", ()):
        GrantRow.objects.filter(pk=pk).update(until=dt.date.fromisoformat(until) if until else None)
