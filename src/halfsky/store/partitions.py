"""Submissions by the year of their period, each year a table of its own beneath one name. PostgreSQL alone has it.

A question about one period reads one of them, and a year that is over can be detached, kept elsewhere and attached
again. What belongs to no year that has a table lies in the default one; the night makes the tables that are wanted and
brings over what lies there. To Django it is one table: nothing refers to a submission by a foreign key, so that its key
may be (id, period); ids come from one sequence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

TABLE, REST = "submission", "submission_rest"
PLAIN = "submission_plain"


def split() -> None:
    """Turn the plain table into one of parts, with the rows, indexes and rules that it has."""
    _rebuilt("PARTITION BY RANGE (period)", "(id, period)", parts=True)


def join() -> None:
    """Turn the table of parts into a plain one again."""
    _rebuilt("", "(id)", parts=False)


def prepare(years: Iterable[int]) -> list[str]:
    """Make the tables of these years, and of those of which anything lies in the default one; the names of the new."""
    found = execute(f"SELECT DISTINCT left(period, 4) FROM {REST} WHERE period ~ '^[0-9]{{4}}'")
    wanted = {f"{year:04}" for year in years} | {str(year) for (year,) in found}
    names = {year: f"{TABLE}_{year}" for year in sorted(wanted)}
    # A year that was detached and stays in the database keeps its name.
    return [_year(int(y)) for y, name in names.items() if execute("SELECT to_regclass(%s)", [name]) == [(None,)]]


def _year(year: int) -> str:
    """One year's table, with what lies of it in the default one; attached when it is whole."""
    name, bounds = f"{TABLE}_{year:04}", [f"{year:04}", f"{year + 1:04}"]
    execute(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    moved = f"WITH moved AS (DELETE FROM {REST} WHERE period >= %s AND period < %s RETURNING *)"
    execute(f"{moved} INSERT INTO {name} SELECT * FROM moved", bounds)
    execute(f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')")
    return name


def _rebuilt(how: str, key: str, parts: bool) -> None:
    """The table made anew under the same names, its rows brought over, the old one dropped."""
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    of = "FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
    rules = execute(f"SELECT conname, pg_get_constraintdef(oid) {of}", [TABLE])
    lasting = "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE indrelid = %s::regclass"
    indexes = execute(f"SELECT relname, pg_get_indexdef(c.oid) {lasting} AND NOT indisprimary", [TABLE])
    ((highest,),) = execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")
    ((last,),) = execute(f"SELECT last_value FROM {TABLE}_id_seq")
    execute(f"ALTER TABLE {TABLE} RENAME TO {PLAIN}")
    for name, _ in indexes:
        execute(f'DROP INDEX "{name}"')
    execute(f"ALTER TABLE {PLAIN} DROP CONSTRAINT {TABLE}_pkey")
    execute(f"ALTER TABLE {PLAIN} ALTER COLUMN id DROP IDENTITY IF EXISTS, ALTER COLUMN id DROP DEFAULT")
    execute(f"DROP SEQUENCE IF EXISTS {TABLE}_id_seq")
    if parts:
        # Years are told apart by how a period begins, whatever order of texts the database has.
        execute(f'ALTER TABLE {PLAIN} ALTER COLUMN period TYPE varchar(12) COLLATE "C"')
    execute(f"CREATE TABLE {TABLE} (LIKE {PLAIN} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) {how}")
    if parts:
        execute(f"CREATE TABLE {REST} PARTITION OF {TABLE} DEFAULT")
    execute(f"CREATE SEQUENCE {TABLE}_id_seq AS bigint OWNED BY {TABLE}.id")
    execute(f"ALTER TABLE {TABLE} ALTER COLUMN id SET DEFAULT nextval('{TABLE}_id_seq')")
    execute(f"SELECT setval('{TABLE}_id_seq', %s)", [max(int(highest), int(last))])
    execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY {key}")
    execute(f"INSERT INTO {TABLE} SELECT * FROM {PLAIN}")
    execute(f"DROP TABLE {PLAIN}")
    for _, definition in indexes:
        execute(definition.replace(" ON ONLY ", " ON "))
    for name, definition in rules:
        execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}')
    if parts:
        prepare(())


def execute(statement: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement; its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []
