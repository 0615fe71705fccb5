"""Locks between processes of one house: files in its folder `run/` for whole tasks, the database's own for a write.

Writers take turns: SQLite's lock is taken when the transaction begins, PostgreSQL's advisory lock by `log`. Both are
waited for as long as `PATIENCE`; whose turn has not come by then is refused, with nothing written.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import DatabaseError, DataError, OperationalError, connection, transaction

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder
from halfsky.store.room import refusal_of

PLACES_LOCK, VALUES_LOCK = "places", "values"
"""Whoever brings in many places or values works them out beforehand, and alone."""
BUSY = problem(
    "409.501",
    ("另一个同类任务正在运行（{name}）。", "Another task of this kind is running ({name})."),
    ("请等它结束后再试。", "Try again when it has ended."),
)
NO_TURN = problem(
    "503.509",
    ("其他写入占用数据库太久，本次操作没有保存。", "Other writers kept the database too long; nothing was kept."),
    ("请稍后再试。", "Try again in a moment."),
)
UNKEEPABLE = problem(
    "400.509",
    (
        "有一项太长、太大，或含有不能保存的字符。",
        "Something is too long, too large, or holds a character that cannot be kept.",
    ),
    ("请改短，并去掉不可见的控制字符。", "Make it shorter and take out characters that cannot be seen."),
)
PATIENCE = 20
"""Seconds."""
SQLITE_BUSY, LOCK_NOT_AVAILABLE, DEADLOCK = 5, "55P03", "40P01"


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that writes; refuses when its turn does not come, what a column does not take, and everything
    while the disk takes nothing."""
    try:
        with transaction.atomic():
            yield
    except DataError as why:
        raise UNKEEPABLE.at() from why
    except (DatabaseError, OSError) as why:
        refusal = NO_TURN.at() if _waited_in_vain(why) else refusal_of(why)
        if refusal is None:
            raise
        raise refusal from why


def turn(kind: int, thing: int) -> None:
    """Let those who write one thing without a log entry come one after the other, in the transaction of each.

    SQLite's writers do so anyway; on PostgreSQL it is a lock of two numbers, which no lock of the log meets.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, thing])


def _waited_in_vain(why: Exception) -> bool:
    cause = why.__cause__ if isinstance(why, OperationalError) else None
    if connection.vendor == "sqlite":
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == SQLITE_BUSY
    return getattr(cause, "sqlstate", "") in (LOCK_NOT_AVAILABLE, DEADLOCK)


@contextmanager
def tried(folder: Folder, name: str, once: bool = False) -> Iterator[bool]:
    """Take the lock of this name for the block if it is free; says whether it was. `once` leaves no file behind."""
    with _tried(folder.run / f"{name}.lock", once) as free:
        yield free


@contextmanager
def _tried(path: Path, once: bool = False) -> Iterator[bool]:
    with _opened(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            if once:
                path.unlink(missing_ok=True)


def _opened(path: Path) -> IO[str]:
    """The file of a lock; refuses where the disk does not let it be made."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path.open("w")
    except OSError as why:
        raise refusal_of(why) or why from why


@contextmanager
def alone(folder: Folder, name: str) -> Iterator[None]:
    """Hold the lock of this name; refuse at once when another process has it."""
    with tried(folder, name) as free:
        if not free:
            raise BUSY.at(name=name)
        yield


@contextmanager
def alone_in(folder: Path, name: str) -> Iterator[None]:
    """The same for a folder that is not the house's own, such as a server's arrays: the lock lies in it, so that all
    who write there meet it and nobody else does. The folder is made where it is missing."""
    with _tried(folder / f"{name}.lock") as free:
        if not free:
            raise BUSY.at(name=name)
        yield
