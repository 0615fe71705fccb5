"""Processes killed at random moments: nothing acknowledged is lost, nothing shows by half, nobody lends a hand."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from halfsky.store.house import House
from tests.faults.many import Found, demand_inside

ROOT = Path(__file__).parents[2]
KILLS = 12


def test_a_dozen_kills_in_imports_acceptance_packs_tables_and_arrays(city: House) -> None:
    """`make faults` does the same a hundred times. The seed is in what it prints."""
    from halfsky.store.tables import close

    close()
    seed = str(random.SystemRandom().randrange(10**6))
    command = [
        sys.executable,
        "-m",
        "tests.faults.many",
        "--times",
        str(KILLS),
        "--seed",
        seed,
        "--house",
        str(city.path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.splitlines()[-1].split()[:2] == ["all", str(KILLS)]


def test_kills_that_land_beside_everything_show_nothing() -> None:
    demand_inside({"import": Found(inside_act=7, inside_transaction=3, between=3)})
    with pytest.raises(AssertionError, match="only 2 of 10"):
        demand_inside({"import": Found(inside_act=10, inside_transaction=2)})


def test_an_upgrade_that_ends_between_two_migrations_was_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django keeps a migration and notes it in two steps; whoever dies between them must not leave the first."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from halfsky.store.tables import changing, make_tables, up_to_date

    with changing():
        call_command("migrate", "store", "0007", verbosity=0)
    before = connection.introspection.table_names()

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MigrationRecorder, "record_applied", dies)
        with pytest.raises(KeyboardInterrupt):
            make_tables()
    assert connection.introspection.table_names() == before and not up_to_date()
    make_tables()
    assert up_to_date()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
