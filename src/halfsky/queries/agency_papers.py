"""What each agency owes one of: registers that hold one record for every agency, and the agencies that have none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from halfsky.kernel.access import Viewer
from halfsky.kernel.keeping import readable
from halfsky.kernel.one_each import BESIDE, agency_field
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Agency
from halfsky.kernel.register import Register
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.scope import records_in


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of an agency: its number, its state, what tells it from others of the agency (a plan, a term)."""

    id: int
    state: Text
    first: bool
    about: Text


@dataclass(frozen=True, slots=True)
class OneEach:
    """A register of which every agency has one: by agency its records; `missing` are the agencies that have none, or
    none that has left the first state."""

    register: Register
    rows: tuple[tuple[Agency, tuple[Entry, ...]], ...]

    @property
    def missing(self) -> tuple[Agency, ...]:
        return tuple(agency for agency, found in self.rows if all(entry.first for entry in found))


def one_each(house: House, viewer: Viewer, place: Place, agencies: Iterable[Agency]) -> tuple[OneEach, ...]:
    """These agencies in every register of the kind that is kept at the place's level; what the viewer may read."""
    every, content = list(agencies), house.content
    found = []
    for register in content.registers.values():
        key = agency_field(register)
        if not key or register.about_person or place.level not in register.levels or viewer.user_id is None:
            continue
        allowed = records_in(readable(viewer, register, house.today()), house.now())
        rows = RecordRow.objects.filter(allowed, register=register.code, place=place.id, erased_at=None).order_by("pk")
        of: dict[str, list[Entry]] = {}
        for row in rows:
            of.setdefault(str(row.plain.get("values", {}).get(key, "")), []).append(_entry(register, row))
        found.append(OneEach(register, tuple((a, tuple(of.get(a.code, ()))) for a in every)))
    return tuple(found)


def _entry(register: Register, row: RecordRow) -> Entry:
    values = row.plain.get("values", {})
    keys = dict.fromkeys(code for keys in register.unique for code in keys)
    said = []
    for code in keys:
        asked = register.field(code)
        if asked and asked.kind in BESIDE and (kept := values.get(code)):
            said.append(dict(asked.of).get(str(kept), Text(str(kept))))
    first = row.state == register.workflow.states[0][0]
    return Entry(row.pk, register.workflow.label(row.state), first, listed(said) if said else NOTHING)
