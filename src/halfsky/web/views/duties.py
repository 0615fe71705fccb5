"""责任分解: who leads and who supports what, each agency with its own rate; prints as a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.queries import plans
from halfsky.queries.agency_papers import one_each
from halfsky.queries.assessments import assess
from halfsky.queries.duties import by_agency
from halfsky.queries.papers import DUTIES, papers
from halfsky.web.standing import Link, page, said, stand


def duties(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    here = stand(request, code, year, "duties", plan=plan)
    found = assess(here.house, here.viewer, plan, code, year)
    every = by_agency(found)
    asked = said(request, "agency")
    in_force = plans.in_force(here.house, here.viewer, code, year)
    return page(
        request,
        "web/duties.html",
        here,
        room="duties",
        trail=[Link(here.to("plan", plan=plan), found.plan.title)],
        a=found,
        plans=[Link(here.to("duties", plan=p.code), p.title, p.code == plan) for p in in_force if p.duties],
        every=every,
        shown=[d for d in every if d.agency.code == asked] or every,
        asked=asked,
        may_write=here.may(WRITE_DOCUMENTS),
        one_each=one_each(here.house, here.viewer, here.place, [d.agency for d in every if d.leads]),
        newest=next(iter(papers(here.house, here.viewer, DUTIES, plan, [here.place])), None),
    )
