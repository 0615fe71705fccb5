"""日志: what was done, by whom, in order; whether the chain of seals is whole."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from halfsky.queries.log import entries, last_check
from halfsky.store.house import opened
from halfsky.web.standing import page, said, signed_in, somewhere

PAGE = 50


def log(request: HttpRequest) -> HttpResponse:
    """A page of entries, the newest first; `before` goes on from a position."""
    house, viewer = opened(), signed_in(request)
    asked = said(request, "before")
    before = int(asked) if re.fullmatch("[0-9]{1,18}", asked) else None
    found = entries(house, viewer, before, PAGE)
    return page(
        request,
        "web/log.html",
        somewhere(request),
        room="log",
        entries=found,
        checked=last_check(house, viewer),
        older=found[-1].position if len(found) == PAGE else None,
        newest=before is None,
    )
