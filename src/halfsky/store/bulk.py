"""Many rows at once, without an object for each: what imports of hundreds of thousands of rows are made of.

PostgreSQL takes them as one COPY and one UPDATE over all keys; SQLite as statements prepared once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


@dataclass(frozen=True, slots=True)
class Written:
    """A value as the database wants it, made once for many rows; of a JSON document its text."""

    value: Any


def written(model: type[models.Model], name: str, value: Any) -> Written:
    """A value of a field, made ready."""
    field: Any = model._meta.get_field(name)
    return Written(field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS]))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values under the fields' names: plain ones (numbers, texts, truth values, None) go in as they are,
    days, moments and JSON documents as the database wants them."""
    insert_ready(model, names, ready(model, names, rows))


def ready(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """The rows as the database wants them: work that nobody needs to wait for, done before the lock is taken."""
    fields = [model._meta.get_field(name) for name in names]
    wrapped = [i for i, field in enumerate(fields) if isinstance(field, models.DateField | models.JSONField)]
    return (_wrapped(row, fields, wrapped) for row in rows) if wrapped else rows


def insert_ready(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are `ready`."""
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)  # type: ignore[union-attr]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))


def insert_made(model: type[models.Model], made: Iterable[models.Model]) -> None:
    """Insert objects that were made and not saved; they get no keys."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    insert(model, [f.name for f in fields], ([getattr(one, f.attname) for f in fields] for one in made))


def set_false(model: type[models.Model], name: str, keys: Iterable[int]) -> None:
    """Set a truth value to false in the rows of these keys."""
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(model._meta.get_field(name).column))  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"UPDATE {table} SET {column} = false WHERE id = ANY(%s)", [list(keys)])
            return
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", [(False, key) for key in keys])


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the fields of these names in many rows; the last value of each is the row's key."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    wrapped = [i for i, field in enumerate(fields) if isinstance(field, models.DateField | models.JSONField)]
    given = [_wrapped(row, fields, wrapped) for row in rows]
    said = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {said} WHERE id = %s", given)


def _wrapped(row: Sequence[Any], fields: Sequence[Any], wrapped: Sequence[int]) -> list[Any]:
    """The row with its days, moments and documents as the database wants them."""
    made, database = list(row), connections[DEFAULT_DB_ALIAS]
    for i in wrapped:
        value = made[i]
        made[i] = value.value if isinstance(value, Written) else fields[i].get_db_prep_save(value, database)
    return made
