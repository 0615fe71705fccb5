"""What a disk that takes nothing more makes of an act: one refusal, whoever met it (database, file or lock)."""

from __future__ import annotations

import errno

from django.db import DatabaseError

from halfsky.kernel.refusals import Problem, Refusal, problem
from halfsky.store.away import away

NO_ROOM = problem(
    "503.1411",
    ("磁盘已满，本次操作没有保存。", "The disk is full; nothing of this was kept."),
    (
        "请系统管理员清理数据目录所在的磁盘，再重做一次；已保存的数据不受影响。",
        "Have room made on the disk of the house's folder, then do it again; what was kept before is safe.",
    ),
)
READ_ONLY = problem(
    "503.1412",
    ("数据目录现在不能写入，本次操作没有保存。", "The house's folder cannot be written now; nothing of this was kept."),
    (
        "仍可查阅。请系统管理员检查磁盘是否只读、目录权限是否改动，恢复后再重做一次。",
        "Reading goes on. Have the disk and the rights of the folder looked at, then do it again.",
    ),
)
BAD_DISK = problem(
    "503.1413",
    ("读写磁盘出错，本次操作没有保存。", "The disk reported an error; nothing of this was kept."),
    (
        "请系统管理员检查磁盘，用 halfsky audit 校验，必要时恢复备份。",
        "Have the disk looked at, check the house with halfsky audit, restore a back-up if need be.",
    ),
)
FILES: dict[int | None, Problem] = {
    errno.ENOSPC: NO_ROOM, errno.EDQUOT: NO_ROOM, errno.EFBIG: NO_ROOM, errno.EROFS: READ_ONLY, errno.EIO: BAD_DISK,
}  # fmt: skip
SQLITE = {8: READ_ONLY, 10: BAD_DISK, 13: NO_ROOM, 14: READ_ONLY}
"""SQLite's READONLY, IOERR, FULL, CANTOPEN."""
POSTGRESQL = {"53100": NO_ROOM, "25006": READ_ONLY, "58030": BAD_DISK}
"""PostgreSQL's disk_full, read_only_sql_transaction, io_error."""


def refusal_of(why: BaseException | None) -> Refusal | None:
    """The refusal that fits what was raised; None where neither the disk nor the way to the database was wrong."""
    found: Problem | None = None
    if isinstance(why, OSError):
        found = FILES.get(why.errno)
    elif isinstance(why, DatabaseError):
        cause = why.__cause__
        sqlite = SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        found = sqlite or POSTGRESQL.get(getattr(cause, "sqlstate", None) or "")
    return found.at() if found else away(why)
