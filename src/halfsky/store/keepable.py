"""What no database keeps is refused at one door, on every way in: a NUL inside a text.

SQLite would take one; PostgreSQL takes none, neither to keep nor to look for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from halfsky.store.locks import UNKEEPABLE

_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def demand_keepable(values: Iterable[Any]) -> None:
    """Refuse a NUL in a text, or escaped in a JSON document (on PostgreSQL these are no texts: it refuses itself)."""
    for value in values:
        if isinstance(value, str) and ("\0" in value or ("\\u0000" in value and _escapes(value))):
            raise UNKEEPABLE.at()


def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Look through all that a connection is about to send; told of every connection that is made."""
    if _looked_through not in connection.execute_wrappers:
        connection.execute_wrappers.append(_looked_through)


def _looked_through(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if params:
        if many:
            # Many rows say the same again and again: each text is looked at once.
            demand_keepable({x for row in params for x in _values(row) if isinstance(x, str)})
        else:
            demand_keepable(_values(params))
    return execute(sql, params, many, context)


def _values(row: Any) -> Iterable[Any]:
    return row.values() if isinstance(row, dict) else row


def _escapes(document: str) -> bool:
    return document[:1] in '{["' and bool(_ESCAPED.search(document))
