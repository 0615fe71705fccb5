"""日志: what was done, by whom, in order; whether the chain of seals is whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries import log as kept
from halfsky.store.house import opened
from halfsky.web.standing import page, somewhere, viewer_of

PAGE = 50


def log(request: HttpRequest) -> HttpResponse:
    """A page of entries, the newest first; `before` goes on from a position."""
    house, viewer = opened(), viewer_of(request)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdigit() else None
    entries = kept.entries(house, viewer, before, PAGE)
    return page(
        request,
        "web/log.html",
        somewhere(request),
        room="log",
        entries=entries,
        chain=kept.chain(house, viewer),
        older=entries[-1].position if len(entries) == PAGE else None,
        newest=before is None,
    )
