"""统计年鉴表: a plan's figures year by year, with charts, as a workbook that is taken away."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from halfsky.actions.yearbooks import take_yearbook
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.queries.plans import in_force
from halfsky.web.deeds import ON_THE_PAGE
from halfsky.web.present.listing import KINDS
from halfsky.web.standing import Here, Link, page, sent, signed_in, stand
from halfsky.web.views.documents import ROOM


@require_http_methods(["GET", "HEAD", "POST"])
def yearbook(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The choice of plan, years and a table over the places below; sent, the workbook."""
    here = stand(request, code, year, "yearbook")
    if request.method != "POST":
        return _page(request, here)
    viewer = signed_in(request)
    try:
        first, until = _year(sent(request, "first")), _year(sent(request, "until"))
        plan, indicator = sent(request, "plan"), sent(request, "indicator")
        book, content = take_yearbook(here.house, viewer, plan, code, first, until, indicator)
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return _page(request, here, no.refusals, no.status)
    name = f"{here.place.name}《{book.assessment.plan.title.zh}》统计表{book.years[0]}—{book.years[-1]}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=KINDS["xlsx"], headers=headers)


def _year(text: str) -> int | None:
    """A year that was typed; nothing for an empty field, and for what is none a year that no plan has."""
    return None if not text else int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0


def _page(request: HttpRequest, here: Here, refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
    plans = in_force(here.house, here.viewer, here.place.code, here.year)
    chosen = sent(request, "plan") if request.method == "POST" else ""
    offered = next((p for p in plans if p.code == chosen), plans[0] if plans else None)
    goals = [g for g in offered.goals if g.indicator] if offered else []
    return page(
        request,
        "web/yearbook.html",
        here,
        status=status,
        room="documents",
        trail=[Link(here.to("documents"), ROOM)],
        plans=plans,
        offered=offered,
        goals=[(g.number, here.house.content.indicators[g.indicator].name) for g in goals],
        refusals=refusals,
        typed={
            name: sent(request, name) if request.method == "POST" else "" for name in ("first", "until", "indicator")
        },
    )
