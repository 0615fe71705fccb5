"""What a house does every night: it checks its own log, and throws away what has run out.

The result of the check is kept, so that a page can show it without checking a long log anew; who reads the log may ask
for a check at any time.
"""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from halfsky.actions import (
    account_import,
    arrays,
    dispatch_reminders,
    erasing,
    failures,
    readings,
    record_batches,
    record_deadlines,
    sheet_batches,
    sign_ins,
    watching,
    yearly_tables,
)
from halfsky.kernel.access import SEE_LOG, Viewer, demand
from halfsky.queries import places
from halfsky.store import checked
from halfsky.store import house as houses
from halfsky.store.chain import verify
from halfsky.store.house import House

AT = dt.time(3, 0)
SWEEPERS = (
    failures, sign_ins, account_import, sheet_batches, record_batches, record_deadlines, erasing, arrays, watching,
    dispatch_reminders, yearly_tables,
)  # fmt: skip


def schedule(house: House) -> None:
    """See to it that the next night's work is in the queue, once."""
    waiting = DBTaskResult.objects.filter(task_path=nightly.module_path, status="READY")
    if not waiting.exists():
        nightly.using(run_after=_next_night(house)).enqueue()


def _next_night(house: House) -> dt.datetime:
    now = timezone.now().astimezone(house.settings.zone)
    tonight = dt.datetime.combine(now.date(), AT, now.tzinfo)
    return tonight if tonight > now else tonight + dt.timedelta(days=1)


@task()
def nightly() -> None:
    """The job; it puts itself into the queue again first, so that a failure does not end the nights."""
    house = houses.opened()
    schedule(house)
    readings.drain(house)
    check_log(house)
    for module in SWEEPERS:
        module.sweep(house)
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0, min_age_days=14)


def check_log(house: House) -> bool:
    """Check the log and note what was found; True when it is whole."""
    chain = verify(house)
    checked.note(house, chain)
    return chain.whole


def check_log_now(house: House, viewer: Viewer) -> bool:
    """The same, asked for by a person who may read the log. It changes nothing and so leaves no entry."""
    demand(viewer, SEE_LOG, places.top(house), house.today())
    return check_log(house)
