"""登录卡: issuing, printing and withdrawing the cards of villages; and the page that a scanned card opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from halfsky.actions import cards as acts
from halfsky.actions.sign_ins import CARD
from halfsky.kernel.access import ISSUE_CARDS
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.queries import cards as found
from halfsky.queries.users import place_called
from halfsky.store.house import opened
from halfsky.web.deeds import do
from halfsky.web.origin import origin_of
from halfsky.web.qr import qr
from halfsky.web.sessions import open_session, retry_after
from halfsky.web.standing import Link, page, sent, signed_in, somewhere

WITHDRAWN = Text("登录卡已收回。", "The card is withdrawn.")


@never_cache
def cards(request: HttpRequest) -> HttpResponse:
    """The list; sent as a form, it issues a card, which is shown this once."""
    if request.method != "POST":
        return _list_page(request)
    house, viewer = opened(), signed_in(request)
    found.cards(house, viewer)  # refuses who issues none
    place, name, user = (sent(request, field) for field in ("place", "name", "user"))
    try:
        at = place_called(house, viewer, place, ISSUE_CARDS)
        issued = acts.issue(house, viewer, at.code, name, int(user) if user.isdecimal() else None)
    except Refused as no:
        if no.status in (401, 403):
            raise
        return _list_page(request, no.refusals, no.status)
    address = request.build_absolute_uri(reverse("web:card", kwargs={"token": issued.token}))
    return page(
        request,
        "web/card_issued.html",
        somewhere(request),
        room="cards",
        trail=[Link(reverse("web:cards"), Text("登录卡", "Cards"))],
        issued=issued,
        place=at,
        address=address,
        picture=qr(address),
        house_title=house.settings.title,
    )


def _list_page(request: HttpRequest, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return page(
        request,
        "web/cards.html",
        somewhere(request),
        room="cards",
        status=status,
        cards=found.cards(house, viewer),
        villages=found.villages(house, viewer),
        given={name: sent(request, name) for name in ("place", "name")},
        refusals=refusals,
    )


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return do(
        request,
        lambda: acts.withdraw(house, viewer, number),
        WITHDRAWN,
        reverse("web:cards"),
        lambda refusals, status: _list_page(request, refusals, status),
    )


@never_cache
@sensitive_post_parameters("pin")
def card(request: HttpRequest, token: str) -> HttpResponse:
    """A scanned card: asks for the PIN, and lets its holder in."""
    house = opened()
    holder = acts.known(house, token).user
    refused: Refused | None = None
    if request.method == "POST":
        try:
            user, own = acts.prove_card(house, token, request.POST.get("pin", ""), origin_of(request))
            return open_session(request, user, CARD, "/", own)
        except Refused as no:
            refused = no
    answer = page(
        request,
        "web/card.html",
        None,
        status=refused.status if refused else 200,
        refusals=refused.refusals if refused else (),
        who=holder.name,
        house_title=house.settings.title,
    )
    return retry_after(answer, refused) if refused else answer
