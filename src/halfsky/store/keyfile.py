"""A file of lines that is only ever added to, by several processes, each line on the disk before the call returns."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def append_line(path: Path, line: str) -> None:
    """Add one line; the file is made for its owner alone when it is first needed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        os.write(number, f"{line}\n".encode("ascii"))
        os.fsync(number)
    finally:
        os.close(number)
