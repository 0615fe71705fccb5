"""文稿: the documents of a place, the form that orders a report, one document with the origin of its numbers."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

from halfsky.actions.documents import request_report
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.queries import documents as written
from halfsky.queries import plans
from halfsky.store.house import opened
from halfsky.web.forms import ReportForm
from halfsky.web.present.brief import lines
from halfsky.web.standing import Here, Link, language_of, page, said, stand, viewer_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def documents(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The list; sent as a form, it orders a report that a worker writes in the background."""
    here = stand(request, code, year, "documents")
    in_force = plans.in_force(here.house, here.viewer, code, year)
    choices = [(p.code, p.title.in_(language_of(request))) for p in in_force]
    form = ReportForm(choices, request.POST or None, initial={"plan": said(request, "plan"), "form": "work"})
    if request.method == "POST" and form.is_valid():
        request_report(here.house, here.viewer, form.cleaned_data["plan"], code, year, form.cleaned_data["form"])
        return HttpResponseRedirect(here.to("documents"))
    return page(
        request,
        "web/documents.html",
        here,
        room="documents",
        status=400 if form.errors else 200,
        form=form if choices and here.may(WRITE_DOCUMENTS) else None,
        forms=written.FORMS,
        **_list(here),
    )


def progress(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The list alone, for a page that asks again while a report is being written."""
    here = stand(request, code, year, "documents")
    return page(request, "web/parts/documents.html", here, room="documents", **_list(here))


def _list(here: Here) -> dict[str, Any]:
    orders = written.orders(here.house, here.viewer, here.place.code)
    return {
        "documents": written.documents(here.house, here.viewer, here.place.code),
        "orders": orders,
        "waiting": any(not order.failed for order in orders),
    }


def document(request: HttpRequest, number: int) -> HttpResponse:
    """One document: what it is, what it says, and where each of its numbers comes from."""
    found = written.document(opened(), viewer_of(request), number)
    here = stand(request, found.place, found.year, "documents")
    return page(
        request,
        "web/document.html",
        here,
        room="documents",
        trail=[Link(here.to("documents"), "文稿" if language_of(request) == "zh" else "Documents")],
        d=found,
        lines=lines(found.brief, here),
        plan=here.house.content.plans.get(found.plan),
    )


def file(request: HttpRequest, number: int) -> FileResponse:
    """The Word file itself."""
    found = written.document(opened(), viewer_of(request), number)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name, content_type=WORD)
