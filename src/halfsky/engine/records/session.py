"""DuckDB as this package uses it: nothing is fetched or installed, no file read but those given, memory is bounded.

The module is loaded when it is first needed: most commands never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "4GB"
THREADS = 2


def session(
    folders: Iterable[Path] = (), memory: str = MEMORY, threads: int = THREADS, spill: Path | None = None
) -> DuckDBPyConnection:
    """A database in memory that reads and writes in these folders alone; what outgrows the memory goes to `spill`."""
    import duckdb

    made = duckdb.connect(":memory:", config={"memory_limit": memory, "threads": str(threads)})
    made.execute("SET autoinstall_known_extensions = false")
    made.execute("SET autoload_known_extensions = false")
    made.execute("SET preserve_insertion_order = false")
    made.execute("SET TimeZone = 'UTC'")
    made.execute(f"SET temp_directory = {quoted(spill) if spill else chr(39) * 2}")
    allowed = [folder.resolve() for folder in folders] + ([spill.resolve()] if spill else [])
    made.execute(f"SET allowed_directories = [{', '.join(quoted(folder) for folder in allowed)}]")
    made.execute("SET enable_external_access = false")
    made.execute("SET lock_configuration = true")
    return made


def quoted(path: Path | str) -> str:
    """A path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
