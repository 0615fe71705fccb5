"""What the script of the grid asks for: keep a draft, check, hand in. JSON both ways, refusals in their one shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from halfsky.actions.drafts import save_draft
from halfsky.actions.readings import note_sheet
from halfsky.actions.submissions import enter_for, submit
from halfsky.kernel.refusals import Refused, problem
from halfsky.queries import sheets as query
from halfsky.store.house import opened
from halfsky.web.present import sheet_page as words
from halfsky.web.present.sheet_findings import cells_shape, findings
from halfsky.web.present.sheet_grid import typed_text
from halfsky.web.standing import language_context, language_of, signed_in
from halfsky.web.views.sheets import ENTERED, HANDED_IN, Typed

NOT_JSON = problem(
    "400.810",
    ("网页发来的内容不完整。", "What the page sent is not complete."),
    ("请刷新页面；已填的内容存在本机，不会丢失。", "Reload the page; what you typed is kept on this machine."),
)
View = Callable[[HttpRequest, int, str], HttpResponse]


def as_data(view: View) -> View:
    """Refusals of a view as JSON: {"refusals": [{"number", "where", "says", "todo"}]} in the reader's language."""

    @wraps(view)
    def answered(request: HttpRequest, number: int, code: str) -> HttpResponse:
        try:
            return view(request, number, code)
        except Refused as no:
            lang = language_of(request)
            told = [
                {"number": r.number, "where": r.where, "says": r.says.in_(lang), "todo": r.todo.in_(lang)}
                for r in no.refusals
            ]
            return JsonResponse({"refusals": told}, status=no.status)

    return answered


@require_http_methods(["GET", "POST"])
@as_data
def draft(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """GET: the newest kept texts with their version, and a fresh token for what is sent next. POST: keep a draft."""
    viewer = signed_in(request)
    if request.method == "GET":
        return JsonResponse(_newest(request, number, code))
    given = read(request)
    saved = save_draft(opened(), viewer, number, code, given.answers, given.explained, given.comments, given.version)
    return JsonResponse({"version": saved.version, "saved_at": clock(saved.saved_at)})


def _newest(request: HttpRequest, number: int, code: str) -> dict[str, Any]:
    house, viewer, lang = opened(), signed_in(request), language_of(request)
    of = query.sheet(house, viewer, number, code)
    note_sheet(house, viewer, of)
    return {
        "version": of.version,
        "saved_at": clock(of.saved_at) if of.saved_at else None,
        "answers": {key: typed_text(raw, lang) for key, raw in of.raw.items()},
        "explained": dict(of.explained),
        "comments": dict(of.comments),
        "editable": of.editable or of.enters_for,
        "token": get_token(request),
    }


@require_POST
@as_data
def check(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The live checks: what to say at the cells, the totals, the list as a piece of the page. Nothing is kept."""
    viewer, given, lang = signed_in(request), read(request), language_of(request)
    of = query.sheet(opened(), viewer, number, code)
    checked = query.check_answers(opened(), viewer, number, code, given.answers)
    found = findings(of, checked, given.explained)
    piece = render_to_string("web/parts/sheet_findings.html", {"found": found, "of": of, **language_context(request)})
    return JsonResponse(
        {
            **cells_shape(of, checked, given.answers, given.explained, lang),
            "findings": piece,
            "says": found.says.in_(lang),
            "submit_says": words.submit_says(of, found).in_(lang),
            "left": found.left,
            "ready": found.ready,
        }
    )


@require_POST
@as_data
def hand_in(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Hand in, or with `scan` enter for the agency; all complaints at once, else where to go on."""
    viewer, given, body = signed_in(request), read(request), _body(request)
    if "scan" in body:
        enter_for(opened(), viewer, number, code, given.answers, given.explained, _whole(body["scan"]))
    else:
        submit(opened(), viewer, number, code, given.answers, given.explained, given.comments, version=given.version)
    told = ENTERED if "scan" in body else HANDED_IN
    messages.success(request, told.in_(language_of(request)), extra_tags="good")
    return JsonResponse({"href": reverse("web:sheet", kwargs={"number": number, "code": code})})


def read(request: HttpRequest) -> Typed:
    """The texts that a script sends; empty ones are left out."""
    body = _body(request)
    return Typed(
        _texts(body, "answers"), _texts(body, "explained"), _texts(body, "comments"), _whole(body.get("version"))
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError as fault:
        raise NOT_JSON.at() from fault
    if not isinstance(body, dict):
        raise NOT_JSON.at()
    return body


def _texts(body: dict[str, Any], name: str) -> dict[str, str]:
    given = body.get(name, {})
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise NOT_JSON.at(name)
    texts = {key: text.replace("\0", "").strip() for key, text in given.items()}
    return {key: text for key, text in texts.items() if text}


def _whole(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else 0


def clock(moment: Any) -> str:
    """The time of day in the house's zone: 14:03."""
    return f"{moment.astimezone(opened().settings.zone):%H:%M}"
