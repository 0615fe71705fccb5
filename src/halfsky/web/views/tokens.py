"""令牌: what programs of one's own may use; made here, shown once, ended here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from halfsky.actions import tokens as acts
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.kernel.token import MOST_DAYS, SCOPES, USUAL_DAYS
from halfsky.queries import tokens as found
from halfsky.store.house import opened
from halfsky.web.deeds import do
from halfsky.web.sessions import prove_oneself, retry_after, user_of
from halfsky.web.standing import Link, page, sent, signed_in, somewhere

ENDED = Text("令牌已停用。", "The token is ended.")


@never_cache
@sensitive_post_parameters("password")
def tokens(request: HttpRequest) -> HttpResponse:
    """The list; sent as a form, it makes a token, which is shown this once."""
    if request.method != "POST":
        return _list_page(request)
    house, viewer, days = opened(), signed_in(request), sent(request, "days")
    try:
        prove_oneself(request, user_of(request))
        made = acts.add_token(
            house,
            viewer,
            sent(request, "name"),
            request.POST.getlist("scope"),
            int(days) if days.isascii() and days.isdigit() and len(days) < 9 else 0,
        )
    except Refused as no:
        if no.status in (401, 403):
            raise
        return retry_after(_list_page(request, no.refusals, no.status), no)
    return _list_page(request, made=made)


def _list_page(
    request: HttpRequest, refusals: tuple[Refusal, ...] = (), status: int = 200, made: acts.Made | None = None
) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return page(
        request,
        "web/tokens.html",
        somewhere(request),
        trail=[Link(reverse("web:account"), Text("我的账号", "My account"))],
        status=status,
        tokens=found.tokens(house, viewer),
        scopes=SCOPES,
        chosen=request.POST.getlist("scope") if not made else [],
        given={name: "" if made else sent(request, name) for name in ("name", "days")},
        usual=USUAL_DAYS,
        most=MOST_DAYS,
        wants_password=user_of(request).has_usable_password(),
        made=made,
        refusals=refusals,
    )


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return do(
        request,
        lambda: acts.end_token(house, viewer, number),
        ENDED,
        reverse("web:account_tokens"),
        lambda refusals, status: _list_page(request, refusals, status),
    )
