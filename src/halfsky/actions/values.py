"""Importing values: every row is checked before any is kept; a changed value is a new revision, never an edit.

What the house imports overrides what a pack brought, visibly (`origin`); the pack's own revision stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from halfsky.actions.acting import acting
from halfsky.actions.value_rows import Checker, Row
from halfsky.exchange.values import read_values
from halfsky.kernel.access import IMPORT_VALUES, NOT_ALLOWED, NOT_SIGNED_IN, Viewer, scope
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.store.house import House
from halfsky.store.models import Value
from halfsky.store.models.value import HOUSE

NOTHING_THERE = problem(
    "400.550",
    ("表中没有数据行。", "The table has no rows."),
    ("请在表头之下逐行填写。", "Write one row a value below the headings."),
)
AND_MORE = problem(
    "400.551",
    ("还有{count}处问题没有列出。", "{count} more complaints are not listed."),
    ("请先改正以上各处，再次检查。", "Correct those above and check again."),
)
MOST_COMPLAINTS = 1000
BATCH = 500
Key = tuple[int, str, str, str]


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or with `check` would do. `left_out` are the columns that were not read,
    `repeats` the rows that gave a value once more under the number of another plan."""

    file: str
    sha256: str
    check: bool
    changes: tuple[Change, ...]
    left_out: tuple[str, ...]
    repeats: int = 0
    position: int | None = None

    def of(self, kind: str) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.kind == kind)


def import_values(house: House, viewer: Viewer, path: Path, check: bool = False) -> Outcome:
    """Import a file of values; refuses with all complaints at once. With `check` nothing is kept."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not scope(viewer, IMPORT_VALUES, house.today()):
        raise NOT_ALLOWED.at(permission=IMPORT_VALUES.label)
    table = read_values(path, {dimension for dimension, _ in house.content.categories})
    if not table.lines:
        raise NOTHING_THERE.at(table.title)
    checker = Checker(house, viewer, table)
    checker.check()
    if checker.complaints:
        raise Refused(_first(checker.complaints))
    plan = Outcome(table.title, table.sha256, check, (), table.left_out, checker.repeats)
    if check:
        return replace(plan, changes=_compare(checker.rows, _revisions(checker.rows)))
    return _keep(house, viewer, checker.rows, plan)


def _first(complaints: list[Refusal]) -> list[Refusal]:
    left = len(complaints) - MOST_COMPLAINTS
    return complaints if left <= 0 else [*complaints[:MOST_COMPLAINTS], AND_MORE.at(count=left)]


def _keep(house: House, viewer: Viewer, rows: list[Row], plan: Outcome) -> Outcome:
    """Write what is new and what has changed, and the entry in the log; nothing at all where all is known."""
    known = _compare(rows, _revisions(rows))
    if all(change.kind == "unchanged" for change in known):
        return replace(plan, changes=known)
    with acting(house, viewer, "values.import", plan.file) as act:
        revisions = _revisions(rows)
        changes = _compare(rows, revisions)
        wanted = [row for row, change in zip(rows, changes, strict=True) if change.kind != "unchanged"]
        replaced = [r.pk for row in wanted for r in revisions.get(row.key, ()) if r.current]
        for at in range(0, len(replaced), BATCH):
            Value.objects.filter(pk__in=replaced[at : at + BATCH]).update(current=False)
        new = [_value(row, revisions.get(row.key, []), plan.file, act.position) for row in wanted]
        Value.objects.bulk_create(new, BATCH)
        done = replace(plan, changes=changes, position=act.position)
        act.detail = {
            "file": plan.file,
            "sha256": plan.sha256,
            "added": len(done.of("added")),
            "changed": len(done.of("changed")),
            "unchanged": len(done.of("unchanged")),
            "places": sorted({row.place.code for row in wanted})[:20],
        }
    return done


def _revisions(rows: Iterable[Row]) -> dict[Key, list[Value]]:
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


def _compare(rows: Iterable[Row], revisions: dict[Key, list[Value]]) -> tuple[Change, ...]:
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


def _value(row: Row, revisions: list[Value], file: str, position: int) -> Value:
    kept = _settled(row, _current(revisions))
    return Value(
        indicator=row.indicator.code,
        cell=str(row.cell),
        place_id=row.place.id,
        period=str(row.period),
        year=row.period.last_day().year,
        value=row.value,
        unit=row.unit,
        source=kept.source or file,
        published=kept.published,
        note=kept.note,
        origin=HOUSE,
        revision=max((v.revision for v in revisions), default=0) + 1,
        position=position,
    )
