"""Is the log whole? Every seal is computed again, every position looked for, the head compared with its note outside.

Found are: an entry that was altered, removed or moved, a tail that was cut off, a table that is gone. Entries from
before the log's key was renewed (a house restored without its keys) cannot be checked; they are counted. The figures
themselves are not looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from halfsky.kernel.text import Text
from halfsky.store.head import GENESIS, Head
from halfsky.store.house import House
from halfsky.store.log import LogKeys, read_head, seal
from halfsky.store.models import LogEntry

Kind = Literal["altered", "removed", "moved", "cut", "head", "empty", "gone"]
SAYS: dict[Kind, Text] = {
    "empty": Text("日志是空的：建立数据目录时就应有条目。", "The log is empty: making a house already writes entries."),
    "gone": Text(
        "操作日志的表不见了：请停止写入，从最近一次校验通过的备份恢复。",
        "The table of the log is gone: write nothing more, restore the last back-up that was whole.",
    ),
    "altered": Text(
        "第{position}条与其封印不符：它被改动过，或它之前有条目被删除并重新编号。",
        "Entry {position} does not fit its seal: it was altered, or entries before it were removed and renumbered.",
    ),
    "removed": Text("缺少第{position}条：它被删除了。", "Entry {position} is missing: it was removed."),
    "moved": Text(
        "第{position}条不在原来的位置：条目的顺序被改动过。", "Entry {position} is not where it was written."
    ),
    "cut": Text(
        "第{position}条及以后的条目不见了：日志的末尾被截去。",
        "Entry {position} and what followed are gone: the tail of the log was cut off.",
    ),
    "head": Text(
        "库外记录的末条（log.head）缺失，或与第{position}条不符。",
        "The note of the head outside the database (log.head) is missing or does not fit entry {position}.",
    ),
}
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is not as it was written."""

    position: int
    kind: Kind

    @property
    def says(self) -> Text:
        return SAYS[self.kind].format(position=self.position)


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check of the whole log found. `unchecked` entries were sealed with a key that is not here."""

    entries: int
    head: Head
    unchecked: int
    broken: Break | None

    @property
    def whole(self) -> bool:
        return self.broken is None

    @property
    def broken_at(self) -> int:
        """The first broken position; 0 for none."""
        return self.broken.position if self.broken else 0


def verify(house: House) -> Chain:
    """Check every entry from the first on; stops at the first that is broken."""
    keys = LogKeys.of(house.folder)
    # Read first: what others append while this runs lies behind the note, never before it.
    noted = read_head(house.folder)
    before = Head(0, GENESIS)
    if LogEntry._meta.db_table not in connection.introspection.table_names():
        return _broken(before, keys, Break(1, "gone"))
    for position, entry in _entries():
        if position != before.position + 1:
            return _broken(before, keys, Break(before.position + 1, "removed"))
        key = keys.at(position)
        if entry is None or (key is not None and _seal(key, before.mac, position, entry) != entry.mac):
            moved = entry is not None and key is not None and _was_elsewhere(key, entry)
            return _broken(before, keys, Break(position, "moved" if moved else "altered"))
        before = Head(position, entry.mac)
    return _broken(before, keys, _compare_head(noted, before))


def _broken(at: Head, keys: LogKeys, broken: Break | None) -> Chain:
    return Chain(at.position, at, min(keys.first - 1, at.position), broken)


def _compare_head(noted: Head | None, last: Head) -> Break | None:
    if last.position == 0 and (noted is None or noted.position == 0):
        return Break(1, "empty")
    if noted is None:
        return Break(last.position, "head")
    if noted.position > last.position:
        return Break(last.position + 1, "cut")
    # A crash between commit and note leaves the note behind; then the entry it names must still be the one it names.
    fits = LogEntry.objects.filter(position=noted.position, mac=noted.mac).exists()
    return None if fits or noted.position == 0 else Break(noted.position, "head")


def _entries() -> Iterator[tuple[int, LogEntry | None]]:
    """All entries in order; None for one that cannot even be read."""
    at = 0
    while positions := list(
        LogEntry.objects.filter(position__gt=at).order_by("position").values_list("position", flat=True)[:CHUNK]
    ):
        try:
            read = {e.position: e for e in LogEntry.objects.filter(position__gt=at, position__lte=positions[-1])}
        except (ValueError, TypeError):
            read = {p: e for p in positions if (e := _alone(p)) is not None}
        for at in positions:
            entry = read.get(at)
            # SQLite keeps any text in a column of times; one that is no time reads as none.
            yield at, entry if entry is not None and isinstance(entry.at, dt.datetime) else None


def _alone(position: int) -> LogEntry | None:
    try:
        return LogEntry.objects.get(position=position)
    except (ValueError, TypeError):
        return None


def _seal(key: str, before: str, position: int, entry: LogEntry) -> str:
    return seal(key, before, position, entry.at, entry.user, entry.action, entry.subject, entry.detail_json)


def _was_elsewhere(key: str, entry: LogEntry) -> bool:
    """Whether the entry, seal and all, was written at another position whose neighbours are still there."""
    macs = dict(LogEntry.objects.values_list("position", "mac"))
    for position, mac in macs.items():
        for before in (macs.get(position - 1, ""), mac):
            if position != entry.position and _seal(key, before, position, entry) == entry.mac:
                return True
    return False
