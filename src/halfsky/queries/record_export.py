"""The rows of an export: what the list holds for this reader, whole, a few records in memory at a time.

What a reader could open only after saying why is not in it, however she asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from halfsky.kernel.access import Viewer
from halfsky.kernel.field import Stored
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record, Values, computed
from halfsky.kernel.register import Register
from halfsky.kernel.sealing import joined
from halfsky.queries import places
from halfsky.queries.record_lists import Wanted, filtered, reached
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.vault import Vault, Wrapped

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """One record on its way out."""

    id: int
    place: Place
    version: int
    state: str
    due: dt.date | None
    values: Mapping[str, Stored]
    parts: Mapping[str, tuple[Values, ...]]
    computed: Mapping[str, Outcome]


def taken(house: House, viewer: Viewer, register: Register, at: Place, wanted: Wanted, sealed: bool) -> Iterator[Taken]:
    """The records of a register at a place and below that the reader may read freely, the oldest first."""
    rows = filtered(house, register, reached(house, viewer, register, at), wanted)
    vault, today = Vault(house.folder) if sealed else None, house.today()
    known: dict[int, Place] = {}
    for row in rows.select_related("key").order_by("pk").iterator(CHUNK):
        if row.place_id not in known:
            known[row.place_id] = places.by_id(house, row.place_id)
        place = known[row.place_id]
        values, parts = joined(row.plain, _hidden(vault, row))
        entered = {code: dt.date.fromisoformat(day) for code, day in row.entered.items()}
        record = Record(values, parts, row.state, place.level, entered, str(place.id))
        made = computed(register, record, today)
        yield Taken(row.pk, place, row.version, row.state, row.due, values, parts, made)


def _hidden(vault: Vault | None, row: RecordRow) -> dict[str, dict[str, object]]:
    """The sealed half, where it is asked for and there."""
    key = getattr(row, "key", None)
    if vault is None or key is None or row.sealed is None:
        return {}
    ring = vault.open(row.uid, Wrapped(key.master, bytes(key.wrapped)))
    found: dict[str, dict[str, object]] = ring.unseal_values(bytes(row.sealed))
    return found
