"""The views of a list that somebody keeps for herself."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from halfsky.kernel.access import Viewer
from halfsky.store.models import SavedView


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, and the query of the address that shows it."""

    id: int
    name: str
    query: str


def views(viewer: Viewer, of: str) -> list[View]:
    """One's own views of a list, by name."""
    if viewer.user_id is None:
        return []
    rows = SavedView.objects.filter(user=viewer.user_id, list=of).order_by("name")
    return [View(row.pk, row.name, _query(row)) for row in rows]


def _query(row: SavedView) -> str:
    pairs = [(str(name), str(value)) for name, value in row.query] + [("c", str(code)) for code in row.columns]
    return f"?{urlencode(pairs)}" if pairs else "?"
