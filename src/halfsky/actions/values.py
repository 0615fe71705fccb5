"""Importing values: every row is checked before any is kept; a changed value is a new revision, never an edit.

What the house imports overrides what a pack brought, visibly (`origin`); the pack's own revision stays beside it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from halfsky.actions.acting import Also, acting, holding, nothing_else
from halfsky.actions.value_changes import COLUMNS, Change, columns_of, compare, revisions_of
from halfsky.actions.value_rows import Checker, Row
from halfsky.exchange.tables import Table
from halfsky.exchange.values import read_values
from halfsky.kernel.access import IMPORT_VALUES, NOT_ALLOWED, NOT_SIGNED_IN, Viewer, scope
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.locks import VALUES_LOCK, alone
from halfsky.store.models import Value

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
PLACES_NAMED = 20


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
    _demand_importer(house, viewer)
    return take_values(house, viewer, read_values(path, {dim for dim, _ in house.content.categories}), check)


def _demand_importer(house: House, viewer: Viewer) -> None:
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not scope(viewer, IMPORT_VALUES, house.today()):
        raise NOT_ALLOWED.at(permission=IMPORT_VALUES.label)


def take_values(house: House, viewer: Viewer, table: Table, check: bool = False, also: Also = nothing_else) -> Outcome:
    """Import a table of values, wherever its lines come from; `also` is kept in the same act, of which there is none
    where nothing is new."""
    _demand_importer(house, viewer)
    if not table.lines:
        raise NOTHING_THERE.at(table.title)
    checker = Checker(house, viewer, table)
    checker.check()
    if checker.complaints:
        raise Refused(_first(checker.complaints))
    plan = Outcome(table.title, table.sha256, check, (), table.left_out, checker.repeats)
    if check:
        return replace(plan, changes=compare(checker.rows, revisions_of(checker.rows)))
    with alone(house.folder, VALUES_LOCK):
        return _keep(house, viewer, checker.rows, plan, also)


def _first(complaints: list[Refusal]) -> list[Refusal]:
    left = len(complaints) - MOST_COMPLAINTS
    return complaints if left <= 0 else [*complaints[:MOST_COMPLAINTS], AND_MORE.at(count=left)]


def _keep(house: House, viewer: Viewer, rows: list[Row], plan: Outcome, also: Also) -> Outcome:
    """Write what is new and what has changed, and the entry in the log; nothing at all where all is known.

    Everything is worked out before the transaction: only the writing itself holds the lock of the database.
    """
    revisions = revisions_of(rows)
    changes = compare(rows, revisions)
    wanted = [row for row, change in zip(rows, changes, strict=True) if change.kind != "unchanged"]
    if not wanted:
        return replace(plan, changes=changes)
    replaced = [r.pk for row in wanted for r in revisions.get(row.key, ()) if r.current]
    new = [columns_of(row, revisions.get(row.key, []), plan.file) for row in wanted]
    kinds = Counter(change.kind for change in changes)
    with acting(house, viewer, "values.import", plan.file, holding(house, (row.place for row in wanted))) as act:
        bulk.set_false(Value, "current", replaced)
        bulk.insert(Value, (*COLUMNS, "position"), ((*row, act.position) for row in new))
        act.detail = {
            "file": plan.file,
            "sha256": plan.sha256,
            "added": kinds["added"],
            "changed": kinds["changed"],
            "unchanged": kinds["unchanged"],
            "places": sorted({row.place.code for row in wanted})[:PLACES_NAMED],
        }
        also(act)
    return replace(plan, changes=changes, position=act.position)
