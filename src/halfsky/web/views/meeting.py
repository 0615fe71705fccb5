"""全委会材料包: ordered from the page of documents; a worker writes it, and the list shows it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from halfsky.actions.meeting_pack import request_pack
from halfsky.kernel.text import Text
from halfsky.web.standing import language_of, sent, stand

ASKED = Text("正在写会议材料，写好后列在本页。", "The papers are being written and will be listed here.")


@require_POST
def ask(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Order the papers of a place and year."""
    here = stand(request, code, year, "documents")
    request_pack(here.house, here.viewer, code, year, sent(request, "form"))
    messages.success(request, ASKED.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(here.to("documents"))
