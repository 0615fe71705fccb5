"""待我审核: the sheets that wait for my step, round by round; several at once, each refused one named."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions.submissions import take_step
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.round import Round
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Move
from halfsky.queries.rounds import Waiting
from halfsky.queries.rounds import waiting as look_up
from halfsky.store.house import opened
from halfsky.web.standing import language_of, page, sent, signed_in, somewhere

MOST = 200
"""So many sheets are listed; the rest comes up as these are done."""
DONE = Text("“{move}”已办理{n}张。", "{move}: {n} sheets done.")
NONE_CHOSEN = Text("没有选中上报表，未办理。", "No sheet was chosen; nothing was done.")
OTHERS = Text("“{move}”不适用于所选的上报表，请重新选择。", "{move} does not fit the chosen sheets; choose again.")


@dataclass(frozen=True, slots=True)
class Group:
    """The sheets of one round that wait for the same steps; `bulk` are the steps that can be taken for several."""

    round: Round
    sheets: tuple[Waiting, ...]
    bulk: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A sheet whose step was refused."""

    place: str
    refusal: Refusal


def waiting(request: HttpRequest) -> HttpResponse:
    return _page(request, [])


@require_POST
def waiting_step(request: HttpRequest) -> HttpResponse:
    """One step for all that were ticked: each in a transaction of its own, so that one refusal stops no other."""
    house, viewer, lang = opened(), signed_in(request), language_of(request)
    code = sent(request, "move")
    chosen = {s for s in request.POST.getlist("sheet") if s.isascii() and s.isdigit()}
    known = {str(w.unit.submission_id): w for w in look_up(house, viewer)}
    failed, done, label = [], 0, Text(code)
    for number in sorted(chosen & set(known), key=int):
        unit = known[number].unit
        label = next((m.label for m in known[number].moves if m.code == code), label)
        try:
            take_step(house, viewer, int(number), code)
            done += 1
        except Refused as why:
            failed += [Failed(unit.place.name, r) for r in why.refusals]
    if done:
        messages.success(request, DONE.format(move=label, n=done).in_(lang), extra_tags="good")
    if failed:
        return _page(request, failed)
    if not done:
        messages.warning(request, (OTHERS.format(move=label) if chosen else NONE_CHOSEN).in_(lang), extra_tags="open")
    return HttpResponseRedirect(reverse("web:waiting"))


def _page(request: HttpRequest, failed: list[Failed]) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    found = look_up(house, viewer)
    return page(
        request,
        "web/waiting.html",
        somewhere(request),
        room="waiting",
        groups=grouped(found[:MOST]),
        total=len(found),
        most=MOST,
        failed=failed,
        status=409 if failed else 200,
    )


def grouped(found: list[Waiting]) -> list[Group]:
    """The sheets by round and by the steps they wait for, in the order they came."""
    by: dict[tuple[int, tuple[str, ...]], list[Waiting]] = {}
    for w in found:
        by.setdefault((w.round.id, tuple(m.code for m in w.moves)), []).append(w)
    return [
        Group(sheets[0].round, tuple(sheets), tuple(m for m in sheets[0].moves if not m.reason))
        for sheets in by.values()
    ]
