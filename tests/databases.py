"""The database of a run: SQLite in each house's folder, or with `pytest --database postgresql` a real server.

The server is the run's own: made and started before the first test, shared by all workers, stopped and removed at the
end. Houses are made by a role without special rights; a copy of a house is a database made from its template.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

import pytest

from tests import memory

if TYPE_CHECKING:
    import psycopg

    from halfsky.store.house import House

SOCKETS = "HALFSKY_TEST_POSTGRESQL"
"""The variable in which a run tells its workers the folder of the server's socket."""
MISSING = "PostgreSQL 没有安装，相应测试已跳过 PostgreSQL is not installed, its tests are skipped (make system)"
OWNER = "halfsky"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=")
# The hardest order for texts that a deployment may have: Chinese by pronunciation. Nothing may depend on it.
ORDER = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=zh")
PREPARED = {"small_template", "full_template", "city_template", "ledgers_template"}
"""The fixtures that every test of a house builds on."""


class Database(Protocol):
    """Where the tables of the houses of a run lie."""

    def fresh(self) -> str | None:
        """The address of a new empty database for a house to be made; None where the house's folder holds it."""

    def copy(self, template: Path, to: Path) -> None:
        """Copy a house that nobody has open: its folder, and its tables."""

    def drop(self, house: Path) -> None:
        """Let go of the tables of a copy that nobody has open any more."""


class Sqlite:
    """The tables lie in the folder."""

    def fresh(self) -> str | None:
        return None

    def copy(self, template: Path, to: Path) -> None:
        shutil.copytree(template, to)

    def drop(self, house: Path) -> None:
        pass


class Postgresql:
    """A database a house, on the server of this run."""

    def __init__(self, sockets: str) -> None:
        import psycopg

        self.sockets = sockets
        self.copies: dict[Path, str] = {}
        self.server: psycopg.Connection[Any] = psycopg.connect(self.address("postgres"), autocommit=True)

    def address(self, name: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@/{name}?host={quote(self.sockets, safe='')}"

    def fresh(self) -> str | None:
        return self._made("template0")

    def copy(self, template: Path, to: Path) -> None:
        shutil.copytree(template, to)
        settings = json.loads((to / "house.json").read_text("utf-8"))
        settings["database"] = self._made(_name(settings["database"]))
        self.copies[to] = _name(settings["database"])
        (to / "house.json").write_text(json.dumps(settings), "utf-8")

    def drop(self, house: Path) -> None:
        self.server.execute(f"DROP DATABASE IF EXISTS {self.copies.pop(house)} WITH (FORCE)".encode())

    def _made(self, template: str) -> str:
        # As files: half the work of copying through the log, since nothing waits for a disk.
        how = "STRATEGY FILE_COPY" if self.server.info.server_version >= 150000 else ""
        name = f"house_{uuid.uuid4().hex}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}".encode())
        return self.address(name)


def _name(address: str) -> str:
    from psycopg.conninfo import conninfo_to_dict

    return str(conninfo_to_dict(address)["dbname"])


@cache
def database() -> Database:
    """The database of this run."""
    sockets = os.environ.get(SOCKETS)
    return Postgresql(sockets) if sockets else Sqlite()


def on_postgresql() -> bool:
    return SOCKETS in os.environ


def database_words() -> list[str]:
    """What a command that makes a house needs to hear so that its tables lie in the database of this run."""
    address = database().fresh()
    return ["--database", address] if address else []


@contextmanager
def copied(template: Path, to: Path) -> Iterator[Path]:
    """A copy of a closed house for a while."""
    from halfsky.store.tables import close

    database().copy(template, to)
    yield to
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        close()
    database().drop(to)


def empty(*tables: str) -> None:
    """Remove all rows of tables of the open house, whatever refers to them."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " CASCADE")
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


@contextmanager
def writing_elsewhere(house: House) -> Iterator[None]:
    """Another connection writes meanwhile: it holds all that a writer can hold, and changes nothing."""
    if on_postgresql():
        import psycopg

        from halfsky.store.log import PG_LOCK

        with psycopg.connect(house.settings.database or "") as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [PG_LOCK])
            for (table,) in other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
                other.execute(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE'.encode())
            yield
            other.rollback()
        return
    with closing(sqlite3.connect(house.folder.database, isolation_level=None)) as other_file:
        other_file.execute("BEGIN IMMEDIATE")
        yield
        other_file.execute("ROLLBACK")


@contextmanager
def impatient() -> Iterator[None]:
    """This thread's connection waits for a fifth of a second instead of `PATIENCE`."""
    from django.db import connection

    from halfsky.store import log

    with connection.cursor() as cursor, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "PATIENCE", "0.2")
        cursor.execute("SET lock_timeout = '0.2s'" if on_postgresql() else "PRAGMA busy_timeout = 200")
        yield
        cursor.execute("RESET lock_timeout" if on_postgresql() else "PRAGMA busy_timeout = 20000")


# The server


def tools() -> Path | None:
    """The folder of initdb and postgres: on the path, else where Debian keeps them, the newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), default=None)


def start() -> Callable[[], None]:
    """Start the server of this run, tell its workers where it is, and return how it is stopped."""
    programs = tools()
    if programs is None:
        pytest.exit(MISSING, returncode=int(os.environ.get("CI") == "true"))
    folder = Path(tempfile.mkdtemp(prefix="halfsky-postgresql-", dir=memory.folder()))
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    other: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, "postgres", "postgres")
    data, said = folder / "data", folder / "log"
    words = ("--auth=trust", "--username=postgres", "--no-sync", "--pgdata", str(data), *ORDER)
    subprocess.run([programs / "initdb", *words], cwd=folder, check=True, capture_output=True, **other)
    options = [word for setting in (*QUICK, f"unix_socket_directories={folder}") for word in ("-c", setting)]
    with said.open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", str(data), *options], cwd=folder, stdout=log, stderr=log, **other
        )

    def stop() -> None:
        # PostgreSQL's fast way to stop: whoever is still connected is let go.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder)
        os.environ.pop(SOCKETS)

    os.environ[SOCKETS] = str(folder)
    _make_owner(process, said)
    return stop


def _make_owner(process: subprocess.Popen[bytes], said: Path, seconds: float = 30) -> None:
    """Wait until the server answers, and make the role that owns the houses: it may make databases, nothing more."""
    import psycopg

    until = time.monotonic() + seconds
    while True:
        try:
            with psycopg.connect(host=os.environ[SOCKETS], user="postgres", dbname="postgres") as server:
                server.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB".encode())
                return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.exit(f"PostgreSQL does not start:\n{said.read_text()}", returncode=1)
            time.sleep(0.05)
