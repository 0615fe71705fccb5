"""文稿: the documents of a place of every kind, the form that orders a report, one document with what it says, where
its numbers come from and who has signed for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions.dispatch import sign_for
from halfsky.actions.dispatch_reminders import remind
from halfsky.actions.documents import request_report
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.text import Text
from halfsky.queries import dispatch as dispatches
from halfsky.queries import documents as written
from halfsky.queries import plans
from halfsky.queries.afresh import WRITERS
from halfsky.queries.source_texts import SOURCE
from halfsky.store.house import opened
from halfsky.web.forms import ReportForm
from halfsky.web.present.brief import lines
from halfsky.web.standing import Here, Link, language_of, page, said, signed_in, stand, viewer_of

ROOM = Text("文稿", "Documents")
REMINDED = Text("已催办{n}个地区。", "{n} places were reminded.")
RECEIVED = Text("已签收。", "Signed for.")


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
        **_list(request, here),
    )


def progress(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The list alone, for a page that asks again while a report is being written."""
    here = stand(request, code, year, "documents")
    return page(request, "web/parts/documents.html", here, room="documents", **_list(request, here))


def _list(request: HttpRequest, here: Here) -> dict[str, Any]:
    """The documents, of the one kind that the address asks for."""
    house, viewer, code = here.house, here.viewer, here.place.code
    orders = written.orders(house, viewer, code)
    there = written.kinds(house, viewer, code)
    kind = said(request, "kind") if said(request, "kind") in {k for k, _, _ in there} else ""
    only: dict[str, Any] = {"kind": kind} if kind else {}
    return {
        "documents": written.documents(house, viewer, code, **only),
        "kinds": there,
        "kind": kind,
        "total": sum(count for _, _, count in there),
        "orders": orders,
        "waiting": any(not order.failed for order in orders),
    }


def document(request: HttpRequest, number: int) -> HttpResponse:
    """One document: what it is, what it says, where each of its numbers comes from; of a dispatch who has signed for
    its bulletins, of a bulletin the way to sign."""
    house, viewer = opened(), viewer_of(request)
    found = written.document(house, viewer, number)
    if found.kind == SOURCE:
        return HttpResponseRedirect(reverse("web:source_text", args=[number]))
    here = stand(request, found.place, found.year, "documents")
    notice = dispatches.to_sign(house, viewer, number)
    return page(
        request,
        "web/document.html",
        here,
        room="documents",
        trail=[Link(here.to("documents"), ROOM)],
        d=found,
        lines=lines(found.brief, here),
        plan=here.house.content.plans.get(found.plan),
        receipts=dispatches.receipts(house, viewer, number),
        compared=dispatches.compared(house, viewer, number),
        may_remind=here.may(WRITE_DOCUMENTS),
        signers=dispatches.signers(house, viewer, number),
        alive=found.kind in WRITERS and found.suffix in (".docx", ".xlsx"),
        to_sign=notice is not None and dispatches.signs(viewer, notice),
    )


@require_POST
def receive(request: HttpRequest, number: int) -> HttpResponse:
    """Sign for a bulletin."""
    sign_for(opened(), signed_in(request), number)
    messages.success(request, RECEIVED.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(reverse("web:document", args=[number]))


@require_POST
def remind_unsigned(request: HttpRequest, number: int) -> HttpResponse:
    """Remind the places that have not signed for the bulletin of a dispatch."""
    told = remind(opened(), signed_in(request), number)
    messages.success(request, REMINDED.format(n=told).in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(reverse("web:document", args=[number]))


def file(request: HttpRequest, number: int) -> FileResponse:
    """The file itself."""
    found = written.document(opened(), viewer_of(request), number)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
