"""月调度: what a dispatch of a place and month may hold, the dispatch itself, those that were frozen, who has signed.

What is frozen goes to places that may read less than the office, so it shows what everybody may see of small counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from halfsky.kernel.access import SEE_FIGURES, WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.dispatch import Dispatch, Item, candidates
from halfsky.kernel.league import earlier
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places, plans
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.inbox import mine
from halfsky.queries.league import Subject, subject_of, worked_out
from halfsky.queries.series import in_period
from halfsky.store.house import House
from halfsky.store.models import Document, Notice, Receipt

DISPATCH, BULLETIN = "dispatch", "bulletin"
"""The kinds of the documents."""
REMINDER = "bulletin_reminder"
"""The kind of the notices that remind of a bulletin."""
NOT_A_MONTH = problem(
    "400.1002",
    ("{came}不是可以调度的月份。", "{came} is not a month that can be dispatched."),
    ("请写成 2026-10 这样的月份，不晚于本月。", "Write a month such as 2026-10, not later than this one."),
)
NOTHING_CHOSEN = problem(
    "400.1003",
    ("没有选定任何指标。", "No indicator was chosen."),
    ("请至少选一项，再冻结本月调度。", "Choose one at least, then freeze the month."),
)
NOT_OFFERED = problem(
    "400.1004",
    ("“{came}”不能列入{place}{month}的调度。", "“{came}” cannot be in the dispatch of {place} for {month}."),
    (
        "只能选本地实施的规划中有目标、下级有数据的指标。",
        "Choose indicators with a goal in a plan in force here, for which places below have figures.",
    ),
)
NONE_BELOW = problem(
    "400.1005",
    ("{place}没有下级区划，不能调度。", "{place} has no places below to dispatch."),
    ("请到上一级区划办理。", "Do it at a place above."),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An indicator that a dispatch may hold: the period of its newest figures, and how many places have one."""

    key: str
    plan: Text
    number: str
    name: Text
    when: Period
    counted: int
    entered: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Frozen:
    """A dispatch that was frozen: to how many places its bulletins went, and how many have signed."""

    id: int
    name: str
    month: Period
    version: int
    written_at: dt.datetime
    by: str
    sent: int
    signed: int


@dataclass(frozen=True, slots=True)
class Signed:
    """The bulletin of one place and who has signed for it when; nobody yet: (). `reminded` is the last reminder."""

    place: str
    document: int
    by: tuple[tuple[str, dt.datetime], ...]
    reminded: dt.datetime | None = None


def read_month(text: str, today: dt.date) -> Period:
    """A month that has begun."""
    found = period(text)
    if found.kind != "month" or found.first_day() > today:
        raise NOT_A_MONTH.at(came=text)
    return found


def offered(house: House, viewer: Viewer, place: str, month: str) -> tuple[Offer, ...]:
    """What a dispatch of the month may hold; those of the last dispatch are chosen, all where there was none."""
    at, when = _asked(house, viewer, place, month)
    kept = last_choice(at)
    found = list(_offered(house, viewer, at, when))
    return tuple(
        Offer(
            key(subject),
            subject.plan.title if subject.plan else Text(""),
            subject.number,
            subject.name,
            figures,
            counted,
            entered,
            key(subject) in kept if kept else True,
        )
        for subject, figures, counted, entered in found
    )


def prepared(
    house: House, viewer: Viewer, place: str, month: str, chosen: Collection[str], due: dt.date | None
) -> Dispatch:
    """The dispatch of these indicators (the keys of offers), ready to be frozen."""
    at, when = _asked(house, viewer, place, month)
    if not chosen:
        raise NOTHING_CHOSEN.at()
    found = {key(subject): (subject, figures) for subject, figures, _, _ in _offered(house, viewer, at, when)}
    for came in chosen:
        if came not in found:
            raise NOT_OFFERED.at(came=came, place=at.name, month=when.label)
    below, given = _below(house, at, when), Given(house, at, Sight(house, None))
    items = []
    for name, (subject, figures) in found.items():
        if name in chosen and subject.plan:
            table, _ = worked_out(house, at, below, subject, figures, given)
            before = earlier(subject.indicator, figures)
            items.append(Item(subject.plan.code, subject.number, subject.name, figures, before, table))
    version = 1 + Document.objects.filter(kind=DISPATCH, place_id=at.id, period=str(when)).count()
    return Dispatch(at, when, version, tuple(below), tuple(items), house.snapshot(), house.today(), due)


