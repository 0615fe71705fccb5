"""Tokens: making one, ending one. What a token says is shown once, to who made it, and kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.actions.acting import acting, home, user_of
from halfsky.actions.users import demand_over, named
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.token import SCOPES, USUAL_DAYS, demand_sound, runs_out
from halfsky.store.house import House
from halfsky.store.models import Token, User
from halfsky.store.sealing import digest

NO_TOKEN = problem(
    "404.801",
    ("没有令牌 {came}。", "There is no token {came}."),
    ("请在令牌列表中核对编号。", "Look its number up in the list of tokens."),
)
ENDED_ALREADY = problem(
    "409.800",
    ("令牌 {came} 已经停用。", "Token {came} was ended already."),
    ("不必再办理。", "Nothing is left to do."),
)
NOT_BY_TOKEN = problem(
    "403.802",
    ("令牌不能用来管理令牌。", "A token cannot manage tokens."),
    ("请登录后在网页上办理。", "Sign in and do it on the page."),
)
BEGINNING = "hs_"
SHOWN = 8
"""So many characters of a token remain visible, to tell it from others."""


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh token: `secret` is what programs send, said this once."""

    id: int
    secret: str


def add_token(
    house: House, viewer: Viewer, name: str, scopes: Sequence[str], days: int = USUAL_DAYS, username: str = ""
) -> Made:
    """Make a token for oneself, or for a user all of whose rights one manages."""
    user, plain = _whose(house, viewer, username), name.strip()
    demand_sound(plain, scopes, days)
    chosen = [code for code in SCOPES if code in scopes]
    secret, now = BEGINNING + secrets.token_urlsafe(32), house.now()
    with acting(house, viewer, "tokens.add", user.username, home(house, user)) as act:
        row = Token.objects.create(
            user=user,
            name=plain,
            begins=secret[:SHOWN],
            digest=digest(house.folder, "token", secret),
            scopes=chosen,
            made_at=now,
            made_by=user_of(viewer),
            until=runs_out(now, days),
        )
        act.detail = {"number": row.pk, "name": plain, "scopes": chosen, "until": row.until.date().isoformat()}
    return Made(row.pk, secret)


def end_token(house: House, viewer: Viewer, number: int) -> None:
    """Let a token be good no more: one's own, or that of a user whom one manages."""
    row = Token.objects.filter(pk=number).select_related("user").first()
    if row is None:
        raise NO_TOKEN.at(came=number)
    _whose(house, viewer, row.user.username)
    if row.ended_at is not None:
        raise ENDED_ALREADY.at(came=number)
    with acting(house, viewer, "tokens.end", row.user.username, home(house, row.user)) as act:
        row.ended_at = house.now()
        row.save(update_fields=["ended_at"])
        act.detail = {"number": row.pk, "name": row.name}


def _whose(house: House, viewer: Viewer, username: str) -> User:
    """Oneself, or the named user if the viewer stands over her."""
    if viewer.token is not None:
        raise NOT_BY_TOKEN.at()
    user = user_of(viewer)
    if username in ("", user.username):
        return user
    other = named(username)
    demand_over(house, viewer, other)
    return other
