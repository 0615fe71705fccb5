"""A house that is open: its folder, its clock, its content. One process has one house open at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from halfsky.kernel import fingerprint
from halfsky.kernel.content import Content
from halfsky.store.folder import Folder, HouseSettings

PackFiles = Mapping[str, bytes]
ReadPacks = Callable[[Mapping[str, PackFiles]], Content]
"""Reads the installed packs, by code the files by path inside the pack, into one Content."""


@dataclass(slots=True, eq=False)
class House:
    """One running installation. `read_packs` is handed in, as the store knows no packs."""

    path: Path
    clock: Callable[[], dt.datetime]
    read_packs: ReadPacks
    _content: Content | None = field(default=None, init=False)
    _content_of: str = field(default="", init=False)

    @property
    def folder(self) -> Folder:
        return Folder(self.path)

    @property
    def settings(self) -> HouseSettings:
        return self.folder.settings()

    def now(self) -> dt.datetime:
        """This moment, in the house's time zone."""
        return self.clock().astimezone(self.settings.zone)

    def today(self) -> dt.date:
        return self.now().date()

    def packs_fingerprint(self) -> str:
        """One fingerprint of all packs in force."""
        from halfsky.store.models import PackText

        return fingerprint.of_packs(dict(PackText.objects.filter(current=True).values_list("code", "fingerprint")))

    @property
    def content(self) -> Content:
        """All definitions of the packs in force; read again only when those change."""
        mark = self.packs_fingerprint()
        if self._content is None or mark != self._content_of:
            from halfsky.store.models import PackText
            from halfsky.store.packfiles import unzipped

            packs = PackText.objects.filter(current=True).order_by("code")
            self._content = self.read_packs({pack.code: unzipped(pack.files) for pack in packs})
            self._content_of = mark
        return self._content

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
