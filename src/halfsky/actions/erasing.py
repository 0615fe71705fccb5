"""Erasing what a record holds of persons: on request, and when its time is over. What is erased stays erased.

The record's key and its sealed halves go, in every edition; so do the marks by which a name was found, and its files.
The open values stay, which name nobody and which figures were made of. The name of the record is noted outside the
database before anything is said to be done: whatever backup comes back, it is erased there again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from halfsky.actions.acting import acting, user_of
from halfsky.actions.records import subject_of
from halfsky.kernel.access import NOT_ALLOWED, PROTECT_PERSONS, Viewer, may
from halfsky.kernel.keeping import NO_RECORD
from halfsky.kernel.record import Record
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import NO_REASON
from halfsky.queries import places
from halfsky.queries.records import ERASED
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import RecordEdition, RecordFile, RecordKey, RecordMark, RecordRow
from halfsky.store.vault import erased, note_erased
from halfsky.store.viewers import operator

NOTHING_THERE = problem(
    "409.925",
    ("这条记录没有需要删除的个人信息。", "This record holds nothing of persons."),
    ("不必办理。", "Nothing needs to be done."),
)
_DEED = Text("删除个人信息", "erase persons")


def erase(house: House, viewer: Viewer, number: int, reason: str) -> RecordRow:
    """Erase what a record holds of persons, at their request or because the law asks. Done by the person in charge of
    data protection, who need not have opened it."""
    row = RecordRow.objects.filter(pk=number).first()
    if row is None:
        raise NO_RECORD.at()
    at = places.by_id(house, row.place_id)
    if not may(viewer, PROTECT_PERSONS, at, house.today()):
        raise NOT_ALLOWED.at(at.name, permission=PROTECT_PERSONS.label)
    if not reason.strip():
        raise NO_REASON.at("reason", move=_DEED)
    if not RecordKey.objects.filter(record=row).exists():
        raise NOTHING_THERE.at()
    register = house.content.register(row.register)
    with acting(house, viewer, "records.erase", subject_of(register, row), at):
        _erase(house, viewer, [row])
    return row


def over(register: Register, record: Record, today: dt.date) -> bool:
    """Whether the time for which a record is kept is over."""
    kept = register.retention
    if kept is None or record.state not in kept.after or record.state not in record.entered:
        return False
    return today > kept.ends(record.entered[record.state])


def sweep(house: House) -> int:
    """Erase every record whose time is over; and again what a backup brought back. Returns how many."""
    today, count = house.today(), replay(house)
    viewer = operator(house)
    for register in (r for r in house.content.registers.values() if r.retention):
        rows = RecordRow.objects.filter(register=register.code, key__isnull=False)
        for row in rows:
            entered = {code: dt.date.fromisoformat(day) for code, day in row.entered.items()}
            if over(register, Record(state=row.state, entered=entered), today):
                with acting(
                    house, viewer, "records.expire", subject_of(register, row), places.by_id(house, row.place_id)
                ):
                    _erase(house, viewer, [row])
                count += 1
    return count


def replay(house: House) -> int:
    """Erase what was erased before, wherever a restored backup still has it. Returns how many."""
    back = list(RecordRow.objects.filter(uid__in=erased(house.folder), key__isnull=False))
    if back:
        with writing():
            _destroy(house, back)
    return len(back)


def _erase(house: House, viewer: Viewer, rows: list[RecordRow]) -> None:
    note_erased(house.folder, [row.uid for row in rows])
    for row in rows:
        row.version += 1
        RecordEdition.objects.create(
            record=row,
            version=row.version,
            deed=ERASED,
            state=row.state,
            desk_id=row.desk_id,
            plain=row.plain,
            at=house.now(),
            by=user_of(viewer),
            position=row.position,
        )
        row.save(update_fields=["version"])
    _destroy(house, rows)


def _destroy(house: House, rows: Iterable[RecordRow]) -> None:
    """Take away keys, sealed halves, marks and files."""
    wanted = [row.pk for row in rows]
    files = list(RecordFile.objects.filter(record__in=wanted, sealed=True))
    for kept in files:
        house.folder.file(kept.kept).unlink(missing_ok=True)
    now = house.now()
    RecordFile.objects.filter(pk__in=[f.pk for f in files]).update(removed_at=now, name="")
    RecordKey.objects.filter(record__in=wanted).delete()
    RecordMark.objects.filter(record__in=wanted).exclude(field__startswith="=").delete()
    RecordEdition.objects.filter(record__in=wanted).update(sealed=None)
    RecordRow.objects.filter(pk__in=wanted).update(sealed=None, erased_at=now)
    for row in rows:
        row.erased_at = now
