"""Files of a record: put in, taken out, looked at. Of a record about a person nothing stays in a browser."""

from __future__ import annotations

import mimetypes

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from halfsky.actions.record_files import attach, content_of, detach
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.store.house import opened
from halfsky.web.deeds import ON_THE_PAGE, do
from halfsky.web.standing import sent, signed_in
from halfsky.web.views.records import record_address
from halfsky.web.views.records_page import shown

NOTHING_CHOSEN = problem(
    "400.940",
    ("没有选择文件。", "No file was chosen."),
    ("请先选择文件，再上传。", "Choose a file first, then upload it."),
)
REMOVED = Text("已移除。", "Removed.")


@require_POST
def attaching(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    sent_file = request.FILES.get("file")
    try:
        if sent_file is None:
            raise NOTHING_CHOSEN.at()
        attach(house, viewer, number, sent(request, "field"), sent_file.name or "", sent_file.read())
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return shown(request, number, no.refusals, no.status, "file")
    return HttpResponseRedirect(f"{record_address(number)}#files")


@require_POST
def detaching(request: HttpRequest, number: int, file: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return do(
        request,
        lambda: detach(house, viewer, number, file),
        REMOVED,
        f"{record_address(number)}#files",
        lambda refusals, status: shown(request, number, refusals, status, "file"),
    )


def file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    name, content = content_of(opened(), signed_in(request), number, file)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
