"""用户: who has an account, which roles she holds where and until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries.users import accounts
from halfsky.store.house import opened
from halfsky.web.standing import page, signed_in, somewhere


def users(request: HttpRequest) -> HttpResponse:
    house = opened()
    found = accounts(house, signed_in(request))
    return page(
        request,
        "web/users.html",
        somewhere(request),
        room="users",
        accounts=found,
        agencies=house.content.agencies,
    )
