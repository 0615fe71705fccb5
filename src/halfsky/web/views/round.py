"""填报进度: one round on the tree, down to the single unit; its units with what can be done about them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.kernel.access import OPEN_ROUNDS, SEE_FIGURES, may
from halfsky.kernel.round import State
from halfsky.kernel.text import Text
from halfsky.queries.rounds import Progress, explanations, progress, round_view, stands_as, units
from halfsky.queries.uploads import gives_below
from halfsky.store.house import opened
from halfsky.web.download import download
from halfsky.web.present.filing import KINDS
from halfsky.web.present.paging import paged
from halfsky.web.present.progress import progress_bar, progress_sentence
from halfsky.web.present.unit_list import explained_listing, owing_first, reviewed_apart, unit_listing
from halfsky.web.standing import Here, Link, language_of, page, said, sent, signed_in, stand, viewer_of
from halfsky.web.views.rounds import TASKS

PAGE = 50
PROGRESS = Text("填报进度", "progress")
EXPLANATIONS = Text("核实说明", "explanations")


def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """The round at a place: how far, branch by branch; the units under it that the filter keeps."""
    signed_in(request)
    found = _progress(request, number, said(request, "at"))
    here, kind = _here(request, found), said(request, "kind")
    every = units(here.house, here.viewer, number, found.place.code)
    listed = owing_first([u for u in every if stands_as(u, kind)])
    words = said(request, "q")
    kept = [u for u in listed if words in u.place.name or u.place.code.startswith(words)] if words else listed
    round_ = found.view.round
    return page(
        request,
        "web/round.html",
        here,
        room="rounds",
        trail=[Link(here.to("rounds"), TASKS)],
        found=found,
        view=found.view,
        round=round_,
        above=[(p, may(here.viewer, SEE_FIGURES, p, here.house.today())) for p in found.trail],
        pieces=progress_bar(found.tally),
        so_far=progress_sentence(found.tally),
        branches=[(b, progress_bar(b.tally), progress_sentence(b.tally)) for b in found.branches],
        kinds=KINDS,
        kind=kind,
        q=words,
        shown=paged(kept, said(request, "page"), PAGE),
        page_base="?" + urlencode({"at": found.place.code, "kind": kind, "q": words}),
        explained=sum(u.explained for u in every),
        manages=may(here.viewer, OPEN_ROUNDS, round_.top, here.house.today()) and round_.state is not State.FROZEN,
        whole=found.view.tally,
        gives_below=round_.state is State.OPEN and gives_below(here.house, here.viewer, round_, found.place),
    )


def round_branch(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The branches, or the units, right below a place: a piece of the tree that a page asks for."""
    signed_in(request)
    found = _progress(request, number, code)
    branches = [(b, progress_bar(b.tally), progress_sentence(b.tally)) for b in found.branches]
    here = _here(request, found)
    return page(
        request,
        "web/parts/branches.html",
        here,
        room="rounds",
        found=found,
        view=found.view,
        branches=branches,
        show_units=True,
    )


def round_explained(request: HttpRequest, number: int) -> HttpResponse:
    """核实说明汇总: why unusual values are true, unit by unit, those nobody has reviewed first."""
    signed_in(request)
    found = _progress(request, number, said(request, "at"))
    here = _here(request, found)
    every = reviewed_apart(explanations(here.house, here.viewer, number, found.place.code))
    return page(
        request,
        "web/round_explained.html",
        here,
        room="rounds",
        trail=[Link(here.to("rounds"), TASKS), Link(_address(number, found.place.code), found.view.round.form.title)],
        view=found.view,
        place=found.place,
        shown=paged(every, said(request, "page"), PAGE),
        open_=sum(not e.reviewed for e in every),
    )


@require_POST
def round_export(request: HttpRequest, number: int, what: str, form: str) -> HttpResponse:
    """The units, or the explanations, that the page shows, as a file."""
    house, viewer, lang = opened(), signed_in(request), language_of(request)
    found = _progress(request, number, sent(request, "at"))
    r, code = found.view.round, found.place.code
    title = f"{found.place.name}《{r.form.title.in_(lang)}》{r.period.label.in_(lang)}"
    note = Text(f"截至{house.today()}", f"as of {house.today()}").in_(lang)
    subject = f"{r.form.code} {r.period}"
    if what == "units":
        kept = owing_first(units(house, viewer, number, code, sent(request, "kind")))
        listing = unit_listing(kept, title + PROGRESS.in_(lang), note, lang)
        return download(request, listing, form, what, found.place, subject)
    said_why = reviewed_apart(explanations(house, viewer, number, code))
    listing = explained_listing(said_why, title + EXPLANATIONS.in_(lang), note, lang)
    return download(request, listing, form, what, found.place, subject)


def _progress(request: HttpRequest, number: int, code: str) -> Progress:
    """The progress at the place that is asked for; else at the viewer's own place in the round, or at its top."""
    house, viewer = opened(), viewer_of(request)
    if not code:
        top = round_view(house, viewer, number).round.top
        code = next((g.place.code for g in viewer.grants if g.place.under(top)), top.code)
    return progress(house, viewer, number, code)


def _here(request: HttpRequest, found: Progress) -> Here:
    return stand(request, found.place.code, found.view.round.period.year, "rounds")


def _address(number: int, code: str) -> str:
    return f"{reverse('web:round', args=[number])}?at={code}"


def back_to(request: HttpRequest, number: int, done: Text) -> HttpResponse:
    """To the round, at the place where the reader stood, with what has been done."""
    messages.success(request, done.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(_address(number, sent(request, "at")))
