"""The head of the log: where it stands, for all that names a snapshot and for the entry that comes next."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.store.models.log import LogEntry

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its position (0 for none) and its seal."""

    position: int
    mac: str


def head() -> Head:
    """The last entry as this transaction sees it."""
    last = LogEntry.objects.order_by("-position").values_list("position", "mac").first()
    return Head(*last) if last else Head(0, GENESIS)
