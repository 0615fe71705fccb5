"""The shipped systemd units as plain processes: what they start and with which variables, here instead of there."""

from __future__ import annotations

import os
import shlex
import sys
from configparser import RawConfigParser
from pathlib import Path

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
PROGRAM, HOUSE, ARRAYS = "/opt/halfsky/bin/halfsky", "/srv/halfsky/house", "/var/cache/halfsky/arrays"


def unit(name: str) -> RawConfigParser:
    """A unit, its names as they are written."""
    read = RawConfigParser(strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((UNITS / name).read_text("utf-8"))
    return read


def command(name: str, house: Path, arrays: Path, port: int | None = None) -> tuple[list[str], dict[str, str]]:
    """The words that a unit starts, and the environment, for a house that lies elsewhere."""
    service = unit(name)["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[0] == PROGRAM and HOUSE in words
    here = {PROGRAM: sys.executable, HOUSE: str(house)}
    if port is not None:
        here |= {words[words.index("--port") + 1]: str(port), words[words.index("--host") + 1]: "127.0.0.1"}
    made = [here.get(word, word) for word in words]
    variable, _, value = service["Environment"].partition("=")
    assert (variable, value) == ("HALFSKY_ARRAYS", ARRAYS)
    plain = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "HALFSKY_HOUSE")}
    return [made[0], "-m", "halfsky", *made[1:]], {**plain, variable: str(arrays)}
