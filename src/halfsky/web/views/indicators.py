"""指标: headline, sentence, chart, parts, places below, every step of the working, definition, sources, revisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from halfsky.kernel.fact import Absence
from halfsky.queries.indicators import IndicatorPage
from halfsky.queries.indicators import indicator as look_up
from halfsky.queries.shapes import observation_shape, row_shape, step_shape
from halfsky.web.present.chart import breakdowns, chart
from halfsky.web.present.rank import one_by_one, ranked
from halfsky.web.present.value_table import cited, value_table
from halfsky.web.standing import Link, language_of, page, said, stand


def indicator(request: HttpRequest, code: str, year: int, plan: str, name: str) -> HttpResponse:
    here = stand(request, code, year, "indicator", plan=plan, name=name)
    tree = here.house.today() if said(request, "tree") == "today" else None
    found, lang = look_up(here.house, here.viewer, name, code, year, plan, tree=tree), language_of(request)
    a, row = found.assessment, found.row
    domain = next((d for d in a.plan.domains if d.code == row.goal.domain), None)
    trail = [Link(here.to("plan", plan=plan), a.plan.title)]
    if domain:
        trail.append(Link(f"{here.to('plan', plan=plan)}?domain={domain.code}", domain.name))
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
        table=value_table(row, found.cells, found.uncomputed),
        tree=tree,
        base_gap=_base_gap(found),
        cited=cited(a, row, found.cells),
        one_by_one=one_by_one(row),
        bars=ranked(found, lang),
        definition=row.indicator.definition(year),
        goals=[(p, g, here.to("indicator", plan=p.code, name=g.number, year=p.nearest(year))) for p, g in found.goals],
    )


def _base_gap(found: IndicatorPage) -> Absence | None:
    """Why there is no base value, where the reason is that it is not computed by today's tree."""
    years = {p.last_day().year for p in found.uncomputed}
    return Absence.NOT_COMPUTED if found.row.question.base_year in years else None


def data(request: HttpRequest, code: str, year: int, plan: str, name: str, form: str) -> HttpResponse:
    """The row, its series and its working, as JSON."""
    here = stand(request, code, year)
    found, lang = look_up(here.house, here.viewer, name, code, year, plan), language_of(request)
    shape = {
        "plan": found.assessment.plan.code,
        "place": found.assessment.place.code,
        "year": year,
        "snapshot": found.assessment.snapshot,
        "demo": found.assessment.demo,
        "row": row_shape(found.row, lang),
        "series": [observation_shape(o) for o in found.row.series],
        "parts": {str(cell): [observation_shape(o) for o in series] for cell, _, series in found.cells},
        "steps": [step_shape(s, lang) for s in found.steps],
    }
    return JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})
