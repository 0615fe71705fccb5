"""Entering and changing records, on every road alike: read, checked, kept; refused with all complaints at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from halfsky.actions.acting import Also, acting, nothing_else, user_of
from halfsky.actions.record_keeping import STALE, add_row, demand_sound, read, write_row
from halfsky.kernel.access import HANDLE_CASES, KEEP_RECORDS, NOT_ALLOWED, Permission, Viewer
from halfsky.kernel.entry import Entry
from halfsky.kernel.keeping import demand_kept_at, may_keep, writable
from halfsky.kernel.record import Record
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.register import Register, Secrecy
from halfsky.kernel.text import Text, listed
from halfsky.queries import places
from halfsky.queries.looked import looked
from halfsky.queries.records import Held, held, opened
from halfsky.store.house import House
from halfsky.store.models import Entrusting, RecordRow
from halfsky.store.vault import ERASED

NOT_YOURS_TO_WRITE = problem(
    "403.965",
    ("现在您不能填写“{names}”。", "{names} is not yours to write now."),
    ("您可以填写：{known}。", "You may write: {known}."),
)
OPEN_FIRST = problem(
    "409.922",
    ("请先打开这条记录。", "Open the record first."),
    (
        "涉及个人的记录，打开后30分钟内可以修改。",
        "A record about a person may be changed for 30 minutes after opening.",
    ),
)


def add(
    house: House,
    viewer: Viewer,
    register: str,
    place: str,
    given: Entry,
    explained: Mapping[str, str] | None = None,
    origin: str = "web",
    also: Also = nothing_else,
) -> RecordRow:
    """Enter a record of a place. Refuses with every complaint at its field. A case is entrusted to who enters it;
    `also` is kept in the same act."""
    user, at, kind = user_of(viewer), places.place(house, place), house.content.register(register)
    demand_kept_at(kind, at)
    if not may_keep(viewer, kind, at, house.today()):
        raise NOT_ALLOWED.at(at.name, permission=keeps(kind).label)
    made, unread = read(house, viewer, kind, given)
    today, start = house.today(), kind.workflow.start
    others = looked(house, kind, made.values, at)
    record = Record(made.values, made.parts, start, at.level, {start: today}, str(at.id), looked=others)
    demand_sound(kind, record, unread, explained or {}, today)
    with acting(house, viewer, "records.add", kind.code, at) as act:
        if kind.looks:
            # Now that nobody else writes: of two who come at once to the last place of a quota, one comes too late.
            record = replace(record, looked=looked(house, kind, made.values, at))
            demand_sound(kind, record, unread, explained or {}, today)
        row = add_row(house, viewer, act, kind, at, record, explained or {})
        if kind.secrecy is Secrecy.NEED:
            Entrusting.objects.create(record=row, user=user, since=house.now(), by=user)
        act.subject = subject_of(kind, row)
        act.detail = {"origin": origin}
        also(act)
    return row


def change(
    house: House,
    viewer: Viewer,
    number: int,
    given: Entry,
    explained: Mapping[str, str] | None = None,
    version: int | None = None,
    origin: str = "web",
) -> RecordRow:
    """Change what a record says: written fields replace, emptied ones go, all others stay; a kind of child records that
    is given is given whole. `version` is that which the writer had before her eyes."""
    found = demand_changing(house, viewer, number)
    with acting(house, viewer, "records.change", subject_of(found.register, found.row), found.at.place) as act:
        found = demand_changing(house, viewer, number)
        if version is not None and version != found.row.version:
            raise STALE.at(who=found.row.changed_by.name)
        demand_writing(found, given)
        before = found.record()
        made, unread = read(house, viewer, found.register, given, before)
        record = found.made(made.values, made.parts, before.state, found.row.entered)
        words = {**found.row.explained, **(explained or {})}
        demand_sound(found.register, record, unread, words, house.today())
        write_row(found, act, record, "changed", explained=explained)
        act.detail = {"version": found.row.version, "origin": origin}
    return found.row


def demand_changing(house: House, viewer: Viewer, number: int) -> Held:
    """A record that the viewer may change, under today's definition; refuses one that is erased or not open to her."""
    found = held(house, viewer, number, today=True)
    if found.row.erased_at is not None:
        raise ERASED.at(day=found.row.erased_at.astimezone(house.settings.zone).date())
    if writes(found) == frozenset():
        raise NOT_ALLOWED.at(found.at.place.name, permission=keeps(found.register).label)
    demand_open(found)
    return found


def writes(found: Held) -> frozenset[str] | None:
    """What of the record the viewer may write now; None where that is everything."""
    return writable(found.viewer, found.register, found.at, found.row.state, found.house.today())


def demand_writing(found: Held, given: Entry) -> None:
    """Refuse who writes more than belongs to the moves that are hers."""
    mine = writes(found)
    if mine is not None and (strange := [code for code in (*given.values, *given.parts) if code not in mine]):
        raise not_yours(found.register, strange, mine)


def not_yours(register: Register, strange: Sequence[str], mine: Collection[str]) -> Refusal:
    """The refusal of fields that are not the viewer's to write now."""
    known = listed([register.label(code) for code in sorted(mine)] or [Text("—")])
    return NOT_YOURS_TO_WRITE.at(strange[0], names=listed([register.label(code) for code in strange]), known=known)


def demand_open(found: Held) -> None:
    """Refuse to touch a record about a person that the viewer has not opened."""
    if not opened(found):
        raise OPEN_FIRST.at()


def keeps(register: Register) -> Permission:
    """The right to keep records of a kind."""
    return HANDLE_CASES if register.secrecy is Secrecy.NEED else KEEP_RECORDS


def subject_of(register: Register, row: RecordRow) -> str:
    """What the log calls a record, behind its place: never what it says."""
    return f"{register.code} {row.pk}"
