"""Every "no" as a page: its number, what is wrong, what to do; and the plain pages of 403, 404 and 500."""

from __future__ import annotations

import sys
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from halfsky.kernel.plan import NOT_IN_FORCE
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries.assessments import NOT_IN_PLAN
from halfsky.queries.places import NO_PLACE
from halfsky.store.away import AWAY, RETRY_AFTER
from halfsky.store.room import refusal_of
from halfsky.store.viewers import NO_USER
from halfsky.web.standing import SHEETS, Here, Link, language_context, page, somewhere, wants_piece

NO_PAGE = problem(
    "404.400",
    ("没有这个页面。", "There is no such page."),
    ("请检查地址，或从首页进入。", "Check the address, or start from the first page."),
)
STALE_FORM = problem(
    "403.400",
    ("这张表单已过期，内容没有提交。", "This form has expired; nothing was sent."),
    ("请返回上一页，刷新后再提交。", "Go back, reload the page and send it again."),
)

ON_A_PAGE = {
    NO_PLACE.number: Text(
        "请检查12位区划代码，或用页面上方的搜索框按名称查找。",
        "Check the code of 12 digits, or look for the name in the search box at the top of the page.",
    ),
    NO_USER.number: Text("请核对用户名；可在“用户”页查找。", "Check the user name; look for it on the page of users."),
    NOT_IN_PLAN.number: Text(
        "请用页面上方的搜索框查找，或从“监测”页选择。",
        "Look for it in the search box at the top of the page, or choose it under Monitoring.",
    ),
}
"""What to do, where a refusal elsewhere advises a command."""


def refused(request: HttpRequest, raised: Refused) -> HttpResponse:
    """The refusals with their numbers; the frame stays, so that the way back is at hand."""
    template = "web/parts/refusal.html" if wants_piece(request) else "web/refusal.html"
    return page(
        request,
        template,
        _somewhere(request),
        status=raised.status,
        refusals=[_on_a_page(r) for r in raised.refusals],
        instead=_instead(request, raised),
    )


def _on_a_page(refusal: Refusal) -> Refusal:
    """The same refusal with advice that can be followed on a page."""
    todo = ON_A_PAGE.get(refusal.number, refusal.problem.todo)
    return Refusal(replace(refusal.problem, todo=todo), refusal.where, refusal.values)


def _instead(request: HttpRequest, raised: Refused) -> Link | None:
    """The same page in the nearest year of its plan, where the plan has no such year."""
    first, match = raised.refusals[0], request.resolver_match
    if first.problem is not NOT_IN_FORCE or match is None:
        return None
    year = first.values["nearest"]
    return Link(reverse(match.view_name, kwargs={**match.kwargs, "year": year}), Text(f"看{year}年", f"See {year}"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no address of ours."""
    return refused(request, NO_PAGE.at())


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without its token."""
    return refused(request, STALE_FORM.at())


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the disk takes nothing or the database is away: the page asks nothing of the house, which may
    be what is broken."""
    refusal = refusal_of(sys.exc_info()[1])
    if refusal is not None and request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"refusals": [refusal.as_json()]}, status=refusal.status)
    else:
        context = {**language_context(request), "sheets": SHEETS, "refusal": refusal}
        status = refusal.status if refusal else HttpResponseServerError.status_code
        answer = HttpResponse(render_to_string("web/broken.html", context), status=status)
    if refusal is not None and refusal.problem is AWAY:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _somewhere(request: HttpRequest) -> Here | None:
    try:
        return somewhere(request) if hasattr(request, "viewer") else None
    except Refused:
        return None
