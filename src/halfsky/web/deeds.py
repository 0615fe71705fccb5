"""A button of a page: it does one thing and leads back with a sentence; a refusal shows on the page it came from."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.web.sessions import retry_after
from halfsky.web.standing import language_of

Shown = Callable[[tuple[Refusal, ...], int], HttpResponse]
"""Draws a page with refusals on top, under a status."""
ON_THE_PAGE = (400, 404, 409, 429)


def do(request: HttpRequest, what: Callable[[], object], said: Text, back: str, shown: Shown) -> HttpResponse:
    """Do it and go `back`; unsound input is told on the page itself, what one may not do as everywhere else."""
    try:
        what()
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return retry_after(shown(no.refusals, no.status), no)
    messages.success(request, said.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(back)
