"""A PostgreSQL server of a test's own: to be started again, to keep all that is written, to go back to a time."""

from __future__ import annotations

import json
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
from urllib.parse import quote

from tests import memory
from tests.databases import OWNER, tools


class OwnServer:
    """One data folder and the process on it; reached by a socket in the folder that holds both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        found = tools()
        assert found is not None
        self.programs = found
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        as_root = os.geteuid() == 0
        self.other: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": ()} if as_root else {}
        if as_root:
            shutil.chown(folder, "postgres", "postgres")

    def address(self, name: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@/{name}?host={quote(str(self.folder), safe='')}"

    def run(self, program: str, *words: str) -> str:
        """One of PostgreSQL's programs, as the user that owns the data."""
        command = [str(self.programs / program), *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self.other)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    def make(self) -> None:
        self.run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C",
                 "--pgdata", str(self.data))  # fmt: skip
        self.start()
        with self.connected() as server:
            server.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")

    def start(self) -> None:
        """Start it on its data, and wait until it takes connections that may write."""
        words = ("-D", str(self.data), "-c", f"unix_socket_directories={self.folder}", "-c", "listen_addresses=")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", *words, "-c", "shared_buffers=32MB", "-c", "fsync=off"],
                cwd=self.folder, stdout=log, stderr=log, **self.other,
            )  # fmt: skip
        import psycopg

        until = time.monotonic() + 30
        while True:
            try:
                with self.connected() as server:
                    ((recovering,),) = server.execute("SELECT pg_is_in_recovery()").fetchall()
                    if not recovering:
                        return
            except psycopg.OperationalError:
                pass
            assert self.process.poll() is None and time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once: whoever is connected is let go of, whatever is under way is undone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
            self.process = None

    def connected(self) -> Any:
        import psycopg

        return psycopg.connect(self.address("postgres", "postgres"), autocommit=True)

    def take(self, house: Path, name: str = "house") -> None:
        """Move the tables of a house that nobody has open from the server of the run to this one."""
        from halfsky.store import postgres

        settings = json.loads((house / "house.json").read_text("utf-8"))
        dumped = house / "run" / "moved"
        dumped.parent.mkdir(exist_ok=True)
        postgres.dump(settings["database"], dumped)
        with self.connected() as server:
            server.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
        settings["database"] = self.address(name)
        postgres.load(settings["database"], dumped)
        dumped.unlink()
        (house / "house.json").write_text(json.dumps(settings), "utf-8")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that runs for the block; its folder goes afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="halfsky-own-", dir=memory.folder()))
    server = OwnServer(folder)
    try:
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
