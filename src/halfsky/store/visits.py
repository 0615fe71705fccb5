"""How often and when last somebody came, counted in a small file of the folder `run/`, for all processes of the house.

A request that only reads must not wait for whoever writes, so this is kept beside the database. It is lost with the
folder `run/`, which no backup holds.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from dataclasses import dataclass
from pathlib import Path

from halfsky.store.folder import Folder

WINDOW = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Visits:
    """How many came since the window began, and when the last did."""

    since: dt.datetime
    count: int
    last: dt.datetime

    def wait(self, now: dt.datetime) -> int:
        """Seconds until the window ends, one at least."""
        return max(1, WINDOW - int((now - self.since).total_seconds()))


def visit(folder: Folder, name: str, now: dt.datetime) -> Visits:
    """Count one more under a name (letters, digits, "-"); a window of a minute begins with the first."""
    folder.run.mkdir(mode=0o700, exist_ok=True)
    with _path(folder, name).open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = _read(file.read())
        running = before is not None and dt.timedelta(0) <= now - before.since < dt.timedelta(seconds=WINDOW)
        after = Visits(before.since, before.count + 1, now) if before and running else Visits(now, 1, now)
        file.truncate(0)
        file.write(json.dumps([after.since.isoformat(), after.count, after.last.isoformat()]))
    return after


def last_visit(folder: Folder, name: str) -> dt.datetime | None:
    """When somebody last came under a name; None where nobody is known to have."""
    try:
        known = _read(_path(folder, name).read_text("ascii"))
    except OSError:
        return None
    return known.last if known else None


def _path(folder: Folder, name: str) -> Path:
    return folder.run / f"visits-{name}"


def _read(text: str) -> Visits | None:
    """What the file says; one that was cut short says nothing."""
    try:
        since, count, last = json.loads(text)
        return Visits(dt.datetime.fromisoformat(since), int(count), dt.datetime.fromisoformat(last))
    except (ValueError, TypeError):
        return None
