"""统计: what the records of a register give at a place in a year or a month, down to the records behind each figure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.period import Period, period
from halfsky.kernel.refusals import Refused, problem
from halfsky.queries.register_figures import figure_records, register_figures
from halfsky.queries.register_rates import register_rates
from halfsky.web.present.paging import Paged
from halfsky.web.present.record_figures import figure_lines, periods, rate_lines
from halfsky.web.present.record_list import Asked, columns, heads, lines
from halfsky.web.record_rooms import private, seen_register
from halfsky.web.standing import Here, page, said, stand
from halfsky.web.views.records import of_register, trail

NOT_FED = problem(
    "404.941",
    ("台账“{register}”不产生“{came}”。", "The register {register} gives no figure “{came}”."),
    ("请从统计页选择。", "Choose one on the page of its figures."),
)


def figures(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    here = stand(request, code, year, "ledger_figures", register=register)
    kind = seen_register(here, register)
    when = _period(request, here)
    found = register_figures(here.house, here.viewer, kind, here.place, when)
    answer = page(
        request,
        "web/records_figures.html",
        here,
        room="ledgers",
        trail=trail(here),
        kind=kind,
        period=when,
        periods=periods(here.year, here.house.today()),
        lines=figure_lines(found.rows),
        rates=rate_lines(
            register_rates(here.house, here.viewer, kind, here.place, when), here.house.content.categories
        ),
        **of_register(here, kind, "figures"),
    )
    return private(answer, kind)


def behind(request: HttpRequest, code: str, year: int, register: str, element: str) -> HttpResponse:
    """The records behind one figure: those that the viewer may read, and how many there are in all."""
    here = stand(request, code, year, "ledger_figures", register=register)
    kind = seen_register(here, register)
    if element not in {feed.element for feed in kind.feeds}:
        raise NOT_FED.at(register=kind.title, came=element)
    when, cell = _period(request, here), read_cell(said(request, "cell"))
    asked = Asked.read(request.GET, kind)
    found = figure_records(here.house, here.viewer, kind, element, cell, here.place, when, asked.page)
    chosen = columns(kind, Asked(), here.place)
    table = register_figures(here.house, here.viewer, kind, here.place, when)
    line = next((x for x in figure_lines(table.rows) if x.row.element.code == element and x.row.at == cell), None)
    answer = page(
        request,
        "web/records_behind.html",
        here,
        room="ledgers",
        trail=trail(here, kind),
        kind=kind,
        period=when,
        line=line,
        all=found.all,
        shown=Paged(found.page.lines, found.page.number, found.page.pages, found.page.total),
        heads=heads(kind, chosen, Asked()),
        lines=lines(here.house, kind, chosen, found.page.lines),
        base=f"?period={when}&cell={cell}",
    )
    return private(answer, kind)


def _period(request: HttpRequest, here: Here) -> Period:
    """The period that is asked for, else the year of the page."""
    try:
        return period(said(request, "period") or str(here.year))
    except Refused:
        return period(str(here.year))
