"""What follows from an event: background jobs, enqueued with the event, done once, tried again, at last given up.

`FOLLOWERS` maps the action of a log entry to handlers. A handler takes the house and the entry; it must leave the same
state when it runs twice. A job that fails is tried again later; after `MOST_ATTEMPTS` it is dead and stays on the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django_tasks import task

from halfsky.store import house as houses
from halfsky.store.house import House
from halfsky.store.locks import tried
from halfsky.store.models import FollowUp, LogEntry
from halfsky.store.models.follow import DEAD, DONE, RUNNING, WAITING

Handler = Callable[[House, LogEntry], None]
FOLLOWERS: dict[str, tuple[str, ...]] = {
    "report.request": ("write_report",),
    "evaluation.request": ("write_evaluation",),
    "meeting.request": ("write_meeting",),
    "sheets.upload": ("read_upload",),
    "records.upload": ("read_records",),
    "places.compare": ("compare_list",),
    "places.apply": ("apply_list", "arrays", "watch"),
    "places.change": ("arrays", "watch"),
    "places.changes": ("arrays", "watch"),
    "places.take_back": ("arrays", "watch"),
    "values.import": ("watch",),
    "values.take_back": ("watch",),
    "targets.set": ("watch",),
    "targets.take_back": ("watch",),
    "sheets.accept": ("arrays", "watch"),
    "sheets.return": ("arrays",),
    "packs.install": ("arrays", "watch"),
}
HANDLERS: dict[str, str] = {
    "arrays": "halfsky.actions.arrays.refresh",
    "write_report": "halfsky.actions.documents.write_requested",
    "write_evaluation": "halfsky.actions.evaluations.write_requested",
    "write_meeting": "halfsky.actions.meeting_pack.write_requested",
    "read_upload": "halfsky.actions.own_books.read_uploaded",
    "read_records": "halfsky.actions.record_uploads.read_waiting",
    "compare_list": "halfsky.actions.yearly_list.compare_handed_in",
    "apply_list": "halfsky.actions.yearly_list.apply_requested",
    "watch": "halfsky.actions.watching.watch",
}
GATHERING = frozenset({"arrays", "watch"})
"""Handlers that look at everything since the last time: one that waits does for all that comes meanwhile."""
MOST_ATTEMPTS = 5
FIRST_PAUSE = dt.timedelta(seconds=10)


def enqueue(house: House, entry: LogEntry) -> None:
    """Note and enqueue what follows from an entry, in the transaction that writes it."""
    for handler in FOLLOWERS.get(entry.action, ()):
        if handler == "arrays" and not house.folder.arrays.is_dir():
            continue
        if handler in GATHERING and _waits(handler):
            continue
        follow_up = FollowUp.objects.create(event=entry, handler=handler, changed_at=house.now())
        run_follow_up.enqueue(follow_up.pk)


def _waits(handler: str) -> bool:
    """Whether such a job waits already; it cannot begin before this transaction has ended."""
    return FollowUp.objects.select_for_update().filter(handler=handler, state=WAITING).first() is not None


@task()
def run_follow_up(number: int) -> None:
    """The job that a worker runs."""
    attempt(houses.opened(), number)


def attempt(house: House, number: int) -> bool:
    """Try one follow-up that waits; False when it has failed once more. One that another process has is left alone."""
    with tried(house.folder, f"follow-up-{number}", once=True) as free:
        return _attempt(house, number) if free else True


def _attempt(house: House, number: int) -> bool:
    mine = FollowUp.objects.filter(pk=number, state=WAITING)
    if not mine.update(state=RUNNING, attempts=F("attempts") + 1, changed_at=house.now()):
        return True
    follow_up = FollowUp.objects.select_related("event").get(pk=number)
    try:
        handler: Handler = import_string(HANDLERS[follow_up.handler])
        handler(house, follow_up.event)
    except Exception as why:
        _failed(house, follow_up, why)
        return False
    FollowUp.objects.filter(pk=number).update(state=DONE, error="", changed_at=house.now())
    return True


def _failed(house: House, follow_up: FollowUp, why: Exception) -> None:
    """Back into the queue after a pause that doubles each time, or onto the list of the dead."""
    dead = follow_up.attempts >= MOST_ATTEMPTS
    with transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(
            state=DEAD if dead else WAITING, error=f"{type(why).__name__}: {why}", changed_at=house.now()
        )
        if not dead:
            later = house.now() + FIRST_PAUSE * 2 ** (follow_up.attempts - 1)
            run_follow_up.using(run_after=later).enqueue(follow_up.pk)


def run_waiting(house: House) -> int:
    """Try everything that waits, in this process: how a command ends. Returns how many have failed."""
    waiting = FollowUp.objects.filter(state=WAITING).order_by("pk").values_list("pk", flat=True)
    return sum(not attempt(house, number) for number in list(waiting))


def work(once: bool = False) -> None:
    """Do the jobs of the queue until stopped; with `once`, those that are due now."""
    call_command("db_worker", batch=once, startup_delay=False, interval=1.0, reload=False, verbosity=0)


def recover(house: House) -> int:
    """Put back what a process was running when it died; a worker does this when it starts. Returns how many."""
    lost = 0
    for number in list(FollowUp.objects.filter(state=RUNNING).values_list("pk", flat=True)):
        with tried(house.folder, f"follow-up-{number}", once=True) as free:
            if free:
                lost += _put_back(house, number)
    return lost


def _put_back(house: House, number: int) -> int:
    with transaction.atomic():
        found = FollowUp.objects.filter(pk=number, state=RUNNING).update(state=WAITING, changed_at=house.now())
        if found:
            run_follow_up.enqueue(number)
    return found
