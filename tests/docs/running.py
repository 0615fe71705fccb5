"""Running the commands of a page: in this process, which saves the second that a start costs, or as processes."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from unittest import mock

from tests.demonstration import plain_environment
from tests.houses import read_once


def run(folder: Path, command: list[str]) -> str:
    """What a command prints that runs in the folder by the clock of the machine; it must succeed."""
    from halfsky.cli.main import main
    from halfsky.site.wiring import open_house, set_up

    said, complained = io.StringIO(), io.StringIO()
    environment = plain_environment() | {"DJANGO_SETTINGS_MODULE": "halfsky.site.settings_test"}
    with mock.patch.dict(os.environ, environment, clear=True), chdir(folder):
        with redirect_stdout(said), redirect_stderr(complained):
            code = main(command, open_house=partial(open_house, read=read_once), set_up=set_up)
        from halfsky.store.tables import close

        close()
    assert code == 0, f"{shlex.join(command)}\n{complained.getvalue()}"
    return said.getvalue()


def run_apart(folder: Path, command: list[str]) -> str:
    """The same in a process of its own, as people run it."""
    done = subprocess.run(
        [sys.executable, "-m", "halfsky", *command],
        check=False,
        cwd=folder,
        env=plain_environment(),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"
    return done.stdout
