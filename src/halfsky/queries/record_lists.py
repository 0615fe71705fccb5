"""Lists of records: the registers of a place with what is in them, and the records of one, filtered, ordered, in pages.

Everything is asked through one filter (`store.scope.records_in`), so a list, its count, a search and an export hold the
same records for the same reader. A list shows open fields; of persons it shows nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import Case, Count, DecimalField, F, OrderBy, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from halfsky.kernel.access import Scope, Viewer
from halfsky.kernel.field import Field, Kind, Stored, same
from halfsky.kernel.keeping import Readable, may_keep, readable
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.kernel.sealing import joined
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Concern, RecordMark, RecordRow
from halfsky.store.scope import records_asking, records_in, rows_in
from halfsky.store.vault import Vault, vault_of

NOT_A_BOUND = problem(
    "400.1167",
    ("“{name}”的范围应是数字，写的是“{came}”。", "The range of “{name}” is between numbers; “{came}” came."),
    ("请只写数字，可以只写一头。", "Write digits alone; one end is enough."),
)
NOT_A_FILTER = problem(
    "400.920",
    ("台账“{register}”不能按“{came}”筛选。", "The register {register} has no filter “{came}”."),
    ("可按公开字段、状态和期限筛选。", "Filter by open fields, state and deadline."),
)
PAGE = 50


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register at a place: how many records the viewer may read there and below, how many are late, and whether she
    may enter one."""

    register: Register
    records: int
    late: int
    may_keep: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One record in a list: its open values; `record` is the open half as formulas see it, None where it is not read
    freely."""

    id: int
    place: Place
    desk: Place
    state: str
    label: Text
    values: Mapping[str, Stored]
    due: dt.date | None
    late: bool
    changed_at: dt.datetime
    ask: bool
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `number` counts from 1; `total` records in all."""

    lines: tuple[Line, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows: filters by field (exact; dates and numbers as "from..to"), a state, text to look for, whether
    only what is late, and the order (a field, "-" before it for the other way round)."""

    filters: Mapping[str, str] | None = None
    state: str = ""
    text: str = ""
    late: bool = False
    order: str = "-id"


def registers(house: House, viewer: Viewer, at: Place, only: str = "") -> list[RegisterView]:
    """All registers that are kept at or below a place (or one of them), by their groups. Those that the same people
    read are counted together."""
    today = house.today()
    kept = [
        register
        for register in house.content.registers.values()
        if only in ("", register.code) and any(level.depth >= at.level.depth for level in register.levels)
    ]
    counts: dict[str, tuple[int, int]] = {}
    alike: dict[Readable, list[str]] = {}
    for register in kept:
        alike.setdefault(readable(viewer, register, today), []).append(register.code)
    for may, codes in alike.items():
        counts |= _counts(house, may, codes, at)
    found = [
        RegisterView(register, *counts.get(register.code, (0, 0)), _keeps(viewer, register, at, today))
        for register in kept
    ]
    return sorted(found, key=lambda view: (view.register.group.zh, view.register.code))


def _counts(house: House, may: Readable, codes: Sequence[str], at: Place) -> dict[str, tuple[int, int]]:
    """How many records of these registers may be read, and how many of them are late, by register."""
    rows = RecordRow.objects.filter(records_in(may, house.now()), _here(may, at), register__in=codes)
    late = Count("pk", filter=Q(due__lt=house.today()))
    counted = rows.order_by().values("register").annotate(records=Count("pk"), late=late)
    return {row["register"]: (row["records"], row["late"]) for row in counted}


def _keeps(viewer: Viewer, register: Register, at: Place, today: dt.date) -> bool:
    return at.level in register.levels and may_keep(viewer, register, at, today)


def reached(
    house: House, viewer: Viewer, register: Register, at: Place | None = None, asking: bool = False
) -> QuerySet[RecordRow]:
    """The records of a register that the viewer may read, at a place and below; with `asking` also those that she may
    open after saying why, of which a list shows no more than that they are there."""
    may = readable(viewer, register, house.today())
    allowed = records_in(may, house.now()) | (records_asking(may) if asking else Q(pk__in=()))
    rows = RecordRow.objects.filter(allowed, register=register.code)
    if at is None:
        return rows
    return rows.filter(_here(may, at))


def _here(may: Readable, at: Place) -> Q:
    """What belongs to or lies at a place or below it; and what asks an agency there, for who answers for one."""
    below = Scope(subtrees=frozenset({at.id}))
    wanted = rows_in(below) | rows_in(below, "desk")
    if may.answering:
        wanted |= Q(pk__in=Concern.objects.filter(rows_in(below)).values("record"))
    return wanted


def records(
    house: House, viewer: Viewer, register: Register, at: Place, wanted: Wanted = Wanted(), page: int = 1
) -> Page:
    """One page of the records of a register at a place and below."""
    rows = filtered(house, register, reached(house, viewer, register, at, asking=True), wanted)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    shown = list(rows.order_by(*_order(register, wanted.order))[(number - 1) * PAGE : number * PAGE])
    free = set(reached(house, viewer, register).filter(pk__in=[r.pk for r in shown]).values_list("pk", flat=True))
    return Page(tuple(lines(house, register, shown, free)), total, number, pages)


def lines(house: House, register: Register, rows: Sequence[RecordRow], free: set[int]) -> list[Line]:
    """Rows as lines of a list; of what is not freely read only that it is there."""
    today = house.today()
    known = {p.id: p for p in places.by_ids(house, {i for r in rows for i in (r.place_id, r.desk_id)})}
    return [
        Line(
            r.pk,
            known.get(r.place_id) or places.by_id(house, r.place_id),
            known.get(r.desk_id) or places.by_id(house, r.desk_id),
            r.state,
            dict(register.workflow.states).get(r.state, Text(r.state)),
            r.plain.get("values", {}) if r.pk in free else {},
            r.due,
            r.due is not None and r.due < today,
            r.changed_at,
            r.pk not in free,
            open_half(r, known[r.place_id]) if r.pk in free and r.place_id in known else None,
        )
        for r in rows
    ]


def open_half(row: RecordRow, place: Place) -> Record:
    """A record as far as nobody is described in it."""
    values, parts = joined(row.plain, {})
    days = {code: dt.date.fromisoformat(day) for code, day in row.entered.items()}
    return Record(values, parts, row.state, place.level, days, str(place.id))


def filtered(house: House, register: Register, rows: QuerySet[RecordRow], wanted: Wanted) -> QuerySet[RecordRow]:
    """The rows that a list asks for."""
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.late:
        rows = rows.filter(due__lt=house.today())
    for code, said in (wanted.filters or {}).items():
        asked = register.field(code)
        if asked is None or asked.sealed or asked.kind in (Kind.CHECKLIST, Kind.FILE, Kind.PHOTO) or "." in code:
            raise NOT_A_FILTER.at(code, register=register.title, came=code)
        rows = rows.filter(_filter(asked, said))
    return rows.filter(_search(house, register, wanted.text)) if wanted.text.strip() else rows


def _filter(asked: Field, said: str) -> Q:
    name = f"plain__values__{asked.code}"
    low, dots, high = said.partition("..")
    if dots and asked.kind is Kind.DATE:
        wanted = Q(**{f"{name}__gte": low}) if low else Q()
        return wanted & Q(**{f"{name}__lte": high}) if high else wanted
    if dots and asked.kind.counted:
        wanted = Q(GreaterThanOrEqual(_number(asked.code), _bound(asked, low))) if low else Q()
        return wanted & Q(LessThanOrEqual(_number(asked.code), _bound(asked, high))) if high else wanted
    if asked.kind is Kind.YES:
        return Q(**{name: said == "yes"})
    return Q(**{f"{name}__contains": [said]}) if asked.many else Q(**{name: said})


def _number(code: str) -> Case:
    """A number of a record as a number: it is kept as a text, and 9 is less than 10. What was kept when the field held
    something else is none."""
    text = KeyTextTransform(code, KeyTransform("values", F("plain")))
    number = DecimalField(max_digits=30, decimal_places=6)
    written = Q(**{f"plain__values__{code}__regex": r"^[0-9]+([.][0-9]+)?$"})
    return Case(When(written, then=Cast(text, number)), output_field=number)


def _bound(asked: Field, text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation as fault:
        raise NOT_A_BOUND.at(asked.code, name=asked.label, came=text) from fault


def _search(house: House, register: Register, text: str) -> Q:
    """Open texts that hold what is looked for; sealed ones that are exactly it, by the blind index."""
    said = text.strip()
    found = Q(pk=int(said)) if said.isascii() and said.isdigit() and len(said) < 15 else Q(pk__in=())
    vault: Vault | None = None
    for asked in register.fields:
        if asked.sealed:
            vault = vault or vault_of(house.folder)
            digest = vault.blind(register.code, asked.code, same(asked, said))
            found |= Q(pk__in=RecordMark.objects.filter(digest=digest, field=asked.code).values("record"))
        elif asked.kind in (Kind.TEXT, Kind.LONG):
            found |= Q(**{f"plain__values__{asked.code}__icontains": said})
    return found


def _order(register: Register, order: str) -> tuple[str | OrderBy, ...]:
    """By a field, the newest first among equals."""
    sign, code = ("-", order[1:]) if order.startswith("-") else ("", order)
    if code in ("id", "state", "due", "changed_at"):
        return (f"{sign}{code}", "-id")
    asked = register.field(code)
    if asked is None or asked.sealed or "." in code:
        raise NOT_A_FILTER.at(code, register=register.title, came=code)
    if asked.kind.counted:
        number = _number(code)
        return (number.desc(nulls_last=True) if sign else number.asc(nulls_last=True), "-id")
    return (f"{sign}plain__values__{code}", "-id")


def count_by_state(rows: QuerySet[RecordRow]) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))
