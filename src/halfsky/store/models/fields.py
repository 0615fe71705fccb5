"""Text columns that are searched by how they begin, with an index on SQLite and on PostgreSQL alike.

`startswith` is a LIKE with an escape, for which SQLite uses no index. `begins` is a range there, and a LIKE on
PostgreSQL, where `key_index` makes an index for patterns whatever order of texts the database has. It compares code
points, so upper and lower case differ.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import StartsWith

LAST_CHARACTER = "\U0010ffff"


class KeyText(models.CharField):
    """A text column that knows the lookup `begins`."""


def key_index(table: str, column: str) -> models.Index:
    """The index of a column of `KeyText`, for what it is and for how it begins; SQLite needs no class for that."""
    return models.Index(fields=[column], name=f"{table}_{column}", opclasses=["varchar_pattern_ops"])


@KeyText.register_lookup
class Begins(StartsWith):
    """`path__begins="/1/5/"`: the column starts with exactly this text."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        return f"({column} >= %s AND {column} < %s)", [*parameters, text, *parameters, text + LAST_CHARACTER]
