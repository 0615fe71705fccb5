"""What a row of a file becomes: a new record, a change of one that is there, or complaints, each at its cell.

A cell that is empty leaves a field of an existing record as it is; child rows are added to those that are there, or
change the one whose number they carry. Nothing is taken away by a file but what says so (清空).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from halfsky.actions.acting import user_of
from halfsky.actions.record_keeping import PLACE, STALE, TAKEN, Given, given_by, marks_of, pack_mark, unique_marks
from halfsky.actions.record_names import Names
from halfsky.actions.records import keeps
from halfsky.exchange.record_columns import PLACE as KEPT_AT
from halfsky.exchange.record_columns import VERSION, WHY
from halfsky.exchange.record_reading import CLEARED, Raw, Row, checklists, child_raw
from halfsky.kernel.access import NOT_ALLOWED, Viewer
from halfsky.kernel.entry import ID, Entry, Written, read_entry
from halfsky.kernel.field import Stored
from halfsky.kernel.keeping import NO_RECORD, Lying, Reading, demand_kept_at, may_change, may_keep, reading
from halfsky.kernel.place import Place
from halfsky.kernel.record import ODD, Record, Values, complaints
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.sealing import split
from halfsky.kernel.text import listed
from halfsky.queries.looked import looked
from halfsky.store.house import House
from halfsky.store.models import RecordRow
from halfsky.store.vault import ERASED, RecordKeyring, Vault

NO_CHILD = problem(
    "400.948",
    ("这条记录的{part}里没有行编号“{came}”。", "The record has no row “{came}” among its {part}."),
    (
        "已有的一行请保留导出时的行编号；新的一行留空。",
        "Keep the row number as exported; leave it empty for a new row.",
    ),
)


@dataclass(frozen=True, slots=True)
class There:
    """A record that is there, opened for the change that a row asks."""

    row: RecordRow
    at: Lying
    record: Record
    ring: RecordKeyring | None


@dataclass(slots=True)
class Made:
    """A sound record of the file. `there` is the one that it changes, and `sealed` its sealed half under its key."""

    raw: Raw
    at: Place
    record: Record
    explained: dict[str, str]
    marks: dict[str, str]
    given: list[Given]
    plain: dict[str, object]
    hidden: dict[str, object]
    there: There | None = None
    sealed: bytes | None = None

    @property
    def number(self) -> int:
        return self.raw.first.number

    def taken(self, register: Register, name: str) -> tuple[str, Refusal]:
        """The complaint that another record says the same: its field, and what is said."""
        codes = name[1:].split("+")
        fields = listed([register.label(code) for code in codes if code != PLACE])
        at = next((code for code in codes if code != PLACE), codes[0])
        return at, TAKEN.at(self.raw.first.at(at), fields=fields)


@dataclass(slots=True)
class Complaint:
    """One thing that is wrong: the row, the column's key, and what is said."""

    row: Row
    key: str
    says: Refusal


