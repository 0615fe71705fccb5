"""One record as its reader sees it. What may not be read is not there; what describes a person shows once opened.

A record is shown under the definition with which it was last kept; who changes it does so under today's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from halfsky.kernel.access import READ_SHEETS, Viewer, may
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.keeping import NO_RECORD, Asked, Lying, Reading, demand_reading, reading, takes, writable
from halfsky.kernel.place import Place
from halfsky.kernel.record import Due, Record, Values, computed, due, lacking
from halfsky.kernel.register import Register
from halfsky.kernel.sealing import joined
from halfsky.kernel.text import Text
from halfsky.kernel.watching import Warned
from halfsky.kernel.workflow import Move
from halfsky.queries import places
from halfsky.queries.forms import pinned
from halfsky.queries.looked import looked
from halfsky.queries.watched import warned
from halfsky.store.house import House
from halfsky.store.models import Concern, Entrusting, Opening, RecordKey, RecordRow
from halfsky.store.vault import RecordKeyring, Wrapped, vault_of


@dataclass(frozen=True, slots=True)
class Edition:
    """One line of a record's history: what was done, by whom, and where it lay then."""

    version: int
    deed: str
    label: Text
    state: Text
    desk: Place
    at: dt.datetime
    by: str
    reason: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a record."""

    id: int
    field: str
    name: str
    size: int
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class RecordView:
    """A record for one reader. `open` says whether what describes a person is shown; `ask` that a reason is due first.
    `writes` are the fields and kinds of child records that she may write (None: every one); `moves` are those that she
    may take now; `lacking` the items of checklists that do not hold; `due` the reviews that are owed; `followed` the
    series that the record follows, with what they warn of now."""

    id: int
    register: Register
    place: Place
    desk: Place
    record: Record
    version: int
    made_at: dt.datetime
    made_by: str
    changed_at: dt.datetime
    changed_by: str
    erased_at: dt.datetime | None
    deadline: dt.date | None
    stays: dt.date | None
    today: dt.date
    open: bool
    ask: bool
    writes: frozenset[str] | None
    moves: tuple[Move, ...]
    entrusted: tuple[tuple[int, str], ...]
    explained: Mapping[str, str]
    reviews: tuple[Due, ...]
    files: tuple[FileView, ...] = ()
    followed: tuple[tuple[str, Warned], ...] = ()
    history: tuple[Edition, ...] = ()

    @property
    def state(self) -> Text:
        return self.register.workflow.label(self.record.state)

    @property
    def editable(self) -> bool:
        return self.writes is None or bool(self.writes)

    def may_write(self, code: str) -> bool:
        return self.writes is None or code in self.writes

    @property
    def late(self) -> bool:
        return self.deadline is not None and self.deadline < self.today

    @cached_property
    def computed(self) -> dict[str, Outcome]:
        return computed(self.register, self.record, self.today)

    @cached_property
    def lacking(self) -> dict[str, tuple[Text, ...]]:
        return lacking(self.register, self.record)


@dataclass(frozen=True)
class Held:
    """A record in the hand of an action or query: its row, its definition, where it lies, who asks."""

    house: House
    viewer: Viewer
    row: RecordRow
    register: Register
    at: Lying

    @cached_property
    def ring(self) -> RecordKeyring | None:
        """The key of the record; None where it holds nothing sealed, or is erased."""
        kept = RecordKey.objects.filter(record=self.row.pk).first()
        if kept is None:
            return None
        return vault_of(self.house.folder).open(self.row.uid, Wrapped(kept.master, bytes(kept.wrapped)))

    def halves(self, sealed: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        """The open half and, when asked for, the sealed half."""
        hidden = self.row.sealed if sealed else None
        return self.row.plain, self.ring.unseal_values(bytes(hidden)) if hidden and self.ring else {}

    def record(self, sealed: bool = True) -> Record:
        """The record as the kernel sees it."""
        values, parts = joined(*self.halves(sealed))
        return self.made(values, parts, self.row.state, self.row.entered)

    def made(
        self, values: Values, parts: Mapping[str, tuple[Values, ...]], state: str, entered: Mapping[str, str]
    ) -> Record:
        """A record of this place with other values."""
        days = {code: dt.date.fromisoformat(day) for code, day in entered.items()}
        level, place = self.at.place.level, str(self.at.place.id)
        others = looked(self.house, self.register, values, self.at.place, self.row.pk)
        return Record(values, parts, state, level, days, place, self._warned(values), self._files(), others)

    def _files(self) -> frozenset[str]:
        """The fields that have a file."""
        if not any(asked.kind.attached for _, asked in self.register.all_fields()):
            return frozenset()
        return frozenset(self.row.files.filter(removed_at=None).values_list("field", flat=True))

    def _warned(self, values: Values) -> Mapping[str, Warned]:
        """What the indicators that the record follows warn of at its place."""
        followed = [str(values[code]) for code in self.register.follows if values.get(code)]
        return warned(self.at.place.id, followed) if followed else {}

    def demand(self, reason: str = "") -> None:
        demand_reading(self.viewer, self.register, self.at, self.house.today(), reason)


def entrusted_to(record: int, moment: dt.datetime) -> frozenset[int]:
    """The users to whom a record is entrusted."""
    rows = Entrusting.objects.filter(record=record, since__lte=moment)
    return frozenset(row.user_id for row in rows if row.until is None or row.until > moment)


def held(house: House, viewer: Viewer, number: int, today: bool = False) -> Held:
    """A record that the viewer may read, freely or after saying why; refuses every other as if there were none. With
    `today` it comes under today's definition of its register, as who changes it needs it."""
    row = RecordRow.objects.filter(pk=number).first()
    if row is None:
        raise NO_RECORD.at()
    content = house.content if today else pinned(house, row.pack, row.fingerprint)
    register = content.register(row.register)
    found = Held(house, viewer, row, register, lying(house, row, register))
    if reading(viewer, register, found.at, house.today()) is Reading.NO:
        raise NO_RECORD.at()
    return found


