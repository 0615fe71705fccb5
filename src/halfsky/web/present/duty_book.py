"""A version of the book of duties as a list to take away and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from halfsky.kernel.duty_book import COLUMNS, Line, as_json
from halfsky.kernel.text import Text
from halfsky.queries.papers import Paper
from halfsky.web.present.listing import Cell, Listing

WIDTHS = {"number": 10, "domain": 16, "goal": 40, "lead": 14, "support": 28, "target": 22, "progress": 26}
NARROW = 14


def listing(title: str, note: str, rows: Sequence[Line]) -> Listing:
    """The book in its columns."""
    columns = tuple((heading, WIDTHS.get(name, NARROW)) for name, heading in COLUMNS.items())
    cells: list[list[Cell]] = [[getattr(row, name) for name in COLUMNS] for row in rows]
    return Listing(title, note, columns, cells)


def shape(of: Paper, rows: Sequence[Line]) -> dict[str, Any]:
    """A version as JSON: what it says, and who signed it."""
    return {
        "plan": of.plan,
        "place": of.place.code,
        "year": of.year,
        "version": of.version,
        "as_of": of.brief.get("as_of"),
        "snapshot": of.snapshot,
        "signed_by": of.signed_by or None,
        "signed_on": of.signed_on.isoformat() if of.signed_on else None,
        "missing": of.brief.get("missing", []),
        "rows": as_json(rows),
    }


def note_of(of: Paper) -> Text:
    """What stands under the title of a version that is taken away."""
    signed_zh = f"，{of.signed_by}于{of.signed_on}签署" if of.signed else "，尚未签署"
    signed_en = f", signed by {of.signed_by} on {of.signed_on}" if of.signed else ", not signed"
    day = of.brief.get("as_of", "")
    return Text(f"第{of.version}版，截至{day}{signed_zh}", f"version {of.version}, as of {day}{signed_en}")
