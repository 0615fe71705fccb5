"""文稿模板: an office sends its own Word file, downloads a shipped template to mend it, writes a document from one."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions.templates import keep_template, write_from
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.binding import ASPECTS, COUNTS, ELEMENT_ASPECTS, FIXED, PASSAGES, TABLES
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.documents import FORMS, TYPES
from halfsky.queries.templates import choices, template, template_file
from halfsky.web.standing import Link, language_of, page, sent, stand
from halfsky.web.uploading import sent_file
from halfsky.web.views.documents import ROOM

TITLE = Text("文稿模板", "Templates")
KEPT = Text("模板已存好，共{n}处标记。", "The template was kept; it has {n} marks.")
WRITTEN = Text("文稿已写好。", "The document was written.")


def templates(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The list; sent with a file, it keeps the file as an own template, or says all that is wrong with it."""
    here = stand(request, code, year, "documents")
    wrong: list[str] = []
    if request.method == "POST":
        name, pieces = sent_file(request)
        try:
            kept = keep_template(here.house, here.viewer, code, b"".join(pieces), name)
        except Refused as refused:
            if refused.status != 400:
                raise
            wrong = [r.in_(language_of(request)) for r in refused.refusals]
        else:
            said = KEPT.format(n=len(kept.brief["marks"])).in_(language_of(request))
            messages.success(request, said, extra_tags="good")
            return HttpResponseRedirect(here.to("templates"))
    return page(
        request,
        "web/templates.html",
        here,
        room="documents",
        status=400 if wrong else 200,
        trail=[Link(here.to("documents"), ROOM)],
        choices=choices(here.house, here.viewer, code),
        forms=FORMS,
        may_write=here.may(WRITE_DOCUMENTS),
        wrong=wrong,
        known={
            "fixed": FIXED,
            "counts": COUNTS,
            "aspects": ASPECTS,
            "elements": ELEMENT_ASPECTS,
            "tables": TABLES,
            "passages": PASSAGES,
        },
    )


def file(request: HttpRequest, code: str, year: int, key: str) -> FileResponse:
    """A template as a Word file with its marks, to be mended and sent back as an own one."""
    here = stand(request, code, year, "documents")
    chosen = template(here.house, here.viewer, key)
    content = io.BytesIO(template_file(here.house, chosen))
    return FileResponse(content, True, f"{chosen.title.zh}（模板）{chosen.suffix}", content_type=TYPES[chosen.suffix])


@require_POST
def write(request: HttpRequest, code: str, year: int, key: str) -> HttpResponse:
    """Write a document from a template."""
    here = stand(request, code, year, "documents")
    made = write_from(here.house, here.viewer, key, code, year, sent(request, "form") or "work")
    messages.success(request, WRITTEN.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(reverse("web:document", args=[made.pk]))
