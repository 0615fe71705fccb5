"""How a record is written: sound or not at all, sealed where it describes a person, and with all that follows from it.

Every change is an edition that never alters; contributions and marks are worked out anew with it, in one transaction.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from halfsky.actions.acting import Act, user_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.entry import ID, Entry, Written, merged, read_entry
from halfsky.kernel.fact import Element
from halfsky.kernel.field import Known, Stored, same
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record, Values, complaints, contributions
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.sealing import split
from halfsky.kernel.text import listed
from halfsky.kernel.watching import Followed
from halfsky.queries import places
from halfsky.queries.records import MADE, Held, held
from halfsky.store.house import House
from halfsky.store.models import Concern, Contribution, PackText, RecordEdition, RecordKey, RecordMark, RecordRow, User
from halfsky.store.vault import RecordKeyring, Vault, vault_of

TAKEN = problem(
    "409.920",
    ("已有一条记录的{fields}与此相同。", "There is a record with the same {fields} already."),
    ("请核对，不要重复登记。", "Check it; do not enter it twice."),
)
STALE = problem(
    "409.921",
    ("这条记录已被{who}修改。", "{who} has changed this record meanwhile."),
    (
        "请刷新后在最新内容上修改；您填写的内容仍在本页。",
        "Reload it and change it again; what you wrote is still here.",
    ),
)
NO_SUCH_AGENCY = problem(
    "404.920",
    ("没有单位“{came}”。", "There is no agency “{came}”."),
    ("请从已有的单位中选择。", "Choose one of the agencies."),
)
PLACE = "place"
"""In a set of `unique` fields: only among the records of one place."""


def known(house: House, viewer: Viewer) -> Known:
    """The names of the world outside, as this house knows them."""

    def place(text: str, where: str) -> str:
        try:
            return str(places.place(house, text).id)
        except Refusal as no:
            raise no.placed(where) from no

    def agency(text: str, where: str) -> str:
        for code, one in house.content.agencies.items():
            if text in (code, one.name.zh, one.name.en):
                return code
        raise NO_SUCH_AGENCY.at(where, came=text)

    def indicator(text: str, where: str) -> str:
        code, _, at = text.partition("|")
        try:
            found, cell, _ = house.content.find(named.get(code.strip(), code.strip()))
        except Refusal as no:
            raise no.placed(where) from no
        return str(Followed(found.code, read_cell(at) if at else cell))

    named = {name: i.code for i in house.content.indicators.values() for name in (i.name.zh, i.name.in_("en"))}

    def record(register: str, text: str, where: str) -> str:
        number = int(text) if text.isascii() and text.isdigit() else 0
        try:
            return str(held(house, viewer, number).row.pk)
        except Refusal as no:
            raise no.placed(where) from no

    return Known(place, agency, indicator, record)


def read(
    house: House, viewer: Viewer, register: Register, given: Entry, before: Record | None = None
) -> tuple[Written, list[Refusal]]:
    """What was written, laid over what was there, with ids for new child records; and what could not be read."""
    now = read_entry(register, given, known(house, viewer))
    old = Written(dict(before.values), dict(before.parts)) if before else None
    made = merged(old, now, given)
    made.parts = {code: tuple(_named(row) for row in rows) for code, rows in made.parts.items()}
    return made, now.complaints


def _named(row: Values) -> Values:
    return row if row.get(ID) else {**row, ID: secrets.token_hex(6)}


def demand_sound(
    register: Register, record: Record, unread: list[Refusal], explained: Mapping[str, str], today: dt.date
) -> None:
    """Refuse with all complaints at once. A field that could not be read is not said to be empty as well."""
    spots = {refusal.where for refusal in unread}
    found = unread + [c for c in complaints(register, record, today, explained) if c.where not in spots]
    if found:
        raise Refused(found)


def add_row(
    house: House,
    viewer: Viewer,
    act: Act,
    register: Register,
    at: Place,
    record: Record,
    explained: Mapping[str, str],
    deed: str = MADE,
) -> RecordRow:
    """Write a new record; `deed` says how it came."""
    vault, now, user = vault_of(house.folder), house.now(), user_of(viewer)
    uid = secrets.token_hex(16)
    demand_unique(house, vault, register, record, at, 0)
    plain, hidden = split(register, record.values, record.parts)
    ring, wrapped = vault.new(uid) if seals(register) else (None, None)
    row = RecordRow.objects.create(
        uid=uid,
        register=register.code,
        pack=register.pack,
        fingerprint=pack_mark(register.pack),
        place_id=at.id,
        desk_id=at.id,
        state=record.state,
        entered={code: str(day) for code, day in record.entered.items()},
        plain=plain,
        sealed=ring.seal_values(hidden) if ring and hidden else None,
        explained=dict(explained),
        made_at=now,
        made_by=user,
        changed_at=now,
        changed_by=user,
        moved_by=user,
        position=act.position,
    )
    if wrapped:
        RecordKey.objects.create(record=row, master=wrapped.master, wrapped=wrapped.content)
    _edition(row, user, now, deed, ring, hidden, "")
    follow(house, vault, register, row, record, at)
    return row


def write_row(
    found: Held, act: Act, record: Record, deed: str, reason: str = "", explained: Mapping[str, str] | None = None
) -> None:
    """Write what a record says now, as a new edition; `deed` says what was done."""
    house, row, register = found.house, found.row, found.register
    vault = vault_of(house.folder)
    demand_unique(house, vault, register, record, found.at.place, row.pk)
    plain, hidden = split(register, record.values, record.parts)
    ring = found.ring or (_late_key(vault, row) if hidden else None)
    row.plain, row.state = plain, record.state
    row.sealed = ring.seal_values(hidden) if ring and hidden else None
    row.entered = {code: str(day) for code, day in record.entered.items()}
    row.pack, row.fingerprint = register.pack, pack_mark(register.pack)
    row.explained = {**row.explained, **(explained or {})}
    row.version += 1
    row.changed_at, row.changed_by, row.position = house.now(), user_of(found.viewer), act.position
    row.save()
    _edition(row, row.changed_by, row.changed_at, deed, ring, hidden, reason)
    follow(house, vault, register, row, record, found.at.place)


def _late_key(vault: Vault, row: RecordRow) -> RecordKeyring:
    """A key for a record that was entered when its register sealed nothing yet."""
    ring, wrapped = vault.new(row.uid)
    RecordKey.objects.create(record=row, master=wrapped.master, wrapped=wrapped.content)
    return ring


def seals(register: Register) -> bool:
    """Whether anything in the register is sealed."""
    return any(f.sealed for _, f in register.all_fields())


def pack_mark(pack: str) -> str:
    """The fingerprint of a pack in force."""
    return PackText.objects.get(code=pack, current=True).fingerprint


def _edition(
    row: RecordRow,
    user: User,
    now: dt.datetime,
    deed: str,
    ring: RecordKeyring | None,
    hidden: Mapping[str, Any],
    reason: str,
) -> None:
    """One line of history. Where the record is sealed its reasons are, too: they may name somebody."""
    whole = {**hidden, "reason": reason} if ring and reason else hidden
    RecordEdition.objects.create(
        record=row,
        version=row.version,
        deed=deed,
        state=row.state,
        desk_id=row.desk_id,
        plain=row.plain,
        sealed=ring.seal_values(whole) if ring and whole else None,
        reason="" if ring else reason,
        at=now,
        by=user,
        position=row.position,
    )


def follow(house: House, vault: Vault, register: Register, row: RecordRow, record: Record, at: Place) -> None:
    """What follows from what a record says: what it gives to the figures, and the marks by which it is found."""
    Contribution.objects.filter(record=row).delete()
    Contribution.objects.bulk_create(contribution_rows(house, vault, register, row, record, at))
    Concern.objects.filter(record=row).delete()
    asked = concerns_of(register, record, at.id)
    Concern.objects.bulk_create(Concern(record=row, field=f, agency=a, place_id=p) for f, a, p in asked)
    RecordMark.objects.filter(record=row).delete()
    marks = {**marks_of(vault, register, record), **unique_marks(vault, register, record, at)}
    RecordMark.objects.bulk_create(
        RecordMark(record=row, register=register.code, field=code, digest=digest) for code, digest in marks.items()
    )


def contribution_rows(
    house: House, vault: Vault, register: Register, row: RecordRow, record: Record, at: Place
) -> list[Contribution]:
    """What a record gives to the figures, as rows."""
    given = given_by(vault, register, record, at, house.content.elements, house.today())
    return [
        Contribution(
            record=row, element=element, cell=cell, place_id=place, since=since, until=until, amount=n, digest=digest
        )
        for element, cell, place, since, until, n, digest in given
    ]


def concerns_of(register: Register, record: Record, at: int) -> list[tuple[str, str, int]]:
    """The agencies that a record asks, as values of rows: the field, the agency, the place where it is."""
    said = record.values.get(register.asked_at)
    place = int(said) if isinstance(said, str) and said else at
    named = ((code, record.values.get(code)) for code in register.asks)
    return [
        (code, a, place)
        for code, kept in named
        for a in (kept if isinstance(kept, list) else [kept])
        if isinstance(a, str)
    ]


Given = tuple[str, str, int, dt.date, dt.date | None, int | None, str]
"""One contribution as it is kept: element, cell, place, since, until, amount, digest."""


def given_by(
    vault: Vault, register: Register, record: Record, at: Place, elements: Mapping[str, Element], today: dt.date
) -> list[Given]:
    """What a record gives to the figures, as values of rows."""
    return [
        (
            c.element,
            str(c.at),
            int(c.place) if c.place else at.id,
            c.since,
            c.until,
            c.amount,
            vault.blind(register.code, c.element, c.distinct) if c.distinct else "",
        )
        for c in contributions(register, record, elements, today)
    ]


def marks_of(vault: Vault, register: Register, record: Record) -> dict[str, str]:
    """The digests of the sealed texts of a record, by field: exactly the same is found again."""
    found = {}
    for asked in register.fields:
        kept = record.values.get(asked.code)
        if asked.sealed and isinstance(kept, str):
            found[asked.code] = vault.blind(register.code, asked.code, same(asked, kept))
    return found


def unique_marks(vault: Vault, register: Register, record: Record, at: Place) -> dict[str, str]:
    """The digests of the sets of fields that no two records share; a set with an empty field is none."""
    found = {}
    for fields in register.unique:
        said = [_spelled(register, record, at, code) for code in fields]
        if all(said):
            name = "+".join(fields)
            found[f"={name}"] = vault.blind(register.code, name, "\0".join(said))
    return found


def _spelled(register: Register, record: Record, at: Place, code: str) -> str:
    if code == PLACE:
        return str(at.id)
    asked, kept = register.field(code), record.values.get(code)
    assert asked is not None
    return "" if kept is None else same(asked, kept if isinstance(kept, str) else _text(kept))


def _text(kept: Stored) -> str:
    return "、".join(sorted(kept)) if isinstance(kept, list | dict) else str(kept)


def demand_unique(house: House, vault: Vault, register: Register, record: Record, at: Place, number: int) -> None:
    """Refuse a record that is there already. Which one it is is not said: the reader may not be entitled to it."""
    for name, digest in unique_marks(vault, register, record, at).items():
        there = RecordMark.objects.filter(digest=digest, field=name, register=register.code).exclude(record=number)
        if there.filter(record__in=RecordRow.objects.all()).exists():
            codes = name[1:].split("+")
            raise TAKEN.at(codes[0], fields=listed([register.label(c) for c in codes if c != PLACE]))


def changed_state(record: Record, state: str, today: dt.date) -> Record:
    """The record in another state from today on."""
    return replace(record, state=state, entered={**record.entered, state: today})
