"""Where the houses of a run lie: in memory, where the machine has a folder for that with room to spare.

A run copies more than a thousand houses, and each writes through to the disk whatever it acknowledges. None of them
outlives the run, so nothing is lost with the power; of tests that failed the folders stay, as they do on a disk.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

SHARED = Path("/dev/shm")
ROOM = 2 * 2**30
"""Bytes; a run takes a quarter of it."""
ROOT = "PYTEST_DEBUG_TEMPROOT"
"""The variable in which pytest, and its workers, look for the folder of temporary folders."""


def choose_folder() -> None:
    """Choose the folder in memory for this run, unless somebody has chosen one."""
    if ROOT not in os.environ and os.access(SHARED, os.W_OK | os.X_OK) and min(_room(), _memory()) >= ROOM:
        os.environ[ROOT] = str(SHARED)


def folder() -> Path | None:
    """The folder chosen; None for the one of the system."""
    return Path(os.environ[ROOT]) if ROOT in os.environ else None


def _room() -> int:
    return shutil.disk_usage(SHARED).free


def _memory() -> int:
    """What programs may still ask for, in bytes, half of it left to them."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text("utf-8"), re.MULTILINE)
    return int(found[1]) * 1024 // 2 if found else 0
