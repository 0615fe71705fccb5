"""A house whose tables lie in PostgreSQL: its address, whether a database is fit for it, and the database's own tools.

The address is a connection URL of libpq, `postgresql://USER@HOST:PORT/NAME?sslmode=…`. What it leaves out libpq takes
from its own places (PGPASSWORD, ~/.pgpass), so that a password need not stand in it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from halfsky.kernel.refusals import problem

BAD_ADDRESS = problem(
    "400.506",
    ("“{came}”不是 PostgreSQL 数据库的地址。", "“{came}” is not the address of a PostgreSQL database."),
    (
        "请写成 postgresql://用户@主机:5432/数据库名。",
        "Write it as postgresql://USER@HOST:5432/NAME.",
    ),
)
NOT_UTF8 = problem(
    "400.507",
    ("数据库 {name} 的编码是 {encoding}，不是 UTF8。", "The database {name} is encoded in {encoding}, not in UTF8."),
    (
        "请另建一个：createdb --encoding=UTF8 --template=template0 {name}。",
        "Make another: createdb --encoding=UTF8 --template=template0 {name}",
    ),
)
TOO_OLD = problem(
    "400.508",
    ("数据库服务是 PostgreSQL {came}，需要{wanted}或更新的版本。", "PostgreSQL {came} is older than {wanted}."),
    ("请升级 PostgreSQL。", "Use a newer PostgreSQL."),
)
TAKEN = problem(
    "409.506",
    ("数据库 {name} 不是空的：其中已有表 {table}。", "The database {name} is not empty: it holds a table {table}."),
    (
        "请用 createdb 另建一个空数据库；已有的数据不会被覆盖。",
        "Make an empty one with createdb; nothing that exists is overwritten.",
    ),
)
NOT_REACHED = problem(
    "503.506",
    ("无法使用数据库 {name}：{why}", "The database {name} cannot be used: {why}"),
    (
        "请检查地址、密码，以及数据库服务是否在运行；数据库要先用 createdb 建好。",
        "Check the address, the password and that the server runs; the database is made beforehand with createdb.",
    ),
)
NO_TOOL = problem(
    "503.507",
    ("缺少程序 {tool}，不能备份或恢复 PostgreSQL 数据库。", "The program {tool} is missing."),
    (
        "请安装 PostgreSQL 的客户端工具（Debian：apt-get install postgresql-client），版本不低于服务端。",
        "Install PostgreSQL's client tools (Debian: apt-get install postgresql-client), not older than the server.",
    ),
)
TOOL_FAILED = problem(
    "503.508",
    ("{tool} 没有完成：{why}", "{tool} has failed: {why}"),
    (
        "请按提示检查；{tool} 的版本不能低于数据库服务端。",
        "See what it says; {tool} must not be older than the server.",
    ),
)
OLDEST = 14
SCHEMES = ("postgresql://", "postgres://")


def parts(address: str) -> dict[str, Any]:
    """What an address says: dbname, user, password, host, port and libpq's other words; refuses what is none."""
    try:
        found = conninfo_to_dict(address) if address.startswith(SCHEMES) else {}
    except psycopg.ProgrammingError:
        found = {}
    if not found.get("dbname"):
        # What came may hold a password that was written in a wrong place: only its beginning is shown.
        raise BAD_ADDRESS.at(came=f"{address[:13]}…" if len(address) > 13 else address)
    return dict(found)


def django_settings(address: str) -> dict[str, Any]:
    """The address as Django's DATABASES has it. Every thread keeps its connection, and looks whether it stands."""
    said = parts(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": said.pop("dbname"),
        "USER": said.pop("user", ""),
        "PASSWORD": said.pop("password", ""),
        "HOST": said.pop("host", ""),
        "PORT": str(said.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "halfsky", **said},
    }


@contextmanager
def connected(address: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of one's own, in one transaction; refuses when the database cannot be used."""
    name = parts(address)["dbname"]
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            yield connection
    except psycopg.Error as why:
        raise NOT_REACHED.at(name=name, why=_one_line(str(why))) from why


def demand_empty(address: str) -> None:
    """Refuse a database that does not answer, is not fit for a house, or holds anything already."""
    name = parts(address)["dbname"]
    with connected(address) as connection:
        if connection.info.server_version < OLDEST * 10_000:
            raise TOO_OLD.at(came=connection.info.parameter_status("server_version"), wanted=OLDEST)
        encoding = connection.info.parameter_status("server_encoding")
        tables = _tables(connection)
    if encoding != "UTF8":
        raise NOT_UTF8.at(name=name, encoding=encoding)
    if tables:
        raise TAKEN.at(name=name, table=tables[0])


def make_empty(address: str) -> None:
    """Drop every table: only for a database that was found empty before."""
    with connected(address) as connection:
        for table in _tables(connection):
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))


@contextmanager
def fresh(address: str | None) -> Iterator[None]:
    """For making a house in an empty database: whatever fails inside, it is empty again. Nothing to do for SQLite."""
    if address is None:
        yield
        return
    demand_empty(address)
    try:
        yield
    except BaseException:
        make_empty(address)
        raise


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [str(name) for (name,) in found]


def dump(address: str, to: Path) -> tuple[int, str] | None:
    """Write the whole database with pg_dump while it is in use; returns the last entry of the log that it holds."""
    with connected(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        ((seen,),) = connection.execute("SELECT pg_export_snapshot()")
        last = connection.execute("SELECT position, mac FROM log_entry ORDER BY position DESC LIMIT 1").fetchone()
        # Not compressed: the backup is, as a whole.
        _run(address, "pg_dump", f"--snapshot={seen}", "--format=custom", "--compress=0", *OWNERLESS, "--file", str(to))
    return (int(last[0]), str(last[1])) if last else None


def load(address: str, dumped: Path) -> None:
    """Bring a dump into an empty database, whole or not at all."""
    _run(address, "pg_restore", "--single-transaction", "--exit-on-error", *OWNERLESS, str(dumped))


OWNERLESS = ("--no-owner", "--no-privileges")


def _run(address: str, tool: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on the database; its password goes by the environment, never by `ps`."""
    said = parts(address)
    password = said.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [tool, "--no-password", "--dbname", psycopg.conninfo.make_conninfo(**said), *words]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as why:
        raise NO_TOOL.at(tool=tool) from why
    if done.returncode:
        raise TOOL_FAILED.at(tool=tool, why=_one_line(done.stderr))


def _one_line(said: str) -> str:
    """The first line of what a program or the database complains of, without its own name before it."""
    lines: Sequence[str] = said.strip().splitlines() or ["?"]
    return lines[0]
