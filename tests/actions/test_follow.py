"""What follows from an event: enqueued with it, done once, tried again, given up at last; reports are its first use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer

PLAN, NATION = "women-2021", "000000000000"


@pytest.fixture(autouse=True)
def nothing_waits(house: House) -> None:
    """What the making of the house has left behind is not what is asked about."""
    from django_tasks_db.models import DBTaskResult

    from halfsky.store.models import FollowUp

    DBTaskResult.objects.all().delete()
    FollowUp.objects.all().delete()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports that take no time: for tests of when they are written, not of what they say."""
    from halfsky.documents import report
    from halfsky.documents.brief import Brief

    def write(assessment: Any, form: str, out: Path, **_: object) -> Brief:
        out.write_bytes(b"PK")
        return Brief("x", PLAN, NATION, 2024, "2026-11-22", assessment.snapshot, form, (), (), "")

    monkeypatch.setattr(report, "write", write)


def request(house: House, who: Viewer) -> int:
    from halfsky.actions.documents import request_report

    return request_report(house, who, PLAN, NATION, 2024)


def follow_ups() -> list[tuple[str, int]]:
    from halfsky.store.models import FollowUp

    return list(FollowUp.objects.order_by("pk").values_list("state", "attempts"))


def queue() -> list[str]:
    from django_tasks_db.models import DBTaskResult

    return list(DBTaskResult.objects.filter(task_path__contains="run_follow_up").values_list("status", flat=True))


def test_a_request_is_enqueued_with_its_entry_or_not_at_all(house: House, admin: Viewer) -> None:
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        request(house, admin)
        raise ZeroDivisionError
    assert (follow_ups(), queue()) == ([], [])
    request(house, admin)
    assert (follow_ups(), queue()) == ([("waiting", 0)], ["READY"])


def test_a_worker_writes_what_was_asked_for_once(house: House, admin: Viewer) -> None:
    from halfsky.actions.follow import run_waiting, work
    from halfsky.queries.documents import documents, orders
    from halfsky.store.chain import verify

    request(house, admin)
    assert [o.running or o.failed for o in orders(house, admin, NATION)] == [False]
    work(once=True)
    assert follow_ups() == [("done", 1)]
    assert orders(house, admin, NATION) == ()
    (written,) = documents(house, admin, NATION)
    assert written.path.read_bytes()[:2] == b"PK"
    assert written.by in ("admin", "系统管理员")
    assert run_waiting(house) == 0
    assert len(documents(house, admin, NATION)) == 1
    assert verify(house).whole


def test_a_job_that_runs_twice_answers_once(house: House, admin: Viewer, quick: None) -> None:
    """As after a crash between the document's commit and the note that the job is done."""
    from halfsky.actions.follow import run_waiting
    from halfsky.store.models import Document, FollowUp

    position = request(house, admin)
    run_waiting(house)
    FollowUp.objects.update(state="waiting")
    assert run_waiting(house) == 0
    assert [d.request for d in Document.objects.all()] == [position]


def test_a_command_does_itself_what_follows(house: House, admin: Viewer, quick: None) -> None:
    from halfsky.actions.follow import run_waiting

    request(house, admin)
    assert run_waiting(house) == 0
    assert follow_ups() == [("done", 1)]


def test_a_failing_job_is_tried_again_later_each_time_and_is_dead_at_last(
    house: House, admin: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    from halfsky.actions import follow
    from halfsky.queries.documents import orders

    monkeypatch.setitem(follow.HANDLERS, "write_report", "tests.actions.test_follow.broken")
    request(house, admin)
    DBTaskResult.objects.all().delete()
    for attempt in range(1, follow.MOST_ATTEMPTS):
        assert follow.run_waiting(house) == 1
        assert follow_ups() == [("waiting", attempt)]
    due = sorted(DBTaskResult.objects.values_list("run_after", flat=True))
    # Pauses of 10, 20, 40 and 80 seconds.
    assert due == [house.now() + dt.timedelta(seconds=s) for s in (10, 20, 40, 80)]
    assert follow.run_waiting(house) == 1
    assert follow_ups() == [("dead", follow.MOST_ATTEMPTS)]
    assert follow.run_waiting(house) == 0
    (order,) = orders(house, admin, NATION)
    assert order.failed and "ValueError: no luck" in order.error


def broken(house: House, event: object) -> None:
    raise ValueError("no luck")


def test_what_a_worker_was_doing_when_it_died_is_put_back(house: House, admin: Viewer, quick: None) -> None:
    from halfsky.actions.follow import recover, run_waiting
    from halfsky.store.locks import alone
    from halfsky.store.models import FollowUp

    request(house, admin)
    number = FollowUp.objects.get().pk
    FollowUp.objects.update(state="running")
    with alone(house.folder, f"follow-up-{number}"):
        assert recover(house) == 0  # somebody is at it
    assert run_waiting(house) == 0
    assert follow_ups() == [("running", 0)]
    assert recover(house) == 1
    assert run_waiting(house) == 0
    assert follow_ups() == [("done", 1)]


def test_only_who_writes_documents_may_ask_for_one(house: House) -> None:
    for name, role, place, wanted in (
        ("leader", "leader", NATION, "403.10"),
        ("beside", "office", "450000000000", "403.10"),
    ):
        who = viewer(house, name, role, place)
        with pytest.raises(Refused) as refused:
            request(house, who)
        assert refused.value.refusals[0].number == wanted
    with pytest.raises(Refused) as refused:
        request(house, Viewer())
    assert refused.value.refusals[0].number == "401.10"
    request(house, viewer(house, "office", "office", NATION))
    assert follow_ups() == [("waiting", 0)]


def test_unknown_plans_and_forms_are_refused_when_asked_for(house: House, admin: Viewer) -> None:
    from halfsky.actions.documents import request_report

    for plan, form, wanted in (("women-1995", "work", "404.10"), (PLAN, "poster", "400.570")):
        with pytest.raises(Refused) as refused:
            request_report(house, admin, plan, NATION, 2024, form)
        assert refused.value.refusals[0].number == wanted
    assert follow_ups() == []


def test_every_night_is_in_the_queue_once_and_the_next_follows(house: House) -> None:
    import json

    from django_tasks_db.models import DBTaskResult

    from halfsky.actions.nightly import nightly, schedule

    schedule(house)
    schedule(house)
    nights = DBTaskResult.objects.filter(task_path__contains="nightly")
    # 03:00 in Shanghai is 19:00 UTC, on whatever day it next comes by the clock of the queue.
    (night,) = nights
    now = dt.datetime.now(dt.UTC)
    assert (night.run_after.hour, night.run_after.minute) == (19, 0)
    assert now - dt.timedelta(minutes=1) < night.run_after <= now + dt.timedelta(days=1)
    nights.delete()
    nightly.call()
    assert nights.count() == 1
    found = json.loads((house.path / "log.check").read_text())
    assert (found["whole"], found["broken_at"]) == (True, 0)
