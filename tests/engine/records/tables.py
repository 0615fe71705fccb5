"""Tables in memory with the columns that were asked for, filled from records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from halfsky.engine.records.columns import Plain, Rows, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from halfsky.engine.records.plan import Plan
    from halfsky.kernel.record import Record


def tables_of(planned: Plan) -> list[Table]:
    """The tables of a plan."""
    return [
        Table(planned.parts.get(name, ""), {(c.holds, c.code, c.of): c for c in columns})
        for name, columns in planned.tables.items()
    ]


def fill(database: DuckDBPyConnection, rows: Rows, tables: Iterable[Table], records: Sequence[Record]) -> None:
    """Make every table and put the records in, numbered from 1; child records are numbered in `place`."""
    for table in tables:
        columns = tuple(table.columns.values())
        types = "".join(f", {column.name} {column.type}" for column in columns)
        made: list[list[Plain]] = []
        for number, record in enumerate(records, 1):
            if table.part:
                for child in rows.children(number, record, table.part, columns):
                    made.append([child[0], len(made), *child[1:]])
            else:
                made.append(rows.row(number, record, columns))
        insert(database, table.name, f"record BIGINT, place BIGINT{types}", made)


def insert(database: DuckDBPyConnection, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Make a table and put rows in."""
    database.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        values = ", ".join(f"({marks})" for _ in rows)
        database.execute(f"INSERT INTO {name} VALUES {values}", [x for row in rows for x in row])
