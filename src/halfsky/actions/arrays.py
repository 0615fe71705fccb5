"""The arrays of a house made and kept up: `halfsky snapshot` makes them, and what is accepted brings them up to date.

What is made anew is made beside what readers see. What has changed since is found by positions in the log and read by
place; only what lies above those places is reckoned again. Where packs, the tree or the layout have changed, or a
period is new, everything is made anew. In one folder one process does this at a time; readers never wait, nor do
servers for each other, which have a folder each.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from halfsky.kernel.filing import COUNTING
from halfsky.kernel.period import period
from halfsky.kernel.place import Level
from halfsky.queries.arrays import depends_on
from halfsky.store.head import head as log_head
from halfsky.store.house import House
from halfsky.store.locks import alone_in
from halfsky.store.models import LogEntry, PlaceVersion, SheetBatch, Submission
from halfsky.store.models.place import ids

if TYPE_CHECKING:
    from halfsky.engine.base import Answer
    from halfsky.engine.snapshot import Head, Snapshot
    from halfsky.engine.tree import Path

ARRAYS_LOCK = "arrays"


def build(house: House) -> Head:
    """Make the arrays anew from the answers."""
    with alone_in(house.folder.arrays, ARRAYS_LOCK):
        return _build(house)


def refresh(house: House, entry: LogEntry | None = None) -> None:
    """Bring the arrays of a house that has some up to date."""
    from halfsky.engine.patch import patched
    from halfsky.engine.snapshot import Snapshot

    if not house.folder.arrays.is_dir():
        return
    with alone_in(house.folder.arrays, ARRAYS_LOCK):
        snapshot, now = Snapshot.open(house.folder.arrays), log_head().position
        if snapshot is None or snapshot.head.of != depends_on(house):
            _build(house)
        elif snapshot.head.position < now:
            touched = _touched(snapshot)
            answers = _answers(_counting().filter(place__in=touched))
            if not patched(snapshot, house.content, touched, answers, now):
                _build(house)


def take_away(house: House) -> None:
    """Have no arrays any more; refuses while they are being made."""
    if house.folder.arrays.is_dir():
        with alone_in(house.folder.arrays, ARRAYS_LOCK):
            shutil.rmtree(house.folder.arrays)


def sweep(house: House) -> None:
    """Every night everything is made anew from the answers, whatever patches have come to."""
    if house.folder.arrays.is_dir():
        build(house)


def _build(house: House) -> Head:
    from halfsky.engine.base import written

    position, of = log_head().position, depends_on(house)
    name = f"base-{position}-{sha256(of.encode()).hexdigest()[:8]}"
    periods = {period(p) for p in _counting().order_by().values_list("period", flat=True).distinct()}

    def paths(level: Level, spelled: str) -> Iterator[Path]:
        rows = PlaceVersion.objects.on(period(spelled).last_day()).filter(level=level.value, stand_in=False)
        return (ids(path) for path in rows.values_list("path", flat=True).iterator())

    def answers() -> Iterator[Answer]:
        return _answers(_counting())

    return written(house.folder.arrays, name, position, of, house.content, periods, paths, answers)


def _counting() -> QuerySet[Submission]:
    return Submission.objects.filter(current=True, state__in=COUNTING)


def _answers(rows: QuerySet[Submission]) -> Iterator[Answer]:
    """What each place gave in each period, all its forms together, with the 核实说明 beside."""
    from halfsky.engine.base import Answer

    columns = rows.order_by("period", "place", "pk").values_list("period", "place", "entries", "explained")
    for (spelled, place), group in groupby(columns.iterator(), key=lambda row: row[:2]):
        given: dict[str, Any] = {}
        notes: list[tuple[list[str], str]] = []
        for _, _, raw, explained in group:
            given.update(raw)
            notes += [(list(why["keys"]), why["says"] + why["why"]) for why in explained.values()]
        yield Answer(spelled, place, given, notes)


def _touched(snapshot: Snapshot) -> Collection[int]:
    """The places whose answers may have changed since: those that the log names, and those of published batches."""
    since = snapshot.head.position
    said = LogEntry.objects.filter(position__gt=since, action__startswith="sheets.")
    codes = {subject.partition(" ")[0] for subject in said.values_list("subject", flat=True)}
    found = set(PlaceVersion.objects.filter(code__in=codes).values_list("place", flat=True))
    for batch in SheetBatch.objects.filter(position__gt=since):
        found |= set(Submission.staged.filter(batch=batch).values_list("place", flat=True))
    return found
