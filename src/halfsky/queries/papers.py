"""Papers that are filed version by version and signed: the book of duties, pledges of the places below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.queries import places
from halfsky.queries.documents import NO_DOCUMENT
from halfsky.store.house import House
from halfsky.store.models import Document

DUTIES, PLEDGE = "duties", "pledge"
SIGNED_KINDS = (DUTIES, PLEDGE)


@dataclass(frozen=True, slots=True)
class Paper:
    """One filed paper; `version` counts those of its kind, plan and place (for pledges: and year). `scan` is the digest
    of the sealed paper, empty while it is not signed."""

    id: int
    kind: str
    plan: str
    place: Place
    year: int
    version: int
    name: str
    written_at: dt.datetime
    by: str
    snapshot: str
    sha256: str
    path: Path
    brief: Mapping[str, Any]
    signed_on: dt.date | None
    signed_by: str
    scan: str

    @property
    def signed(self) -> bool:
        return self.signed_on is not None


def papers(
    house: House, viewer: Viewer, kind: str, plan: str, of: Iterable[Place], year: int | None = None
) -> tuple[Paper, ...]:
    """The papers of a kind at these places, the newest version first; of one year where it is given."""
    known = {p.id: p for p in of}
    for place in known.values():
        demand(viewer, SEE_FIGURES, place, house.today())
    rows = Document.objects.filter(kind=kind, plan=plan, place__in=known).select_related("by")
    if year is not None:
        rows = rows.filter(year=year)
    return tuple(_paper(house, row, known[row.place_id]) for row in rows.order_by("-written_at", "-pk"))


def paper(house: House, viewer: Viewer, number: int) -> Paper:
    """One paper, for who sees the figures of its place."""
    row = Document.objects.filter(pk=number, kind__in=SIGNED_KINDS).select_related("by").first()
    if row is None:
        raise NO_DOCUMENT.at(came=number)
    at = places.by_id(house, row.place_id)
    demand(viewer, SEE_FIGURES, at, house.today())
    return _paper(house, row, at)


def newest_version(kind: str, plan: str, place: int, year: int | None = None) -> int:
    """The number of the newest version, 0 where there is none."""
    rows = Document.objects.filter(kind=kind, plan=plan, place=place)
    if year is not None:
        rows = rows.filter(year=year)
    return max((int(brief.get("version", 0)) for brief in rows.values_list("brief", flat=True)), default=0)


def _paper(house: House, row: Document, place: Place) -> Paper:
    return Paper(
        row.pk,
        row.kind,
        row.plan,
        place,
        row.year,
        int(row.brief.get("version", 0)),
        row.name,
        row.written_at.astimezone(house.settings.zone),
        row.by.name or row.by.username,
        row.snapshot,
        row.sha256,
        house.folder.file(row.sha256),
        row.brief,
        row.signed_on,
        row.signed_by,
        row.scan,
    )
