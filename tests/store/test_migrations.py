"""Tables change in two steps: what is added first, an old program does not notice; what is taken away goes a version
later. So one server after the other can be brought to a new version while the others go on."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django.db import migrations, models

from halfsky.store import migrations as kept

BEFORE_SEVERAL_SERVERS = 9
"""Migrations up to this number were made when one process had all tables to itself."""
CONTRACT: dict[str, str] = {}
"""Migrations that take away what no version in use needs any more, and which version was the last to use it."""
DATA_ALONE = {"0010_submissions_by_year": "the same columns under the same names, on PostgreSQL by year"}
"""Migrations that run code: what an old program notices of it."""
ADDS = (migrations.CreateModel, migrations.AddIndex, migrations.RemoveIndex, migrations.AlterModelOptions,
        migrations.AlterModelManagers)  # fmt: skip


def noticed(operation: object) -> str:
    """What an old program would notice of an operation; empty where it is nothing."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        free = field.null or field.has_db_default() or isinstance(field, models.ManyToManyField)
        return "" if free else f"{operation.name}: rows of the old program lack it (null=True or db_default)"
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return "; ".join(filter(None, map(noticed, operation.database_operations)))
    return "" if isinstance(operation, ADDS) else type(operation).__name__


@pytest.mark.parametrize(
    ("operation", "seen"),
    [
        (migrations.AddField("user", "phone", models.CharField(max_length=20, null=True)), False),
        (migrations.AddField("user", "phone", models.CharField(max_length=20, db_default="")), False),
        (migrations.AddField("user", "phone", models.CharField(max_length=20, default="")), True),
        (migrations.AddIndex("user", models.Index(fields=["name"], name="user_name")), False),
        (migrations.RemoveField("user", "phone"), True),
        (migrations.RenameField("user", "phone", "mobile"), True),
        (migrations.RenameModel("User", "Person"), True),
        (migrations.DeleteModel("User"), True),
        (migrations.AlterField("user", "name", models.CharField(max_length=3)), True),
        (migrations.RunSQL("DROP TABLE place"), True),
        (migrations.SeparateDatabaseAndState([migrations.RemoveField("user", "phone")]), True),
    ],
)  # fmt: skip
def test_what_an_old_program_notices(operation: object, seen: bool) -> None:
    assert bool(noticed(operation)) is seen


def test_every_migration_adds_or_says_that_it_takes_away() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(kept.__path__))
    assert names[BEFORE_SEVERAL_SERVERS - 1][:4] == "0009"
    found = {}
    for name in names[BEFORE_SEVERAL_SERVERS:]:
        operations = importlib.import_module(f"{kept.__name__}.{name}").Migration.operations
        found[name] = [why for operation in operations if (why := noticed(operation))]
    assert {name for name, why in found.items() if why and name not in CONTRACT and why != ["RunPython"]} == set()
    assert {name for name, why in found.items() if why == ["RunPython"]} == set(DATA_ALONE)
    assert set(CONTRACT) <= set(found)
