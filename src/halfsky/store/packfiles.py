"""The files of a pack as one blob, and the fingerprint that names them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One zip of the files; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(blob: bytes | memoryview) -> dict[str, bytes]:
    """The files of a zip that `zipped` made, by path."""
    with zipfile.ZipFile(io.BytesIO(bytes(blob))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fingerprint(files: Mapping[str, bytes]) -> str:
    """sha256 over the sorted paths and the digests of the files."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
