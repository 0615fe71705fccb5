"""评估: a plan evaluated at a place in a year; the same as JSON, CSV and Excel; the form that orders the report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import content_disposition_header

from halfsky.actions.evaluations import KIND, PACKAGE, read_method, request_evaluation
from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.archive import share
from halfsky.kernel.evaluating import Outcome, by_domain, by_unit
from halfsky.kernel.scoring import Method
from halfsky.queries import documents, plans
from halfsky.queries.evaluation_shape import evaluation_shape
from halfsky.queries.evaluations import children, evaluate
from halfsky.web.present.evaluation import domains, listing, unit_files
from halfsky.web.present.listing import KINDS, written
from halfsky.web.standing import Link, language_of, page, said, sent, stand


def evaluation(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """The page; sent as a form, it orders the report and its package, which a worker writes in the background."""
    here = stand(request, code, year, "evaluation", plan=plan)
    if request.method == "POST":
        method = sent(request, "method")
        request_evaluation(here.house, here.viewer, plan, code, year, sent(request, "form"), method)
        return HttpResponseRedirect(here.to("documents"))
    method = said(request, "method")
    found = evaluate(here.house, here.viewer, plan, code, year, method=read_method(method))
    in_force = plans.in_force(here.house, here.viewer, code, year)
    others = [p for p in plans.installed(here.house, here.viewer) if p in in_force or p.code == plan]
    papers = documents.documents(here.house, here.viewer, code, limit=6, plan=plan, year=year, kind__in=(KIND, PACKAGE))
    return page(
        request,
        "web/evaluation.html",
        here,
        room="plans",
        trail=[Link(here.to("plan", plan=plan), found.assessment.plan.title)],
        e=found,
        a=found.assessment,
        plans=[Link(here.to("evaluation", plan=p.code), p.title, p.code == plan) for p in others],
        outcomes=tuple(Outcome),
        domains=by_domain(found.assessment),
        units=by_unit(found.assessment),
        realised=domains(found),
        problems=[(f, found.done_about(f.row)) for f in found.inventory],
        followed=[(r, found.done_about(r)) for r in found.elsewhere_followed],
        methods=tuple(Method),
        method=method,
        archive=share(found.dossiers),
        unit_files=unit_files(found),
        below=children(here.house, here.viewer, plan, code, year, said(request, "after")),
        papers=papers,
        may_write=here.may(WRITE_DOCUMENTS),
    )


def data(request: HttpRequest, code: str, year: int, plan: str, form: str) -> HttpResponse:
    """The evaluation as data; JSON is the shape of `halfsky evaluate --json`, the tables have a line an indicator."""
    here, lang = stand(request, code, year), language_of(request)
    found = evaluate(here.house, here.viewer, plan, code, year, method=read_method(said(request, "method")))
    if form == "json":
        return JsonResponse(evaluation_shape(found, lang), json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"{found.assessment.place.name}_{plan}_{year}_评估.{form}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(written(listing(found, lang), form, lang), content_type=KINDS[form], headers=headers)
