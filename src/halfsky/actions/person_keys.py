"""A new master key: every record's key is wrapped anew, in short turns; what was sealed stays as it is."""

from __future__ import annotations

from halfsky.actions.acting import acting
from halfsky.kernel.access import KEEP_HOUSE, Viewer, demand
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import RecordKey
from halfsky.store.vault import Wrapped, vault_of

BATCH = 500


def rotate(house: House, viewer: Viewer) -> int:
    """Make a new master key and wrap all keys of records under it. Returns how many. Who is killed half-way runs it
    again: a key is wrapped under the old or the new master, and both are there."""
    demand(viewer, KEEP_HOUSE, places.top(house), house.today())
    vault = vault_of(house.folder).rotate()
    count = 0
    while keys := list(RecordKey.objects.exclude(master=vault.masters[-1].name).select_related("record")[:BATCH]):
        with writing():
            for key in keys:
                made = vault.wrap(vault.open(key.record.uid, Wrapped(key.master, bytes(key.wrapped))))
                key.master, key.wrapped = made.master, made.content
            RecordKey.objects.bulk_update(keys, ["master", "wrapped"])
        count += len(keys)
    with acting(house, viewer, "house.rotate", "persons.key") as act:
        act.detail = {"keys": count}
    return count
