"""目标责任分解书: as it stands, frozen version by version, what changed between two, signed; scans of sealed papers."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halfsky.actions.attachments import KINDS
from halfsky.actions.duty_books import drafted, freeze_book
from halfsky.actions.signing import sign
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.duty_book import COLUMNS, as_json, changes, from_json, without_lead
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.documents import NO_DOCUMENT
from halfsky.queries.papers import DUTIES, Paper, paper, papers
from halfsky.store.house import opened
from halfsky.web.present import duty_book as shown
from halfsky.web.present.listing import KINDS as TABLES
from halfsky.web.present.listing import written
from halfsky.web.standing import Here, Link, language_of, page, sent, signed_in, stand
from halfsky.web.uploading import sent_file

FROZEN = Text("已形成第{n}版并归档。", "Version {n} is filed.")
SIGNED = Text("已登记签署。", "The signature is kept.")
TITLE = Text("目标责任分解书", "Book of duties")
SCANS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """The book as it would be frozen now, and its versions; sent as a form, it is frozen."""
    here = stand(request, code, year, "duty_book", plan=plan)
    found, rows = drafted(here.house, here.viewer, plan, code, year)
    if request.method == "POST":
        made = freeze_book(here.house, here.viewer, plan, code, year)
        messages.success(request, FROZEN.format(n=made.brief["version"]).in_(language_of(request)), extra_tags="good")
        return HttpResponseRedirect(reverse("web:duty_version", args=[made.pk]))
    return page(
        request,
        "web/duty_book.html",
        here,
        room="duties",
        trail=[Link(here.to("duties", plan=plan), Text("责任分解", "Duties"))],
        a=found,
        rows=rows,
        missing=without_lead(rows),
        columns=COLUMNS,
        versions=papers(here.house, here.viewer, DUTIES, plan, [here.place]),
    )


@require_GET
def draft(request: HttpRequest, code: str, year: int, plan: str, form: str) -> HttpResponse:
    """The book as it stands, not filed, as JSON, CSV or Excel."""
    here, lang = stand(request, code, year, "duty_book", plan=plan), language_of(request)
    found, rows = drafted(here.house, here.viewer, plan, code, year)
    if form == "json":
        shape = {"plan": plan, "place": code, "year": year, "as_of": found.as_of.isoformat(), "rows": as_json(rows)}
        return JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})
    title = f"{found.place.name}《{found.plan.title.in_(lang)}》{TITLE.in_(lang)}"
    note = Text(f"未归档，截至{found.as_of}", f"not filed, as of {found.as_of}").in_(lang)
    answer = HttpResponse(written(shown.listing(title, note, rows), form, lang), content_type=TABLES[form])
    answer["Content-Disposition"] = f'attachment; filename="duties-{plan}-{found.place.code}-draft.{form}"'
    return answer


@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: what it says, what changed since the one before, who signed it."""
    return version_page(request, number)


def version_page(request: HttpRequest, number: int, refused: Refused | None = None) -> HttpResponse:
    of, here = _found(request, number)
    rows = from_json(of.brief["rows"])
    every = papers(here.house, here.viewer, DUTIES, of.plan, [of.place])
    before = next((p for p in every if p.version == of.version - 1), None)
    return page(
        request,
        "web/duty_version.html",
        here,
        room="duties",
        trail=[
            Link(here.to("duties", plan=of.plan), Text("责任分解", "Duties")),
            *([Link(here.to("duty_book", plan=of.plan), TITLE)] if here.may(WRITE_DOCUMENTS) else []),
        ],
        status=refused.status if refused else 200,
        of=of,
        plan=here.house.content.plans.get(of.plan),
        rows=rows,
        columns=COLUMNS,
        missing=without_lead(rows),
        before=before,
        changes=changes(from_json(before.brief["rows"]), rows) if before else (),
        refusals=refused.refusals if refused else (),
        today=here.house.today(),
        may_write=here.may(WRITE_DOCUMENTS),
    )


def _found(request: HttpRequest, number: int) -> tuple[Paper, Here]:
    """A version of a book, and where it belongs."""
    of = paper(opened(), signed_in(request), number)
    here = stand(request, of.place.code, of.year, "duty_book", plan=of.plan)
    if of.kind != DUTIES:
        raise NO_DOCUMENT.at(came=number)
    return of, here


@require_GET
def data(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A version as JSON, CSV or Excel."""
    of, _ = _found(request, number)
    rows, lang = from_json(of.brief["rows"]), language_of(request)
    if form == "json":
        return JsonResponse(shown.shape(of, rows), json_dumps_params={"ensure_ascii": False, "indent": 1})
    content = written(shown.listing(of.name.removesuffix(".docx"), shown.note_of(of).in_(lang), rows), form, lang)
    answer = HttpResponse(content, content_type=TABLES[form])
    answer["Content-Disposition"] = f'attachment; filename="duties-{of.plan}-{of.place.code}-{of.version}.{form}"'
    return answer


@require_POST
def signature(request: HttpRequest, number: int) -> HttpResponse:
    """The signature of a paper, with its scan."""
    of = paper(opened(), signed_in(request), number)
    back = sent(request, "back")
    try:
        name, pieces = sent_file(request)
        sign(
            opened(), signed_in(request), number, sent(request, "by"), _day(sent(request, "on")), name, b"".join(pieces)
        )
    except Refused as no:
        if no.status not in (400, 409, 413):
            raise
        if of.kind == DUTIES:
            return version_page(request, number, no)
        raise
    messages.success(request, SIGNED.in_(language_of(request)), extra_tags="good")
    if of.kind == DUTIES or not back.startswith("/at/"):
        back = (
            reverse("web:duty_version", args=[number]) if of.kind == DUTIES else reverse("web:document", args=[number])
        )
    return HttpResponseRedirect(back)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def scan(request: HttpRequest, number: int) -> FileResponse:
    """The sealed paper."""
    of = paper(opened(), signed_in(request), number)
    if not of.scan:
        raise NO_DOCUMENT.at(came=number)
    path = opened().folder.file(of.scan)
    with path.open("rb") as source:
        begins = source.read(8)
    ending = next((ending for mark, ending in KINDS.items() if begins.startswith(mark)), ".pdf")
    name = f"{of.name.rpartition('.')[0]}（盖章）{ending}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=SCANS[ending])
