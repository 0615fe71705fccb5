"""The session of a browser: opened once all is proved, closed when the sign-in is ended, held back while a duty is due.

Between password and second factor a session knows whose password was right, for ten minutes, and opens nothing.
"""

from __future__ import annotations

from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from halfsky.actions import sign_ins
from halfsky.actions.failures import Key
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.accounts import LOCKED
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries.users import session_holds
from halfsky.store.house import opened
from halfsky.store.models import User
from halfsky.web.origin import origin_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGN_IN, WAY, HALF = "sign_in", "way", "half"
HALF_LASTS = 600
NOT_YET = problem(
    "403.705",
    ("请先{duty}，再继续使用。", "Please {duty} before you go on."),
    ("办理后即可回到原来的页面。", "You can go on right after."),
)
DUTIES = {
    "password": Text("设置新密码", "choose a new password"),
    "account_factor": Text("启用动态口令", "take a second factor into use"),
}
FREE = frozenset(
    f"web:{name}" for name in ("password", "account_factor", "sign_in", "sign_in_second", "sign_out", "language")
)


def user_of(request: HttpRequest) -> User:
    """Who is signed in; refuses when nobody is."""
    user = request.user
    if isinstance(user, AnonymousUser):
        raise NOT_SIGNED_IN.at()
    return user


def session_of(request: HttpRequest) -> int | None:
    """The number of the request's own sign-in."""
    number = request.session.get(SIGN_IN)
    return number if isinstance(number, int) else None


def go_on(request: HttpRequest, user: User, way: str, back: str, own: Key | None = None) -> HttpResponse:
    """After the first proof: to the second, where the user has one, else in. A card is two proofs in itself."""
    if user.factor and way != sign_ins.CARD:
        request.session[HALF] = {"user": user.pk, "at": opened().now().timestamp(), "way": way, "back": back}
        return HttpResponseRedirect("/sign-in/second")
    return open_session(request, user, way, back, own)


def half_way(request: HttpRequest) -> tuple[User, str, str] | None:
    """Whose first proof this session holds, by which way, and where she wants to go."""
    kept = request.session.get(HALF)
    if not kept or opened().now().timestamp() - kept["at"] > HALF_LASTS:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept["way"], kept["back"]) if user else None


def open_session(request: HttpRequest, user: User, way: str, back: str, own: Key | None = None) -> HttpResponse:
    """Sign in: noted first, then the browser gets its session, which lasts as long as the house says."""
    house = opened()
    made = sign_ins.sign_in(house, user, way, origin_of(request), own)
    request.session.pop(HALF, None)
    login(request, user, BACKEND)
    request.session[SIGN_IN], request.session[WAY] = made.pk, way
    request.session.set_expiry(house.settings.accounts.session_hours * 3600)
    return HttpResponseRedirect(back)


def keep_open(request: HttpRequest, user: User) -> None:
    """Go on in this session although password or sessions' key have changed."""
    user.refresh_from_db()
    update_session_auth_hash(request, user)


def drop_ended(request: HttpRequest) -> None:
    """Take the user off a request whose sign-in has been ended."""
    number = session_of(request)
    if number is not None and not session_holds(number):
        request.user = AnonymousUser()


def duty(request: HttpRequest, viewer: Viewer) -> str:
    """What a user has to do before anything else: the name of its page, or nothing."""
    if viewer.user_id is None:
        return ""
    house, user = opened(), user_of(request)
    way = request.session.get(WAY, sign_ins.PASSWORD)
    rules = house.settings.accounts
    by_password = way in (sign_ins.PASSWORD, sign_ins.SECOND) and user.has_usable_password()
    if by_password and (user.must_change or rules.password_ran_out(user.password_at, house.now())):
        return "password"
    if way != sign_ins.CARD and not user.factor and rules.must_prove(viewer.grants, house.today()):
        return "account_factor"
    return ""


def prove_oneself(request: HttpRequest, user: User) -> None:
    """The password once more, where there is one: an open window is not enough for this."""
    if user.has_usable_password():
        sign_ins.prove_password(opened(), user.username, request.POST.get("password", ""), origin_of(request))


def retry_after(answer: HttpResponse, raised: Refused) -> HttpResponse:
    """Say to programs, too, when to try again."""
    for refusal in raised.refusals:
        if refusal.problem is LOCKED:
            answer["Retry-After"] = str(60 * int(str(refusal.values["minutes"])))
    return answer
