"""The note of the last check of the log, DIR/log.check: what was found, and when.

Checking a long log takes its time, so it is done every night and when somebody asks for it, not on every view.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from halfsky.store.chain import Break, Chain
from halfsky.store.folder import write_whole
from halfsky.store.head import Head
from halfsky.store.house import House

NOTE = "log.check"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, `at` in the house's time zone."""

    at: dt.datetime
    chain: Chain


def note(house: House, chain: Chain) -> None:
    """Keep what a check has found just now."""
    found = {
        "at": house.now().isoformat(timespec="seconds"),
        "whole": chain.whole,
        "entries": chain.entries,
        "head": {"position": chain.head.position, "mac": chain.head.mac},
        "unchecked": chain.unchecked,
        "broken_at": chain.broken_at,
        "broken": chain.broken.kind if chain.broken else "",
    }
    write_whole(house.path / NOTE, json.dumps(found) + "\n")


def noted(house: House) -> Checked | None:
    """The last check; None when there was none yet, or its note cannot be read."""
    try:
        found = json.loads((house.path / NOTE).read_text("utf-8"))
        head = Head(found["head"]["position"], found["head"]["mac"])
        broken = Break(found["broken_at"], found["broken"]) if found["broken"] else None
        at = dt.datetime.fromisoformat(found["at"]).astimezone(house.settings.zone)
        return Checked(at, Chain(found["entries"], head, found["unchecked"], broken))
    except (OSError, ValueError, KeyError, TypeError):
        return None
