"""A standalone cluster of Spark on this machine: one master, two workers, all bound to the loopback.

`make spark` installs it into build/spark. Each daemon is a session of its own, so that a worker can be killed together
with the executor that it started, as when a machine goes down.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).parents[3] / "build" / "spark"
HERE = "127.0.0.1"
PATIENCE = 120
"""Seconds for anything: the cores are shared with other tests."""


def site_packages() -> Path | None:
    """Where pyspark was installed, if it was."""
    found = sorted(HOME.glob("lib/python*/site-packages")) if (HOME / "done").exists() else []
    return found[-1] if found else None


@dataclass
class Cluster:
    """`master` is its address; `work` the folders of the workers, by worker."""

    master: str
    site: Path
    folder: Path
    page: str
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("SPARK_")},
            "SPARK_HOME": str(self.site / "pyspark"),
            "SPARK_LOCAL_IP": HERE,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_NO_DAEMONIZE": "1",
            # Every process lives for a minute: compiling thoroughly would take longer than it saves.
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "PYTHONPATH": str(self.site),
        }

    def start(self, name: str, *words: str) -> None:
        home = self.folder / name
        home.mkdir(parents=True)
        command = [str(self.site / "pyspark" / "bin" / "spark-class"), *words]
        log = (home / "log").open("wb")
        self.daemons[name] = subprocess.Popen(
            command,
            cwd=home,
            env={**self.environment, "SPARK_WORKER_DIR": str(home / "work")},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def alive(self) -> int:
        """How many workers the master knows to be alive."""
        with suppress(OSError, ValueError), urllib.request.urlopen(f"{self.page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
        return -1

    def at_work(self) -> str | None:
        """A worker whose executor has taken up a task."""
        for name in self.daemons:
            for log in (self.folder / name).glob("work/app-*/*/stderr"):
                if b"Running task" in log.read_bytes():
                    return name
        return None

    def kill(self, name: str) -> None:
        os.killpg(self.daemons[name].pid, signal.SIGKILL)

    def stop(self) -> None:
        for daemon in self.daemons.values():
            with suppress(ProcessLookupError):
                os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()


@contextmanager
def cluster(site: Path, folder: Path) -> Iterator[Cluster]:
    port, page, *pages = free_ports(4)
    made = Cluster(f"spark://{HERE}:{port}", site, folder, f"http://{HERE}:{page}")
    deploy = "org.apache.spark.deploy"
    try:
        made.start("master", f"{deploy}.master.Master", *f"--host {HERE} --port {port} --webui-port {page}".split())
        until(lambda: made.alive() >= 0, "the master answers")
        for name, own in zip(("first", "second"), pages, strict=True):
            limits = f"--host {HERE} --webui-port {own} --cores 1 --memory 1g".split()
            made.start(name, f"{deploy}.worker.Worker", *limits, made.master)
        until(lambda: made.alive() == 2, "two workers are there")
        yield made
    finally:
        made.stop()


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for something that shall be seen."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.05)


def free_ports(number: int) -> list[int]:
    with_sockets = [socket.socket() for _ in range(number)]
    try:
        for one in with_sockets:
            one.bind((HERE, 0))
        return [one.getsockname()[1] for one in with_sockets]
    finally:
        for one in with_sockets:
            one.close()
