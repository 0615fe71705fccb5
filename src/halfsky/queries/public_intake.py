"""群众填写: registers into which a resident may write without an account, and what she reads again under her number.

Off unless house.json names the register and the register declares an intake. The number that she is given holds a part
that follows from a key of the house, so that it cannot be guessed from the one before; who knows it reads the state and
the fields that the register names as its answers, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from halfsky.kernel.content import NO_REGISTER
from halfsky.kernel.field import Field
from halfsky.kernel.place import Place
from halfsky.kernel.record import values_label
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Intake, Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.records import SENT_IN
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.sealing import digest

NO_ANSWER = problem(
    "404.1158",
    ("没有这个回执编号。", "There is no such number."),
    ("请照回执上的数字输入，如 12-34567890。", "Type it as it was given to you, such as 12-34567890."),
)
TAIL = 8
"""So many digits of a number follow from the key."""
_NUMBER = re.compile(rf"(\d{{1,10}})[-—－ ]?(\d{{{TAIL}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resident reads under her number: where it stands and since when, and the answers that there are."""

    number: str
    register: Register
    place: Place
    state: Text
    sent_on: dt.date
    since: dt.date
    due: dt.date | None
    told: tuple[tuple[Field, Text], ...]


def intake_of(house: House, code: str, place: str) -> tuple[Register, Intake, Place]:
    """A register that takes in what residents of a place write; any other is refused as if there were none."""
    register = house.content.registers.get(code)
    if register is None or register.intake is None or code not in house.settings.public_intake:
        raise NO_REGISTER.at(came=code, known="—")
    at = places.place(house, place)
    if at.level not in register.levels:
        raise NO_REGISTER.at(came=code, known="—")
    return register, register.intake, at


def number_of(house: House, row: RecordRow) -> str:
    """The number by which whoever sent a record in asks for its answer."""
    tail = int(digest(house.folder, "intake", row.uid), 16) % 10**TAIL
    return f"{row.pk}-{tail:0{TAIL}}"


def answer(house: House, number: str) -> Answer:
    """What may be read under a number; refuses one that was given to nobody."""
    found = _NUMBER.fullmatch(number.strip())
    row = RecordRow.objects.filter(pk=int(found[1]), erased_at=None).first() if found else None
    if row is None or found is None or number_of(house, row) != f"{int(found[1])}-{found[2]}":
        raise NO_ANSWER.at()
    register = house.content.registers.get(row.register)
    sent_in = row.editions.filter(deed=SENT_IN).exists()
    if register is None or register.intake is None or not sent_in or row.register not in house.settings.public_intake:
        raise NO_ANSWER.at()
    kept = row.plain.get("values", {})
    answers = [f for f in register.fields if f.code in register.intake.answers]
    return Answer(
        f"{row.pk}-{found[2]}",
        register,
        places.by_id(house, row.desk_id),
        register.workflow.label(row.state),
        row.made_at.astimezone(house.settings.zone).date(),
        dt.date.fromisoformat(row.entered[row.state]),
        row.due,
        tuple((f, values_label(register, f.code, kept[f.code])) for f in answers if kept.get(f.code) is not None),
    )
