"""内容包: which packs are installed, in which version, under which fingerprint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries.packs import installed
from halfsky.store.house import opened
from halfsky.web.standing import page, somewhere, viewer_of


def packs(request: HttpRequest) -> HttpResponse:
    found = installed(opened(), viewer_of(request))
    return page(request, "web/packs.html", somewhere(request), room="packs", packs=found)
