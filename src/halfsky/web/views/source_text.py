"""A text that came in beside what it proposes; people accept and reject, one by one or those that are ticked.

Everything works by forms. What cannot be done is said at the proposal; the rest of those that were ticked is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from halfsky.actions.model_reading import ask_model
from halfsky.actions.proposal_accepting import accept
from halfsky.actions.proposal_decisions import reject, reopen
from halfsky.actions.proposal_taking_back import take_back
from halfsky.actions.source_texts import place_part
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.source_text import State
from halfsky.kernel.text import Text
from halfsky.prose.shape import TYPES
from halfsky.queries.source_items import items
from halfsky.queries.source_standing import standing
from halfsky.queries.source_texts import SourceText, source_text
from halfsky.store.house import House, opened
from halfsky.web.present import source_texts as present
from halfsky.web.standing import Link, language_of, page, said, sent, signed_in, viewer_of
from halfsky.web.views.documents import ROOM
from halfsky.web.views.source_texts import READ, here_of

DONE = Text("已接受{n}条。", "{n} proposals were accepted.")
SET_ASIDE = Text("已标为不采用。", "Set aside.")
AGAIN = Text("已放回未处理。", "Taken up again.")
TAKEN_BACK = Text("已撤回，写入的数不再有效。", "Taken back; what it set is no longer in force.")
ASKED = Text(
    "模型补充了{n}条，另有{m}条因为原文里没有依据被去掉。",
    "The model added {n}; {m} more were dropped, as the text does not bear them out.",
)
PLACED = Text("已定下整篇的区划和年份。", "The document has its place and year.")
SHOWN = ("open", "accepted", "rejected")


def text(request: HttpRequest, number: int) -> HttpResponse:
    """One text beside its proposals; sent as a form, what was decided is done."""
    house, viewer = opened(), signed_in(request)
    of = source_text(house, viewer, number)
    if request.method != "POST":
        return _text(request, of)
    try:
        wrong = _decide(request, house, of)
    except Refused as no:
        return _text(request, of, refused=tuple(no.refusals))
    if wrong:
        return _text(request, source_text(house, viewer, number), wrong)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    back = next(filter(None, (sent(request, deed) for deed in ("accept", "reject", "reopen", "back"))), "")
    anchor = f"#i{back}" if back.isdigit() else ""
    return HttpResponseRedirect(reverse("web:source_text", args=[number]) + query + anchor)


def _decide(request: HttpRequest, house: House, of: SourceText) -> dict[int, tuple[Refusal, ...]]:
    """Do what one button asks, for its proposal or for those that are ticked; what was wrong by their numbers."""
    viewer, number, lang = viewer_of(request), of.written.id, language_of(request)
    ticked = [int(n) for n in request.POST.getlist("n") if n.isascii() and n.isdigit()]
    match _asked(request, ticked):
        case "accept", numbers:
            return _accept(request, house, of, numbers)
        case "reject", numbers:
            reject(house, viewer, number, numbers)
            messages.success(request, SET_ASIDE.in_(lang), extra_tags="good")
        case "reopen", numbers:
            reopen(house, viewer, number, numbers)
            messages.success(request, AGAIN.in_(lang), extra_tags="good")
        case "back", [one, *_]:
            return _take_back(request, house, of, one)
        case "model", _:
            asked = ask_model(house, viewer, number)
            messages.success(request, ASKED.format(n=asked.added, m=asked.dropped).in_(lang), extra_tags="good")
        case "part", numbers:
            place_part(house, viewer, number, numbers[0], sent(request, "place"), sent(request, "year"))
            messages.success(request, PLACED.in_(lang), extra_tags="good")
    return {}


def _asked(request: HttpRequest, ticked: list[int]) -> tuple[str, list[int]]:
    """Which button was pressed, and for which proposals."""
    for deed in ("accept", "reject", "reopen", "back", "part", "model"):
        one = sent(request, deed)
        if one:
            return deed, [int(one)] if one.isascii() and one.isdigit() else ticked
    return "", []


def _accept(request: HttpRequest, house: House, of: SourceText, numbers: list[int]) -> dict[int, tuple[Refusal, ...]]:
    done, wrong = 0, dict[int, tuple[Refusal, ...]]()
    for n in numbers:
        chosen = sent(request, f"as-{n}")
        try:
            accept(house, viewer_of(request), of.written.id, n, {"ref": chosen} if chosen else {}, of)
            done += 1
        except Refused as no:
            wrong[n] = tuple(no.refusals)
    if done:
        messages.success(request, DONE.format(n=done).in_(language_of(request)), extra_tags="good")
    return wrong


def _take_back(request: HttpRequest, house: House, of: SourceText, n: int) -> dict[int, tuple[Refusal, ...]]:
    try:
        take_back(house, viewer_of(request), of.written.id, n)
    except Refused as no:
        return {n: tuple(no.refusals)}
    messages.success(request, TAKEN_BACK.in_(language_of(request)), extra_tags="good")
    return {}


def _text(
    request: HttpRequest,
    of: SourceText,
    wrong: Mapping[int, tuple[Refusal, ...]] | None = None,
    refused: tuple[Refusal, ...] = (),
) -> HttpResponse:
    here = here_of(request, of)
    kind, show = said(request, "kind"), said(request, "show")
    wanted = [
        n
        for n in of.numbers
        if (kind not in TYPES or of.type(n) == kind) and (show not in SHOWN or of.state(n).value == show)
    ]
    wanted.sort(key=lambda n: (of.frozen.items[n - 1]["start"], of.frozen.items[n - 1]["end"], n))
    pages = [wanted[at : at + present.PER_PAGE] for at in range(0, len(wanted), present.PER_PAGE)]
    asked = said(request, "page") or str(_page_of(pages, said(request, "at")))
    at = min(max(int(asked) - 1, 0), max(len(pages) - 1, 0)) if asked.isascii() and asked.isdigit() else 0
    shown = items(here.house, here.viewer, of, pages[at] if pages else ())
    there = standing(here.house, here.viewer, shown)
    rows = present.rows(shown, here.house.content, wrong or {}, there)
    begin, end = present.stretch(of, pages, at)
    return page(
        request,
        "web/source_text.html",
        here,
        room="documents",
        trail=[Link(here.to("documents"), ROOM), Link(here.to("source_texts"), READ)],
        status=refused[0].status if refused else 400 if wrong else 200,
        of=of,
        refused=refused,
        endpoint=here.house.settings.reading_model,
        rows=rows,
        pieces=list(present.pieces(of.text, begin, end, rows)),
        kinds=[(code, label, sum(of.type(n) == code for n in of.numbers)) for code, label in TYPES.items()],
        states=[(state.value, state.label, of.tally[state]) for state in State],
        kind=kind if kind in TYPES else "",
        show=show if show in SHOWN else "",
        pages=range(1, len(pages) + 1),
        at=at + 1,
        wrong=sum(map(len, (wrong or {}).values())),
    )


def _page_of(pages: Sequence[Sequence[int]], n: str) -> int:
    """The page, from 1, on which a proposal stands."""
    return next((at for at, numbers in enumerate(pages, 1) if n in map(str, numbers)), 1)
