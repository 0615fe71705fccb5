"""用户: the list of those whom one manages, a new one, and one user's page with everything that may be done to her."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from halfsky.actions import factors, failures, outside, sign_ins, terms
from halfsky.actions import tokens as token_acts
from halfsky.actions import users as acts
from halfsky.kernel.access import ISSUE_CARDS, MANAGE_USERS, ROLES, Role, scope
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.queries.tokens import tokens as tokens_of
from halfsky.queries.users import STATES, Asked, Person, locked_addresses, people, person, place_called
from halfsky.store.house import opened
from halfsky.web.dates import day
from halfsky.web.deeds import Shown, do
from halfsky.web.standing import Link, page, said, sent, signed_in, somewhere

STATE_WORDS = {
    "on": Text("在用", "active"),
    "off": Text("停用", "switched off"),
    "locked": Text("已锁定", "locked"),
    "one_time": Text("一次性密码未改", "one-time password not changed"),
    "no_factor": Text("应启用动态口令而未启用", "second factor due"),
    "none": Text("没有角色", "without a role"),
}
DONE = Text("已办理。", "Done.")
LIST = Text("用户", "Users")


def users(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(request: HttpRequest, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    asked, wrong = _asked(request)
    try:
        found = people(house, viewer, asked)
    except Refused as no:
        if no.status not in (400, 404):
            raise
        refusals, status = (*refusals, *no.refusals), no.status
        found = people(house, viewer, Asked(asked.words, asked.role, "", asked.state, asked.page))
    refusals = (*refusals, *wrong)
    return page(
        request,
        "web/users.html",
        somewhere(request),
        room="users",
        status=status,
        found=found,
        asked=asked,
        place_said=said(request, "place"),
        roles=list(ROLES.values()),
        states=STATE_WORDS,
        locks=locked_addresses(house, viewer),
        may_cards=bool(scope(viewer, ISSUE_CARDS, house.today())),
        query=_query(request),
        agencies=house.content.agencies,
        refusals=refusals,
    )


def _asked(request: HttpRequest) -> tuple[Asked, tuple[Refusal, ...]]:
    """What the address asks for; a role or state that there is not counts as none."""
    house, viewer = opened(), signed_in(request)
    role, state, number = said(request, "role"), said(request, "state"), said(request, "page")
    place, wrong = said(request, "place"), ()
    code = ""
    if place:
        try:
            code = place_called(house, viewer, place, MANAGE_USERS).code
        except Refused as no:
            wrong = no.refusals  # type: ignore[assignment]
    at = int(number) if number.isdecimal() and len(number) < 7 else 1
    known = role if role in ROLES else "", state if state in STATES else ""
    return Asked(said(request, "q"), known[0], code, known[1], at), wrong


def _query(request: HttpRequest) -> str:
    """The address's questions without the page, for the links to other pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_POST
def addresses(request: HttpRequest) -> HttpResponse:
    """Free an address that is locked."""
    house, viewer, address = opened(), signed_in(request), sent(request, "address")
    return do(
        request,
        lambda: failures.unlock_address(house, viewer, address),
        Text("锁定已解除。", "The lock is lifted."),
        reverse("web:users"),
        lambda refusals, status: _list_page(request, refusals, status),
    )


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new user with her first role and a one-time password, shown this once."""
    house, viewer = opened(), signed_in(request)
    people(house, viewer, Asked())  # refuses who manages nobody
    given = {name: sent(request, name) for name in _FIELDS}
    refused: Refused | None = None
    if request.method == "POST":
        password = acts.new_password()
        try:
            at = place_called(house, viewer, given["place"], MANAGE_USERS, Text("区划", "place").zh)
            made = acts.add_user(
                house, viewer, given["username"], password, given["role"], at.code, name=given["name"],
                phone=given["phone"], agency=given["agency"], since=day(given["since"]), until=day(given["until"]),
                one_time=True,
            )  # fmt: skip
            return _once(request, made.pk, made.username, made.name, password)
        except Refused as no:
            if no.status == 401:
                raise
            refused = no
    return page(
        request,
        "web/user_new.html",
        somewhere(request),
        room="users",
        trail=[Link(reverse("web:users"), LIST)],
        status=refused.status if refused else 200,
        refusals=refused.refusals if refused else (),
        given=given,
        roles=_givable(request),
        agencies=house.content.agencies,
    )


_FIELDS = ("username", "name", "phone", "role", "place", "agency", "since", "until")


def _givable(request: HttpRequest) -> list[Role]:
    """The roles whose every right one holds somewhere: more one cannot give."""
    house, viewer = opened(), signed_in(request)
    mine = {code for g in viewer.grants if g.holds_on(house.today()) for code in ROLES[g.role].permissions}
    return [role for role in ROLES.values() if role.permissions <= mine]


def _once(request: HttpRequest, number: int, username: str, name: str, password: str) -> HttpResponse:
    """A one-time password, on a page that nothing keeps."""
    return page(
        request,
        "web/one_time.html",
        somewhere(request),
        room="users",
        trail=[Link(reverse("web:users"), LIST)],
        number=number,
        username=username,
        name=name,
        password=password,
        days=opened().settings.accounts.one_time_days,
    )


def user(request: HttpRequest, number: int) -> HttpResponse:
    return _user_page(request, number)


def _user_page(
    request: HttpRequest, number: int, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    shown = _person(request, number)
    return page(
        request,
        "web/user.html",
        somewhere(request),
        room="users",
        trail=[Link(reverse("web:users"), LIST)],
        status=status,
        person=shown,
        tokens=tokens_of(house, viewer, shown.account.username),
        roles=_givable(request),
        agencies=house.content.agencies,
        today=house.today(),
        oneself=viewer.user_id == number,
        refusals=refusals,
    )


def _person(request: HttpRequest, number: int) -> Person:
    """The user of a page of managers; one's own page for others is 我的账号."""
    house, viewer = opened(), signed_in(request)
    if not scope(viewer, MANAGE_USERS, house.today()):
        people(house, viewer, Asked())
    return person(house, viewer, number)


