"""Setting targets of places: every row is checked before any is kept; a changed target is a new revision.

What people set here stands before what a pack brought, as with values. Of several years of one target the earlier ones
are interim; a later year that comes makes them so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from halfsky.actions.acting import Also, acting, holding, nothing_else
from halfsky.actions.pack_rows import target_row
from halfsky.actions.target_rows import Checker, Said, Sound
from halfsky.actions.values import NOTHING_THERE
from halfsky.exchange.targets import COLUMNS, read_targets
from halfsky.kernel.access import NOT_ALLOWED, NOT_SIGNED_IN, WRITE_DOCUMENTS, Viewer, scope
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from halfsky.store.locks import VALUES_LOCK, alone
from halfsky.store.models import TargetRow
from halfsky.store.models.value import HOUSE

PLACES_NAMED = 20
SAYS = ("comparator", "value", "value2", "tolerance", "each")
Held = tuple[int, str, str]
"""What a target is set for: a place, a goal, a breakdown."""
Key = tuple[int, str, str, int]
"""The same with its year."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of targets: how many are new, changed and as they were; `position` is their entry in the log."""

    added: int
    changed: int
    unchanged: int
    position: int | None = None


def import_targets(house: House, viewer: Viewer, plan: str, path: Path, check: bool = False) -> Outcome:
    """Set the targets of a plan from a file; refuses with all complaints at once. With `check` nothing is kept."""
    table = read_targets(path)
    if not table.lines:
        raise NOTHING_THERE.at(table.title)
    coming = [Said(line.cells, {c: line.at(c) for c in COLUMNS}) for line in table.lines]
    return set_targets(house, viewer, plan, coming, check, table.title)


def set_targets(
    house: House,
    viewer: Viewer,
    plan: str,
    coming: Sequence[Said],
    check: bool = False,
    source: str = "",
    also: Also = nothing_else,
) -> Outcome:
    """Set targets of one plan at places where the viewer writes documents. `source` stands where a row names none;
    `also` is kept in the same act, of which there is none where nothing is new."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not scope(viewer, WRITE_DOCUMENTS, house.today()):
        raise NOT_ALLOWED.at(permission=WRITE_DOCUMENTS.label)
    checker = Checker(house, viewer, house.content.plan(plan))
    checker.check(coming)
    if checker.complaints:
        raise Refused(checker.complaints)
    if check:
        current = _current(plan, checker.rows)
        kinds = Counter(_kind(row, current) for row in checker.rows)
        return Outcome(kinds["added"], kinds["changed"], kinds["unchanged"])
    with alone(house.folder, VALUES_LOCK):
        return _keep(house, viewer, plan, checker.rows, source, also)


def _keep(house: House, viewer: Viewer, plan: str, rows: Sequence[Sound], source: str, also: Also) -> Outcome:
    current = _current(plan, rows)
    kinds = Counter(_kind(row, current) for row in rows)
    said = Outcome(kinds["added"], kinds["changed"], kinds["unchanged"])
    wanted = [row for row in rows if _kind(row, current) != "unchanged"]
    if not wanted:
        return said
    with acting(house, viewer, "targets.set", plan, holding(house, (row.place for row in wanted))) as act:
        new = {row.key: _made(row, current.get(row.key), source) for row in wanted}
        _write(plan, new, current, act.position)
        act.detail = {
            "added": said.added,
            "changed": said.changed,
            "unchanged": said.unchanged,
            "numbers": sorted({row.target.number for row in wanted})[:PLACES_NAMED],
            "places": sorted({row.place.code for row in wanted})[:PLACES_NAMED],
        }
        also(act)
    return replace(said, position=act.position)


def _current(plan: str, rows: Iterable[Sound]) -> dict[Key, TargetRow]:
    """The targets in force of all years of what the rows are set for."""
    held = {(r.place.id, r.target.number, str(r.target.cell)) for r in rows}
    kept = TargetRow.objects.filter(plan=plan, current=True, place__in={at for at, _, _ in held})
    return {
        (row.place_id or 0, row.number, row.cell, row.year): row
        for row in kept
        if (row.place_id, row.number, row.cell) in held
    }


def _kind(row: Sound, current: dict[Key, TargetRow]) -> str:
    before = current.get(row.key)
    if before is None:
        return "added"
    made = _made(row, before, "")
    same = _says(before) == _says(made) and made.source == before.source
    return "unchanged" if same else "changed"


def _says(row: TargetRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in SAYS)


def _made(row: Sound, before: TargetRow | None, source: str) -> TargetRow:
    """The row to keep; a target that stays keeps the source that the row does not name."""
    made = target_row(row.target, row.place.id, HOUSE)
    if not made.source:
        made.source = before.source if before and _says(before) == _says(made) else source
    return made


def _write(plan: str, new: dict[Key, TargetRow], current: dict[Key, TargetRow], position: int) -> None:
    """New revisions of what differs, and of earlier years that are interim now and were not."""
    years: dict[Held, int] = {}
    for place, number, cell, year in (*current, *new):
        years[place, number, cell] = max(year, years.get((place, number, cell), 0))
    for key, row in current.items():
        if key not in new and row.interim is not (key[3] < years[key[:3]]):
            again = TargetRow.objects.get(pk=row.pk)
            again.pk = None
            new[key] = again
    ended = [current[key].pk for key in new if key in current]
    for key, row in new.items():
        earlier = TargetRow.objects.filter(plan=plan, place=key[0], number=key[1], cell=key[2], year=key[3])
        newest = earlier.order_by("-revision").values_list("revision", flat=True).first() or 0
        row.revision, row.interim, row.position, row.current = newest + 1, key[3] < years[key[:3]], position, True
    TargetRow.objects.filter(pk__in=ended).update(current=False)
    TargetRow.objects.bulk_create(new.values())
