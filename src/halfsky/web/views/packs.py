"""内容包: which packs are installed, in which version, under which fingerprint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries.packs import installed
from halfsky.store.house import opened
from halfsky.web.standing import page, signed_in, somewhere


def packs(request: HttpRequest) -> HttpResponse:
    found = installed(opened(), signed_in(request))
    return page(request, "web/packs.html", somewhere(request), room="packs", packs=found)
