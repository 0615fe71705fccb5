"""The sign-in cards of villages, for those who issue them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.access import ISSUE_CARDS, NOT_ALLOWED, NOT_SIGNED_IN, Viewer, scope
from halfsky.kernel.place import Level, Place
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Card, GrantRow, PlaceVersion
from halfsky.store.scope import places_in, rows_in

MOST = 200


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as the list shows it: whose, where, until when, and whether it still opens."""

    id: int
    user: int
    username: str
    name: str
    place: Place
    issued_at: dt.datetime
    issued_by: str
    until: dt.date
    good: bool
    last_used: dt.datetime | None


def cards(house: House, viewer: Viewer) -> tuple[CardView, ...]:
    """The newest card of each holder in the viewer's area."""
    held = scope(viewer, ISSUE_CARDS, house.today())
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not held:
        raise NOT_ALLOWED.at(permission=ISSUE_CARDS.label)
    where = dict(GrantRow.objects.filter(rows_in(held), role="village").values_list("user", "place"))
    rows = Card.objects.filter(user__in=where).select_related("user", "issued_by").order_by("user", "-issued_at", "-pk")
    newest = {row.user_id: row for row in reversed(rows)}
    found = (_view(house, row, where[row.user_id]) for row in newest.values())
    return tuple(sorted(found, key=lambda c: (c.place.code, c.username)))


def villages(house: House, viewer: Viewer) -> tuple[Place, ...]:
    """The villages to choose from, when there are not too many; else the code has to be typed."""
    held = scope(viewer, ISSUE_CARDS, house.today())
    found = PlaceVersion.objects.on(house.today()).filter(places_in(held), level=Level.VILLAGE).order_by("code")
    some = [version.as_place() for version in found[: MOST + 1]]
    return tuple(some) if len(some) <= MOST else ()


def _view(house: House, row: Card, place: int) -> CardView:
    zone = house.settings.zone
    return CardView(
        row.pk,
        row.user_id,
        row.user.username,
        row.user.name,
        places.by_id(house, place),
        row.issued_at.astimezone(zone),
        row.issued_by.name,
        row.until,
        row.withdrawn_at is None and row.until >= house.today() and row.user.is_active,
        row.user.last_login.astimezone(zone) if row.user.last_login else None,
    )
