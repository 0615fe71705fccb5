"""目标分解: a target split over the places below and over the years; targets taken away and brought in as a table."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from halfsky.actions.splits import keep_parts, keep_years
from halfsky.actions.targets import Outcome, import_targets
from halfsky.kernel.access import WRITE_DOCUMENTS, demand
from halfsky.kernel.refusals import Refused
from halfsky.kernel.splitting import weights as sound
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.splitting import Splitting, key_of, splittable, splitting
from halfsky.queries.targets import by_year
from halfsky.web.download import download
from halfsky.web.present import split_page as shown
from halfsky.web.standing import Here, Link, language_of, page, said, sent, stand
from halfsky.web.uploading import sent_file

KEPT = Text("已保存：新增{a}个目标值，修改{c}个，{u}个没有变化。", "Kept: {a} new, {c} changed, {u} as they were.")
DUTIES = Text("责任分解", "Duties")
LONGEST, LONGEST_SHARES, LONGEST_STEM = 40, 200, 60
"""Characters of a number that is typed, of yearly shares, of a file's name."""


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """Choose a target; propose, edit, check and keep its parts."""
    here = _here(request, code, year, plan)
    key = sent(request, "key") if request.method == "POST" else said(request, "key")
    if not key:
        return _choose(request, here, plan)
    of_year = sent(request, "of") if request.method == "POST" else said(request, "of")
    asked_year = int(of_year) if of_year.isascii() and of_year.isdigit() and len(of_year) == len(str(year)) else 0
    of = splitting(here.house, here.viewer, plan, code, year, key, asked_year)
    form = _Form(request, here, of)
    if request.method == "POST":
        try:
            if kept := form.act():
                return _done(
                    request, kept, f"{here.to('duty_split', plan=plan)}?{urlencode({'key': key, 'of': of.year})}"
                )
        except Refused as no:
            if no.status not in (400, 404):
                raise
            form.refused = no
    return form.page()


def _here(request: HttpRequest, code: str, year: int, plan: str) -> Here:
    here = stand(request, code, year, "duty_split", plan=plan)
    demand(here.viewer, WRITE_DOCUMENTS, here.place, here.house.today())
    return here


def _done(request: HttpRequest, kept: Outcome, back: str) -> HttpResponse:
    words = KEPT.format(a=kept.added, c=kept.changed, u=kept.unchanged)
    messages.success(request, words.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(back)


def _choose(request: HttpRequest, here: Here, plan: str, refused: Refused | None = None) -> HttpResponse:
    found = assess(here.house, here.viewer, plan, here.place.code, here.year)
    below = places.all_children(here.house, here.place)
    own = by_year(here.house, found.plan, [p.id for p in below])
    choices = [
        shown.Choice(key_of(r), r, sum((p.id, r.number, r.goal.cell) in own for p in below)) for r in splittable(found)
    ]
    return page(
        request,
        "web/duty_split_choose.html",
        here,
        room="duties",
        trail=[Link(here.to("duties", plan=plan), DUTIES)],
        status=refused.status if refused else 200,
        a=found,
        choices=choices,
        below=len(below),
        refusals=refused.refusals if refused else (),
    )


class _Form:
    """The two forms of one target: what was sent, what comes of it."""

    def __init__(self, request: HttpRequest, here: Here, of: Splitting) -> None:
        self.request, self.here, self.of = request, here, of
        self.weights, self.parts = self._typed("weight-"), self._typed("part-")
        self.years = self._typed("year-")
        self.refused: Refused | None = None
        self.deed = sent(request, "deed")

    def _typed(self, prefix: str) -> dict[str, str]:
        names = [name for name in self.request.POST if name.startswith(prefix)]
        return {name.removeprefix(prefix): sent(self.request, name)[:LONGEST] for name in names}

    def act(self) -> Outcome | None:
        """Do what was pressed; the outcome where something was kept."""
        of, house, viewer, source = self.of, self.here.house, self.here.viewer, sent(self.request, "source")
        match self.deed:
            case "propose":
                self.parts = shown.proposed(of, shown.read_weights(of, self.weights))
            case "keep":
                by = sound(of.children(shown.read_weights(of, self.weights)))
                return keep_parts(house, viewer, of, self.parts, by, source)
            case "steps":
                said_so = (sent(self.request, name)[:LONGEST_SHARES] for name in ("base_year", "base", "shares"))
                self.years = shown.stepped(of, *said_so)
            case "keep_years":
                years = {y: self.years.get(str(y), "") for y in range(of.assessment.plan.first_year, of.last_year)}
                return keep_years(house, viewer, of, years, source)
            case _:
                sound(of.children(shown.read_weights(of, self.weights)))
        return None

    def page(self) -> HttpResponse:
        of, here = self.of, self.here
        lines = shown.part_lines(of, self.weights, self.parts)
        base_year, base = shown.first_step(of)
        asked = self.request.POST
        extra: dict[str, Any] = {
            "base_year": asked.get("base_year", base_year),
            "base": asked.get("base", base),
            "shares": asked.get("shares", ""),
            "source": asked.get("source", ""),
        }
        return page(
            self.request,
            "web/duty_split.html",
            here,
            room="duties",
            trail=[
                Link(here.to("duties", plan=of.assessment.plan.code), DUTIES),
                Link(here.to("duty_split", plan=of.assessment.plan.code), Text("目标分解", "Splitting")),
            ],
            status=self.refused.status if self.refused else 200,
            a=of.assessment,
            of=of,
            key=key_of(of.row),
            lines=lines,
            sum=self._sum(lines),
            years=shown.year_lines(of, self.years),
            refusals=self.refused.refusals if self.refused else (),
            **extra,
        )

    def _sum(self, lines: list[shown.PartLine]) -> shown.Sum | None:
        try:
            weights = shown.read_weights(self.of, self.weights)
        except Refused:
            return None
        return shown.summed(self.of, weights, {line.below.place.code: line.part for line in lines})


@require_POST
def bring(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """Targets from a file."""
    here = _here(request, code, year, plan)
    try:
        name, pieces = sent_file(request)
        with tempfile.TemporaryDirectory(dir=here.house.folder.run) as folder:
            sent_name = Path(name.strip(". ") or "targets.csv")
            path = Path(folder) / f"{sent_name.stem[:LONGEST_STEM]}{sent_name.suffix[:LONGEST]}"
            with path.open("wb") as out:
                out.writelines(pieces)
            kept = import_targets(here.house, here.viewer, plan, path)
    except Refused as no:
        if no.status not in (400, 404, 409, 413):
            raise
        return _choose(request, here, plan, no)
    return _done(request, kept, here.to("duty_split", plan=plan))


@require_POST
def take(request: HttpRequest, code: str, year: int, plan: str, form: str) -> HttpResponse:
    """The targets of this place and those right below, as a table that can be sent back."""
    here, lang = _here(request, code, year, plan), language_of(request)
    chosen = here.house.content.plan(plan)
    shown_places = [here.place, *places.all_children(here.house, here.place)]
    own = by_year(here.house, chosen, [p.id for p in shown_places])
    by_place = {p.id: p for p in shown_places}
    found = [(by_place[place], t) for (place, _, _), years in own.items() for t in years.values()]
    found.sort(key=lambda x: (x[0].level.depth, x[0].code, x[1].number, str(x[1].cell), x[1].year))
    indicators = here.house.content.indicators
    names = {g.number: g.name if g.name.zh else indicators[g.indicator].name for g in chosen.goals}
    return download(request, shown.target_listing(chosen, found, names, lang), form, "targets", here.place, plan)
