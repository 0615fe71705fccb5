"""What the page about the API shows works as shown: its commands, and its requests to a demo house that is served."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.test_serve import free_port
from tests.demonstration import demo_at, plain_environment
from tests.docs.running import run
from tests.docs.test_commands import ROOT, commands

pytestmark = pytest.mark.slow
PAGE = "docs/api.md"
ADDRESS = "http://127.0.0.1:8000"
WAIT = 60


def token(folder: Path, command: list[str]) -> str:
    """Run `token add` once more, for a machine to read."""
    return str(json.loads(run(folder, [*command, "--json"]))["token"])


def requests() -> list[str]:
    text = (ROOT / PAGE).read_text("utf-8")
    return [line for block in re.findall(r"^```bash\n(.*?)^```", text, re.M | re.S) for line in block.splitlines()]


def test_the_refusal_on_the_page_is_the_one_that_the_house_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.site.wiring import set_up

    monkeypatch.setitem(os.environ, "DJANGO_SETTINGS_MODULE", "halfsky.site.settings_test")
    set_up()
    from halfsky.actions.submissions import STILL_EMPTY

    (shown,) = re.findall(r"^```json\n(.*?)^```", (ROOT / PAGE).read_text("utf-8"), re.M | re.S)
    assert json.loads(shown) == {"refusals": [STILL_EMPTY.at("doses_given|").as_json()]}


def test_commands_and_requests_of_the_page_work(demo_template: Path, tmp_path: Path) -> None:
    shown = commands(PAGE)
    assert [command[:2] for command in shown] == [["token", "add"], ["token", "add"], ["token", "list"]]
    demo_at(tmp_path / "demo", demo_template)
    for command in shown:
        run(tmp_path, command)
    port, asked = free_port(), requests()
    assert len(asked) == 13
    environment = plain_environment() | {"READ": token(tmp_path, shown[0]), "FILL": token(tmp_path, shown[1])}
    with (tmp_path / "err").open("wb") as log:
        words = [sys.executable, "-m", "halfsky", "serve", "demo", "--port", str(port)]
        server = subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=log, stdout=log)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/api/v1/openapi.json", tmp_path / "err")
        for line in asked:
            done = subprocess.run(
                ["bash", "-c", line.replace(ADDRESS, f"http://127.0.0.1:{port}")],
                env={**environment, "no_proxy": "127.0.0.1"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
            assert len(done.stdout) > 20
    finally:
        server.terminate()
        try:
            server.wait(WAIT)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _until_it_answers(address: str, log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"nobody answers\n{log.read_text('utf-8')}")
