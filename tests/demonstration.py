"""The demonstration, built once a run by the real command; who needs one takes a copy, on which the command goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.templates import made_once

ROOT = Path(__file__).parents[1]


def plain_environment() -> dict[str, str]:
    """The environment of a person's shell: nothing in it tells of a house or of the settings of tests."""
    return {k: v for k, v in os.environ.items() if k not in ("HALFSKY_HOUSE", "DJANGO_SETTINGS_MODULE")}


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, closed: to be copied with `demo_at`, never opened."""
    return made_once(tmp_path_factory, "demonstration", _build)


def _build(path: Path) -> None:
    command = [sys.executable, "-m", "halfsky", "demo", str(path), "--no-serve", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=plain_environment(), check=True, stdout=subprocess.PIPE)
    _said(path).write_bytes(done.stdout)


def _said(path: Path) -> Path:
    return path.with_name(f"{path.name}.said.json")


def said_when_built(template: Path) -> Any:
    """What the command printed when it built the demonstration."""
    return json.loads(_said(template).read_text("utf-8"))


def demo_at(path: Path, template: Path) -> Path:
    """A demonstration of one's own at `path`. Its tables lie in its folder, whatever database the run has."""
    return shutil.copytree(template, path)
