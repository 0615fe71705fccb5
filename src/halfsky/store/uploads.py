"""Files on their way in: kept in `run/` between the upload and the moment they are read or given up.

Each lies under a random name with a page of notes beside it; both are on the disk before anybody is told that the file
has arrived. What nobody came back for is removed after some days.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from halfsky.store.folder import Folder, write_whole

KEPT_DAYS = 7
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(folder: Folder, pieces: Iterable[bytes], notes: Mapping[str, Any]) -> str:
    """Keep a file that comes in pieces; returns the name under which it is found."""
    home = _home(folder)
    _sweep(home)
    token = secrets.token_hex(16)
    part = home / f"{token}.part"
    with part.open("xb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    part.replace(home / token)
    write(folder, token, notes)
    return token


def path(folder: Folder, token: str) -> Path:
    """Where the file lies."""
    return _home(folder) / token


def notes(folder: Folder, token: str) -> dict[str, Any] | None:
    """What was noted of a file; None where there is none of that name."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        found: dict[str, Any] = json.loads((_home(folder) / f"{token}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def write(folder: Folder, token: str, said: Mapping[str, Any]) -> None:
    """Note something of a file, in place of what was noted."""
    write_whole(_home(folder) / f"{token}.json", json.dumps(said, ensure_ascii=False))


def _home(folder: Folder) -> Path:
    home = folder.run / "uploads"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def _sweep(home: Path) -> None:
    """Remove what lies here for too long."""
    oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
    for path in home.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def put(folder: Folder, token: str, content: bytes) -> None:
    """Keep other content in place of what came."""
    part = _home(folder) / f"{token}.part"
    part.write_bytes(content)
    part.replace(_home(folder) / token)


def drop(folder: Folder, token: str) -> None:
    """Let go of the file; what was noted of it stays."""
    path(folder, token).unlink(missing_ok=True)
