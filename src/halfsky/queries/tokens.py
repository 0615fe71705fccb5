"""Tokens as they are seen: whose one is, and the list of somebody's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.token import narrowed
from halfsky.queries import users
from halfsky.store.house import House
from halfsky.store.models import Token, User
from halfsky.store.sealing import digest
from halfsky.store.viewers import NO_USER, viewer_of
from halfsky.store.visits import last_visit

NOT_KNOWN = problem(
    "401.800",
    ("令牌无效、已过期或已停用。", "The token is not known, has run out or was ended."),
    (
        "请在“我的账号—令牌”新建一个，放在 Authorization: Bearer 之后。",
        "Make one under My account, Tokens, and send it after Authorization: Bearer.",
    ),
)


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its owner sees it."""

    id: int
    user: str
    name: str
    begins: str
    scopes: tuple[str, ...]
    made_at: dt.datetime
    until: dt.datetime
    ended_at: dt.datetime | None
    last_used: dt.datetime | None
    good: bool


def bearer(house: House, secret: str) -> Viewer:
    """Who comes with a token; refuses one that is not known, has run out, was ended, or whose user is switched off."""
    found = Token.objects.filter(digest=digest(house.folder, "token", secret)).select_related("user").first()
    if found is None or found.ended_at is not None or found.until <= house.now() or not found.user.is_active:
        raise NOT_KNOWN.at()
    return narrowed(viewer_of(house, found.user), found.scopes, found.pk)


def scopes_of(viewer: Viewer) -> frozenset[str]:
    """The scopes of the token that a viewer comes with; nothing without one."""
    found = Token.objects.filter(pk=viewer.token).values_list("scopes", flat=True).first() if viewer.token else None
    return frozenset(found or ())


def tokens(house: House, viewer: Viewer, username: str = "") -> tuple[TokenView, ...]:
    """One's own tokens, or those of a user whom one manages; the newest first."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    found = User.objects.filter(username=username).first() if username else User.objects.get(pk=viewer.user_id)
    if found is None:
        raise NO_USER.at(came=username)
    users.person(house, viewer, found.pk)
    rows = Token.objects.filter(user=found).select_related("user").order_by("-pk")
    return tuple(_view(house, row) for row in rows)


def _view(house: House, row: Token) -> TokenView:
    zone, last = house.settings.zone, last_visit(house.folder, f"token-{row.pk}")
    return TokenView(
        row.pk,
        row.user.username,
        row.name,
        row.begins,
        tuple(row.scopes),
        row.made_at.astimezone(zone),
        row.until.astimezone(zone),
        row.ended_at.astimezone(zone) if row.ended_at else None,
        last.astimezone(zone) if last else None,
        row.ended_at is None and row.until > house.now() and row.user.is_active,
    )
