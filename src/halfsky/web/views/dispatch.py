"""月调度: choose the indicators of a month, freeze them, send the bulletins; the dispatches so far, who has signed."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from halfsky.actions.dispatch import freeze
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.period import Period, period
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.dispatch import frozen, offered, read_month, receipts
from halfsky.web.standing import Here, Link, language_of, page, said, sent, stand

MONTHS_SHOWN = 6
NO_DAY = problem(
    "400.1006",
    ("“{came}”不是反馈期限。", "“{came}” is not a day to answer by."),
    (
        "请写成 2026-12-10 这样的日期，不早于今天；不要求反馈的留空。",
        "Write a day such as 2026-12-10, not before today, or leave it out.",
    ),
)
DONE = Text(
    "已冻结{month}调度（第{version}版），反馈单已发给{n}个地区。",
    "{month} is frozen (version {version}); bulletins went to {n} places.",
)


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The page; sent as a form, it freezes the month and leads to the sheet."""
    here = stand(request, code, year, "dispatch")
    if request.method == "POST":
        return _freeze(request, here)
    today, may_freeze = here.house.today(), here.may(WRITE_DOCUMENTS)
    months = _months(today)
    month = read_month(said(request, "month"), today) if said(request, "month") else months[1]
    below = places.all_children(here.house, here.place)
    offers = offered(here.house, here.viewer, code, str(month)) if may_freeze and below else ()
    earlier = frozen(here.house, here.viewer, code)
    return page(
        request,
        "web/dispatch.html",
        here,
        room="documents",
        trail=[Link(here.to("documents"), Text("文稿", "Documents"))],
        months=sorted({*months, month}, key=lambda m: m.last_day(), reverse=True),
        month=month,
        offers=[(title, list(found)) for title, found in groupby(offers, key=lambda offer: offer.plan)],
        below=below,
        may_freeze=may_freeze,
        earlier=earlier,
        again=max((d.version for d in earlier if d.month == month), default=0) + 1,
        today=today,
    )


def _freeze(request: HttpRequest, here: Here) -> HttpResponse:
    due = _due(sent(request, "due"), here.house.today())
    chosen = [key.replace("\0", "") for key in request.POST.getlist("chosen")]
    made = freeze(here.house, here.viewer, here.place.code, sent(request, "month"), chosen, due)
    n = len(receipts(here.house, here.viewer, made.pk))
    done = DONE.format(month=period(made.period).label, version=made.brief["version"], n=n)
    messages.success(request, done.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(reverse("web:document", args=[made.pk]))


def _due(text: str, today: dt.date) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise NO_DAY.at("due", came=text) from None
    if day < today:
        raise NO_DAY.at("due", came=text)
    return day


def _months(today: dt.date) -> list[Period]:
    """This month and those before it, the newest first."""
    found = [Period("month", today.year, today.month)]
    while len(found) < MONTHS_SHOWN:
        found.append(found[-1].previous())
    return found
