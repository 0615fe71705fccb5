"""A house that is open: its folder, its clock, its content. One process has one house open at a time."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from halfsky.kernel import fingerprint
from halfsky.kernel.content import Content
from halfsky.store.folder import Folder, HouseSettings

PackFiles = Mapping[str, bytes]
ReadPacks = Callable[[Mapping[str, PackFiles]], Content]
"""Reads the installed packs, by code the files by path inside the pack, into one Content."""


Mark = tuple[int, int, int, int]
"""What tells a file from what it was: when it was written and changed (nanoseconds), which one it is, its size."""
SETTLED = 1_000_000_000
"""Nanoseconds; clocks of files may tick a hundred times a second."""


@cache
def _packs_in_force() -> tuple[str, tuple[Any, ...]]:
    """The question for code and fingerprint of the packs in force, as SQL and its parameters."""
    from halfsky.store.models import PackText

    return PackText.objects.filter(current=True).values_list("code", "fingerprint").query.sql_with_params()


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size


@dataclass(slots=True, eq=False)
class House:
    """One running installation. `read_packs` is handed in, as the store knows no packs."""

    path: Path
    clock: Callable[[], dt.datetime]
    read_packs: ReadPacks
    _content: tuple[str, Content] | None = field(default=None, init=False)
    _settings: tuple[Mark, HouseSettings] | None = field(default=None, init=False)
    _reading: threading.RLock = field(default_factory=threading.RLock, init=False)

    @property
    def folder(self) -> Folder:
        return Folder(self.path)

    @property
    def settings(self) -> HouseSettings:
        """What house.json says, read again when the file is another one, whichever process has written it."""
        mark = _mark(self.folder.settings_file)
        if mark is not None and self._settings is not None and self._settings[0] == mark:
            return self._settings[1]
        found = self.folder.settings()
        # A file that was written just now may be written again within one tick of its clock: it is not kept yet.
        settled = mark is not None and time.time_ns() - max(mark[0], mark[1]) > SETTLED
        self._settings = (mark, found) if mark is not None and settled else None
        return found

    def now(self) -> dt.datetime:
        """This moment, in the house's time zone."""
        return self.clock().astimezone(self.settings.zone)

    def today(self) -> dt.date:
        return self.now().date()

    def packs_fingerprint(self) -> str:
        """One fingerprint of all packs in force. Every use of the content asks for it: the question is put once."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(*_packs_in_force())
            return fingerprint.of_packs(dict(cursor.fetchall()))

    @property
    def content(self) -> Content:
        """All definitions of the packs in force; read again only when those change, by one thread for all."""
        mark = self.packs_fingerprint()
        known = self._content
        if known is not None and known[0] == mark:
            return known[1]
        with self._reading:
            known = self._content
            if known is None or known[0] != mark:
                known = self._content = (mark, self._read())
        return known[1]

    def _read(self) -> Content:
        from halfsky.store.models import PackText
        from halfsky.store.packfiles import unzipped

        packs = PackText.objects.filter(current=True).order_by("code")
        return self.read_packs({pack.code: unzipped(pack.files) for pack in packs})

    def snapshot(self) -> str:
        """The state that figures are computed from: the position in the log and the packs."""
        from halfsky.store.head import head

        return f"{head().position}-{self.packs_fingerprint()[:8]}"


_opened: list[House] = []


def opened() -> House:
    """The house of this process, for what is called without one (jobs, views)."""
    if not _opened:
        raise RuntimeError("no house is open: call halfsky.site.wiring.open_house first")
    return _opened[-1]


def set_opened(house: House) -> None:
    """Make it the house of this process; `open_house` alone calls this."""
    _opened[:] = [house]
