"""The tables as a whole: making them, bringing them up to date, letting go of them."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor


def make_tables() -> None:
    """Make all tables, or bring those of an older version up to date."""
    call_command("migrate", verbosity=0, interactive=False)


def up_to_date() -> bool:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def close() -> None:
    """Let go of the database, so that its folder can be moved."""
    connections.close_all()
