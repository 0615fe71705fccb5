"""公开: ledgers that the house shows to everyone, without signing in. Off unless house.json names the register.

Shown are the columns of its list, the state and the deadline, never a text of more than a line, never a register about
persons or one with a need to know; nobody's name is in it, as names are sealed in every register.
"""

from __future__ import annotations

from halfsky.kernel.content import NO_REGISTER
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register, Secrecy
from halfsky.queries import places
from halfsky.queries.record_lists import PAGE, Page, lines
from halfsky.store.house import House
from halfsky.store.models import RecordRow


def public_register(house: House, code: str) -> Register:
    """A register that the house shows to everyone; any other is refused as if there were none."""
    register = house.content.registers.get(code)
    shown = register is not None and code in house.settings.public_ledgers
    if register is None or not shown or register.about_person or register.secrecy is Secrecy.NEED:
        raise NO_REGISTER.at(came=code, known="—")
    return register


def public_records(house: House, code: str, place: str, page: int = 1) -> tuple[Register, Place, Page]:
    """One page of its records at a place, the newest first."""
    register, at = public_register(house, code), places.place(house, place)
    rows = RecordRow.objects.filter(register=code, place=at.id, erased_at=None).order_by("-pk")
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    some = list(rows[(number - 1) * PAGE : number * PAGE])
    found = lines(house, register, some, {row.pk for row in some})
    return register, at, Page(tuple(found), total, number, pages)
