"""One proposal of a text with all its parts, to be mended and accepted."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from halfsky.actions.proposal_accepting import accept
from halfsky.actions.proposal_decisions import mend
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.prose.shape import TYPES
from halfsky.queries.source_items import PARTS, item
from halfsky.queries.source_matches import Matching
from halfsky.queries.source_texts import SourceText, source_text
from halfsky.store.house import opened
from halfsky.web.present import source_texts as present
from halfsky.web.standing import Link, language_of, page, sent, signed_in
from halfsky.web.views.documents import ROOM
from halfsky.web.views.source_texts import READ, here_of

MENDED = Text("已保存修改。", "Mended.")
TAKEN = Text("已接受。", "Accepted.")


def proposal(request: HttpRequest, number: int, n: int) -> HttpResponse:
    """One proposal with all its parts to mend; sent, it is kept, and accepted where that was asked."""
    house, viewer = opened(), signed_in(request)
    of = source_text(house, viewer, number)
    item(house, viewer, of, n)
    if request.method != "POST":
        return _proposal(request, of, n)
    given = {part: sent(request, part) for part in PARTS if part in request.POST}
    try:
        if sent(request, "accept"):
            accept(house, viewer, number, n, given, of)
            messages.success(request, TAKEN.in_(language_of(request)), extra_tags="good")
        else:
            mend(house, viewer, number, n, given)
            messages.success(request, MENDED.in_(language_of(request)), extra_tags="good")
    except Refused as no:
        return _proposal(request, of, n, given, tuple(no.refusals))
    return HttpResponseRedirect(f"{reverse('web:source_text', args=[number])}?at={n}#i{n}")


def _proposal(
    request: HttpRequest,
    of: SourceText,
    n: int,
    given: Mapping[str, str] | None = None,
    refused: tuple[Refusal, ...] = (),
) -> HttpResponse:
    here = here_of(request, of)
    one = item(here.house, here.viewer, of, n)
    matching = Matching(here.house, of.at)
    year = int(one["year"]) if one["year"].isdigit() else of.written.year
    line = of.text.rfind("\n", 0, one.start) + 1
    stop = of.text.find("\n", one.end)
    return page(
        request,
        "web/proposal.html",
        here,
        room="documents",
        trail=[
            Link(here.to("documents"), ROOM),
            Link(here.to("source_texts"), READ),
            Link(reverse("web:source_text", args=[of.written.id]), of.written.name),
        ],
        status=400 if refused else 200,
        of=of,
        one=one,
        says={**one.says, **(given or {})},
        before=of.text[line : one.start],
        after=of.text[one.end : stop if stop >= 0 else len(of.text)],
        types=TYPES,
        comparators=present.comparators(),
        goals=matching.goals(year),
        registers=matching.registers(here.viewer),
        agencies=here.house.content.agencies.values(),
        agency=here.house.content.agencies.get(one["agency"]),
        refused=refused,
        href=present.href(one.became),
    )
