"""公开台账: the list of a register that the house shows to everyone, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries.public import public_records
from halfsky.store.house import opened
from halfsky.web.present.record_list import Asked, columns, heads, lines
from halfsky.web.standing import page, said


def ledger(request: HttpRequest, code: str, register: str) -> HttpResponse:
    """What was raised, who answers, where it stands."""
    house, asked = opened(), said(request, "page")
    kind, at, found = public_records(house, register, code, int(asked) if asked.isascii() and asked.isdigit() else 1)
    chosen = columns(kind, Asked(), at)
    return page(
        request,
        "web/public_ledger.html",
        None,
        kind=kind,
        at=at,
        heads=heads(kind, chosen, Asked()),
        rows=lines(house, kind, chosen, found.lines),
        found=found,
    )
