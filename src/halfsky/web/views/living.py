"""文稿溯源和刷新: what has changed since a document was written, in its filed file or in the user's own edited copy.

The user's copy is kept for some days under a name that only she is told; what she chooses is written into it, and the
new file is filed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions.refreshing import Done, keep_copy, kept_copy, refresh_file
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.text import Text
from halfsky.queries import documents as written
from halfsky.queries.living import Living, changes, living
from halfsky.store.house import House, opened
from halfsky.web.present.living import places, traced_rows
from halfsky.web.standing import Link, language_of, page, signed_in, stand, viewer_of
from halfsky.web.uploading import sent_file
from halfsky.web.views.documents import ROOM

REFRESHED = Text("已刷新{n}处，存为新文稿。", "{n} places were refreshed and filed as a new document.")
LEFT = Text(
    "有{n}处没有写：文中这些句子已改写或删去，请对照下面的新句子自己改。",
    "{n} places were left alone: their sentences were reworded or taken out; please mend them yourself.",
)


@require_POST
def send(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Take the user's copy."""
    house, viewer = opened(), signed_in(request)
    name, pieces = sent_file(request)
    content = b"".join(pieces)
    living(house, viewer, content, name)
    token = keep_copy(house, viewer, content, name)
    return HttpResponseRedirect(reverse("web:living", args=[token]))


def look(request: HttpRequest, token: str) -> HttpResponse:
    """The user's copy: where its numbers come from and what has changed; sent as a form, the choice is written."""
    house, viewer = opened(), signed_in(request)
    content, name = kept_copy(house, viewer, token)
    return _answer(request, house, content, name)


def changed(request: HttpRequest, number: int) -> HttpResponse:
    """A filed document: the same for the file as it was written."""
    house, viewer = opened(), viewer_of(request)
    found = written.document(house, viewer, number)
    return _answer(request, house, found.path.read_bytes(), found.name)


def _answer(request: HttpRequest, house: House, content: bytes, name: str) -> HttpResponse:
    if request.method == "POST":
        chosen = request.POST.getlist("number"), request.POST.getlist("sentence")
        done = refresh_file(house, signed_in(request), content, name, *chosen)
        _tell(request, done)
        return HttpResponseRedirect(reverse("web:document", args=[done.document.pk]))
    return _page(request, living(house, viewer_of(request), content, name))


def _tell(request: HttpRequest, done: Done) -> None:
    lang = language_of(request)
    wrote = sum(len(r.numbers) + len(r.sentences) for _, r in done.written)
    left = sum(len(r.left_numbers) + len(r.left_sentences) for _, r in done.written)
    messages.success(request, REFRESHED.format(n=wrote).in_(lang), extra_tags="good")
    if left:
        messages.warning(request, LEFT.format(n=left).in_(lang))


def _page(request: HttpRequest, of: Living) -> HttpResponse:
    first = of.origins[0].written
    here = stand(request, first.place, first.year, "documents")
    found = changes(here.house, here.viewer, of)
    return page(
        request,
        "web/living.html",
        here,
        room="documents",
        trail=[Link(here.to("documents"), ROOM), Link(reverse("web:document", args=[first.id]), Text(first.name))],
        of=of,
        origins=of.origins,
        places=places(found, here),
        traced=traced_rows(of, here),
        lost=sum(len(o.lost) for o in of.origins),
        may_write=here.may(WRITE_DOCUMENTS),
    )
