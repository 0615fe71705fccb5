"""A PostgreSQL of its own for a measurement: made in a folder, set up as a server of this size would be, taken away.

Nothing of it listens on a network. What is set is what the manuals of PostgreSQL and DHIS2 advise for analytics on one
machine: a quarter of the memory shared, room for sorting and for indexes, commits that do not wait for the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

MEMORY_MB = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
SETTINGS = {
    "shared_buffers": f"{min(4096, MEMORY_MB // 4)}MB",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": f"{MEMORY_MB // 2}MB",
    "max_wal_size": "16GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "2",
    "max_parallel_maintenance_workers": "2",
    "listen_addresses": "",
}
START_WITHIN = 60.0


class NotInstalled(Exception):
    """There is no PostgreSQL on this machine."""


def programs() -> Path:
    """The folder of initdb and postgres: on the path, else where Debian keeps them, the newest first."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    kept = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if not kept:
        raise NotInstalled("PostgreSQL is not installed (make system)")
    return max(kept, key=lambda path: int(path.parent.name))


@contextmanager
def server() -> Iterator[str]:
    """A server for a while; the words of a connection."""
    at = programs()
    with tempfile.TemporaryDirectory(prefix="halfsky-bench-postgresql-") as kept:
        folder = Path(kept)
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        other: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": ()} if not os.geteuid() else {}
        )
        if other:
            shutil.chown(folder, "postgres", "postgres")
        words = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C"]
        data = str(folder / "data")
        made = [at / "initdb", *words, "--pgdata", data]
        subprocess.run(made, cwd=folder, check=True, capture_output=True, **other)
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [at / "postgres", "-D", data, *options], cwd=folder, stdout=log, stderr=log, **other
            )
            try:
                address = f"host={folder} user=postgres dbname=postgres"
                _wait(process, address, folder / "log")
                yield address
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError as why:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text("utf-8")) from why
            time.sleep(0.05)
