"""Sheets of many units kept at once: staged in short transactions, shown together by one swap, or none of them.

Staged rows are seen by nobody and stand in nobody's way. The swap looks whether anything has moved meanwhile and shows
the batch; the drafts of its units go afterwards, a few at a time. A process that dies leaves staged rows, or drafts
that nobody looks at any more; the night takes both away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from halfsky.actions.acting import Act, user_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.filing import WITH_FILLER
from halfsky.kernel.refusals import Refused, problem
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.locks import tried, writing
from halfsky.store.models import Draft, LogEntry, PlaceVersion, RoundRow, SheetBatch, Submission

LOST = problem(
    "409.840",
    ("准备中的数据已被清理，没有上报。", "What was prepared has been taken away; nothing was handed in."),
    ("请重新上报。", "Hand it in again."),
)
CHUNK = 1_000
"""So many rows are written in one transaction, which takes hundredths of a second."""


@contextmanager
def staging(house: House, viewer: Viewer, row: RoundRow) -> Iterator[SheetBatch]:
    """A batch to stage sheets in. At the end of the block its rows are taken away, or where it was published the drafts
    that they have overtaken; what cannot be done then is left to the night."""
    with writing():
        batch = SheetBatch.objects.create(round=row, at=house.now(), by=user_of(viewer))
    with tried(house.folder, _lock(batch.pk), once=True):
        try:
            yield batch
        finally:
            with suppress(Refused):
                _finish(house, batch.pk)


def _lock(number: int) -> str:
    return f"sheets-{number}"


def stage(batch: SheetBatch, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write sheets where nobody sees them; `names` are those of the columns."""
    source, columns = iter(rows), (*names, "batch")
    while chunk := list(bulk.ready(Submission, columns, ((*row, batch.pk) for row in islice(source, CHUNK)))):
        with writing():
            bulk.insert_ready(Submission, columns, chunk)
        batch.rows += len(chunk)


def moved(batch: SheetBatch, since: int, seen: Mapping[int, int]) -> set[int]:
    """The places whose newest revision is no more the one that was `seen`, or lies with who fills in no more; asked in
    the swap. Only those are looked at that the log names after the position: a question about all would make every
    writer wait, and a database that has never counted the staged rows may take minutes over it."""
    said = LogEntry.objects.filter(position__gt=since, action__startswith="sheets.")
    codes = {subject.partition(" ")[0] for subject in said.values_list("subject", flat=True)}
    named = set(PlaceVersion.objects.filter(code__in=codes).values_list("place", flat=True)) if codes else set()
    for other in SheetBatch.objects.filter(round=batch.round_id, position__gt=since):
        named |= set(Submission.staged.filter(batch=other).values_list("place", flat=True))
    rows = Submission.objects.filter(round=batch.round_id, place__in=sorted(named & seen.keys()))
    given = rows.order_by("revision").values_list("place", "revision", "state")
    newest = {place: (revision, state) for place, revision, state in given}
    return {at for at, (revision, state) in newest.items() if revision != seen[at] or state not in WITH_FILLER}


def publish(house: House, batch: SheetBatch, act: Act) -> None:
    """Show the batch, inside the action's transaction; refuses when its rows were swept."""
    shown = {"rows": batch.rows, "position": act.position, "published_at": house.now()}
    if not SheetBatch.objects.filter(pk=batch.pk, published_at=None, cleared_at=None).update(**shown):
        raise LOST.at()


def sweep(house: House) -> None:
    """Finish what processes that died have left."""
    left = SheetBatch.objects.filter(Q(published_at=None) | Q(cleared_at=None))
    for number in list(left.values_list("pk", flat=True)):
        with tried(house.folder, _lock(number), once=True) as free:
            if free:
                _finish(house, number)


def _finish(house: House, number: int) -> None:
    """Take away the rows of a batch that was not published, a few at a time; of one that was, the drafts that its
    sheets have overtaken."""
    with writing():
        SheetBatch.objects.filter(pk=number, published_at=None).update(cleared_at=house.now())  # none publishes it now
    batch = SheetBatch.objects.filter(pk=number).first()
    if batch is None:  # swept by another server of the house
        return
    rows = Submission.staged.filter(batch=batch)
    if batch.published_at is None:
        _remove(rows)
        with writing():
            batch.delete()
        return
    units = rows.values("place")
    _remove(Draft.objects.filter(round=batch.round_id, saved_at__lte=batch.published_at, place__in=units))
    with writing():
        SheetBatch.objects.filter(pk=number).update(cleared_at=house.now())


def _remove(rows: QuerySet[Any]) -> None:
    while some := list(rows.values_list("pk", flat=True)[:CHUNK]):
        with writing():
            rows.model._base_manager.filter(pk__in=some).delete()
