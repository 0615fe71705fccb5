"""Users: who they are to the kernel, and the list of them for those who manage them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, Grant, Viewer, scope
from halfsky.store.house import House
from halfsky.store.models import GrantRow, User
from halfsky.store.scope import rows_in
from halfsky.store.viewers import grants_of, viewer_of


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the list shows it."""

    username: str
    name: str
    lang: str
    active: bool
    grants: tuple[Grant, ...]


def viewer(house: House, user: User, lang: str = "") -> Viewer:
    """The viewer that a signed-in user is."""
    return viewer_of(house, user, lang)


def accounts(house: House, viewer: Viewer) -> tuple[Account, ...]:
    """The users with a role at a place where the viewer manages users."""
    held = scope(viewer, MANAGE_USERS, house.today())
    if not held:
        raise NOT_ALLOWED.at(permission=MANAGE_USERS.label)
    mine = GrantRow.objects.filter(rows_in(held)).values("user")
    found = User.objects.filter(Q(pk__in=mine) | Q(grants=None)).distinct().order_by("pk")
    return tuple(Account(u.username, u.name, u.lang, u.is_active, grants_of(house, u)) for u in found)
