"""The other records that formulas of a record look at: looked up when it is shown, checked or moved, never kept.

They are read by nobody: only what a formula makes of them comes out. Which registers may be looked at at all is held by
the gates of packs (`packs/register_others.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from halfsky.kernel.access import Scope
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.field import Stored
from halfsky.kernel.looking import STATE, Looking, Rows
from halfsky.kernel.place import Place
from halfsky.kernel.record import Values
from halfsky.kernel.register import Register
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.scope import rows_in


def looked(house: House, register: Register, values: Values, at: Place, number: int = 0) -> Mapping[str, Rows]:
    """The other records by the names under which a register looks at them, for a record of a place that says these
    values; `number` is its own (0: it is not kept yet)."""
    return {look.code: _rows(house, register, look, values, at, number) for look in register.looks}


def _rows(house: House, register: Register, look: Looking, values: Values, at: Place, number: int) -> Rows:
    of_register = RecordRow.objects.filter(register=look.register)
    if look.via:
        named = values.get(look.via)
        rows = of_register.filter(pk=int(named)) if isinstance(named, str) and named.isdigit() else of_register.none()
        return _seen(look, rows)
    wanted = ~Q(pk=number)
    for mine, theirs in (*look.same, *look.year):
        said = values.get(mine)
        if said in (None, ""):
            asked = register.field(mine)
            return Missing(Absence.NOT_REPORTED, asked.label.zh if asked else mine)
        wanted &= _alike(theirs, said, by_year=(mine, theirs) in look.year)
    if look.refers:
        wanted &= Q(**{f"plain__values__{look.refers}": str(number)})
    else:
        wanted &= rows_in(Scope(frozenset({_widest(house, look, at)}))) if look.at else Q(place=at.id)
    return _seen(look, of_register.filter(wanted))


def _alike(theirs: str, said: Stored, by_year: bool) -> Q:
    key = f"plain__values__{theirs}"
    return Q(**{f"{key}__startswith": str(said)[:4]}) if by_year else Q(**{key: said})


def _widest(house: House, look: Looking, at: Place) -> int:
    """The place of the level that holds the record's own; its own where that lies higher."""
    return next((p.id for p in places.trail(house, at) if p.level is look.at), at.id)


def _seen(look: Looking, rows: Any) -> tuple[dict[str, Stored], ...]:
    """What formulas see of the rows, whatever else they hold."""
    names = [f.code for f in look.fields]
    return tuple(
        {
            code: said[code]
            for code in names
            if (said := {**plain.get("values", {}), STATE: state}).get(code) is not None
        }
        for plain, state in rows.values_list("plain", "state")
    )
