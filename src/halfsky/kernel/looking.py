"""Looking at other records: what a formula of one record may say of the records around it, and which those are.

A register declares under a name which records are meant; formulas count them like child records, never one by one. What
a `record` field points to is looked at by itself. Only open fields are seen, and only numbers come out: `sees` says of
which registers, so that no page tells its reader what she might not read there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, Kind, Stored
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text

STATE = "state"
"""What formulas call the state of another record, beside its fields."""
Rows = tuple[Mapping[str, Stored], ...] | Missing
"""The records that are meant, each by its open values and its state; missing where that cannot be said."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Which records of a register are meant under a name. They have the same values as this one in `same` (pairs of
    mine and theirs), dates of the same year in `year`, and belong to the same place, or below the place of level `at`;
    or they name this record in their field `refers`. `via` is this register's field that names the one record meant.
    `fields` are those that formulas see; the record itself is never among them."""

    code: str
    label: Text
    register: str
    fields: tuple[Field, ...]
    same: tuple[tuple[str, str], ...] = ()
    year: tuple[tuple[str, str], ...] = ()
    at: Level | None = None
    refers: str = ""
    via: str = ""

    def field(self, code: str) -> Field | None:
        return next((f for f in self.fields if f.code == code), None)


def seen(fields: tuple[Field, ...], states: tuple[tuple[str, Text], ...]) -> tuple[Field, ...]:
    """What formulas see of records of another register: open fields that have one value, and the state."""
    plain = tuple(f for f in fields if not f.sealed and f.kind is not Kind.CHECKLIST and not f.kind.attached)
    return (*(f for f in plain if not (f.many and f.of)), Field(STATE, STATE_LABEL, Kind.CHOICE, of=states))


STATE_LABEL = Text("状态", "state")