def lying(house: House, row: RecordRow, register: Register) -> Lying:
    """Where a record belongs and lies, to whom it is entrusted, whom it asks."""
    place, desk = places.by_id(house, row.place_id), places.by_id(house, row.desk_id)
    rows = Concern.objects.filter(record=row.pk) if register.asks else ()
    asked = tuple(Asked(c.field, c.agency, places.by_id(house, c.place_id)) for c in rows)
    return Lying(place, desk, entrusted_to(row.pk, house.now()), asked)


def opened(found: Held) -> bool:
    """Whether what describes a person is open to the viewer: where no person is described, always; else while an
    opening of hers is in force."""
    if not found.register.about_person:
        return True
    now = found.house.now()
    mine = Opening.objects.filter(record=found.row.pk, user=found.viewer.user_id, at__lte=now, until__gt=now)
    return mine.exists()


def record(house: House, viewer: Viewer, number: int) -> RecordView:
    """A record with its history."""
    return viewed(held(house, viewer, number))


def viewed(found: Held) -> RecordView:
    """A record in hand as its reader sees it."""
    house, viewer, row, register = found.house, found.viewer, found.row, found.register
    today, is_open = house.today(), opened(found)
    touched = is_open and row.erased_at is None
    made = found.record(is_open)
    may = takes(viewer, register, found.at, today)
    moves = [m for m in register.workflow.possible(row.state) if not m.by or any(may(who) for who in m.by)]
    entrusted = Entrusting.objects.filter(record=row.pk, user__in=found.at.entrusted, until=None).select_related("user")
    return RecordView(
        id=row.pk,
        register=register,
        place=found.at.place,
        desk=found.at.desk,
        record=made,
        version=row.version,
        made_at=row.made_at,
        made_by=row.made_by.name,
        changed_at=row.changed_at,
        changed_by=row.changed_by.name,
        erased_at=row.erased_at,
        deadline=row.due,
        stays=row.stays,
        today=today,
        open=is_open,
        ask=reading(viewer, register, found.at, today) is Reading.ASK,
        writes=writable(viewer, register, found.at, row.state, today) if touched else frozenset(),
        moves=tuple(moves) if touched else (),
        entrusted=tuple((e.user_id, e.user.name) for e in entrusted),
        explained=row.explained,
        reviews=tuple(due(register, made, today, house.content.calendar)),
        files=_files(found) if is_open else (),
        followed=_followed(found, made),
        history=_history(found, is_open),
    )


def _followed(found: Held, made: Record) -> tuple[tuple[str, Warned], ...]:
    """What the series that the record follows warn of; what rests on few cases for those who may read it."""
    sees = may(found.viewer, READ_SHEETS, found.at.place, found.house.today())
    spelled = [str(made.values[code]) for code in found.register.follows if made.values.get(code)]
    return tuple((s, made.warned[s]) for s in spelled if s in made.warned and (sees or not made.warned[s].veiled))


def _files(found: Held) -> tuple[FileView, ...]:
    rows = found.row.files.filter(removed_at=None).select_related("added_by").order_by("pk")
    return tuple(FileView(f.pk, f.field, f.name, f.size, f.added_at, f.added_by.name) for f in rows)


def _history(found: Held, is_open: bool) -> tuple[Edition, ...]:
    """The newest first. Which fields a change touched is told by their labels; of sealed ones only to who opened it."""
    made: list[Edition] = []
    before: dict[str, Any] = {}
    for row in found.row.editions.select_related("by").order_by("version"):
        hidden = found.ring.unseal_values(bytes(row.sealed)) if row.sealed and found.ring and is_open else {}
        values, parts = joined(row.plain, hidden)
        now = {**values, **parts}
        changed = tuple(str(found.register.label(c)) for c in now if now[c] != before.get(c))
        made.append(
            Edition(
                row.version,
                row.deed,
                _deed(found.register, row.deed),
                found.register.workflow.label(row.state),
                places.by_id(found.house, row.desk_id),
                row.at,
                "" if row.deed == SENT_IN else row.by.name,
                hidden.get("reason", "") or row.reason,
                changed,
            )
        )
        before = now
    return tuple(reversed(made))


def _deed(register: Register, deed: str) -> Text:
    move = next((m for m in register.workflow.moves if m.code == deed), None)
    return move.label if move else DEEDS[deed]


MADE, SENT_IN, CHANGED, ENTRUSTED, ERASED = "made", "sent_in", "changed", "entrusted", "erased"
DEEDS: dict[str, Text] = {
    MADE: Text("登记", "entered"),
    SENT_IN: Text("群众提交", "sent in by a resident"),
    CHANGED: Text("修改", "changed"),
    ENTRUSTED: Text("交办", "entrusted"),
    ERASED: Text("删除个人信息", "persons erased"),
}
"""What is done with a record beside its moves."""
