"""Records as tidy rows for the engines: open values alone, and only of registers that the viewer reads whole.

A roll-up of the part that somebody may read would be a figure that is wrong without saying so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halfsky.engine.records.plan import Plan, plan
from halfsky.engine.records.writing import Told
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record
from halfsky.kernel.register import Register, Secrecy
from halfsky.queries import places
from halfsky.queries.fed import shown
from halfsky.queries.record_lists import open_half, reached
from halfsky.store.house import House
from halfsky.store.models import Contribution, PlaceVersion, RecordRow

CHUNK = 2_000


def feeding(house: House) -> list[Register]:
    """The registers that feed elements."""
    return [register for register in house.content.registers.values() if register.feeds]


def whole(house: House, viewer: Viewer, register: Register) -> bool:
    """Whether the viewer reads every record of a register. Cases are entrusted one by one and never taken out so, and
    whether there are any is not told."""
    if register.secrecy is Secrecy.NEED:
        return False
    return RecordRow.objects.filter(register=register.code).count() == reached(house, viewer, register).count()


def planned(house: House, register: Register) -> Plan:
    return plan(register, house.content.elements)


def tree(house: House) -> Iterator[Place]:
    """Every place as it was called and lay, the newest of each last."""
    # What had no beginning sorts apart in every database: asked for by itself it comes first in all of them.
    for begun in (False, True):
        for row in PlaceVersion.objects.filter(since__isnull=not begun).order_by("since", "pk").iterator(CHUNK):
            yield row.as_place()


def records(house: House, viewer: Viewer, register: Register) -> Iterator[tuple[int, Record]]:
    """The open half of every record of a register that the viewer may read, by number."""
    known: dict[int, Place] = {}
    for row in reached(house, viewer, register).order_by("pk").iterator(CHUNK):
        if row.place_id not in known:
            known[row.place_id] = places.by_id(house, row.place_id)
        yield row.pk, open_half(row, known[row.place_id])


def keys(register: Register, elements: Sequence[str]) -> dict[tuple[int, str], str]:
    """The keyed digests of what stands for somebody, by record and element, as the contributions hold them."""
    rows = shown(Contribution.objects.filter(element__in=elements, record__register=register.code, cell=""))
    return {(record, element): digest for record, element, digest in rows.values_list("record", "element", "digest")}


def told(house: House, register: Register, elements: Sequence[str]) -> Iterator[Told]:
    """What the records of a register give to elements, as it was kept when they were last written."""
    rows = shown(Contribution.objects.filter(element__in=elements, record__register=register.code))
    wanted = ("element", "cell", "place", "since", "until", "amount", "digest")
    yield from rows.order_by("pk").values_list(*wanted).iterator(CHUNK)
