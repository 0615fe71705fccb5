"""Telling the people of a unit what concerns them. A notice is written inside the action that gives the occasion."""

from __future__ import annotations

from collections.abc import Iterable

from halfsky.kernel.access import Permission, Viewer
from halfsky.kernel.text import Text
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.models import Notice, RoundRow

COLUMNS = ("kind", "place", "agency", "permission", "round", "says", "href", "sent_at", "sent_by")


def tell(
    house: House,
    viewer: Viewer,
    kind: str,
    says: Text,
    place_id: int,
    permission: Permission,
    agency: str = "",
    row: RoundRow | None = None,
    href: str = "",
) -> Notice:
    """Write one notice to those who hold the permission at the place (for the agency)."""
    return Notice.objects.create(
        kind=kind,
        place_id=place_id,
        agency=agency,
        permission=permission.code,
        round=row,
        says={"zh": says.zh, "en": says.in_("en")},
        href=href,
        sent_at=house.now(),
        sent_by_id=viewer.user_id,
    )


def tell_many(
    house: House,
    viewer: Viewer,
    kind: str,
    permission: Permission,
    agency: str,
    row: RoundRow,
    told: Iterable[tuple[int, Text, str]],
) -> int:
    """Write a notice to each of many places: (its id, what is said, the page it leads to). Returns how many."""
    now = house.now()
    rows = [
        (kind, place, agency, permission.code, row.pk, {"zh": says.zh, "en": says.in_("en")}, href, now, viewer.user_id)
        for place, says, href in told
    ]
    bulk.insert(Notice, COLUMNS, rows)
    return len(rows)


def sheet_address(round_id: int, code: str) -> str:
    """The page of a unit's sheet."""
    return f"/rounds/{round_id}/{code}"
