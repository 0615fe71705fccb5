"""Telling the people of a unit what concerns them. A notice is written inside the action that gives the occasion.

Of a unit that has ended, those are told who answer for it now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from halfsky.kernel.access import Permission, Viewer
from halfsky.kernel.text import Text
from halfsky.queries.answering import heirs
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.models import Document, Notice, RoundRow

COLUMNS = ("kind", "place", "agency", "permission", "round", "says", "href", "sent_at", "sent_by")
Letter = Sequence[Any]
"""A notice that is not sent yet, in the order of `COLUMNS`."""


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
    document: Document | None = None,
) -> Notice:
    """Write one notice to those who hold the permission at the place (for the agency); `document` is what a bulletin
    is."""
    return Notice.objects.create(
        kind=kind,
        place_id=_reached(house, [place_id])[place_id],
        agency=agency,
        permission=permission.code,
        round=row,
        document=document,
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
    return send(letters(house, viewer, kind, permission, agency, row, told))


def letters(
    house: House,
    viewer: Viewer,
    kind: str,
    permission: Permission,
    agency: str,
    row: RoundRow,
    told: Iterable[tuple[int, Text, str]],
) -> list[Letter]:
    """Notices to many places, written down before the action's transaction begins: `send` them in it."""
    now, every = house.now(), list(told)
    reached, right, by = _reached(house, [place for place, _, _ in every]), permission.code, viewer.user_id
    rows = [
        (kind, reached[place], agency, right, row.pk, {"zh": says.zh, "en": says.in_("en")}, href, now, by)
        for place, says, href in every
    ]
    return list(bulk.ready(Notice, COLUMNS, rows))


def send(written: Sequence[Letter]) -> int:
    """Send what was written down; how many that are."""
    bulk.insert_ready(Notice, COLUMNS, written)
    return len(written)


def _reached(house: House, numbers: Collection[int]) -> dict[int, int]:
    """Where the people of these places are found: at the place itself, or at the one that answers for it."""
    now = heirs(house, numbers)
    return {number: now[number].id if number in now else number for number in numbers}


def sheet_address(round_id: int, code: str) -> str:
    """The page of a unit's sheet."""
    return f"/rounds/{round_id}/{code}"
