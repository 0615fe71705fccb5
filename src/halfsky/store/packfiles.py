"""The files of a pack as one blob."""

from __future__ import annotations

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
