"""群众填写: the form that residents fill in without an account, and the page where they read the answer."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from halfsky.actions.public_intake import asked, take_in
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.register import Intake, Register
from halfsky.queries.public_intake import intake_of
from halfsky.store.house import opened
from halfsky.web.deeds import ON_THE_PAGE
from halfsky.web.origin import origin_of
from halfsky.web.present.record_blanks import Typed, sheet, typed
from halfsky.web.standing import page, sent


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str, register: str) -> HttpResponse:
    """The form; sent, it gives the number under which the answer is read."""
    house = opened()
    kind, intake, at = intake_of(house, register, code)
    shown = _as_asked(kind, intake)
    if request.method != "POST":
        return _form(request, shown, intake, at, Typed())
    given = typed(request.POST, shown, shown.fields, parts=False)
    try:
        number = take_in(house, register, code, given.entry, origin_of(request))
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return _form(request, shown, intake, at, given, no.refusals, no.status)
    return page(request, "web/public_taken.html", None, kind=kind, intake=intake, at=at, number=number)


def _as_asked(kind: Register, intake: Intake) -> Register:
    """The register with the fields that residents fill in, in the order in which it asks them, and no child records."""
    narrowed = kind.narrowed(intake.asks)
    order = {code: n for n, code in enumerate(intake.asks)}
    return replace(narrowed, fields=tuple(sorted(narrowed.fields, key=lambda f: order[f.code])), parts=())


def _form(
    request: HttpRequest,
    shown: Register,
    intake: Intake,
    at: Place,
    given: Typed,
    refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "web/public_intake.html",
        None,
        status=status,
        kind=shown,
        intake=intake,
        at=at,
        form=sheet(shown, shown.fields, given, refusals, parts=False),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """What stands under a number, which comes as a form so that it is in no address."""
    number = sent(request, "number")
    if request.method != "POST" or not number:
        return page(request, "web/public_answer.html", None, number="")
    try:
        found = asked(opened(), number, origin_of(request))
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return page(request, "web/public_answer.html", None, status=no.status, number=number, refusals=no.refusals)
    return page(request, "web/public_answer.html", None, number=found.number, found=found)
