"""预警督办: what warns here, who answers for it, what was done about it; what changed lately; by which rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.warning import Level
from halfsky.queries.first_page import first_page
from halfsky.queries.record_lists import registers
from halfsky.queries.warnings import changes, followers, states, to_raise
from halfsky.web.present.warning_page import lines, quiet
from halfsky.web.standing import page, stand

CHANGES_SHOWN = 30


def warnings(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The page of a place and year: red and yellow with their tickets, grey to be reminded of, changes, rules."""
    here = stand(request, code, year, "warnings")
    house, viewer = here.house, here.viewer
    found = first_page(house, viewer, code, year)
    kept, follow = states(house, viewer, code), followers(house, viewer, here.place)
    offers = to_raise(house, viewer, here.place)
    ledgers = [v for v in registers(house, viewer, here.place) if v.register.asks]
    return page(
        request,
        "web/warnings.html",
        here,
        room="warnings",
        found=found,
        reds=lines(here, found.reds, kept, follow, offers),
        yellows=lines(here, found.yellows, kept, follow, offers),
        greys=quiet(found, Level.GREY),
        changes=changes(house, viewer, code, most=CHANGES_SHOWN),
        ledgers=[v for v in ledgers if v.records or v.may_keep],
        rules=house.content.rules,
    )
