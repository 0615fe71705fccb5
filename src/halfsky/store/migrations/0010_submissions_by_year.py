"""On PostgreSQL, submissions lie by the year of their period (`halfsky.store.partitions`); SQLite stays as it is."""

from typing import Any

from django.db import migrations

from halfsky.store import partitions


def split(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        partitions.split()


def join(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        partitions.join()


class Migration(migrations.Migration):
    dependencies = [("store", "0009_remedy")]
    operations = [migrations.RunPython(split, join)]
