"""What a form offers for fields that name something outside the record, and how a chosen name becomes what is kept."""

from __future__ import annotations

import re

from halfsky.kernel.entry import ID, Raw, RawRow
from halfsky.kernel.field import Field, Kind
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Register
from halfsky.kernel.workflow import Passing
from halfsky.queries import places
from halfsky.queries.record_lists import Wanted, records
from halfsky.queries.record_words import label, names
from halfsky.web.present.record_blanks import Offers, Typed
from halfsky.web.standing import Here

MOST_PLACES = 200
_CODE = re.compile(r"\d{2,12}$", re.ASCII)


def offers(here: Here | None, register: Register) -> Offers:
    """Places here and below, all agencies, and the newest records of the registers that are pointed at."""
    if here is None:
        return {}
    fields = [f for _, f in register.all_fields()]
    kinds = {f.kind for f in fields}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    if Kind.PLACE in kinds or any(move.passes is Passing.SENDS for move in register.workflow.moves):
        found[Kind.PLACE.value] = tuple((f"{p.name} {p.code}", p.level.label.zh) for p in _near(here))
    if Kind.AGENCY in kinds:
        found[Kind.AGENCY.value] = tuple((code, a.name.zh) for code, a in here.house.content.agencies.items())
    if Kind.INDICATOR in kinds:
        found[Kind.INDICATOR.value] = tuple((i.code, i.name.zh) for i in here.house.content.indicators.values())
    for code in {f.register for f in fields if f.kind is Kind.RECORD}:
        found[f"record:{code}"] = _records(here, code)
    return found


def _near(here: Here) -> list[Place]:
    """The place, those below it, beside it and above it."""
    above = places.trail(here.house, here.place)
    around = [
        *places.all_children(here.house, here.place),
        *(places.all_children(here.house, above[-1]) if above else ()),
    ]
    near = {p.id: p for p in (here.place, *around[:MOST_PLACES], *reversed(above))}
    return [p for p in near.values() if not p.stand_in]


def _records(here: Here, code: str) -> tuple[tuple[str, str], ...]:
    """The newest records of a register that the viewer may read, by number, with what a list shows of them."""
    register = here.house.content.register(code)
    found = records(here.house, here.viewer, register, here.place, Wanted()).lines
    shown = [f for f in register.fields if not f.sealed and f.kind in (Kind.TEXT, Kind.CHOICE, Kind.DATE)][:2]
    known = names(here.house, shown, [line.values for line in found])
    return tuple(
        (str(line.id), " ".join(label(register, known, f, line.values.get(f.code)).zh for f in shown)) for line in found
    )


def placed(here: Here | None, register: Register, given: Typed) -> Typed:
    """The form with names of places as their codes; a name that is not known stays, and is refused by its field."""
    values = _row(here, register.fields, given.values)
    parts = {
        part.code: [{ID: row.get(ID, ""), **_row(here, part.fields, row)} for row in given.parts.get(part.code, ())]
        for part in register.parts
        if part.code in given.parts
    }
    return Typed(values, parts, given.why)


def _row(here: Here | None, fields: tuple[Field, ...], row: RawRow) -> dict[str, Raw]:
    asked = {f.code: f for f in fields if f.kind is Kind.PLACE}
    return {code: _code_of(here, raw) if code in asked else raw for code, raw in row.items() if code != ID}


def _code_of(here: Here | None, raw: Raw) -> Raw:
    if not isinstance(raw, str) or not raw or here is None:
        return raw
    if found := _CODE.search(raw):
        return found[0]
    try:
        near = places.search(here.house, here.viewer, raw, 5)
    except Refused:
        return raw
    named = [p for p in near if p.name == raw]
    inside = [p for p in named if p.under(here.place)] or named
    return inside[0].code if inside else raw
