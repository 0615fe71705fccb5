"""Openings of what belongs to others: noted as they happen, without a write lock, and entered into the log in batches.

A batch is one entry of the log, which names every opening and the batch's number; its lines are rows beside it, so that
each is found by person, thing and place. A batch that was entered is never entered again, whoever was killed when.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from halfsky.kernel.access import FILL_FORMS, Viewer
from halfsky.kernel.filing import may_handle
from halfsky.queries.log import demand_reader
from halfsky.queries.sheets import Sheet
from halfsky.store import bulk, log, readings
from halfsky.store import house as houses
from halfsky.store.house import House
from halfsky.store.locks import tried, writing
from halfsky.store.models import PlaceVersion, ReadingLine

EVERY = dt.timedelta(minutes=1)
COLUMNS = ("entry", "at", "user", "what", "place")
LONGEST = 200


def note_reading(house: House, viewer: Viewer, what: str, place: str) -> None:
    """Note that the viewer opens a thing of a place (its code); again within ten minutes is the same opening.

    It is on the disk when this returns; where it cannot be noted, the opening is refused.
    """
    readings.note(house.folder, readings.Line(house.now(), viewer.name, what[:LONGEST], place))


def note_sheet(house: House, viewer: Viewer, of: Sheet) -> None:
    """Note the opening of a unit's sheet by anybody but the unit itself."""
    if not may_handle(viewer, FILL_FORMS, of.trail, of.agency, house.today()):
        note_reading(house, viewer, f"{of.form.code} {of.round.period}", of.place.code)


def refresh(house: House, viewer: Viewer) -> int:
    """Enter at once what was noted so far, asked for by who reads the log; returns how many openings."""
    demand_reader(house, viewer)
    return drain(house)


def drain(house: House) -> int:
    """Enter what was noted so far; returns how many openings. Two at once: the second leaves it to the first."""
    with tried(house.folder, "readings-drain") as free:
        return _drain(house) if free else 0


def _drain(house: House) -> int:
    entered = 0
    while batch := readings.set_aside(house.folder, lambda: _last_number() + 1):
        entered += _enter(house, batch)
        batch.path.unlink()
    readings.forget(house.folder, house.now())
    return entered


def _enter(house: House, batch: readings.Batch) -> int:
    """One entry for a batch, unless its number says that it was entered before."""
    with writing():
        log.next_position()
        if not batch.lines or batch.number <= _last_number():
            return 0
        said = [[line.at.isoformat(timespec="seconds"), line.user, line.what, line.place] for line in batch.lines]
        entry = log.append(
            house, "", "readings.batch", "", {"batch": batch.number, "readings": len(said), "lines": said}
        )
        found = PlaceVersion.objects.filter(code__in={line.place for line in batch.lines}).order_by("pk")
        known = dict(found.values_list("code", "place"))
        rows = ((entry.position, line.at, line.user, line.what, known.get(line.place)) for line in batch.lines)
        bulk.insert(ReadingLine, COLUMNS, rows)
    return len(batch.lines)


def _last_number() -> int:
    """The number of the last batch that was entered; 0 for none."""
    last = ReadingLine.objects.select_related("entry").order_by("-pk").first()
    return int(last.entry.detail["batch"]) if last else 0


def schedule(house: House) -> None:
    """See to it that what was noted is entered within a minute, by one job in the queue."""
    if not DBTaskResult.objects.filter(task_path=enter_readings.module_path, status="READY").exists():
        enter_readings.using(run_after=timezone.now() + EVERY).enqueue()


@task()
def enter_readings() -> None:
    """The job of every minute; it puts itself into the queue again first, and takes what it has left there out."""
    house = houses.opened()
    schedule(house)
    DBTaskResult.objects.filter(task_path=enter_readings.module_path, status="SUCCESSFUL").delete()
    drain(house)
