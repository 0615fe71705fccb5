"""Runs a roll-up in DuckDB, inside this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from halfsky.engine.records.facts import Row
from halfsky.engine.records.folder import Folder
from halfsky.engine.records.plan import Plan
from halfsky.engine.records.session import MEMORY, THREADS, quoted, session
from halfsky.engine.records.sql import roll_up
from halfsky.kernel.period import Period

AT_ONCE = 10_000


def facts(
    folder: Folder,
    plan: Plan,
    periods: Sequence[Period],
    zeros: bool = True,
    memory: str = MEMORY,
    threads: int = THREADS,
    spill: Path | None = None,
) -> Iterator[Row]:
    """The facts of a register, in the order of element, cell, period and place."""
    with session([folder.path], memory, threads, spill) as database:
        for name, file in folder.files(plan).items():
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(file)})")
        found = database.execute(roll_up(plan, periods, zeros))
        while rows := found.fetchmany(AT_ONCE):
            yield from rows
