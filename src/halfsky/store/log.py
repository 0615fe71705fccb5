"""The log: added to, never changed. Each entry is sealed with an HMAC over itself and the seal before it.

`append` is an action's last write, inside its transaction and under one lock (SQLite's write lock, which IMMEDIATE
transactions take at their start; an advisory lock on PostgreSQL), so positions follow the order of commits. After the
commit the head (position and seal) is also written to DIR/log.head: whoever cuts the tail of the table leaves a head
that points past its end.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from halfsky.store.folder import NO_KEY, Folder, write_whole
from halfsky.store.head import Head, head
from halfsky.store.house import House
from halfsky.store.locks import PATIENCE
from halfsky.store.models.log import LogEntry

PG_LOCK = 0x48414C46
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The keys of the log, each with the first position it seals: a house restored without its key begins a new one."""

    keys: tuple[tuple[int, str], ...]

    @staticmethod
    def of(folder: Folder) -> LogKeys:
        """The keys in DIR/keys/log.key: a line a key, "POSITION KEY"."""
        lines = [line.split() for line in folder.read_key(folder.log_key).splitlines()]
        return LogKeys(tuple(sorted((int(position), key) for position, key in lines)))

    @property
    def first(self) -> int:
        """The first position that can be checked."""
        return self.keys[0][0]

    def at(self, position: int) -> str | None:
        """The key that seals a position; None when it is not here."""
        return next((key for first, key in reversed(self.keys) if first <= position), None)


def canonical(value: object) -> str:
    """The one spelling of a JSON value: sorted names, no spaces, readable characters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal(
    key: str, before: str, position: int, at: dt.datetime, user: str, action: str, subject: str, detail: str
) -> str:
    """The HMAC-SHA256 of an entry and of the seal before it."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    said = canonical([before, position, moment, user, action, subject, detail])
    return hmac.new(bytes.fromhex(key), said.encode(), hashlib.sha256).hexdigest()


def next_position() -> int:
    """The position that this transaction's `append` will take; holds the lock until the transaction ends."""
    _lock()
    return head().position + 1


def append(house: House, user: str, action: str, subject: str, detail: Mapping[str, Any]) -> LogEntry:
    """Add one entry; call it last, inside the action's transaction. A subject is cut to what the column holds."""
    _lock()
    before = head()
    position, at, text = before.position + 1, house.now(), canonical(detail)
    folder = house.folder
    key = LogKeys.of(folder).at(position)
    if key is None:
        raise NO_KEY.at(path=folder.log_key)
    subject = subject[:LONGEST_SUBJECT]
    mac = seal(key, before.mac, position, at, user, action, subject, text)
    entry = LogEntry(position, at, user, action, subject, text, mac)
    entry.save()
    # The entry is kept by then: a note that a full disk does not take lags behind, as after a crash, undoing nothing.
    transaction.on_commit(lambda: write_head(folder, Head(position, mac)), robust=True)
    return entry


def _lock() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the log is written inside the action's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PG_LOCK])


def write_head(folder: Folder, new: Head) -> None:
    """Note the head outside the database; commits may report out of order, so it only ever moves forward."""
    with (folder.run / "log.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_head(folder)
        if kept is None or kept.position < new.position:
            write_whole(folder.log_head, f"{new.position} {new.mac}\n")


def read_head(folder: Folder) -> Head | None:
    """The noted head, None when there is none or it cannot be read."""
    try:
        position, mac = folder.log_head.read_text("ascii").split()
        return Head(int(position), mac)
    except (OSError, ValueError):
        return None
