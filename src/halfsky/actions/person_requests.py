"""What the house holds of one person, on her request: found by the exact spelling of a name, a number or an address in
all registers, read as a noted act, to be printed and handed to her; what is to go is erased with `erasing`.

Done by the person in charge of data protection, for the places in her charge. Every search is an entry in the log that
says how much was found and not what was looked for; every record that is read is an opening with its reason.
"""

from __future__ import annotations

from halfsky.actions.acting import acting, user_of
from halfsky.actions.record_openings import LASTS
from halfsky.actions.records import subject_of
from halfsky.kernel.access import NOT_ALLOWED, NOT_SIGNED_IN, PROTECT_PERSONS, Scope, Viewer, scope
from halfsky.kernel.field import same
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import NO_REASON
from halfsky.queries.forms import pinned
from halfsky.queries.records import Held, RecordView, lying, viewed
from halfsky.store.house import House
from halfsky.store.models import Opening, RecordMark, RecordRow
from halfsky.store.scope import rows_in
from halfsky.store.vault import vault_of

NOBODY_NAMED = problem(
    "400.1165",
    ("没有写要找谁。", "It is not said whom to look for."),
    ("请写姓名、身份证号或电话，须与登记的完全一致。", "Write a name, card or telephone exactly as it was entered."),
)
TOO_MANY_FOUND = problem(
    "400.1166",
    ("找到{n}条记录，多于{most}条，可能不是同一个人。", "{n} records were found, more than {most}: not one person."),
    ("请改用身份证号或电话查找；没有打开任何记录。", "Look for a card or a telephone; no record was opened."),
)
MOST = 50
_DEED = Text("查询本人信息", "look for a person's data")


def person_data(house: House, viewer: Viewer, spelling: str, reason: str) -> list[RecordView]:
    """All records in the viewer's charge that hold exactly this spelling, opened; the newest first."""
    charge = demand_protecting(house, viewer)
    if not reason.strip():
        raise NO_REASON.at("reason", move=_DEED)
    if not spelling.strip():
        raise NOBODY_NAMED.at("person")
    marks = RecordMark.objects.filter(digest__in=_digests(house, spelling)).exclude(field__startswith="=")
    mine = RecordRow.objects.filter(rows_in(charge) | rows_in(charge, "desk"))
    rows = list(mine.filter(pk__in=marks.values("record"), erased_at=None).order_by("-pk"))
    if len(rows) > MOST:
        raise TOO_MANY_FOUND.at("person", n=len(rows), most=MOST)
    held_at = next(g.place for g in viewer.holding(PROTECT_PERSONS, house.today()))
    found = [_held(house, viewer, row) for row in rows]
    with acting(house, viewer, "records.person", "", held_at) as act:
        act.detail = {"found": len(rows)}
    for one in found:
        _note(house, viewer, one, reason.strip())
    return [viewed(one) for one in found]


def demand_protecting(house: House, viewer: Viewer) -> Scope:
    """The places in the viewer's charge; refuses who is in charge of none."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    charge = scope(viewer, PROTECT_PERSONS, house.today())
    if not charge:
        raise NOT_ALLOWED.at(permission=PROTECT_PERSONS.label)
    return charge


def _digests(house: House, spelling: str) -> list[str]:
    """The marks that this spelling would have in every sealed field of every register."""
    vault = vault_of(house.folder)
    return [
        vault.blind(register.code, asked.code, same(asked, spelling))
        for register in house.content.registers.values()
        for asked in register.fields
        if asked.sealed
    ]


def _held(house: House, viewer: Viewer, row: RecordRow) -> Held:
    register = pinned(house, row.pack, row.fingerprint).register(row.register)
    return Held(house, viewer, row, register, lying(house, row, register))


def _note(house: House, viewer: Viewer, one: Held, reason: str) -> None:
    """An opening like any other: an entry in the log, and the reason beside the record."""
    with acting(house, viewer, "records.open", subject_of(one.register, one.row), one.at.place) as act:
        now, user = house.now(), user_of(viewer)
        Opening.objects.create(
            record=one.row, user=user, reason=reason, at=now, until=now + LASTS, position=act.position
        )
        act.detail = {"reason_given": True}
