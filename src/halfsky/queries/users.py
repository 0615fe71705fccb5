"""Users: who they are to the kernel, the list of them for those who manage them, one of them with all that is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, NOT_SIGNED_IN, Grant, Permission, Viewer, scope
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, problem
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Card, FailureRow, GrantRow, PlaceVersion, SignIn, User
from halfsky.store.models.place import spelled
from halfsky.store.scope import rows_in
from halfsky.store.sealing import unseal_text
from halfsky.store.viewers import NO_USER, grants_of, viewer_of

MANY_SO_CALLED = problem(
    "400.708",
    ("有{count}个区划叫“{came}”。", "{count} places are called “{came}”."),
    ("请改填12位区划代码：{codes}。", "Write the code instead: {codes}."),
)
PAGE = 50
STATES = ("on", "off", "locked", "one_time", "no_factor", "none")


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the list shows it."""

    username: str
    name: str
    lang: str
    active: bool
    grants: tuple[Grant, ...]
    id: int = 0
    last_login: dt.datetime | None = None
    one_time: bool = False
    factor: bool = False
    locked_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words of a name, a role, a place with all below it, a state, a page from 1."""

    words: str = ""
    role: str = ""
    place: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, and how many there are in all."""

    accounts: tuple[Account, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Held:
    """A role of a user with its number, whether it holds today, and what she lends of it."""

    id: int
    grant: Grant
    holds: bool
    coming: bool
    loans: tuple[tuple[int, str, dt.date | None], ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in: `open` while its session holds, `own` when it is the one that asks."""

    id: int
    at: dt.datetime
    until: dt.datetime
    way: str
    address: str
    browser: str
    open: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Person:
    """All that a user's page shows."""

    account: Account
    phone: str
    held: tuple[Held, ...]
    past: tuple[Held, ...]
    sessions: tuple[Session, ...]
    one_time_until: dt.datetime | None
    recovery: int
    outside: str
    card: bool


@dataclass(frozen=True, slots=True)
class Lock:
    """An address that may not sign in for a while."""

    address: str
    failures: int
    until: dt.datetime


def viewer(house: House, user: User, lang: str = "") -> Viewer:
    """The viewer that a signed-in user is."""
    return viewer_of(house, user, lang)


def accounts(house: House, viewer: Viewer) -> tuple[Account, ...]:
    """All users with a role at a place where the viewer manages users; those without any for who manages the top."""
    return tuple(_account(house, user) for user in _managed(house, viewer).order_by("pk"))


def people(house: House, viewer: Viewer, asked: Asked) -> Page:
    """A page of the users whom the viewer manages, those asked for."""
    found = _narrowed(house, _managed(house, viewer), asked)
    count = found.count()
    pages = max(1, -(-count // PAGE))
    at = min(max(1, asked.page), pages)
    rows = found.order_by("username")[(at - 1) * PAGE : at * PAGE]
    return Page(tuple(_account(house, user) for user in rows), count, at, pages)


def person(house: House, viewer: Viewer, number: int, own_session: int | None = None) -> Person:
    """One user: oneself, or one whom the viewer manages."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    user = User.objects.filter(pk=number).first()
    if number != viewer.user_id:
        if user is None and scope(viewer, MANAGE_USERS, house.today()):
            raise NO_USER.at(came=number)
        if user is None or not _managed(house, viewer).filter(pk=number).exists():
            raise NOT_ALLOWED.at(permission=MANAGE_USERS.label)
    assert user is not None
    zone = house.settings.zone
    held = _held(house, user)
    return Person(
        _account(house, user),
        phone_of(house, user),
        tuple(h for h in held if h.holds or h.coming),
        tuple(h for h in held if not (h.holds or h.coming)),
        _sessions(house, user, own_session),
        user.one_time_until.astimezone(zone) if user.one_time_until else None,
        len(user.recovery),
        user.outside,
        Card.objects.filter(user=user, withdrawn_at=None, until__gte=house.today()).exists(),
    )


def colleagues(house: House, viewer: Viewer, grant: Grant) -> tuple[User, ...]:
    """To whom a role may be lent: those in use who hold a role of their own at the same place."""
    day = house.today()
    rows = GrantRow.objects.filter(_holding(day), place=grant.place.id, lent_of=None, user__is_active=True)
    found = User.objects.filter(pk__in=rows.values("user")).exclude(pk=viewer.user_id or 0)
    return tuple(found.order_by("username")[:PAGE])


def locked_addresses(house: House, viewer: Viewer) -> tuple[Lock, ...]:
    """The addresses that are locked now, for who manages the top of the tree; nothing for others."""
    if not scope(viewer, MANAGE_USERS, house.today()).holds(places.top(house)):
        return ()
    zone, rows = house.settings.zone, FailureRow.objects.filter(kind="address", until__gt=house.now())
    return tuple(Lock(r.shown, r.count, r.until.astimezone(zone)) for r in rows.order_by("until") if r.until)


def place_called(house: House, viewer: Viewer, said: str, permission: Permission, where: str = "") -> Place:
    """The place of a code, or the one of that name where the viewer holds the permission."""
    text = said.strip()
    if text.isascii() or not text:
        return places.place(house, text)
    held = scope(viewer, permission, house.today())
    found = [p for p in places.search(house, viewer, text, limit=PAGE) if p.name == text and held.holds(p)]
    if not found:
        raise places.NO_PLACE.at(where, came=text)
    if len(found) > 1:
        codes = "、".join(p.code for p in found[:5])
        raise MANY_SO_CALLED.at(where, came=text, count=len(found), codes=codes)
    return found[0]


def session_holds(number: int) -> bool:
    """Whether a sign-in has not been ended."""
    return SignIn.objects.filter(pk=number, ended_at=None).exists()


def _holding(day: dt.date) -> Q:
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gte=day))


def _managed(house: House, viewer: Viewer) -> QuerySet[User]:
    held = scope(viewer, MANAGE_USERS, house.today())
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not held:
        raise NOT_ALLOWED.at(permission=MANAGE_USERS.label)
    wanted = Q(pk__in=GrantRow.objects.filter(rows_in(held)).values("user"))
    if held.holds(places.top(house)):
        wanted |= ~Q(pk__in=GrantRow.objects.values("user"))
    return User.objects.filter(wanted)


def _narrowed(house: House, users: QuerySet[User], asked: Asked) -> QuerySet[User]:
    for word in asked.words.split():
        users = users.filter(Q(username__icontains=word) | Q(name__icontains=word))
    if asked.role or asked.place:
        grants = GrantRow.objects.filter(_holding(house.today()))
        if asked.role:
            grants = grants.filter(role=asked.role)
        if asked.place:
            path = spelled(places.place(house, asked.place).path)
            grants = grants.filter(place__in=PlaceVersion.objects.filter(path__begins=path).values("place"))
        users = users.filter(pk__in=grants.values("user"))
    return _in_state(house, users, asked.state)


def _in_state(house: House, users: QuerySet[User], state: str) -> QuerySet[User]:
    if state in ("on", "off"):
        return users.filter(is_active=state == "on")
    if state == "locked":
        return users.filter(username__in=list(_locked(house)))
    if state == "one_time":
        return users.exclude(one_time_until=None)
    if state == "none":
        return users.exclude(pk__in=GrantRow.objects.filter(_holding(house.today())).values("user"))
    if state == "no_factor":
        roles = house.settings.accounts.second_factor
        must = [GrantRow.objects.filter(_holding(house.today()), role=role).values("user") for role in roles]
        wanted = reduce(or_, (Q(pk__in=each) for each in must), Q(pk__in=()))
        return users.filter(wanted, factor="")
    return users


def _locked(house: House) -> dict[str, dt.datetime]:
    """The user names that are locked now, each until when."""
    zone = house.settings.zone
    rows = FailureRow.objects.filter(kind__in=("user", "card"), until__gt=house.now()).exclude(shown="")
    return {row.shown: row.until.astimezone(zone) for row in rows if row.until}


def _account(house: House, user: User) -> Account:
    zone = house.settings.zone
    return Account(
        user.username,
        user.name,
        user.lang,
        user.is_active,
        grants_of(house, user),
        user.pk,
        user.last_login.astimezone(zone) if user.last_login else None,
        user.must_change,
        bool(user.factor),
        _locked(house).get(user.username),
    )


def _held(house: House, user: User) -> list[Held]:
    """The roles of a user in the order they were given, with their numbers."""
    day = house.today()
    rows = GrantRow.objects.filter(user=user).select_related("lent_of__user").order_by("pk")
    numbers = [row.pk for row in rows if row.lent_of is None or row.lent_of.user.is_active]
    loans: dict[int, list[tuple[int, str, dt.date | None]]] = {}
    for loan in GrantRow.objects.filter(_holding(day), lent_of__in=numbers).select_related("user"):
        loans.setdefault(loan.lent_of_id or 0, []).append((loan.pk, loan.user.name, loan.until))
    return [
        Held(n, g, g.holds_on(day), g.since is not None and g.since > day, tuple(loans.get(n, ())))
        for n, g in zip(numbers, grants_of(house, user), strict=True)
    ]


def phone_of(house: House, user: User) -> str:
    """The telephone number; nothing where its key is lost: the page must open all the same, to help her in again."""
    try:
        return unseal_text(house.folder, f"user.phone.{user.pk}", user.phone)
    except Refusal:
        return ""


def _sessions(house: House, user: User, own: int | None) -> tuple[Session, ...]:
    zone, now = house.settings.zone, house.now()
    return tuple(
        Session(
            s.pk, s.at.astimezone(zone), s.until.astimezone(zone), s.way, s.address, s.browser,
            s.ended_at is None and s.until > now, s.pk == own,
        )
        for s in SignIn.objects.filter(user=user).order_by("-at", "-pk")[:20]
    )  # fmt: skip
