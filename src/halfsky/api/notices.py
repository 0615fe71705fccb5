"""Notices: what the caller is told because of the rights that she holds, and that she has read it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema

from halfsky.actions.inbox import read_notice
from halfsky.api.door import Part, asked
from halfsky.api.shapes import Done, Limit, Number, Said, mark, moment, numbered, said, unmarked
from halfsky.kernel.text import Text
from halfsky.queries import inbox as query

part = Part(tags=["通知 notices"])


class NoticeShape(Schema):
    """A notice; `page` is where the pages lead from it."""

    id: int
    kind: str
    says: Said
    place: str
    page: str
    sent_at: str
    sent_by: str
    read: bool


class Notices(Schema):
    """A page of notices, the newest first."""

    items: list[NoticeShape]
    unread: int
    next: str | None


@part.reads("/notices", Notices, summary=Text("我的通知", "My notices"))
def notices(request: HttpRequest, after: str = "", limit: Limit = 50) -> Notices:
    house, viewer = asked(request)
    before = numbered(unmarked(after, 1)[0]) if after else None
    found = query.inbox(house, viewer, limit + 1, before)
    items = [
        NoticeShape(
            id=n.id,
            kind=n.kind,
            says=said(n.says),
            place=n.place,
            page=n.href,
            sent_at=moment(house, n.sent_at) or "",
            sent_by=n.sent_by,
            read=n.read,
        )
        for n in found[:limit]
    ]
    more = mark(items[-1].id) if len(found) > limit else None
    return Notices(items=items, unread=query.unread(house, viewer), next=more)


@part.writes(
    "POST", "/notices/{number}/read", Done, "fill", "review", "manage", summary=Text("签收通知", "Note as read")
)
def note_read(request: HttpRequest, number: Number) -> Done:
    house, viewer = asked(request)
    read_notice(house, viewer, number)
    return Done()