def _deed(request: HttpRequest, number: int, what: Callable[[str], object], done: Text = DONE) -> HttpResponse:
    """Do something to a user whose page the viewer may open, and come back to it."""
    username = _person(request, number).account.username
    back = reverse("web:user", kwargs={"number": number})
    return do(request, lambda: what(username), done, back, _again(request, number))


def _again(request: HttpRequest, number: int) -> Shown:
    return lambda refusals, status: _user_page(request, number, refusals, status)


@require_POST
def edit(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    name, phone = (sent(request, field) for field in ("name", "phone"))
    return _deed(request, number, lambda username: acts.edit(house, viewer, username, name, phone))


@require_POST
def give(request: HttpRequest, number: int) -> HttpResponse:
    """One more role."""
    house, viewer = opened(), signed_in(request)
    given = {name: sent(request, name) for name in _FIELDS}

    def grant(username: str) -> None:
        at = place_called(house, viewer, given["place"], MANAGE_USERS)
        since, until = day(given["since"]), day(given["until"])
        acts.grant(house, viewer, username, given["role"], at.code, given["agency"], since, until)

    return _deed(request, number, grant)


@require_POST
def end(request: HttpRequest, number: int, grant: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return _deed(request, number, lambda _: terms.end_grant(house, viewer, _of(request, number, grant)))


@require_POST
@never_cache
def hand_over(request: HttpRequest, number: int, grant: int) -> HttpResponse:
    """To a successor; one who has no account yet gets one, with a one-time password shown this once."""
    house, viewer = opened(), signed_in(request)
    successor, name = (sent(request, field) for field in ("successor", "name"))
    _person(request, number)
    try:
        since = day(sent(request, "since"))
        made = terms.hand_over(house, viewer, _of(request, number, grant), successor, name, since)
    except Refused as no:
        if no.status in (401, 403):
            raise
        return _user_page(request, number, no.refusals, no.status)
    if made.password:
        return _once(request, made.grant.user_id, successor, name, made.password)
    return HttpResponseRedirect(reverse("web:user", kwargs={"number": made.grant.user_id}))


def _of(request: HttpRequest, number: int, grant: int) -> int:
    """The number of a role of this user; another's is none."""
    if grant not in {held.id for held in _person(request, number).held}:
        raise terms.NO_GRANT.at()
    return grant


@require_POST
@never_cache
def reset(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    account = _person(request, number).account
    password = acts.reset_password(house, viewer, account.username)
    return _once(request, number, account.username, account.name, password)


@require_POST
def switch(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    act = acts.switch_on if sent(request, "to") == "on" else acts.switch_off
    return _deed(request, number, lambda username: act(house, viewer, username))


@require_POST
def unlock(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return _deed(request, number, lambda username: failures.unlock_user(house, viewer, username))


@require_POST
def factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take the second factor of one who has lost her telephone away."""
    house, viewer = opened(), signed_in(request)
    return _deed(request, number, lambda username: factors.drop(house, viewer, username))


@require_POST
def token_end(request: HttpRequest, number: int, token: int) -> HttpResponse:
    """End a token of hers; another's is none."""
    house, viewer = opened(), signed_in(request)

    def end(username: str) -> None:
        if token not in {kept.id for kept in tokens_of(house, viewer, username)}:
            raise token_acts.NO_TOKEN.at(came=token)
        token_acts.end_token(house, viewer, token)

    return _deed(request, number, end)


@require_POST
def unbind(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return _deed(request, number, lambda username: outside.unbind(house, viewer, username))


@require_POST
def sessions(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of hers, or all."""
    house, viewer, which = opened(), signed_in(request), sent(request, "session")

    def end(username: str) -> None:
        if which == "all":
            sign_ins.end_sessions(house, viewer, username)
        else:
            sign_ins.end_session(house, viewer, int(which) if which.isdecimal() else 0)

    return _deed(request, number, end)
