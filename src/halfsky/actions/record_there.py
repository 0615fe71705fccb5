"""The records that a file names by their numbers, with both halves; whether she may change them is asked of each."""

from __future__ import annotations

import datetime as dt

from halfsky.actions.record_rows import Reader, There
from halfsky.kernel.keeping import Lying
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record
from halfsky.kernel.sealing import joined
from halfsky.queries import places
from halfsky.store.models import Entrusting, RecordRow
from halfsky.store.vault import Vault, Wrapped


def records_there(reader: Reader, numbers: set[int]) -> dict[int, There]:
    """Records that are there, by number, under today's definition."""
    rows = RecordRow.objects.filter(pk__in=numbers, register=reader.register.code).select_related("key", "changed_by")
    entrusted: dict[int, set[int]] = {}
    standing = Entrusting.objects.filter(record__in=numbers, since__lte=reader.now)
    for record, user, until in standing.values_list("record", "user", "until"):
        if until is None or until > reader.now:
            entrusted.setdefault(record, set()).add(user)
    known: dict[int, Place] = {}
    found = {}
    for row in rows:
        for number in (row.place_id, row.desk_id):
            if number not in known:
                known[number] = places.by_id(reader.house, number)
        at = Lying(known[row.place_id], known[row.desk_id], frozenset(entrusted.get(row.pk, ())))
        found[row.pk] = opened_row(reader.vault, row, at)
    return found


def opened_row(vault: Vault, row: RecordRow, at: Lying) -> There:
    """A record with both its halves. Who may see the sealed one is asked by the caller."""
    kept = getattr(row, "key", None)
    ring = vault.open(row.uid, Wrapped(kept.master, bytes(kept.wrapped))) if kept else None
    hidden = ring.unseal_values(bytes(row.sealed)) if ring and row.sealed else {}
    values, parts = joined(row.plain, hidden)
    entered = {code: dt.date.fromisoformat(day) for code, day in row.entered.items()}
    return There(row, at, Record(values, parts, row.state, at.place.level, entered, str(at.place.id)), ring)
