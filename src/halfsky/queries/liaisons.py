"""联络员: the users who hold the role of a liaison for an agency at a place, with the telephone of their account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.queries.users import phone_of
from halfsky.store.house import House
from halfsky.store.models import GrantRow

LIAISON = "liaison"


def liaisons(house: House, viewer: Viewer, place: Place) -> Mapping[str, tuple[str, ...]]:
    """By agency the name and telephone of everybody who holds the role today, for who writes documents there."""
    today = house.today()
    demand(viewer, WRITE_DOCUMENTS, place, today)
    rows = GrantRow.objects.filter(role=LIAISON, place=place.id, user__is_active=True).exclude(agency="")
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        if (row.since is None or row.since <= today) and (row.until is None or today <= row.until):
            name = row.user.name or row.user.username
            said = " ".join(filter(None, (name, phone_of(house, row.user))))
            found[row.agency] += [] if said in found[row.agency] else [said]
    return {agency: tuple(names) for agency, names in found.items()}
