"""Moves of a record and entrusting it (交办): buttons of its page, refused on the page with what was written kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from halfsky.actions.record_moves import entrust, take_move
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move
from halfsky.queries.records import held
from halfsky.store.house import opened
from halfsky.web.deeds import ON_THE_PAGE
from halfsky.web.present.record_blanks import Typed, typed
from halfsky.web.record_offers import placed
from halfsky.web.record_rooms import beside
from halfsky.web.standing import language_of, sent, signed_in
from halfsky.web.views.records import record_address
from halfsky.web.views.records_page import shown

MOVED = Text("已办理“{move}”。", "Done: {move}.")
ENTRUSTED = Text("已交办。", "Entrusted.")


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """One move; fields that it needs may be filled with it."""
    house, viewer = opened(), signed_in(request)
    found = held(house, viewer, number, today=True)
    code = sent(request, "move")
    step = next((m for m in found.register.workflow.moves if m.code == code), None)
    version = sent(request, "version")
    try:
        given = _given(request, found.register, step, found.at.desk.code) if step else None
        here = beside(request, found.at.place, found.at.desk)
        entry = placed(here, found.register, given).entry if given else None
        to = _code(sent(request, "to"))
        kept = int(version) if version.isascii() and version.isdigit() else None
        take_move(house, viewer, number, code, sent(request, "reason"), to, entry, kept)
    except Refused as no:
        if no.status not in (*ON_THE_PAGE, 403):
            raise
        return shown(request, number, no.refusals, no.status, code, request.POST.dict())
    label = step.label if step else Text(code)
    messages.success(request, MOVED.format(move=label).in_(language_of(request)), extra_tags="good")
    return _back(request, number)


def _back(request: HttpRequest, number: int, gone: Text | None = None) -> HttpResponse:
    """To the record, or, where it has left the viewer's hands, to the room."""
    try:
        held(opened(), signed_in(request), number)
    except Refused:
        if gone:
            messages.success(request, gone.in_(language_of(request)), extra_tags="good")
        here = beside(request)
        return HttpResponseRedirect(here.to("ledgers") if here else "/")
    return HttpResponseRedirect(record_address(number))


def _given(request: HttpRequest, register: Register, step: Move, desk: str) -> Typed | None:
    """The fields that came with a move: those that it needs, and that its form showed."""
    fields = [f for f in register.fields if f.code in register.written_with(step) and not f.kind.attached]
    asked = [f for f in fields if any(k == f"f.{f.code}" or k.startswith(f"f.{f.code}.") for k in request.POST)]
    return Typed(typed(request.POST, register, asked, parts=False).values) if asked else None


def _code(text: str) -> str:
    """The code at the end of a place that was chosen."""
    last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    return last if last.isdigit() else text


@require_POST
def entrusting(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    held(house, viewer, number)
    try:
        entrust(house, viewer, number, sent(request, "user"), sent(request, "instead") == "1")
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return shown(request, number, no.refusals, no.status, "entrust", request.POST.dict())
    messages.success(request, ENTRUSTED.in_(language_of(request)), extra_tags="good")
    return _back(request, number)
