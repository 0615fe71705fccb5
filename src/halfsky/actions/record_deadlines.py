"""What happens by itself to records: a deadline that passes takes the move that lapses, a review that is missed the
move that the cycle names, and a move of the house is taken as soon as what it needs holds. Done every night, the last
also when warnings change; nothing else moves a record without a person."""

from __future__ import annotations

from collections.abc import Collection

from halfsky.actions.acting import acting
from halfsky.actions.record_moves import carry_out, held_by_house
from halfsky.actions.records import subject_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.record import due, holds
from halfsky.kernel.register import Register
from halfsky.kernel.workflow import HOUSE, Move
from halfsky.queries.records import Held
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.viewers import operator


def sweep(house: House) -> int:
    """Take all moves that are due of themselves. Returns how many were taken."""
    viewer, count = operator(house), 0
    for register in house.content.registers.values():
        for row in _concerned(house, register):
            count += _lapse(house, viewer, row) or _missed(house, viewer, row)
    return count + move_on(house)


def move_on(house: House, places: Collection[int] | None = None) -> int:
    """Take the moves of the house that have come to hold, at these places or everywhere. Returns how many."""
    viewer, count = operator(house), 0
    for register in house.content.registers.values():
        own = [m for m in register.workflow.moves if HOUSE in m.by and m.needs]
        if not own:
            continue
        rows = RecordRow.objects.filter(register=register.code, erased_at=None)
        rows = rows.filter(state__in={state for m in own for state in m.sources})
        for row in rows if places is None else rows.filter(place__in=places):
            count += _come_to_hold(house, viewer, row, own)
    return count


def _come_to_hold(house: House, viewer: Viewer, row: RecordRow, own: list[Move]) -> bool:
    found = held_by_house(house, viewer, row)
    record, today = found.record(), house.today()
    ready = (m for m in own if row.state in m.sources)
    step = next((m for m in ready if all(holds(found.register, record, today, need) for need in m.needs)), None)
    return step is not None and _take(found, step.code)


def _concerned(house: House, register: Register) -> list[RecordRow]:
    """The records that may be late: past their deadline, or in a state in which a missed review has a consequence."""
    lapsing = {m.to for m in register.workflow.moves if m.lapse}
    cycling = {state for cycle in register.cycles if cycle.missed for state in cycle.states}
    rows = RecordRow.objects.filter(register=register.code, erased_at=None)
    late = rows.filter(state__in=lapsing, due__lt=house.today())
    return [*late, *rows.filter(state__in=cycling).exclude(pk__in=late.values("pk"))]


def _lapse(house: House, viewer: Viewer, row: RecordRow) -> bool:
    found = held_by_house(house, viewer, row)
    led = next((m for m in found.register.workflow.moves if m.lapse and m.to == row.state), None)
    return led is not None and row.due is not None and row.due < house.today() and _take(found, led.lapse)


def _missed(house: House, viewer: Viewer, row: RecordRow) -> bool:
    """A review whose last day is over and that nobody did."""
    found = held_by_house(house, viewer, row)
    today = house.today()
    owed = due(found.register, found.record(), today, house.content.calendar)
    missed = next((d for d in owed if d.cycle.missed and d.until < today), None)
    return missed is not None and _take(found, missed.cycle.missed)


def _take(found: Held, code: str) -> bool:
    step = next((m for m in found.register.workflow.possible(found.row.state) if m.code == code), None)
    if step is None:
        return False
    with acting(
        found.house, found.viewer, "records.lapse", subject_of(found.register, found.row), found.at.place
    ) as act:
        carry_out(found, act, found.record(), step, found.at.desk, "")
    return True
