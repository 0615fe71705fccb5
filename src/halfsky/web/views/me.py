"""我的账号: what one may see and settle of one's own account: details, second factor, sessions, roles lent."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from halfsky.actions import factors, sign_ins, terms, users
from halfsky.kernel.access import MANAGE_USERS, ROLES
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import LANGS, Text
from halfsky.queries.users import Held, colleagues, person
from halfsky.store.house import opened
from halfsky.store.models import User
from halfsky.web.dates import day
from halfsky.web.deeds import Shown, do
from halfsky.web.qr import qr
from halfsky.web.sessions import keep_open, prove_oneself, retry_after, session_of, user_of
from halfsky.web.standing import LANGUAGE, page, sent, signed_in, somewhere

SAVED = Text("已保存。", "Saved.")
ENDED = Text("登录已结束。", "The sign-in is ended.")
LENT = Text("已委托。", "The role is lent.")
BACK = Text("委托已收回。", "The loan is ended.")
FACTOR_OFF = Text("动态口令已取消。", "The second factor is taken away.")
HALF_HOUR = 1800
SALT = "halfsky.second-factor"
A_YEAR = 365 * 24 * 60 * 60


def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


def _account_page(request: HttpRequest, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    shown = person(house, viewer, viewer.user_id or 0, session_of(request))
    return page(
        request,
        "web/account.html",
        somewhere(request),
        status=status,
        person=shown,
        user_row=user_of(request),
        lendable=[(held, colleagues(house, viewer, held.grant)) for held in shown.held if _lendable(held)],
        must_prove=house.settings.accounts.must_prove(viewer.grants, house.today()),
        today=house.today(),
        latest=house.today() + terms.LONGEST_LOAN,
        agencies=house.content.agencies,
        refusals=refusals,
    )


def _lendable(held: Held) -> bool:
    rights = ROLES[held.grant.role].permissions
    return held.holds and not held.grant.lent_by and MANAGE_USERS.code not in rights


@require_POST
def edit(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    name, phone, lang = (sent(request, field) for field in ("name", "phone", "lang"))

    def save() -> None:
        users.edit(house, viewer, viewer.name, name, phone)
        if lang in LANGS and lang != viewer.lang:
            users.set_language(house, viewer, lang)

    answer = do(request, save, SAVED, reverse("web:account"), _again(request))
    if lang in LANGS and answer.status_code == 302:
        answer.set_cookie(LANGUAGE, lang, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """End one session, or all but this one."""
    house, viewer, which = opened(), signed_in(request), sent(request, "session")

    def end() -> None:
        if which == "others":
            sign_ins.end_sessions(house, viewer, viewer.name, session_of(request))
            keep_open(request, user_of(request))
        else:
            sign_ins.end_session(house, viewer, int(which) if which.isdecimal() else 0)

    return do(request, end, ENDED, reverse("web:account"), _again(request))


@require_POST
def lend(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)

    def give() -> None:
        terms.lend(house, viewer, number, sent(request, "to"), day(sent(request, "until")) or house.today())

    return do(request, give, LENT, reverse("web:account"), _again(request))


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    return do(request, lambda: terms.take_back(house, viewer, number), BACK, reverse("web:account"), _again(request))


def _again(request: HttpRequest) -> Shown:
    return lambda refusals, status: _account_page(request, refusals, status)


@never_cache
@sensitive_post_parameters("code", "password", "secret")
def factor(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator: a secret as QR code and as text, in use once its code and the password are right."""
    house, viewer, user = opened(), signed_in(request), user_of(request)
    secret = _secret(request, user)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            prove_oneself(request, user)
            codes = factors.enrol(house, viewer, secret, "".join(request.POST.get("code", "").split()))
            return _codes_page(request, codes)
        except Refused as no:
            refused = no
    answer = page(
        request,
        "web/factor.html",
        somewhere(request) if user.factor else None,
        status=refused.status if refused else 200,
        refusals=refused.refusals if refused else (),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        signed=signing.dumps(secret, salt=f"{SALT}.{user.pk}"),
        picture=qr(factors.address_of(house, user.username, secret)),
        again=bool(user.factor),
        wants_password=user.has_usable_password(),
        must=house.settings.accounts.must_prove(viewer.grants, house.today()) and not user.factor,
    )
    return retry_after(answer, refused) if refused else answer


@require_POST
@never_cache
@sensitive_post_parameters("password")
def codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes, shown this once."""
    house, viewer = opened(), signed_in(request)
    try:
        prove_oneself(request, user_of(request))
        return _codes_page(request, factors.renew_codes(house, viewer))
    except Refused as no:
        return retry_after(_account_page(request, no.refusals, no.status), no)


@require_POST
@sensitive_post_parameters("password")
def factor_off(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)

    def drop() -> None:
        prove_oneself(request, user_of(request))
        factors.drop(house, viewer, viewer.name)

    return do(request, drop, FACTOR_OFF, reverse("web:account"), _again(request))


def _codes_page(request: HttpRequest, fresh: tuple[str, ...]) -> HttpResponse:
    return page(request, "web/codes.html", somewhere(request), codes=fresh)


def _secret(request: HttpRequest, user: User) -> str:
    """The secret that this page has shown before, if it is not long ago; else a fresh one."""
    try:
        kept: str = signing.loads(request.POST.get("secret", ""), salt=f"{SALT}.{user.pk}", max_age=HALF_HOUR)
    except signing.BadSignature:
        return factors.new_secret()
    return kept
