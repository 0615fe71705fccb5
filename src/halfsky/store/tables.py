"""The tables as a whole: making them, bringing them up to date, letting go of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor


def make_tables() -> None:
    """Make all tables, or bring those of an older version up to date: all of it, or nothing where we are killed."""
    with changing():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def changing() -> Iterator[None]:
    """One transaction around changes of tables, which a second process waits for. Django notes some migrations only
    after it has kept them: whoever died in between would leave tables that are made once more."""
    # SQLite alone must let go of foreign keys before a transaction; Django looks at them before it ends.
    loose = connection.vendor == "sqlite" and connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        if loose:
            connection.enable_constraint_checking()


def up_to_date() -> bool:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def close() -> None:
    """Let go of the database, so that its folder can be moved."""
    connections.close_all()
