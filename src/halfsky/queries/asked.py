"""What the records of a place ask of agencies and is still open, in any register, as far as the reader may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from halfsky.kernel.access import Viewer
from halfsky.kernel.asked import Task, awaiting
from halfsky.kernel.field import Kind
from halfsky.kernel.place import Place
from halfsky.kernel.record import values_label
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.record_lists import reached
from halfsky.queries.watched import indicator_name
from halfsky.store.house import House
from halfsky.store.models import Concern, RecordRow


def open_tasks(house: House, viewer: Viewer, at: Place) -> list[Task]:
    """What waits for agencies: the records that the place itself keeps, by register, the earliest deadline first and
    those without one last."""
    asking = sorted((r for r in house.content.registers.values() if r.asks), key=lambda r: (r.group.zh, r.code))
    return [task for register in asking for task in _of(house, viewer, register, at)]


def _of(house: House, viewer: Viewer, register: Register, at: Place) -> list[Task]:
    rows = reached(house, viewer, register).filter(place=at.id, state__in=awaiting(register), erased_at=None)
    kept = list(rows.order_by("due", "pk"))
    asked: dict[int, list[Concern]] = defaultdict(list)
    for one in Concern.objects.filter(record__in=[row.pk for row in kept]).order_by("pk"):
        asked[one.record_id].append(one)
    found = [_task(house, register, row, at, asked[row.pk]) for row in kept if asked[row.pk]]
    return sorted(found, key=lambda task: task.due is None)


def _task(house: House, register: Register, row: RecordRow, at: Place, asked: Iterable[Concern]) -> Task:
    said = list({(c.agency, c.place_id): None for c in asked})
    return Task(
        register.title,
        row.pk,
        subject(house, register, row),
        tuple(dict.fromkeys(agency for agency, _ in said)),
        tuple(_called(house, agency, place, at) for agency, place in said),
        register.workflow.label(row.state),
        row.due,
        row.due is not None and row.due < house.today(),
    )


def _called(house: House, code: str, place: int, at: Place) -> str:
    """An agency by its name, with its place where that is another one."""
    found = house.content.agencies.get(code)
    name = found.name.zh if found else code
    return name if place == at.id else f"{places.by_id(house, place).name}{name}"


def subject(house: House, register: Register, row: RecordRow) -> Text:
    """What a record is about: the first column of its list that says something in words."""
    values = row.plain.get("values", {})
    for code in register.columns:
        asked, kept = register.field(code), values.get(code)
        if asked is None or not kept or asked.kind not in (Kind.TEXT, Kind.LONG, Kind.CHOICE, Kind.INDICATOR):
            continue
        return (
            indicator_name(house.content, kept) if asked.kind is Kind.INDICATOR else values_label(register, code, kept)
        )
    return register.title
