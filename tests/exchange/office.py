"""LibreOffice at work for tests: it opens a workbook, reckons its formulas and saves it in another format."""

from __future__ import annotations

import subprocess
from pathlib import Path


def converted(path: Path, to: str) -> Path:
    """The file saved by LibreOffice as `to`: xls, xlsx, ods, csv."""
    folder = path.parent / f"as-{to}"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{to}"
