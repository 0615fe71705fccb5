"""Many records from one file: checked, staged in short transactions, and published by one swap, or nothing of them.

Staged rows are seen by nobody. The swap publishes their batch and writes what the file changes in records that are
there, with one entry in the log. A process that dies leaves staged rows, which the night takes away. So no writer waits
longer for an import than for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Max

from halfsky.actions.acting import acting, user_of
from halfsky.actions.record_keeping import STALE, TAKEN
from halfsky.actions.record_rows import Complaint, Made, Reader, There, Wrong
from halfsky.actions.record_there import records_there
from halfsky.actions.record_writing import stage, write_changes
from halfsky.exchange.record_columns import NUMBER
from halfsky.exchange.record_reading import Raw, RecordFile
from halfsky.kernel.keeping import NO_RECORD
from halfsky.kernel.refusals import problem
from halfsky.store import log
from halfsky.store.house import House
from halfsky.store.locks import alone, tried, writing
from halfsky.store.models import RecordBatch, RecordMark, RecordRow

NO_ROWS = problem(
    "400.949",
    ("表里没有可以读入的记录。", "The file holds no records."),
    ("表头下面至少填一行。", "Fill in at least one row below the headings."),
)
TWICE = problem(
    "400.950",
    ("与第{row}行重复：{fields}相同。", "The same {fields} as in row {row}."),
    ("请核对，只保留一行。", "Check it and keep one of them."),
)
NUMBER_TWICE = problem(
    "400.951",
    ("编号“{came}”在第{row}行已经出现。", "The number {came} stands in row {row} already."),
    ("一条记录只写一行。", "Write one row for each record."),
)
NO_PARENT = problem(
    "400.952",
    ("没有编号为“{came}”的记录。", "There is no record with the number “{came}”."),
    (
        "子表的编号应是记录表中的编号，或已有记录的编号。",
        "A child row names a number of the records' sheet, or of a record that is there.",
    ),
)
TOO_MANY_CHANGES = problem(
    "413.953",
    ("表里要修改的已有记录超过{most}条。", "The file changes more than {most} records that are there."),
    ("请分成几个文件导入；新记录不受此限。", "Split it into several files; new records are not limited so."),
)
TOO_MANY_ROWS = problem(
    "413.954",
    ("表里超过{most}条记录。", "The file holds more than {most} records."),
    ("请分成几个文件导入。", "Split it into several files."),
)
CHUNK = 200
"""So many records are staged in one transaction."""
MOST_CHANGES = 500
"""So many records that are there can be changed by one file: they are written in the swap itself."""
MOST_ROWS = 200_000
MOST_TOLD = 1_000
"""So many complaints are kept; the others are counted."""


@dataclass(slots=True)
class Outcome:
    """What came of a file: how many records, or what is wrong (`wrong` counts all, `complaints` are the first)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    complaints: list[Complaint] = field(default_factory=list)
    position: int | None = None

    def complain(self, found: Sequence[Complaint]) -> None:
        self.wrong += len(found)
        self.complaints += found[: MOST_TOLD - len(self.complaints)]


def take(reader: Reader, file: RecordFile, check: bool = False) -> Outcome:
    """Check a whole file and keep it, or only check it. One import of a register at a time."""
    house, register = reader.house, reader.register
    with alone(house.folder, _lock(register.code)):
        sweep_register(house, register.code)
        job = _Import(reader, file, check)
        try:
            job.run()
        finally:
            if job.batch is not None and not job.published:
                discard(job.batch)
    return job.outcome


def _lock(register: str) -> str:
    return f"records-{register}"


