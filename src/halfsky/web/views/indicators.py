"""指标: headline, sentence, chart, parts, places below, every step of the working, definition, sources, revisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.place import Place
from halfsky.kernel.target import Target
from halfsky.kernel.words import wanted
from halfsky.queries import places
from halfsky.queries.indicators import indicator as look_up
from halfsky.queries.shapes import observation_shape, row_shape, step_shape
from halfsky.queries.source_citing import by_text
from halfsky.queries.targets import by_year
from halfsky.web.present.chart import breakdowns, chart
from halfsky.web.present.plan_table import Filters
from halfsky.web.present.rank import one_by_one, ranked
from halfsky.web.present.tree_switch import asked_tree, tree_switch
from halfsky.web.present.value_table import cited, value_table
from halfsky.web.standing import Here, Link, language_of, page, stand


def indicator(request: HttpRequest, code: str, year: int, plan: str, name: str) -> HttpResponse:
    here = stand(request, code, year, "indicator", plan=plan, name=name)
    tree = asked_tree(request).day(here.house.today())
    found, lang = look_up(here.house, here.viewer, name, code, year, plan, tree=tree), language_of(request)
    a, row = found.assessment, found.row
    domain = next((d for d in a.plan.domains if d.code == row.goal.domain), None)
    shown = tree_switch(request, a)
    filters = Filters(tree=a.by_tree.value if tree else "")
    steps = _steps_to(here, row, a)
    trail = [Link(here.to("plan", plan=plan) + filters.query(), a.plan.title)]
    if domain:
        trail.append(Link(here.to("plan", plan=plan) + filters.query(domain=domain.code), domain.name))
    return page(
        request,
        "web/indicator.html",
        here,
        room="plans",
        trail=trail,
        found=found,
        a=a,
        row=row,
        chart=chart(row, lang),
        parts=breakdowns(row, found.cells, lang),
        table=value_table(row, found.cells, found.uncomputed, found.hidden),
        unstated=found.unstated,
        yearly=[(t, wanted(t, row.indicator)) for t in steps],
        cited=cited(a, row, found.cells, [t.source for t in steps], by_text(here.house, steps)),
        one_by_one=one_by_one(row),
        bars=ranked(found, lang),
        above=_above(here) if row.verdict.observation else None,
        definition=row.indicator.definition(year),
        goals=[(p, g, here.to("indicator", plan=p.code, name=g.number, year=p.nearest(year))) for p, g in found.goals],
        **shown,
    )


def _steps_to(here: Here, row: Row, a: Assessment) -> list[Target]:
    """The place's own targets of other years than the one that judges, the earliest first."""
    own = by_year(here.house, a.plan, [here.place.id]).get((here.place.id, row.number, row.goal.cell), {})
    judging = row.target.year if row.target else None
    return [target for year, target in own.items() if year != judging]


def _above(here: Here) -> Place | None:
    """The place above that ranks this one."""
    trail = places.trail(here.house, here.place)
    return next((p for p in reversed(trail) if not p.stand_in), None)


def data(request: HttpRequest, code: str, year: int, plan: str, name: str, form: str) -> HttpResponse:
    """The row, its series and its working, as JSON."""
    here = stand(request, code, year)
    tree, lang = asked_tree(request).day(here.house.today()), language_of(request)
    found = look_up(here.house, here.viewer, name, code, year, plan, tree=tree)
    shape = {
        "plan": found.assessment.plan.code,
        "place": found.assessment.place.code,
        "year": year,
        "tree": found.assessment.by_tree.value,
        "snapshot": found.assessment.snapshot,
        "demo": found.assessment.demo,
        "row": row_shape(found.row, lang),
        "series": [observation_shape(o) for o in found.row.series],
        "parts": {str(cell): [observation_shape(o) for o in series] for cell, _, series in found.cells},
        "uncomputed": [str(p) for p in found.uncomputed],
        "hidden": [str(p) for p in found.hidden],
        "steps": [step_shape(s, lang) for s in found.steps],
    }
    return JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})
