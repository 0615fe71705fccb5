"""The records that refer to a record: findings of an inspection, hand-outs of a donation; and whether one may be added.

Read from the declarations alone: a field of linked records that is not sealed. Only what the viewer reads freely is
there, and of each register the newest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from halfsky.kernel.field import Field, Kind
from halfsky.kernel.keeping import may_keep
from halfsky.kernel.register import Register
from halfsky.queries.record_lists import Line, Wanted, filtered, lines, reached
from halfsky.queries.records import Held

SHOWN = 50
CARRIED = (Kind.PLACE, Kind.AGENCY, Kind.INDICATOR)
"""What a record that is added takes over: what both call by the same code and what names the world outside."""


@dataclass(frozen=True, slots=True)
class Referring:
    """The records of a register that name this one in a field: the newest of `total`; `may_add` whether the viewer may
    enter one where this one belongs."""

    register: Register
    field: Field
    lines: tuple[Line, ...]
    total: int
    may_add: bool


def referring(found: Held) -> tuple[Referring, ...]:
    """By register and field what refers to a record; where nothing does, only what the viewer may add."""
    house, viewer, place, today = found.house, found.viewer, found.at.place, found.house.today()
    made = []
    for register, asked in pointing(found):
        free = reached(house, viewer, register)
        rows = filtered(house, register, free, Wanted(filters={asked.code: str(found.row.pk)}))
        shown = list(rows.order_by("-pk")[:SHOWN])
        total = rows.count() if len(shown) == SHOWN else len(shown)
        adds = place.level in register.levels and may_keep(viewer, register, place, today)
        if shown or adds:
            known = lines(house, register, shown, {row.pk for row in shown})
            made.append(Referring(register, asked, tuple(known), total, adds))
    return tuple(made)


def pointing(found: Held) -> Iterator[tuple[Register, Field]]:
    """The fields of other registers in which a record of this one may be named."""
    for register in found.house.content.registers.values():
        for asked in register.fields:
            if asked.kind is Kind.RECORD and asked.register == found.register.code and not asked.sealed:
                yield register, asked


def carried(register: Register, from_: Register) -> tuple[Field, ...]:
    """The fields that a record added to one of another register takes over from it."""
    return tuple(
        asked
        for asked in register.fields
        if asked.kind in CARRIED
        and not asked.sealed
        and (other := from_.field(asked.code)) is not None
        and not other.sealed
        and (other.kind, other.many) == (asked.kind, asked.many)
    )
