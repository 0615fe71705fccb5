"""What is done about a round: remind, give more time, close, freeze."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from halfsky.actions.rounds import close_round, extend, freeze_round, remind
from halfsky.kernel.access import OPEN_ROUNDS, demand
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.rounds import round_view, units
from halfsky.queries.sheets import desk
from halfsky.store.house import opened
from halfsky.web.standing import Link, page, sent, signed_in, stand
from halfsky.web.views.round import back_to
from halfsky.web.views.rounds import NO_DAY, TASKS

REMINDED = Text("已向{n}个单位发出催报通知。", "{n} units have been reminded.")
NOBODY = Text("没有选中欠报的单位，未发通知。", "No unit that owes anything was chosen; nobody was reminded.")
EXTENDED = Text("{place}已延期至{day}。", "{place} has time until {day}.")
CLOSED = Text("已截止，不再收新的上报表。", "The round is closed; no more sheets are taken.")
FROZEN = Text("已定稿归档。", "The round is frozen.")


@require_POST
def round_remind(request: HttpRequest, number: int) -> HttpResponse:
    """催报: the units that were ticked, or all that owe under the place."""
    house, viewer = opened(), signed_in(request)
    chosen = request.POST.getlist("unit")
    if sent(request, "all"):
        owing = units(house, viewer, number, sent(request, "at"))
        chosen = [u.place.code for u in owing if u.standing.kind != "filled"]
    count = remind(house, viewer, number, chosen)
    return back_to(request, number, REMINDED.format(n=count) if count else NOBODY)


@require_POST
def round_close(request: HttpRequest, number: int) -> HttpResponse:
    close_round(opened(), signed_in(request), number)
    return back_to(request, number, CLOSED)


@require_POST
def round_freeze(request: HttpRequest, number: int) -> HttpResponse:
    freeze_round(opened(), signed_in(request), number)
    return back_to(request, number, FROZEN)


def round_extend(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """延期: more time for one unit, until a day, with a reason."""
    house, viewer = opened(), signed_in(request)
    view = round_view(house, viewer, number)
    demand(viewer, OPEN_ROUNDS, view.round.top, house.today())
    at = desk(house, number, code)
    refused = None
    if request.method == "POST":
        try:
            extend(house, viewer, number, code, _day(sent(request, "until")), sent(request, "reason"))
            return back_to(request, number, EXTENDED.format(place=at.place.name, day=sent(request, "until")))
        except Refused as why:
            refused = why
    here = stand(request, view.round.top.code, view.round.period.year, "rounds")
    return page(
        request,
        "web/round_extend.html",
        here,
        room="rounds",
        trail=[Link(here.to("rounds"), TASKS)],
        status=refused.status if refused else 200,
        refusals=refused.refusals if refused else (),
        view=view,
        place=at.place,
        extended=at.extended,
        until=sent(request, "until") or max(house.today(), at.extended or view.round.due) + dt.timedelta(days=7),
        reason=sent(request, "reason"),
    )


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise NO_DAY.at("until", came=written) from None
