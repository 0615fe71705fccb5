"""Many records written at once: new ones into a batch that nobody sees yet, changed ones in the swap that shows it.

What is written is what `record_keeping` writes of a single record: the row, its key, its first edition, its
contributions and marks.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from halfsky.actions.acting import Act
from halfsky.actions.record_keeping import STALE, concerns_of, seals
from halfsky.actions.record_rows import Made, Reader
from halfsky.kernel.register import Secrecy
from halfsky.queries.records import CHANGED, MADE
from halfsky.store import bulk
from halfsky.store.locks import writing
from halfsky.store.models import (
    Concern,
    Contribution,
    Entrusting,
    Opening,
    RecordBatch,
    RecordEdition,
    RecordKey,
    RecordMark,
    RecordRow,
)
from halfsky.store.vault import Wrapped

RECORD = (
    "uid", "register", "pack", "fingerprint", "place", "desk", "state", "entered", "plain", "sealed", "explained",
    "version", "made_at", "made_by", "changed_at", "changed_by", "moved_by", "batch", "position",
)  # fmt: skip
EDITION = ("record", "version", "deed", "state", "desk", "plain", "sealed", "reason", "at", "by", "position")
GIVEN = ("record", "element", "cell", "place", "since", "until", "amount", "digest")
MARK = ("record", "register", "field", "digest")
CONCERN = ("record", "field", "agency", "place")
ROW = ("plain", "sealed", "explained", "pack", "fingerprint", "version", "changed_at", "changed_by", "position")
OPENING = ("record", "user", "reason", "at", "until", "position")
BY_IMPORT = "导入修改"
"""What the list of openings says of a record about a person that a file changed."""


def stage(reader: Reader, batch: RecordBatch, position: int, made: Sequence[Made]) -> None:
    """Write new records into a batch. All that takes time is done before the transaction begins."""
    if not made:
        return
    new = [_new(reader, batch, position, one) for one in made]
    user, now, place = reader.user, reader.now, RECORD.index("place")
    with writing():
        bulk.insert(RecordRow, RECORD, (row for row, _ in new))
        known = dict(RecordRow.staged.filter(uid__in=[row[0] for row, _ in new]).values_list("uid", "pk"))
        numbers = [known[row[0]] for row, _ in new]
        rows = list(zip(numbers, new, made, strict=True))
        keys = ((pk, wrapped.master, wrapped.content) for pk, (_, wrapped), _ in rows if wrapped)
        bulk.insert(RecordKey, ("record", "master", "wrapped"), keys)
        said = (
            (pk, 1, MADE, one.record.state, row[place], one.plain, one.sealed, "", now, user, position)
            for pk, (row, _), one in rows
        )
        bulk.insert(RecordEdition, EDITION, said)
        _follow(reader, list(zip(numbers, made, strict=True)))
        if reader.register.secrecy is Secrecy.NEED:
            bulk.insert(Entrusting, ("record", "user", "since", "by"), ((pk, user, now, user) for pk in numbers))


def _new(reader: Reader, batch: RecordBatch, position: int, one: Made) -> tuple[tuple[Any, ...], Wrapped | None]:
    """A new record as a row, sealed under its own key."""
    uid = secrets.token_hex(16)
    ring, wrapped = reader.vault.new(uid) if seals(reader.register) else (None, None)
    one.sealed = ring.seal_values(one.hidden) if ring and one.hidden else None
    user, now, at = reader.user, reader.now, one.at.id
    entered = {code: str(day) for code, day in one.record.entered.items()}
    head = (uid, reader.register.code, reader.register.pack, reader.mark, at, at, one.record.state, entered)
    said = (one.plain, one.sealed, one.explained, 1)
    return (*head, *said, now, user, now, user, user, batch.pk, position), wrapped


def write_changes(reader: Reader, act: Act, made: Sequence[Made]) -> None:
    """Write what a file changes in records that are there; refuses when somebody changed one meanwhile. A record about
    a person is noted as opened: the file could not be checked without it."""
    if not made:
        return
    now, user, register = reader.house.now(), reader.user, reader.register
    there = [(one, one.there.row) for one in made if one.there]
    _demand_unchanged([row for _, row in there])
    _demand_keys(reader, made)
    rows, editions = [], []
    for one, row in there:
        sealed = one.sealed
        version, explained = row.version + 1, {**row.explained, **one.explained}
        head = (one.plain, sealed, explained, register.pack, reader.mark, version, now, user, act.position)
        rows.append((*head, row.pk))
        place = (row.state, row.desk_id, one.plain, sealed, "", now, user, act.position)
        editions.append((row.pk, version, CHANGED, *place))
    bulk.update(RecordRow, ROW, rows)
    bulk.insert(RecordEdition, EDITION, editions)
    numbers = [row.pk for _, row in there]
    Contribution.objects.filter(record__in=numbers).delete()
    RecordMark.objects.filter(record__in=numbers).delete()
    Concern.objects.filter(record__in=numbers).delete()
    _follow(reader, [(row.pk, one) for one, row in there])
    if register.about_person:
        bulk.insert(Opening, OPENING, ((pk, user, BY_IMPORT, now, now, act.position) for pk in numbers))


def _demand_unchanged(rows: Sequence[RecordRow]) -> None:
    now = RecordRow.objects.filter(pk__in=[row.pk for row in rows], erased_at=None)
    versions = dict(now.values_list("pk", "version"))
    for row in rows:
        if versions.get(row.pk) != row.version:
            who = RecordRow.objects.select_related("changed_by").get(pk=row.pk).changed_by.name
            raise STALE.at(str(row.pk), who=who)


def _demand_keys(reader: Reader, made: Sequence[Made]) -> None:
    """A record that was kept before its register sealed anything gets its key with the first change."""
    for one in made:
        if one.there is not None and one.there.ring is None and one.hidden:
            ring, wrapped = reader.vault.new(one.there.row.uid)
            RecordKey.objects.create(record=one.there.row, master=wrapped.master, wrapped=wrapped.content)
            one.sealed = ring.seal_values(one.hidden)


def _follow(reader: Reader, made: Sequence[tuple[int, Made]]) -> None:
    """What records give to the figures, whom they ask, and the marks by which they are found."""
    bulk.insert(Contribution, GIVEN, ((pk, *given) for pk, one in made for given in one.given))
    code = reader.register.code
    asked = ((pk, *ask) for pk, one in made for ask in concerns_of(reader.register, one.record, one.at.id))
    bulk.insert(Concern, CONCERN, asked)
    bulk.insert(RecordMark, MARK, ((pk, code, name, digest) for pk, one in made for name, digest in one.marks.items()))
