"""读文稿: the texts that came in at a place, and what one of them holds as data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from halfsky.actions.source_texts import take_file, take_pasted
from halfsky.exchange.prose_text import EMPTY
from halfsky.kernel.access import WRITE_DOCUMENTS, demand
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.source_items import items
from halfsky.queries.source_texts import SourceText, source_text, source_texts
from halfsky.store.house import opened
from halfsky.web.data_file import as_file, as_json
from halfsky.web.present import source_texts as present
from halfsky.web.standing import Here, Link, language_of, page, sent, signed_in, stand
from halfsky.web.uploading import sent_file
from halfsky.web.views.documents import ROOM

READ = Text("读文稿", "Read a text")


def texts(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The texts that came in; sent as a form, it takes another."""
    here = stand(request, code, year, "source_texts")
    signed_in(request)
    demand(here.viewer, WRITE_DOCUMENTS, here.place, here.house.today())
    if request.method != "POST":
        return _texts(request, here)
    try:
        number = _take(request, here)
    except Refused as refused:
        return _texts(request, here, status=refused.status, refused=refused.refusals, text=sent(request, "text"))
    return HttpResponseRedirect(reverse("web:source_text", args=[number]))


def _take(request: HttpRequest, here: Here) -> int:
    """What came: a file, else what was pasted."""
    house, viewer, code, year = here.house, here.viewer, here.place.code, here.year
    confidential = sent(request, "confidential") != ""
    if request.FILES.get("file"):
        name, chunks = sent_file(request)
        return take_file(house, viewer, code, year, name, b"".join(chunks), confidential).pk
    text = sent(request, "text")
    if not text:
        raise EMPTY.at()
    return take_pasted(house, viewer, code, year, text, confidential).pk


def _texts(request: HttpRequest, here: Here, status: int = 200, **context: Any) -> HttpResponse:
    found = source_texts(here.house, here.viewer, here.place.code)
    trail = [Link(here.to("documents"), ROOM)]
    template = "web/source_texts.html"
    return page(request, template, here, room="documents", trail=trail, status=status, found=found, **context)


def here_of(request: HttpRequest, of: SourceText) -> Here:
    """Where a text stands."""
    return stand(request, of.written.place, of.written.year, "source_texts")


def data(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The text and its proposals as JSON; the proposals as a list."""
    house, viewer = opened(), signed_in(request)
    of = source_text(house, viewer, number)
    every = items(house, viewer, of, of.numbers)
    if form == "json":
        return as_json(present.shape(of, every))
    lang = language_of(request)
    return as_file(present.listing(of, every, house.content, lang), form, lang)