@dataclass
class _Import:
    """One file under way."""

    reader: Reader
    file: RecordFile
    check: bool
    outcome: Outcome = field(default_factory=Outcome)
    changes: list[Made] = field(default_factory=list)
    batch: RecordBatch | None = None
    position: int = 0
    newest: int = 0
    rows: int = 0
    published: bool = False

    def run(self) -> None:
        self._begin()
        records = (raw for raw in self.file.records() if not raw.empty)
        while chunk := list(islice(records, CHUNK)):
            self.rows += len(chunk)
            if self.rows > MOST_ROWS:
                raise TOO_MANY_ROWS.at(self.file.source.title, most=MOST_ROWS)
            self._chunk(chunk)
        if not self.rows:
            raise NO_ROWS.at(self.file.source.title)
        if not self.outcome.wrong and self.batch is not None:
            self._publish(self.batch)

    def _begin(self) -> None:
        """Open a batch, unless the file is only checked; note the newest mark, while nobody else writes."""
        if self.check:
            return
        reader, user = self.reader, user_of(self.reader.viewer)
        with writing():
            self.position, self.newest = log.next_position(), _newest_mark()
            self.batch = RecordBatch.objects.create(
                register=reader.register.code,
                place_id=reader.at.id,
                digest=self.file.source.sha256,
                at=reader.now,
                by=user,
            )

    def _chunk(self, raws: list[Raw]) -> None:
        there = self._there(raws)
        made: list[Made] = []
        for raw in raws:
            try:
                one = self._one(raw, there)
            except Wrong as no:
                self.outcome.complain(no.complaints)
                continue
            if one is None:
                self.outcome.unchanged += 1
            else:
                made.append(one)
        self.outcome.complain(self._not_unique(made))
        new = [one for one in made if one.there is None]
        self.changes += [one for one in made if one.there is not None]
        if len(self.changes) > MOST_CHANGES:
            raise TOO_MANY_CHANGES.at(self.file.source.title, most=MOST_CHANGES)
        self.outcome.added += len(new)
        self.outcome.changed = len(self.changes)
        if self.batch is not None and not self.outcome.wrong:
            stage(self.reader, self.batch, self.position, new)

    def _one(self, raw: Raw, there: dict[int, There]) -> Made | None:
        """A record of the file: new where it has no number, or one that is none."""
        first = raw.first
        if raw.link:
            before = self.file.once(f"#{raw.link}", first.number)
            if before is not None:
                raise Wrong([Complaint(first, NUMBER, NUMBER_TWICE.at(first.at(NUMBER), came=raw.link, row=before))])
        number = _number(raw.link)
        if number and number not in there:
            raise Wrong([Complaint(first, NUMBER, NO_RECORD.at(first.at(NUMBER)))])
        if not number and raw.row is None:
            raise Wrong([Complaint(first, NUMBER, NO_PARENT.at(first.at(NUMBER), came=raw.link))])
        return self.reader.read(raw, there.get(number))

    def _not_unique(self, made: Sequence[Made]) -> list[Complaint]:
        """What is there already, in the file or in the house; asked once for all of them."""
        register, found = self.reader.register, []
        wanted = {(one.marks[name], name): one for one in made for name in one.marks if name.startswith("=")}
        for one in made:
            for name, digest in one.marks.items():
                if name.startswith("=") and (row := self.file.once(digest, one.number)) is not None:
                    key, says = one.taken(register, name)
                    again = TWICE.at(says.where, row=row, fields=says.values["fields"])
                    found.append(Complaint(one.raw.first, key, again))
        marks = RecordMark.objects.filter(register=register.code, digest__in=[digest for digest, _ in wanted])
        shown = marks.filter(record__in=RecordRow.objects.all())
        for digest, name, record in shown.values_list("digest", "field", "record"):
            hit = wanted.get((digest, name))
            if hit is not None and (hit.there is None or hit.there.row.pk != record):
                found.append(Complaint(hit.raw.first, *hit.taken(register, name)))
        return found

    def _there(self, raws: Sequence[Raw]) -> dict[int, There]:
        """The records that the rows name by number."""
        numbers = {number for raw in raws if (number := _number(raw.link))}
        return records_there(self.reader, numbers) if numbers else {}

    def _publish(self, batch: RecordBatch) -> None:
        """The swap: the batch becomes visible, the changes are written, the log says so."""
        reader, outcome = self.reader, self.outcome
        with writing():
            log.next_position()
            newest = _newest_mark()
        # Looked through before the swap: then few marks are left for it.
        self._demand_nobody_came(batch, newest)
        self.newest = newest
        with acting(reader.house, reader.viewer, "records.import", reader.register.code, reader.at) as act:
            self._demand_nobody_came(batch)
            write_changes(reader, act, self.changes)
            now = reader.house.now()
            if not RecordBatch.objects.filter(pk=batch.pk).update(published_at=now, rows=outcome.added):
                raise STALE.at(self.file.source.title, who="—")
            act.detail = {"sha256": batch.digest, "added": outcome.added, "changed": outcome.changed}
        self.published, outcome.position = True, act.position

    def _demand_nobody_came(self, batch: RecordBatch, until: int | None = None) -> None:
        """Refuse when somebody entered one of these records while the file was read."""
        register = self.reader.register
        new = RecordMark.objects.filter(pk__gt=self.newest, register=register.code, field__startswith="=")
        new = new if until is None else new.filter(pk__lte=until)
        came = dict(new.exclude(record__batch=batch).values_list("digest", "field"))
        if not came:
            return
        mine = RecordMark.objects.filter(digest__in=list(came), record__batch=batch).values_list("digest", flat=True)
        taken = {*mine, *(d for one in self.changes for d in one.marks.values() if d in came)}
        if taken:
            made = came[next(iter(taken))]
            fields = "、".join(str(register.label(code)) for code in made[1:].split("+") if code != "place")
            raise TAKEN.at(self.file.source.title, fields=fields)


def _newest_mark() -> int:
    """The number of the newest mark; asked while nobody else writes, so that none below it is still to come."""
    return RecordMark.objects.aggregate(n=Max("pk"))["n"] or 0


def _number(link: str) -> int:
    """The number that a row names; 0 where it is a new record."""
    return int(link) if link.isascii() and link.isdigit() and len(link) < 15 else 0


def discard(batch: RecordBatch) -> None:
    """Take away the staged rows of a batch that was not published, a few at a time."""
    while numbers := list(RecordRow.staged.filter(batch=batch).values_list("pk", flat=True)[:CHUNK]):
        with writing():
            RecordRow.staged.filter(pk__in=numbers).delete()
    with writing():
        RecordBatch.objects.filter(pk=batch.pk, published_at=None).delete()


def sweep_register(house: House, register: str) -> None:
    """Take away what imports of a register left behind when they died; only who holds its lock calls this."""
    for batch in RecordBatch.objects.filter(register=register, published_at=None):
        discard(batch)


def sweep(house: House) -> None:
    """Take away all staged rows whose import is not under way any more."""
    for code in set(RecordBatch.objects.filter(published_at=None).values_list("register", flat=True)):
        with tried(house.folder, _lock(code)) as free:
            if free:
                sweep_register(house, code)
