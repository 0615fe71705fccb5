"""我的台账任务: what an agency of the viewer is asked; and the deadlines that are near and the reviews that are owed,
of those records that lie with the viewer.

With her means: on the desk of a place where she holds a role that keeps, reviews or handles records, or entrusted to
her. What lies further down is the work of others; the list of a register shows what is late there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from halfsky.kernel.access import ANSWER, HANDLE_CASES, KEEP_RECORDS, REVIEW_RECORDS, Viewer
from halfsky.kernel.keeping import readable
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.record import due
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.record_lists import open_half
from halfsky.store.house import House
from halfsky.store.models import Concern, RecordRow
from halfsky.store.scope import records_in

SOON = dt.timedelta(days=14)
MOST_READ = 400
"""So many records of a register are looked through for reviews that are owed."""


@dataclass(frozen=True, slots=True)
class RecordTask:
    """Something that a record asks of the viewer until a day (None: no day is named): an answer, its deadline, or the
    review of a period."""

    record: int
    register: Register
    place: Place
    what: Text
    until: dt.date | None
    days_left: int | None
    part: str = ""
    period: Period | None = None


def record_tasks(house: House, viewer: Viewer, most: int = 200) -> list[RecordTask]:
    """What is owed, the most urgent first."""
    today = house.today()
    desks = {g.place.id for p in (KEEP_RECORDS, REVIEW_RECORDS, HANDLE_CASES) for g in viewer.holding(p, today)}
    asked = list(viewer.holding(ANSWER, today))
    if not desks and not asked:
        return []
    found = {}
    for register in house.content.registers.values():
        tasks = chain(_asked(house, viewer, register) if asked else (), _of(house, viewer, register, desks))
        found.update({(task.record, task.part, str(task.period)): task for task in tasks})
    return sorted(found.values(), key=lambda task: (task.until or dt.date.max, task.record))[:most]


def _asked(house: House, viewer: Viewer, register: Register) -> Iterator[RecordTask]:
    """The records that wait for a move of an agency for which the viewer answers."""
    today, workflow = house.today(), register.workflow
    states: dict[str, set[str]] = {}
    for move in workflow.moves:
        for state in move.sources:
            states.setdefault(state, set()).update(who for who in move.by if who in register.asks)
    states = {state: whom for state, whom in states.items() if whom}
    if not states:
        return
    mine = Q(pk__in=())
    for place, agency in readable(viewer, register, today).answering:
        concerned = Concern.objects.filter(place=place, **({"agency": agency} if agency else {}))
        for state, whom in states.items():
            mine |= Q(state=state, pk__in=concerned.filter(field__in=whom).values("record"))
    rows = list(RecordRow.objects.filter(mine, register=register.code, erased_at=None).order_by("due")[:MOST_READ])
    for row, place_of in _placed(house, rows):
        left = (row.due - today).days if row.due else None
        yield RecordTask(row.pk, register, place_of, workflow.label(row.state), row.due, left)


def _of(house: House, viewer: Viewer, register: Register, desks: set[int]) -> Iterator[RecordTask]:
    today, workflow = house.today(), register.workflow
    timed = any(move.days is not None or move.due_by for move in workflow.moves)
    if not timed and not register.cycles:
        return
    mine = RecordRow.objects.filter(
        records_in(readable(viewer, register, today), house.now()),
        register=register.code,
        desk__in=desks,
        erased_at=None,
    )
    if timed:
        near = list(mine.filter(due__lte=today + SOON).order_by("due")[:MOST_READ])
        for row, place in _placed(house, near):
            assert row.due is not None
            yield RecordTask(row.pk, register, place, workflow.label(row.state), row.due, (row.due - today).days)
    states = {state for cycle in register.cycles for state in cycle.states}
    rows = list(mine.filter(Q(state__in=states)).order_by("-pk")[:MOST_READ]) if states else []
    for row, place in _placed(house, rows):
        for owed in due(register, open_half(row, place), today, house.content.calendar):
            label = owed.cycle.label + Text(" ") + owed.period.label
            left = (owed.until - today).days
            yield RecordTask(row.pk, register, place, label, owed.until, left, owed.cycle.part, owed.period)


def _placed(house: House, rows: list[RecordRow]) -> Iterator[tuple[RecordRow, Place]]:
    known = {p.id: p for p in places.by_ids(house, {row.place_id for row in rows})}
    return ((row, known[row.place_id]) for row in rows if row.place_id in known)
