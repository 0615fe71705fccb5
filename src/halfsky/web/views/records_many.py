"""One move of many records (批量办理): ticked in the list, looked over, done, and what became of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from halfsky.actions.record_many import move_many
from halfsky.kernel.text import Text
from halfsky.queries.record_many import offers
from halfsky.web.record_rooms import private, seen_register
from halfsky.web.standing import page, sent, signed_in, stand
from halfsky.web.views.records import trail

TITLE = Text("批量办理", "Move several records")


@require_POST
def many(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    """Without a move: which moves the ticked records can take. With one: it is taken, and told of each record."""
    here = stand(request, code, year, "ledger", register=register)
    viewer, kind = signed_in(request), seen_register(here, register)
    numbers = [int(n) for n in request.POST.getlist("n") if n.isascii() and n.isdigit()]
    move = next((m for m in kind.workflow.moves if m.code == sent(request, "move")), None)
    offered, done = [], None
    if move is None:
        offered = offers(here.house, viewer, kind, numbers)
    else:
        done = move_many(here.house, viewer, kind, numbers, move.code, sent(request, "reason"))
    answer = page(
        request,
        "web/records_many.html",
        here,
        room="ledgers",
        trail=trail(here, kind),
        kind=kind,
        title=TITLE,
        chosen=len(set(numbers)),
        offers=offered,
        move=move,
        done=done,
    )
    return private(answer, kind)
