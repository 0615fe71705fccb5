"""Locks between processes of one house, as files in its folder `run/`."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder

PLACES_LOCK, VALUES_LOCK = "places", "values"
"""Whoever brings in many places or values works them out beforehand, and alone."""
BUSY = problem(
    "409.501",
    ("另一个同类任务正在运行（{name}）。", "Another task of this kind is running ({name})."),
    ("请等它结束后再试。", "Try again when it has ended."),
)


@contextmanager
def tried(folder: Folder, name: str, once: bool = False) -> Iterator[bool]:
    """Take the lock of this name for the block if it is free; says whether it was. `once` leaves no file behind."""
    folder.run.mkdir(mode=0o700, exist_ok=True)
    path = folder.run / f"{name}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            if once:
                path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Folder, name: str) -> Iterator[None]:
    """Hold the lock of this name; refuse at once when another process has it."""
    with tried(folder, name) as free:
        if not free:
            raise BUSY.at(name=name)
        yield