def key(subject: Subject) -> str:
    """What the choice keeps of an indicator."""
    return f"{subject.plan.code if subject.plan else ''}/{subject.number}"


def last_choice(at: Place) -> frozenset[str]:
    """What the last dispatch of the place held."""
    last = Document.objects.filter(kind=DISPATCH, place_id=at.id).order_by("-pk").first()
    return frozenset(last.brief.get("chosen", ())) if last else frozenset()


def frozen(house: House, viewer: Viewer, place: str) -> tuple[Frozen, ...]:
    """The dispatches of a place, the newest first."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    rows = list(Document.objects.filter(kind=DISPATCH, place_id=at.id).select_related("by").order_by("-pk"))
    found = []
    for row in rows:
        signed = _signed(row)
        found.append(
            Frozen(
                row.pk,
                row.name,
                period(row.period),
                row.brief["version"],
                row.written_at.astimezone(house.settings.zone),
                row.by.name or row.by.username,
                len(signed),
                sum(bool(readers) for _, readers in signed),
            )
        )
    return tuple(found)


def receipts(house: House, viewer: Viewer, number: int) -> tuple[Signed, ...]:
    """The bulletins of a dispatch with who has signed; nothing for a document of another kind."""
    row = Document.objects.filter(pk=number, kind=DISPATCH).first()
    if row is None:
        return ()
    demand(viewer, SEE_FIGURES, places.by_id(house, row.place_id), house.today())
    zone, every = house.settings.zone, _signed(row)
    reminded = _reminded([bulletin.pk for bulletin, _ in every])
    return tuple(
        Signed(
            bulletin.brief["to_name"],
            bulletin.pk,
            tuple((who, at.astimezone(zone)) for who, at in readers),
            reminded[bulletin.pk].astimezone(zone) if bulletin.pk in reminded else None,
        )
        for bulletin, readers in every
    )


def unsigned(dispatch: Document) -> list[tuple[Document, dt.datetime | None]]:
    """The bulletins that nobody has signed for, each with its last reminder."""
    waiting = [bulletin for bulletin, readers in _signed(dispatch) if not readers]
    reminded = _reminded([bulletin.pk for bulletin in waiting])
    return [(bulletin, reminded.get(bulletin.pk)) for bulletin in waiting]


def address(bulletin: int) -> str:
    """Where a bulletin is read and signed for."""
    return f"/documents/{bulletin}"


def _reminded(bulletins: Collection[int]) -> dict[int, dt.datetime]:
    """The last reminder of each bulletin that has one."""
    of = {address(pk): pk for pk in bulletins}
    rows = Notice.objects.filter(kind=REMINDER, href__in=of).order_by("sent_at").values_list("href", "sent_at")
    return {of[href]: sent for href, sent in rows}


def compared(house: House, viewer: Viewer, number: int) -> tuple[str, list[dict[str, Any]]]:
    """The indicators of a dispatch as they were frozen, each place with its rank and value in the dispatch of the month
    before (`last_rank`, `last_shown`); with the label of that month, "" where there was none."""
    row = Document.objects.filter(pk=number, kind=DISPATCH).first()
    if row is None:
        return "", []
    demand(viewer, SEE_FIGURES, places.by_id(house, row.place_id), house.today())
    before = _before(row)
    if before is None:
        return "", list(row.brief.get("items", ()))
    known = {
        (item["plan"], item["number"], r["place"]): r for item in before.brief.get("items", ()) for r in item["rows"]
    }
    items = [{**item, "rows": [_beside(item, r, known) for r in item["rows"]]} for item in row.brief.get("items", ())]
    return period(before.period).label.zh, items


def _before(row: Document) -> Document | None:
    """The dispatch of the last month before this one, in its last version."""
    earlier = Document.objects.filter(kind=DISPATCH, place_id=row.place_id).exclude(period=row.period).order_by("pk")
    mine = period(row.period).last_day()
    found = [d for d in earlier if period(d.period).last_day() < mine]
    return max(found, key=lambda d: (period(d.period).last_day(), d.pk), default=None)


def _beside(
    item: dict[str, Any], row: dict[str, Any], known: dict[tuple[str, str, str], dict[str, Any]]
) -> dict[str, Any]:
    last = known.get((item["plan"], item["number"], row["place"]))
    if last is None:
        return {**row, "last_rank": None, "last_shown": "", "moved": None}
    moved = last["rank"] - row["rank"] if last["rank"] and row["rank"] else None
    return {**row, "last_rank": last["rank"], "last_shown": last["value_shown"], "moved": moved, "fell": -(moved or 0)}


def signers(house: House, viewer: Viewer, number: int) -> tuple[tuple[str, dt.datetime], ...]:
    """Who has signed for a bulletin, and when."""
    row = Document.objects.filter(pk=number, kind=BULLETIN).first()
    if row is None:
        return ()
    demand(viewer, SEE_FIGURES, places.by_id(house, row.place_id), house.today())
    zone = house.settings.zone
    return tuple((who, at.astimezone(zone)) for who, at in _readers(row))


def to_sign(house: House, viewer: Viewer, number: int) -> Notice | None:
    """The notice by which a bulletin came to the viewer; None where it did not come to her. Look at `signs` before
    offering it again."""
    if viewer.user_id is None:
        return None
    return mine(house, viewer).filter(document=number, kind=BULLETIN).first()


def signs(viewer: Viewer, notice: Notice) -> bool:
    """Whether the viewer has yet to sign."""
    return not Receipt.objects.filter(notice=notice, user=viewer.user_id).exists()


def _asked(house: House, viewer: Viewer, place: str, month: str) -> tuple[Place, Period]:
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    return at, read_month(month, house.today())


def _below(house: House, at: Place, month: Period) -> list[Place]:
    found = places.all_children(house, at, min(month.last_day(), house.today()))
    if not found:
        raise NONE_BELOW.at(place=at.name)
    return found


def _offered(house: House, viewer: Viewer, at: Place, month: Period) -> Iterator[tuple[Subject, Period, int, int]]:
    """Every goal with a number of the plans in force, once an indicator, with the newest figures below."""
    below, given = _below(house, at, month), Given(house, at, Sight(house, None))
    codes = {at.code, *(p.code for p in places.trail(house, at))}
    seen = set()
    for plan in plans.in_force(house, viewer, at.code, month.year):
        for goal in plan.goals:
            what = goal.indicator, goal.cell
            if what in seen or not goal.kind.quantifiable or (goal.place and goal.place not in codes):
                continue
            subject = subject_of(house, goal.number, plan.code, month.year)
            for when in candidates(subject.indicator, month):
                counted = len(in_period(below, subject.indicator, subject.cell, when, given))
                if counted:
                    seen.add(what)
                    yield subject, when, counted, len(below)
                    break


def _signed(dispatch: Document) -> list[tuple[Document, list[tuple[str, dt.datetime]]]]:
    """The bulletins of a dispatch in the order of the places, each with its readers."""
    rows = Document.objects.filter(kind=BULLETIN, period=dispatch.period, brief__dispatch=dispatch.pk).order_by("pk")
    return [(row, _readers(row)) for row in rows.prefetch_related("notices__receipts__user")]


def _readers(bulletin: Document) -> list[tuple[str, dt.datetime]]:
    found = [r for notice in bulletin.notices.all() for r in notice.receipts.all()]
    return [(r.user.name or r.user.username, r.read_at) for r in sorted(found, key=lambda r: r.pk)]
