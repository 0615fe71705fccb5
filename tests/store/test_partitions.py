"""Submissions by year on PostgreSQL: rows and rules survive, one period reads one table, a new year comes by itself."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from halfsky.store.house import House
from tests.collecting import PINGNAN, People, accepted, row

pytestmark = pytest.mark.postgresql
assert row


def asked(statement: str) -> list[Any]:
    from halfsky.store.partitions import execute

    return execute(statement)


def parts() -> set[str]:
    found = asked("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'submission'::regclass")
    return {name for (name,) in found}


def rules() -> set[tuple[str, str]]:
    """Every rule and index of the table, as the database spells it."""
    kept = asked(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'submission'::regclass AND contype = 'f'"
    )
    indexes = asked("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'submission'")
    return {(name, said.replace(" ON ONLY ", " ON ")) for name, said in kept + indexes if name != "submission_pkey"}


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("store", name)])


def everything() -> list[Any]:
    from halfsky.store.models import Submission

    return list(Submission.staged.order_by("pk").values())


def test_an_existing_house_keeps_its_rows_and_rules_while_it_is_used(city: House, people: People, row: Any) -> None:
    from halfsky.store.models import Submission
    from halfsky.store.tables import make_tables

    sheet = accepted(city, people, row)
    Submission.objects.filter(pk=sheet.pk).update(comments={"a": "'; \\N \t 说明"})
    before, spelled = everything(), rules()
    migrate("0009_remedy")
    assert (everything(), rules(), parts()) == (before, spelled, set())

    # The process of the version before goes on reading and writing while the tables change beneath it.
    failed: list[BaseException] = []
    rounds, over = [0], threading.Event()

    def old_process() -> None:
        try:
            while not over.is_set() or rounds[0] < 20:
                assert Submission.objects.get(pk=sheet.pk).period == "2025"
                Submission.objects.filter(pk=sheet.pk).update(reason=str(rounds[0]))
                rounds[0] += 1
        except BaseException as why:
            failed.append(why)
        finally:
            connection.close()

    thread = threading.Thread(target=old_process)
    thread.start()
    while not rounds[0] and thread.is_alive():
        pass
    make_tables()
    over.set()
    thread.join()
    assert not failed
    Submission.objects.filter(pk=sheet.pk).update(reason="")
    assert (everything(), rules()) == (before, spelled)
    assert parts() == {"submission_rest", "submission_2025"}

    new = Submission(**{**before[0], "id": None, "revision": 2, "current": False})
    new.save()
    assert new.pk > sheet.pk
    for broken in ({"revision": 1}, {"revision": 3, "current": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission(**{**before[0], "id": None, **broken}).save()


def test_one_period_reads_one_table_and_a_year_can_leave_and_come_back(city: House, people: People, row: Any) -> None:
    from halfsky.actions import yearly_tables
    from halfsky.store.models import Submission

    sheet = accepted(city, people, row)
    first = everything()[0]
    for period in ("2024", "2024-03", "2024-01..03", "2024Q1", "2024/25", "2027", "2021..2030"):
        Submission(**{**first, "id": None, "period": period}).save()
    yearly_tables.sweep(city)
    year = city.today().year
    assert year == 2026
    assert parts() == {f"submission_{y}" for y in ("rest", 2021, 2024, 2025, 2026, 2027)}
    assert asked("SELECT count(*) FROM submission_rest") == [(0,)]
    assert asked("SELECT count(*) FROM submission_2024") == [(5,)]

    plan = Submission.objects.filter(form=first["form"], period="2024").explain()
    assert "submission_2024" in plan and "submission_2025" not in plan and "submission_rest" not in plan

    asked("ALTER TABLE submission DETACH PARTITION submission_2024")
    assert {s.period for s in Submission.objects.all()} == {"2025", "2027", "2021..2030"}
    asked("ALTER TABLE submission ATTACH PARTITION submission_2024 FOR VALUES FROM ('2024') TO ('2025')")
    assert Submission.objects.count() == 8
    assert Submission.objects.get(pk=sheet.pk).place.versions.filter(code=PINGNAN).exists()


def test_a_new_year_comes_by_itself(city: House, people: People, row: Any) -> None:
    from halfsky.actions import nightly

    assert "yearly_tables" in {module.__name__.rpartition(".")[2] for module in nightly.SWEEPERS}
    from halfsky.actions import yearly_tables

    city.clock = lambda: dt.datetime(2031, 5, 1, tzinfo=dt.UTC)
    yearly_tables.sweep(city)
    yearly_tables.sweep(city)
    assert {"submission_2031", "submission_2032"} <= parts()
