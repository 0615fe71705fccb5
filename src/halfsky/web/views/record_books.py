"""Ledgers in Excel: take the template, send a file, say what its headings mean, take records out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halfsky.actions import record_books, record_uploads
from halfsky.actions.records import keeps
from halfsky.kernel.access import may
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import record_uploads as query
from halfsky.queries.uploads import READING, WAITING
from halfsky.store.house import House, opened
from halfsky.web.present.record_list import Asked
from halfsky.web.record_rooms import names_persons, private, seen_register
from halfsky.web.standing import Here, Link, page, sent, signed_in, somewhere, stand
from halfsky.web.uploading import sent_file

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEDGERS = Text("台账", "Ledgers")


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    """The page of a ledger's workbooks; a file that comes is taken in for this place and below."""
    here = stand(request, code, year, "record_book", register=register)
    kind = seen_register(here, register)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            name, pieces = sent_file(request)
            of = record_uploads.receive(here.house, here.viewer, kind.code, here.place.code, pieces, name)
            return HttpResponseRedirect(reverse("web:record_upload", args=[of.token]))
        except Refused as no:
            refused = no
    return _page(request, here, kind, refused)


def _page(request: HttpRequest, here: Here, kind: Register, refused: Refused | None) -> HttpResponse:
    brings = may(here.viewer, keeps(kind), here.place, here.house.today(), kind.agency)
    answer = page(
        request,
        "web/record_book.html",
        here,
        room="ledgers",
        trail=_trail(here, kind),
        status=refused.status if refused else 200,
        kind=kind,
        brings=brings,
        persons=names_persons(kind),
        asked=Asked.read(request.POST if request.method == "POST" else request.GET, kind),
        refusals=refused.refusals if refused else (),
    )
    return private(answer, kind)


def _trail(here: Here, kind: Register) -> list[Link]:
    return [Link(here.to("ledgers"), LEDGERS), Link(here.to("ledger", register=kind.code), kind.title)]


@require_GET
def template(request: HttpRequest, code: str, year: int, register: str) -> FileResponse:
    """The empty workbook."""
    here = stand(request, code, year, "record_book", register=register)
    kind = seen_register(here, register)
    name = f"{kind.title.zh}-模板.xlsx"
    return _file(here.house, name, lambda to: record_books.write_template(here.house, here.viewer, kind.code, to))


@require_POST
def take(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse | FileResponse:
    """The records of a ledger at a place and below; what describes persons when it is said what for."""
    here = stand(request, code, year, "record_book", register=register)
    kind = seen_register(here, register)
    why = sent(request, "reason") if sent(request, "persons") else ""
    if sent(request, "persons") and not why.strip():
        return _page(request, here, kind, record_books.WHY_EXPORT.at())
    name, wanted = f"{kind.title.zh}-{here.place.name}.xlsx", Asked.read(request.POST, kind).wanted

    def write(to: Path) -> object:
        return record_books.export(here.house, here.viewer, kind.code, here.place.code, to, why, wanted)

    return _file(here.house, name, write)


def _file(house: House, name: str, write: Callable[[Path], object]) -> FileResponse:
    """A workbook that is written beside the house's other passing files and gone when it was sent."""
    with tempfile.TemporaryDirectory(dir=house.folder.run) as folder:
        path = Path(folder) / "book.xlsx"
        write(path)
        content: Any = path.open("rb")
    answer = FileResponse(content, content_type=EXCEL, as_attachment=True, filename=name.replace("/", "-"))
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """What came of a file, or what its headings mean."""
    viewer = signed_in(request)
    of, refused = query.record_upload(opened(), viewer, token), None
    if request.method == "POST":
        keys = {heading.text: sent(request, f"key-{at}") for at, heading in enumerate(of.headings)}
        try:
            record_uploads.confirm(opened(), viewer, token, keys)
            return HttpResponseRedirect(reverse("web:record_upload", args=[token]))
        except Refused as no:
            refused = no
    return _state(request, of, refused)


@require_GET
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is, for the page that waits."""
    return _state(request, query.record_upload(opened(), signed_in(request), token), None, piece=True)


def _state(request: HttpRequest, of: query.RecordUpload, refused: Refused | None, piece: bool = False) -> HttpResponse:
    here = somewhere(request)
    if here is not None and here.place.id != of.place.id:
        here = Here(here.house, here.viewer, of.place, here.year, "ledgers")
    answer = page(
        request,
        "web/parts/record_upload_state.html" if piece else "web/record_upload.html",
        here,
        room="ledgers",
        trail=_trail(here, of.register) if here else [],
        status=refused.status if refused else 200,
        of=of,
        kind=of.register,
        waiting=of.state in (WAITING, READING),
        headings=list(enumerate(of.headings)),
        refusals=refused.refusals if refused else (),
    )
    return private(answer, of.register)


@require_GET
def marked(request: HttpRequest, token: str) -> FileResponse:
    """The copy of a file with its wrong cells coloured."""
    of = query.record_upload(opened(), signed_in(request), token)
    name = f"{Path(of.name).stem}-标注.xlsx"
    content = BytesIO(query.marked(opened(), of))
    answer = FileResponse(content, content_type=EXCEL, as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer
