"""通知: what I was told, and what I told others with who has read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from halfsky.actions.inbox import read_notice
from halfsky.kernel.text import Text
from halfsky.queries.inbox import SentView
from halfsky.queries.inbox import inbox as look_up
from halfsky.queries.inbox import sent as sent_by
from halfsky.store.house import opened
from halfsky.web.standing import page, said, sent, signed_in, somewhere

MOST_SENT = 500
BULLETIN = "bulletin"
"""What is signed for on its own page, and never by reading its notice."""
KINDS: dict[str, tuple[str, Text]] = {
    "remind": ("bad", Text("催报", "reminder")),
    "returned": ("open", Text("退回", "sent back")),
    "disputed": ("open", Text("对代录有异议", "not agreed")),
    "extended": ("hope", Text("延期", "more time")),
    "opened": ("hope", Text("布置", "new round")),
    "handed_on": ("hope", Text("区划变更", "place changed")),
    "accepted": ("good", Text("验收", "accepted")),
    "to_review": ("hope", Text("待审核", "to check")),
    "to_confirm": ("open", Text("待确认", "to confirm")),
    "bulletin": ("open", Text("反馈单", "bulletin")),
    "bulletin_reminder": ("open", Text("催办", "reminder")),
}


def inbox(request: HttpRequest) -> HttpResponse:
    """The newest notices; `box=sent` shows those that the viewer sent."""
    house, viewer = opened(), signed_in(request)
    out = said(request, "box") == "sent"
    found = [] if out else [(n, *_kind(n.kind)) for n in look_up(house, viewer)]
    outgoing = [(b, *_kind(b.kind)) for b in bundled(sent_by(house, viewer, MOST_SENT))] if out else []
    return page(
        request,
        "web/inbox.html",
        somewhere(request),
        room="inbox",
        notices=found,
        to_mark=[n.id for n, _, _ in found if not n.read and n.kind != BULLETIN],
        outgoing=outgoing,
        out=out,
    )


@dataclass(frozen=True, slots=True)
class Bundle:
    """The same notice sent to several units at once."""

    kind: str
    says: Text
    sent_at: dt.datetime
    to: tuple[SentView, ...]

    @property
    def read(self) -> int:
        """At how many units somebody has read it."""
        return sum(bool(n.readers) for n in self.to)


def bundled(found: list[SentView]) -> list[Bundle]:
    """Notices that say the same at the same moment as one, in the order they came."""
    by: dict[tuple[str, str, dt.datetime], list[SentView]] = {}
    for n in found:
        by.setdefault((n.kind, n.says.zh, n.sent_at), []).append(n)
    return [Bundle(kind, sent[0].says, at, tuple(sent)) for (kind, _, at), sent in by.items()]


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Note that notices were read (one, or all that are shown), and go to what one of them is about."""
    house, viewer = opened(), signed_in(request)
    chosen = [n for n in request.POST.getlist("notice") if n.isascii() and n.isdigit()]
    for number in chosen:
        read_notice(house, viewer, int(number))
    there = sent(request, "next")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return HttpResponseRedirect(there if safe else reverse("web:inbox"))


def _kind(code: str) -> tuple[str, Text]:
    return KINDS.get(code, ("none", Text(code)))
