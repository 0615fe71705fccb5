"""Official letters of a record: downloaded as they stand now by who reads it, issued and kept by who handles it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from halfsky.actions.letters import issue, preview
from halfsky.kernel.text import Text
from halfsky.queries.documents import TYPES
from halfsky.store.house import opened
from halfsky.web.deeds import do
from halfsky.web.standing import signed_in
from halfsky.web.views.records import record_address
from halfsky.web.views.records_page import shown

ISSUED = Text("已印发存档。", "Issued and kept.")


def letter(request: HttpRequest, number: int, letter: str) -> HttpResponse:
    """The Word file; a draft says so."""
    name, content = preview(opened(), signed_in(request), number, letter)
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=TYPES[".docx"], headers=headers)


@require_POST
def issuing(request: HttpRequest, number: int, letter: str) -> HttpResponse:
    """Issue it and come back to the letters of the record."""
    house, viewer = opened(), signed_in(request)
    return do(
        request,
        lambda: issue(house, viewer, number, letter),
        ISSUED,
        f"{record_address(number)}#letters",
        lambda refusals, status: shown(request, number, refusals, status, "letters"),
    )
