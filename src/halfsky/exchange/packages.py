"""Where the package manager has put other people's files."""

import os
from pathlib import Path


def node_modules() -> Path:
    """The folder of JavaScript packages: HALFSKY_NODE_MODULES, else node_modules of the project."""
    named = os.environ.get("HALFSKY_NODE_MODULES", "")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "node_modules"
