"""What rows of a file do to the values that are kept: new, changed or as they are; and the revisions they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from django.db import connection

from halfsky.actions.value_rows import Row
from halfsky.store.models import Value
from halfsky.store.models.value import HOUSE

BATCH = 500
Key = tuple[int, str, str, str]
COLUMNS = (
    "indicator", "cell", "place", "period", "year", "value", "unit", "source", "published", "note", "origin",
    "revision", "current",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the file and what it does; `before` is what it replaces ("" for none), from `before_origin`."""

    line: int
    kind: Literal["added", "changed", "unchanged"]
    indicator: str
    place: str
    place_name: str
    cell: str
    period: str
    value: str
    unit: str
    source: str
    before: str
    before_source: str
    before_origin: str


def revisions_of(rows: Iterable[Row]) -> dict[Key, list[Value]]:
    """All revisions of what the rows are values of, oldest first."""
    places: dict[int, set[str]] = {}
    for row in rows:
        places.setdefault(row.place.id, set()).add(row.indicator.code)
    found: dict[Key, list[Value]] = {}
    indicators = set().union(*places.values())
    ids = sorted(places)
    for at in range(0, len(ids), BATCH):
        kept = Value.objects.filter(place__in=ids[at : at + BATCH]).order_by("revision")
        if len(indicators) < BATCH:
            kept = kept.filter(indicator__in=indicators)
        for value in kept.iterator(2000):
            found.setdefault((value.place_id, value.indicator, value.cell, value.period), []).append(value)
    return found


def compare(rows: Iterable[Row], revisions: dict[Key, list[Value]]) -> tuple[Change, ...]:
    return tuple(_change(row, _current(revisions.get(row.key, []))) for row in rows)


def _current(revisions: Iterable[Value]) -> Value | None:
    return next((v for v in revisions if v.current), None)


def _settled(row: Row, current: Value | None) -> Row:
    """What is kept of a row: a value that stays keeps the source, date and note that the row does not name."""
    if current is None or (current.value, current.unit) != (row.value, row.unit):
        return row
    return replace(
        row,
        source=row.source or current.source,
        published=row.published or current.published,
        note=row.note or current.note,
    )


def _change(row: Row, current: Value | None) -> Change:
    kind: Literal["added", "changed", "unchanged"] = "added"
    if current is not None:
        kept = _settled(row, current)
        says = (current.value, current.unit, current.source, current.published, current.note)
        kind = "unchanged" if says == (kept.value, kept.unit, kept.source, kept.published, kept.note) else "changed"
    return Change(
        row.line,
        kind,
        row.indicator.code,
        row.place.code,
        row.place.name,
        str(row.cell),
        str(row.period),
        row.value,
        row.unit,
        row.source,
        current.value if current else "",
        current.source if current else "",
        current.origin if current else "",
    )


def columns_of(row: Row, revisions: list[Value], file: str) -> tuple[object, ...]:
    """The new revision of a row, by `COLUMNS`; where the row names no source it is the file."""
    kept = _settled(row, _current(revisions))
    published = connection.ops.adapt_datefield_value(kept.published)
    revision = max((v.revision for v in revisions), default=0) + 1
    return (
        row.indicator.code, str(row.cell), row.place.id, str(row.period), row.period.last_day().year, row.value,
        row.unit, kept.source or file, published, kept.note, HOUSE, revision, True,
    )  # fmt: skip
