"""文稿核查: a document or pasted text comes in, its findings are shown beside it, and nothing of it is kept.

The commented copy and the list are part of the answer, as addresses that hold what they give; so no file has to wait
on the server for somebody to fetch it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from halfsky.exchange.prose_comments import commented
from halfsky.exchange.prose_files import pasted, read_prose
from halfsky.exchange.prose_text import EMPTY, Prose
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.text_check import Checked, check_prose, remarks
from halfsky.queries.text_figures import figures
from halfsky.web.present.text_check import as_file, as_list, pieces, rows
from halfsky.web.standing import Here, Link, language_of, page, sent, signed_in, stand
from halfsky.web.uploading import sent_file
from halfsky.web.views.documents import ROOM

MOST_INSIDE = 12 << 20
"""Bytes of a commented copy that still goes into the page; a larger one is made on the command line."""


def text_check(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The form; sent, it answers with the findings."""
    here = stand(request, code, year, "text_check")
    signed_in(request)
    if request.method != "POST":
        return _page(request, here)
    try:
        prose, content = _read(request)
        with_house = sent(request, "compare") != ""
        known = figures(here.house, here.viewer, code, year) if with_house else None
        checked = check_prose(prose, figures=known)
        return _page(request, here, **_answer(request, checked, content))
    except Refused as refused:
        return _page(request, here, status=refused.status, refused=refused.refusals, text=sent(request, "text"))


def _read(request: HttpRequest) -> tuple[Prose, bytes]:
    """What came: a file, else what was pasted."""
    if request.FILES.get("file"):
        name, chunks = sent_file(request)
        content = b"".join(chunks)
        return read_prose(content, name), content
    text = sent(request, "text")
    if not text:
        raise EMPTY.at()
    return pasted(text), b""


def _answer(request: HttpRequest, checked: Checked, content: bytes) -> dict[str, Any]:
    lang = language_of(request)
    copy = b""
    if checked.prose.kind == "docx" and checked.findings:
        copy = commented(content, checked.prose, remarks(checked, lang))
    stem = checked.prose.name.rpartition(".")[0] or checked.prose.name
    return {
        "checked": checked,
        "pieces": list(pieces(checked)),
        "rows": rows(checked),
        "list": as_list(checked, lang) if checked.findings else "",
        "copy": as_file(copy) if copy and len(copy) <= MOST_INSIDE else "",
        "stem": stem,
    }


def _page(request: HttpRequest, here: Here, status: int = 200, **context: Any) -> HttpResponse:
    trail = [Link(here.to("documents"), ROOM)]
    if context.get("checked"):
        trail.append(Link(here.to("text_check"), Text("文稿核查", "Number check")))
    answer = page(request, "web/text_check.html", here, room="documents", trail=trail, status=status, **context)
    answer["Cache-Control"] = "no-store"
    return answer
