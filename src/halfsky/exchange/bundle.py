"""Several files as one: a zip with a list of what is in it, the same bytes for the same files."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

MANIFEST = "SHA256SUMS"
"""The list: a line a file, its digest and its name, as `sha256sum -c` reads it."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def bundled(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files by name, with the list at its end."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**files, MANIFEST: sums.encode()}.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return out.getvalue()
