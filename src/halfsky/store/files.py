"""The files of a house, kept by the digest of their content: on disk before any row names them."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

from halfsky.store.folder import Folder
from halfsky.store.room import refusal_of


def keep_content(folder: Folder, content: bytes) -> str:
    """Keep a content in `files/`; returns its sha256. The same content is kept once."""
    return keep_named(folder, hashlib.sha256(content).hexdigest(), content)


def keep_named(folder: Folder, name: str, content: bytes) -> str:
    """Keep a content in `files/` under a name of 64 hex digits; what is there under it already stays."""
    kept = folder.file(name)
    if not kept.exists():
        part = folder.run / f"{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(kept)
        except OSError as why:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise refusal_of(why) or why from why
    return name
