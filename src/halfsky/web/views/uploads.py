"""Workbooks: download a form and send it back; send a table of many units, say once what its headings mean."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halfsky.actions import sheet_files
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries import uploads as query
from halfsky.queries.sheets import Sheet
from halfsky.store.house import opened
from halfsky.web.standing import Here, Link, language_of, page, said, sent, signed_in, stand
from halfsky.web.uploading import sent_file
from halfsky.web.views.sheets import found_sheet

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILLED = Text("已读入{n}个数，请核对后上报。", "{n} figures were read; please check them and hand in.")
TAKEN = Text("已上报{n}个单位。", "{n} units have been handed in.")
SHOWN = 100


@require_POST
def sheet_book(request: HttpRequest, number: int, code: str) -> FileResponse:
    """The workbook of a unit's form; that it was taken is logged, so it is asked for with a form."""
    return _file(*sheet_files.sheet_book(opened(), signed_in(request), number, code))


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_upload(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The page with the workbook to take and to bring back; what is wrong with the one that came."""
    here, of = found_sheet(request, number, code)
    if request.method != "POST":
        return _sheet_page(request, here, of)
    try:
        name, pieces = sent_file(request)
        filled = sheet_files.fill_from_book(here.house, here.viewer, number, code, pieces, name)
    except Refused as no:
        return _sheet_page(request, here, of, refused=no)
    if filled.complaints:
        return _sheet_page(request, here, of, refused=Refused(filled.complaints), filled=filled)
    told = FILLED.format(n=filled.cells).in_(language_of(request))
    messages.success(request, told, extra_tags="good")
    return HttpResponseRedirect(reverse("web:sheet", kwargs={"number": number, "code": code}))


def _sheet_page(
    request: HttpRequest,
    here: Here,
    of: Sheet,
    refused: Refused | None = None,
    filled: sheet_files.Filled | None = None,
) -> HttpResponse:
    form, label = of.form, of.form.title + Text(" ") + of.round.period.label
    at = {"number": of.round.id, "code": of.place.code}
    kept = query.upload(here.house, here.viewer, filled.token) if filled else None
    return page(
        request,
        "web/upload_form.html",
        here,
        room="tasks",
        trail=[Link(reverse("web:sheet", kwargs=at), label)],
        status=refused.status if refused else 200,
        of=of,
        form=form,
        refusals=refused.refusals[:SHOWN] if refused else (),
        wrong=len(refused.refusals) if refused else 0,
        shown=SHOWN,
        filled=filled,
        token=filled.token if kept is not None and filled is not None and kept.marked else "",
    )


@require_POST
def units_book(request: HttpRequest, number: int) -> FileResponse:
    """The sheet for all units under a place (分县数)."""
    return _file(*sheet_files.units_sheet(opened(), signed_in(request), number, sent(request, "under")))


@require_http_methods(["GET", "HEAD", "POST"])
def units_upload(request: HttpRequest, number: int) -> HttpResponse:
    """The page for tables of many units: ours to take, theirs to send, a chain to paste."""
    viewer, post = signed_in(request), request.method == "POST"
    of = query.below(opened(), viewer, number, sent(request, "under") if post else said(request, "under"))
    here = stand(request, of.place.code, of.round.period.last_day().year)
    refused: Refused | None = None
    if post:
        try:
            name, pieces = sent_file(request, pasted="pasted")
            kept = sheet_files.receive_units(here.house, viewer, number, of.place.code, pieces, name)
            return HttpResponseRedirect(reverse("web:upload", args=[kept.token]))
        except Refused as no:
            refused = no
    return page(
        request,
        "web/upload_units.html",
        here,
        room="rounds",
        trail=[_to_round(of)],
        status=refused.status if refused else 200,
        of=of,
        form=of.round.form,
        count=len(of.units),
        refusals=refused.refusals[:SHOWN] if refused else (),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One file on its way in: say what its headings mean; how far it is; what is wrong with it."""
    kept = query.upload(opened(), signed_in(request), token)
    if request.method == "POST":
        keys = {h.text: sent(request, f"h{n}") for n, h in enumerate(kept.headings)}
        try:
            kept = sheet_files.confirm_columns(opened(), signed_in(request), token, keys)
        except Refused as no:
            return _upload_page(request, kept, refused=no)
        return HttpResponseRedirect(reverse("web:upload", args=[token]))
    return _upload_page(request, kept)


@require_GET
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is, for a page that asks again."""
    kept = query.upload(opened(), signed_in(request), token)
    return page(request, "web/parts/upload_state.html", None, **_state(kept))


@require_GET
def marked(request: HttpRequest, token: str) -> FileResponse:
    """The copy of the file with its wrong cells coloured and commented."""
    kept = query.upload(opened(), signed_in(request), token)
    stem = kept.name.rpartition(".")[0] or kept.name
    lang = language_of(request)
    return _file(f"{stem}{Text('（标出问题）', ' (marked)').in_(lang)}.xlsx", query.marked(kept, lang))


def _upload_page(request: HttpRequest, kept: query.Upload, refused: Refused | None = None) -> HttpResponse:
    viewer = signed_in(request)
    of = query.below(opened(), viewer, kept.round, kept.under)
    here = stand(request, of.place.code, of.round.period.last_day().year)
    return page(
        request,
        "web/upload.html",
        here,
        room="rounds",
        trail=[_to_round(of), Link(f"{reverse('web:units_upload', args=[kept.round])}?under={kept.under}", UPLOAD)],
        status=refused.status if refused else 200,
        of=of,
        form=of.round.form,
        choices=query.choices(of) if kept.state == query.MAPPING else (),
        refusals=refused.refusals if refused else (),
        **_state(kept),
    )


def _state(kept: query.Upload) -> dict[str, Any]:
    return {
        "kept": kept,
        "waiting": kept.state in (query.WAITING, query.READING),
        "complaints": kept.complaints[:SHOWN],
        "shown": SHOWN,
    }


def _to_round(of: query.Below) -> Link:
    address = f"{reverse('web:round', args=[of.row.pk])}?at={of.place.code}"
    return Link(address, of.round.form.title + Text(" ") + of.round.period.label)


def _file(name: str, content: bytes) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=EXCEL)


UPLOAD = Text("上传表格", "Send a table")
