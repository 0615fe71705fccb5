"""监测: a plan's indicators with their verdicts; the same as JSON, CSV and Excel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from halfsky.exchange.plan_book import as_csv, as_workbook
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.assessment import Assessment
from halfsky.queries import plans
from halfsky.queries.assessments import assess
from halfsky.queries.history import unstated
from halfsky.queries.shapes import assessment_shape
from halfsky.web.present.plan_table import DENSITIES, SORTS, Filters, choices, plan_table
from halfsky.web.present.shares import shares
from halfsky.web.present.tree_switch import asked_tree, tree_switch
from halfsky.web.standing import Link, language_of, page, stand, wants_piece

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plan(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    here = stand(request, code, year, "plan", plan=plan)
    tree = asked_tree(request).day(here.house.today())
    found = assess(here.house, here.viewer, plan, code, year, tree=tree)
    filters = Filters.read(request.GET)
    in_force = plans.in_force(here.house, here.viewer, code, year)
    others = [p for p in plans.installed(here.house, here.viewer) if p in in_force or p.code == plan]
    shown = tree_switch(request, found)
    template = "web/parts/plan_table.html" if wants_piece(request) else "web/plan.html"
    return page(
        request,
        template,
        here,
        room="plans",
        a=found,
        plans=[Link(here.to("plan", plan=p.code) + shown["tree_query"], p.title, p.code == plan) for p in others],
        pieces=shares(found.summary),
        table=plan_table(found, filters),
        filters=filters,
        query=filters.query(),
        choices=choices(found),
        sorts=SORTS,
        densities=DENSITIES,
        may_write=here.may(WRITE_DOCUMENTS),
        unstated=unstated(here.house, here.viewer, found.place) if found.uncomputed else (),
        **shown,
    )


def data(request: HttpRequest, code: str, year: int, plan: str, form: str) -> HttpResponse:
    """The rows that the page shows, as data; JSON is the shape of `halfsky assess --json`, whole."""
    here = stand(request, code, year)
    tree, lang = asked_tree(request).day(here.house.today()), language_of(request)
    found = assess(here.house, here.viewer, plan, code, year, tree=tree)
    if form == "json":
        return JsonResponse(assessment_shape(found, lang), json_dumps_params={"ensure_ascii": False, "indent": 1})
    rows = plan_table(found, Filters.read(request.GET)).rows
    if form == "csv":
        return _file(as_csv(found, rows, lang), "text/csv; charset=utf-8", found, form)
    return _file(as_workbook(found, rows, lang), SHEET, found, form)


def _file(content: bytes, kind: str, a: Assessment, form: str) -> HttpResponse:
    by = f"_{a.by_tree.label.zh}" if a.tree else ""
    name = content_disposition_header(True, f"{a.place.name}_{a.plan.code}_{a.year}{by}.{form}")
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name or "attachment"})
