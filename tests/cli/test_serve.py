"""`halfsky serve` as a process: it answers, keeps its worker alive, refuses a taken port, and stops when told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database

pytestmark = pytest.mark.slow
WAIT = 60


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


@pytest.fixture
def served(small_template: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path, int]]:
    database().copy(small_template, tmp_path / "served")
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "HALFSKY_HOUSE")}
    words = ["serve", str(tmp_path / "served"), "--port", str(port)]
    log = (tmp_path / "err").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "halfsky", *words], env=environment, stderr=log, stdout=log)
    yield process, tmp_path, port
    if process.poll() is None:
        process.kill()
        process.wait()
    log.close()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def until(holds: object, what: str, log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if holds():  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail(f"{what}\n{log.read_text('utf-8')}")


def worker_of(parent: int) -> int | None:
    """The process id of the worker that the supervisor has started."""
    for entry in Path("/proc").iterdir():
        try:
            status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue
        if entry.name.isdigit() and int(status[1]) == parent and b"work" in words and status[0] != "Z":
            return int(entry.name)
    return None


@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
def test_it_serves_keeps_its_worker_and_stops(served: tuple[subprocess.Popen[bytes], Path, int]) -> None:
    process, folder, port = served
    log = folder / "err"
    until(lambda: answers(port), "nobody answers", log)
    until(lambda: f"http://127.0.0.1:{port}" in log.read_text("utf-8"), "the address is not said", log)

    taken = subprocess.run(
        [sys.executable, "-m", "halfsky", "serve", str(folder / "served"), "--port", str(port), "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert taken.returncode == 1
    assert f"Port {port} is in use" in taken.stderr

    first = worker_of(process.pid)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: worker_of(process.pid) not in (None, first), "the worker does not come back", log)
    second = worker_of(process.pid)

    process.send_signal(signal.SIGTERM)
    assert process.wait(WAIT) == 0
    assert not answers(port)
    assert second is not None and not Path(f"/proc/{second}").exists()
