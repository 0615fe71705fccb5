"""Chinese or English, kept in a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from halfsky.kernel.text import LANGS
from halfsky.web.standing import LANGUAGE

A_YEAR = 365 * 24 * 60 * 60


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Back to the page one was on, in the other language."""
    chosen, back = request.POST.get("lang", ""), request.POST.get("next", "")
    answer = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    if chosen in LANGS:
        answer.set_cookie(LANGUAGE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer
