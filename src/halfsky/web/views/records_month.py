"""本月小结: the month of a place in one paragraph that writes itself, to copy, print or send on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.period import Period, period
from halfsky.kernel.refusals import Refused
from halfsky.queries.monthly import Month, MonthOf
from halfsky.queries.monthly import month as look_up
from halfsky.web.data_file import as_json
from halfsky.web.standing import Here, language_of, page, said, stand
from halfsky.web.views.records import trail

DECEMBER = 12


def month(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "ledger_month")
    when = _asked(request, here)
    return page(
        request,
        "web/records_month.html",
        here,
        room="ledgers",
        trail=trail(here),
        found=look_up(here.house, here.viewer, here.place, when),
        months=[Period("month", here.year, n) for n in range(1, _last(here) + 1)],
    )


def data(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here, lang = stand(request, code, year), language_of(request)
    return as_json(shape(look_up(here.house, here.viewer, here.place, _asked(request, here)), lang))


def shape(found: Month, lang: str) -> dict[str, Any]:
    return {"period": str(found.period), **_shape(found.own, lang), "below": [_shape(one, lang) for one in found.below]}


def _shape(one: MonthOf, lang: str) -> dict[str, Any]:
    return {"place": one.place.code, "name": one.place.name, "says": one.says.in_(lang), "empty": one.empty}


def _asked(request: HttpRequest, here: Here) -> Period:
    """The month that is asked for, else the last of the year that has begun."""
    try:
        found = period(said(request, "period"))
    except Refused:
        found = None
    return found if found and found.kind == "month" else Period("month", here.year, _last(here))


def _last(here: Here) -> int:
    today = here.house.today()
    return today.month if here.year == today.year else DECEMBER
