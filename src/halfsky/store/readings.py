"""Who opened what: noted in a file of the folder `run/readings/`, since a request that only reads waits for no writer.

Each opening is one line, on the disk before the page is sent. Lines go to the log in batches: the file is set aside
under the batch's number, the batch is entered, the file is removed. Whoever is killed in between leaves the file, and
its number tells whether it was entered. The same person's opening of the same thing is one line for ten minutes.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder

NOT_NOTED = problem(
    "503.860",
    ("现在不能记下这次查阅（{why}），暂不能打开。", "The opening cannot be noted now ({why}), so nothing is shown."),
    ("请系统管理员检查数据目录的磁盘空间和权限。", "Have the disk and the rights of the house's folder looked at."),
)
ONCE_IN = dt.timedelta(minutes=10)
SPOOL, LOCK, SEEN = "spool", "lock", "seen"


@dataclass(frozen=True, slots=True)
class Line:
    """One opening: when, by whom, of what, at which place (a code)."""

    at: dt.datetime
    user: str
    what: str
    place: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that were set aside to be entered together."""

    number: int
    path: Path
    lines: tuple[Line, ...]


def note(folder: Folder, line: Line) -> bool:
    """Note an opening; False when the same was noted within ten minutes. Refuses when it cannot be kept."""
    try:
        with _locked(folder) as at:
            mark = at / SEEN / hashlib.sha256(f"{line.user}\0{line.what}\0{line.place}".encode()).hexdigest()[:32]
            if _is_fresh(mark, line.at):
                return False
            _append(at / SPOOL, line)
            mark.touch()
            os.utime(mark, (line.at.timestamp(), line.at.timestamp()))
            return True
    except OSError as why:
        raise NOT_NOTED.at(why=why.strerror or "") from why


def set_aside(folder: Folder, number: Callable[[], int]) -> Batch | None:
    """The batch that waits to be entered: one left behind, else all lines so far under a new number; None for none."""
    with _locked(folder) as at:
        left = sorted(at.glob("batch-*"), key=_number)
        if not left and (at / SPOOL).exists():
            path = at / f"batch-{number()}"
            (at / SPOOL).rename(path)
            _sync(at)  # A power cut must not give the lines back under no number: they would be entered twice.
            left = [path]
    return Batch(_number(left[0]), left[0], tuple(_lines(left[0]))) if left else None


def forget(folder: Folder, now: dt.datetime) -> None:
    """Remove the marks of what was opened more than ten minutes ago."""
    with _locked(folder) as at:
        for mark in list((at / SEEN).iterdir()):
            if not _is_fresh(mark, now):
                mark.unlink()


@contextmanager
def _locked(folder: Folder) -> Iterator[Path]:
    at = folder.run / "readings"
    (at / SEEN).mkdir(mode=0o700, parents=True, exist_ok=True)
    with (at / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield at


def _is_fresh(mark: Path, now: dt.datetime) -> bool:
    try:
        return abs(now.timestamp() - mark.stat().st_mtime) < ONCE_IN.total_seconds()
    except FileNotFoundError:
        return False


def _append(spool: Path, line: Line) -> None:
    """Write a line whole: what a power cut tore before it is ended first, so that it takes no other along."""
    new, said = (
        not spool.exists(),
        json.dumps([line.at.isoformat(), line.user, line.what, line.place], ensure_ascii=False),
    )
    with spool.open("ab+") as file:
        if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            file.write(b"\n")
        file.write(said.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync(spool.parent)


def _sync(at: Path) -> None:
    """Bring the names of a folder to the disk."""
    number = os.open(at, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _lines(path: Path) -> Iterator[Line]:
    """The lines of a file; a torn one was never acknowledged and is left out."""
    for text in path.read_bytes().split(b"\n"):
        try:
            at, user, what, place = json.loads(text)
            yield Line(dt.datetime.fromisoformat(at), user, what, place)
        except (ValueError, TypeError):
            continue


def _number(path: Path) -> int:
    found = re.fullmatch(r"batch-(\d+)", path.name)
    return int(found[1]) if found else 0