class Wrong(Exception):
    """All that is wrong with one record of a file."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__()


@dataclass
class Reader:
    """Reads the rows of one file for one register, under today's definitions."""

    house: House
    viewer: Viewer
    register: Register
    at: Place
    names: Names = field(init=False)
    _keeps: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = Names(self.house, self.viewer, self.register, self.at)
        self.vault = Vault(self.house.folder)
        self.today, self.now = self.house.today(), self.house.now()
        self.elements = self.house.content.elements
        self.user = user_of(self.viewer).pk
        self.mark = pack_mark(self.register.pack)

    def read(self, raw: Raw, there: There | None) -> Made | None:
        """The record that a row says; None where it changes nothing. Raises `Wrong` with everything that is wrong."""
        try:
            at = self._changes(raw, there) if there else self._keeps_at(raw)
        except Refused as no:
            row, key = raw.first, KEPT_AT if there is None else ""
            cell = row.at(key)
            placed = [r if r.where.startswith(cell) else r.placed(cell) for r in no.refusals]
            raise Wrong([Complaint(row, key, refusal) for refusal in placed]) from no
        tokens: dict[str, Row] = {}
        written = self._written(raw, tokens)
        before = there.record if there else None
        values, parts, wrong = self._over(raw, written, before, tokens)
        start = self.register.workflow.start
        state, entered = (before.state, before.entered) if before else (start, {start: self.today})
        others = looked(self.house, self.register, values, at, there.row.pk if there else 0)
        record = Record(values, parts, state, at.level, entered, str(at.id), looked=others)
        explained = self._explained(raw, record)
        told = {**(there.row.explained if there else {}), **explained}
        wrong += self._told(raw, tokens, written.complaints)
        spots = {(id(c.row), c.key) for c in wrong}
        sound = self._sound(raw, tokens, record, told)
        wrong += [c for c in sound if (id(c.row), c.key) not in spots]
        if wrong:
            raise Wrong(wrong)
        if before is not None and (record.values, record.parts) == (before.values, before.parts):
            return None
        plain, hidden = split(self.register, values, parts)
        marks = {**marks_of(self.vault, self.register, record), **unique_marks(self.vault, self.register, record, at)}
        given = given_by(self.vault, self.register, record, at, self.elements, self.today)
        sealed = there.ring.seal_values(hidden) if there and there.ring and hidden else None
        return Made(raw, at, record, explained, marks, given, plain, hidden, there, sealed)

    def _keeps_at(self, raw: Raw) -> Place:
        """Where a new record is kept; refuses a place whose level keeps none, and one where she may not."""
        row = raw.first
        at = self.names.home(row.own(KEPT_AT), row.at(KEPT_AT))
        demand_kept_at(self.register, at)
        if at.id not in self._keeps:
            self._keeps[at.id] = may_keep(self.viewer, self.register, at, self.today)
        if not self._keeps[at.id]:
            raise NOT_ALLOWED.at(at.name, permission=keeps(self.register).label)
        return at

    def _changes(self, raw: Raw, there: There) -> Place:
        """Where the record lies that a row changes; refuses one that she may not change, or that others changed."""
        said = raw.first.own(VERSION)
        if reading(self.viewer, self.register, there.at, self.today) is Reading.NO or not there.at.place.under(self.at):
            raise NO_RECORD.at()
        if there.row.erased_at is not None:
            raise ERASED.at(day=there.row.erased_at.astimezone(self.house.settings.zone).date())
        if not may_change(self.viewer, self.register, there.at, self.today):
            raise NOT_ALLOWED.at(there.at.place.name, permission=keeps(self.register).label)
        if said and said != str(there.row.version):
            raise STALE.at(who=there.row.changed_by.name)
        return there.at.place

    def _written(self, raw: Raw, tokens: dict[str, Row]) -> Written:
        """What the cells say, read; child rows under the names by which they are found again."""
        parts: dict[str, list[dict[str, str | Mapping[str, str]]]] = {}
        for part, rows in raw.parts.items():
            for row in rows:
                child = child_raw(row, secrets.token_hex(6))
                tokens[str(child[ID])] = row
                parts.setdefault(part, []).append(child)
        return read_entry(self.register, Entry(raw.row.raw() if raw.row else {}, parts), self.names.known)

    def _over(
        self, raw: Raw, written: Written, before: Record | None, tokens: Mapping[str, Row]
    ) -> tuple[Values, dict[str, tuple[Values, ...]], list[Complaint]]:
        """What was written laid over what was there."""
        given = raw.row.raw() if raw.row else {}
        values: dict[str, Stored] = dict(before.values) if before else {}
        lists = checklists(raw.row.heads.grid) if raw.row else frozenset()
        for code, said in given.items():
            new = written.values.get(code)
            if code in lists and isinstance(said, Mapping):
                old = values.get(code)
                kept = {i: a for i, a in old.items() if said.get(i) != ""} if isinstance(old, dict) else {}
                new = {**kept, **(new if isinstance(new, dict) else {})} or None
            if new is None:
                values.pop(code, None)
            else:
                values[code] = new
        parts = {code: tuple(rows) for code, rows in (before.parts if before else {}).items()}
        wrong: list[Complaint] = []
        for code, rows in written.parts.items():
            parts[code] = self._children(code, parts.get(code, ()), rows, tokens, wrong)
        return values, parts, wrong

    def _children(
        self,
        part: str,
        old: Sequence[Values],
        new: Sequence[Values],
        tokens: Mapping[str, Row],
        wrong: list[Complaint],
    ) -> tuple[Values, ...]:
        found: dict[str, Values] = {str(row[ID]): row for row in old}
        for one in new:
            name = str(one[ID])
            row = tokens[name]
            said = row.own("@child")
            if said and said not in found:
                label = next(p.label for p in self.register.parts if p.code == part)
                wrong.append(Complaint(row, "@child", NO_CHILD.at(row.at("@child"), part=label, came=said)))
                continue
            emptied = {key for key, text in row.cells.items() if text == CLEARED}
            kept = {key: value for key, value in found.get(name, {}).items() if key not in emptied}
            found[name] = {**kept, **one}
        return tuple(found.values())

    def _explained(self, raw: Raw, record: Record) -> dict[str, str]:
        """A word of explanation counts for every doubtful finding of its row."""
        why = raw.first.own(WHY)
        if not why:
            return {}
        return {c.where: why for c in complaints(self.register, record, self.today) if c.problem is ODD}

    def _told(self, raw: Raw, tokens: Mapping[str, Row], found: Sequence[Refusal]) -> list[Complaint]:
        """Complaints of reading at their cells; cells that hold an error themselves first."""
        rows = [raw.row] if raw.row else []
        rows += [row for part in raw.parts.values() for row in part]
        told = [Complaint(row, key, fault) for row in rows for key, fault in row.faults]
        given = {part: [row for row in rows] for part, rows in raw.parts.items()}
        return told + [self._placed(raw, given, refusal) for refusal in found]

    def _sound(
        self, raw: Raw, tokens: Mapping[str, Row], record: Record, explained: Mapping[str, str]
    ) -> list[Complaint]:
        rows = {
            part: [tokens.get(str(child.get(ID)), raw.first) for child in children]
            for part, children in record.parts.items()
        }
        found = complaints(self.register, record, self.today, explained)
        return [self._placed(raw, rows, refusal) for refusal in found]

    def _placed(self, raw: Raw, rows: Mapping[str, Sequence[Row]], refusal: Refusal) -> Complaint:
        """A complaint about `field`, `checklist.item`, `part[2].field` or a check, at its cell."""
        where, row = refusal.where, raw.first
        part, bracket, rest = where.partition("[")
        if bracket:
            number, _, where = rest.partition("].")
            row = rows[part][int(number) - 1]
        return Complaint(row, where, Refusal(refusal.problem, row.at(where), refusal.values))
