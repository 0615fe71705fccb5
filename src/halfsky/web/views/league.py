"""位次表: the places below ranked by an indicator; the same as Excel, CSV and JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from halfsky.kernel import league_words as words
from halfsky.kernel.access import SEE_FIGURES, may
from halfsky.kernel.league import NEITHER
from halfsky.kernel.period import period
from halfsky.kernel.words import wanted
from halfsky.queries.league import Table
from halfsky.queries.league import league as look_up
from halfsky.queries.league_shape import table_shape
from halfsky.web.present.league import SORTS, Asked, lines, listing
from halfsky.web.present.listing import KINDS, written
from halfsky.web.present.tree_switch import asked_tree, tree_switch
from halfsky.web.standing import Here, Link, language_of, page, stand


def league(request: HttpRequest, code: str, year: int, plan: str, name: str) -> HttpResponse:
    """The table; `of` names the place above where the reader stands at one of the places that are ranked."""
    here, asked = stand(request, code, year, "league", plan=plan, name=name), Asked.read(request.GET)
    found = _found(request, here, asked, plan, name)
    shown = tree_switch(request, found)
    above = found.of.id == here.place.id or may(here.viewer, SEE_FIGURES, found.of, here.house.today())
    row = here.to("indicator", plan=plan, name=name, code=found.of.code if above else here.place.code)
    upper = found.target
    return page(
        request,
        "web/league.html",
        here,
        room="plans",
        trail=[
            Link(here.to("plan", plan=plan), here.house.content.plan(plan).title),
            Link(row + shown["tree_query"], found.subject.name),
        ],
        found=found,
        asked=asked,
        lines=lines(found, asked.sort),
        summary=words.summary(found.league),
        neither=None if found.league.way else NEITHER,
        upper=wanted(upper, found.subject.indicator) if upper else None,
        sorts=SORTS,
        query=asked.query(),
        plan=plan,
        name=name,
        **shown,
    )


def data(request: HttpRequest, code: str, year: int, plan: str, name: str, form: str) -> HttpResponse:
    """The table as data; JSON is the shape of `halfsky league --json`."""
    here, asked, lang = stand(request, code, year), Asked.read(request.GET), language_of(request)
    found = _found(request, here, asked, plan, name)
    if form == "json":
        return JsonResponse(table_shape(found, lang), json_dumps_params={"ensure_ascii": False, "indent": 1})
    content = written(listing(found, asked.sort, lang), form, lang)
    said = f"{found.of.name}_{found.subject.number}_{found.when}_位次表.{form}".replace("/", "-")
    headers = {"Content-Disposition": content_disposition_header(True, said) or "attachment"}
    return HttpResponse(content, content_type=KINDS[form], headers=headers)


def _found(request: HttpRequest, here: Here, asked: Asked, plan: str, name: str) -> Table:
    """The table that the address asks for; a period of another year gives way to the year where the reader stands."""
    when = period(asked.period) if asked.period else None
    kept = when if when and when.last_day().year == here.year else str(here.year)
    tree = asked_tree(request).day(here.house.today())
    of = asked.of or here.place.code
    return look_up(here.house, here.viewer, name, of, kept, plan, asked.below, asked.group, tree)
