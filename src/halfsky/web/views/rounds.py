"""填报任务: the rounds that concern a place, as a list and as a file; opening one, its burden shown first."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions.rounds import Opening, open_round, plan_round
from halfsky.kernel.access import OPEN_ROUNDS, demand
from halfsky.kernel.form import Form
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.rounds import rounds as look_up
from halfsky.web.download import download
from halfsky.web.present.opening import form_choices, recent_periods
from halfsky.web.present.paging import paged
from halfsky.web.present.progress import progress_bar, progress_sentence
from halfsky.web.present.round_list import SORTS, Filters, choices, chosen, listing
from halfsky.web.standing import BELOW_SHOWN, Here, Link, language_of, page, said, sent, stand, wants_piece

PAGE = 20
TASKS = Text("填报任务", "Rounds")
OPENED = Text("已布置，{n}个单位已在“我的填报”中收到。", "The round is open; {n} units find it among their tasks.")
NO_DAY = problem(
    "400.820",
    ("“{came}”不是日期。", "“{came}” is no day."),
    ("请写成 2026-12-31。", "Write it as 2026-12-31."),
)


def rounds(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "rounds")
    every = look_up(here.house, here.viewer, code)
    filters = Filters.read(request.GET)
    shown = paged(chosen(every, filters), said(request, "page"), PAGE)
    return page(
        request,
        "web/parts/rounds.html" if wants_piece(request) else "web/rounds.html",
        here,
        room="rounds",
        shown=shown,
        lines=[(v, progress_bar(v.tally), progress_sentence(v.tally)) for v in shown.rows],
        filters=filters,
        query=filters.query(),
        more="&" if filters.query() else "?",
        choices=choices(every),
        sorts=SORTS,
        total=len(every),
        may_open=here.may(OPEN_ROUNDS),
        today=here.house.today(),
    )


@require_POST
def rounds_export(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    """The rounds that the filters of the page keep, as a file."""
    here, lang = stand(request, code, year, "rounds"), language_of(request)
    found = chosen(look_up(here.house, here.viewer, code), Filters.read(request.POST))
    title = f"{here.place.name}{TASKS.in_(lang)}"
    note = Text(f"截至{here.house.today()}，共{len(found)}项", f"as of {here.house.today()}, {len(found)} rounds")
    return download(request, listing(found, title, note.in_(lang), lang), form, "rounds", here.place)


def round_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Choose a form, see what it asks of whom until when, open it."""
    here = stand(request, code, year, "rounds")
    demand(here.viewer, OPEN_ROUNDS, here.place, here.house.today())
    asked = request.POST if request.method == "POST" else request.GET
    form = here.house.content.forms.get(asked.get("form", "").strip())
    if form is None:
        return _choose(request, here)
    periods = recent_periods(form.rhythm, here.house.today())
    period = asked.get("period", "").strip() or str(periods[0])
    place = asked.get("place", "").strip() or here.place.code
    plan, refused = None, None
    try:
        plan = plan_round(here.house, here.viewer, form.code, period, place)
        if request.method == "POST":
            return _open(request, here, plan)
    except Refused as why:
        refused = why
    return page(
        request,
        "web/round_new.html",
        here,
        room="rounds",
        trail=_trail(here),
        status=refused.status if refused and request.method == "POST" else 200,
        form=form,
        periods=periods,
        period=period,
        asked_place=place,
        under=_places(here, form),
        plan=plan,
        refusals=refused.refusals if refused else (),
        note=sent(request, "note"),
        due=sent(request, "due"),
    )


def _choose(request: HttpRequest, here: Here) -> HttpResponse:
    counts = places.count_by_level(here.house, here.place)
    found = form_choices(here.house.content, here.place, counts, here.house.today())
    return page(request, "web/round_forms.html", here, room="rounds", trail=_trail(here), choices=found)


def _open(request: HttpRequest, here: Here, plan: Opening) -> HttpResponse:
    due = sent(request, "due")
    try:
        day = dt.date.fromisoformat(due) if due else None
    except ValueError:
        raise NO_DAY.at("due", came=due) from None
    row = open_round(
        here.house, here.viewer, plan.form.code, str(plan.period), plan.place.code, sent(request, "note"), day
    )
    messages.success(request, OPENED.format(n=plan.units).in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(f"{reverse('web:round', args=[row.pk])}?at={plan.place.code}")


def _places(here: Here, form: Form) -> list[Place]:
    """Where the round may be opened: here, or at one of the places right below that the form reaches."""
    below = places.children(here.house, here.viewer, here.place, limit=BELOW_SHOWN)
    return [here.place, *(p for p in below if p.level.depth <= form.level.depth)]


def _trail(here: Here) -> list[Link]:
    return [Link(here.to("rounds"), TASKS)]
