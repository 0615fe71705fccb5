"""The inbox: what concerns the viewer, because of the rights she holds at a place, for an agency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from halfsky.kernel.access import PERMISSIONS, Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.store.house import House
from halfsky.store.models import Notice, Receipt

NO_NOTICE = problem(
    "404.743",
    ("没有这条通知。", "There is no such notice."),
    ("请回到通知页查看。", "Go back to your notices."),
)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice as its reader sees it."""

    id: int
    kind: str
    says: Text
    place: str
    href: str
    sent_at: dt.datetime
    sent_by: str
    read: bool


@dataclass(frozen=True, slots=True)
class SentView:
    """One notice as its sender sees it: who has read it."""

    id: int
    kind: str
    says: Text
    place: str
    sent_at: dt.datetime
    readers: tuple[str, ...]


def inbox(house: House, viewer: Viewer, limit: int = 50, before: int | None = None) -> list[NoticeView]:
    """The newest notices of the viewer; with `before`, those older than the notice of that number."""
    rows = mine(house, viewer).select_related("sent_by").prefetch_related("place__versions")
    rows = rows if before is None else rows.filter(pk__lt=before)
    read = Exists(Receipt.objects.filter(notice=OuterRef("pk"), user=viewer.user_id))
    return [
        NoticeView(
            row.pk,
            row.kind,
            Text(row.says["zh"], row.says["en"]),
            _name(row),
            row.href,
            row.sent_at.astimezone(house.settings.zone),
            row.sent_by.name if row.sent_by else "",
            row.seen,
        )
        for row in rows.annotate(seen=read).order_by("-pk")[:limit]
    ]


def unread(house: House, viewer: Viewer) -> int:
    """How many notices of the viewer she has not read."""
    if viewer.user_id is None or not viewer.grants:
        return 0
    read = Receipt.objects.filter(notice=OuterRef("pk"), user=viewer.user_id)
    return mine(house, viewer).filter(~Exists(read)).count()


def sent(house: House, viewer: Viewer, limit: int = 50) -> list[SentView]:
    """The newest notices that the viewer sent, with who has read them."""
    rows = Notice.objects.filter(sent_by=viewer.user_id).prefetch_related("receipts__user", "place__versions")
    return [
        SentView(
            row.pk,
            row.kind,
            Text(row.says["zh"], row.says["en"]),
            _name(row),
            row.sent_at.astimezone(house.settings.zone),
            tuple(receipt.user.name for receipt in row.receipts.all()),
        )
        for row in rows.order_by("-pk")[:limit]
    ]


def mine(house: House, viewer: Viewer) -> QuerySet[Notice]:
    """The notices for which the viewer holds the right that they are addressed to."""
    wanted = Q(pk__in=())
    for grant in viewer.grants:
        if not grant.holds_on(house.today()):
            continue
        held = [code for code in grant.permissions if code in PERMISSIONS]
        bound = [code for code in held if PERMISSIONS[code].bound]
        free = [code for code in held if not PERMISSIONS[code].bound]
        wanted |= Q(place=grant.place.id, permission__in=free)
        wanted |= Q(place=grant.place.id, permission__in=bound) & (
            Q(agency__in=("", grant.holder)) if grant.holder else Q()
        )
    return Notice.objects.filter(wanted)


def _name(row: Notice) -> str:
    versions = sorted(row.place.versions.all(), key=lambda v: (v.until is None, v.until or v.since))
    return versions[-1].name if versions else ""
