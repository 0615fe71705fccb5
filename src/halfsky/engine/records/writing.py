"""Writes tidy files: rows stream into plain text first and become Parquet a file at a time, so that memory stays flat.

The folder appears under its name when all of it is there.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from halfsky.engine.records.columns import Rows, day_number
from halfsky.engine.records.folder import NOT_EMPTY, PLACES, TREE, Folder, types_of, write_head
from halfsky.engine.records.session import quoted, session

if TYPE_CHECKING:
    from _csv import Writer

    from duckdb import DuckDBPyConnection

    from halfsky.engine.records.plan import Plan
    from halfsky.kernel.place import Place
    from halfsky.kernel.record import Record

Told = tuple[str, str, int, dt.date, dt.date | None, int | None, str]
"""One contribution of the reference: element, cell, place, since, until, amount, digest."""
PARQUET = "FORMAT parquet, COMPRESSION zstd"


class Writing:
    """A folder while it is written; used in a `with`, at whose end it is there or nothing of it is."""

    def __init__(self, path: Path, day: dt.date, decimals: Mapping[str, int]) -> None:
        if path.exists():
            raise NOT_EMPTY.at(path=path)
        self.path, self.day, self.decimals = path, day, decimals
        self.part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self.plans: dict[str, Plan] = {}
        self.records: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.part.mkdir(parents=True)
        self.database: DuckDBPyConnection = session([self.part])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()
        if kind is None:
            write_head(Folder(self.part, self.day, self.plans, self.records, self.decimals))
            self.part.rename(self.path)
        else:
            shutil.rmtree(self.part, ignore_errors=True)

    def tree(self, places: Iterable[Place]) -> None:
        """Every place as it was called and lay from a day to its last, the newest of each at the end."""
        found = list(places)
        newest = {place.id: (place.id, place.code, place.level.value) for place in found}
        ways = (
            (p.id, upper, day_number(p.since or dt.date.min), p.until and day_number(p.until) + 1)
            for p in found
            for upper in p.path
        )
        self._write(self.part / "places", PLACES, newest.values())
        self._write(self.part / "tree", TREE, ways)

    def register(self, plan: Plan, rows: Rows, records: Iterable[tuple[int, Record]], told: Iterable[Told]) -> None:
        """The records of a register, each by its number, and what the reference tells of it."""
        home = self.part / plan.register
        home.mkdir()
        count = 0
        with ExitStack() as open_files:
            writers = {name: _open(open_files, home / f"{name}.csv") for name in plan.tables}
            for key, record in records:
                count += 1
                for name, columns in plan.tables.items():
                    if name in plan.parts:
                        writers[name].writerows(rows.children(key, record, plan.parts[name], columns))
                    else:
                        writers[name].writerow(rows.row(key, record, columns))
        for name in plan.tables:
            self._turn(home / name, types_of(plan, name))
        if plan.told:
            said = (
                (e, c, p, day_number(since), until and day_number(until), n, v) for e, c, p, since, until, n, v in told
            )
            self._write(home / "told", types_of(plan, "told"), said)
        self.plans[plan.register], self.records[plan.register] = plan, count

    def _write(self, at: Path, types: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        with ExitStack() as files:
            _open(files, at.with_suffix(".csv")).writerows(rows)
        self._turn(at, types)

    def _turn(self, at: Path, types: Mapping[str, str]) -> None:
        """Text into Parquet. An empty blank is NULL."""
        text = at.with_suffix(".csv")
        shape = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        source = f"read_csv({quoted(text)}, columns = {{{shape}}}, header = false, auto_detect = false, delim = ',')"
        self.database.execute(f"COPY (SELECT * FROM {source}) TO {quoted(at.with_suffix('.parquet'))} ({PARQUET})")
        text.unlink()


def _open(files: ExitStack, path: Path) -> Writer:
    return csv.writer(files.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
