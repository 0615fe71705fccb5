"""Signing in, step by step, and ending sign-ins.

First something is proved (a password, a code, a card, a provider's word), each failure counted; then `sign_in` opens
the session. Nothing is proved while a lock holds, however right the password.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from halfsky.actions.acting import acting, home, user_of
from halfsky.actions.failures import Key, Origin, address_key, demand_open, failed, forgive, user_key
from halfsky.actions.users import demand_over, end_all, named
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.refusals import problem
from halfsky.store.house import House
from halfsky.store.models import SignIn, User
from halfsky.store.viewers import viewer_of

WRONG = problem(
    "400.705",
    ("用户名或密码不对。", "The user name or the password is wrong."),
    ("请检查大小写；连续输错会暂停登录。", "Mind capitals; repeated wrong entries pause signing in."),
)
OFF = problem(
    "403.700",
    ("该账号已停用。", "This account is switched off."),
    ("请联系本单位的用户管理员。", "Ask the user manager of your office."),
)
RAN_OUT = problem(
    "403.701",
    ("一次性密码已过期。", "The one-time password has run out."),
    ("请联系本单位的用户管理员重新发放。", "Ask the user manager of your office for another."),
)
NO_SIGN_IN = problem(
    "404.701",
    ("没有这次登录，或它已经结束。", "There is no such sign-in, or it has ended."),
    ("请刷新页面。", "Reload the page."),
)
PASSWORD, SECOND, CARD, PROVIDER = "password", "second", "card", "provider"
KEPT = dt.timedelta(days=400)


def prove_password(house: House, username: str, password: str, origin: Origin) -> User:
    """The user whose name and password these are. Refuses with 429 while locked; counts what is wrong."""
    user = User.objects.filter(username=username).first()
    keys = [user_key(username, user is not None), address_key(origin)]
    demand_open(house, keys)
    if user is None:
        make_password(password)  # An unknown name takes as long as a known one.
    if user is None or not user.check_password(password):
        failed(house, keys, origin, PASSWORD)
        raise WRONG.at()
    if not user.is_active:
        raise OFF.at()
    if user.one_time_until is not None and house.now() > user.one_time_until:
        raise RAN_OUT.at()
    return user


def sign_in(house: House, user: User, way: str, origin: Origin, own: Key | None = None) -> SignIn:
    """Open a session for who has proved herself; `own` is the key her failures were counted under."""
    key = own or user_key(user.username, known=True)
    now = house.now()
    with acting(house, viewer_of(house, user), "users.sign_in", user.username, home(house, user)) as act:
        # A lock that came while the password was being looked at holds.
        demand_open(house, [key, address_key(origin)])
        before = forgive(house, key)
        until = now + dt.timedelta(hours=house.settings.accounts.session_hours)
        made = SignIn.objects.create(
            user=user, at=now, until=until, way=way, address=origin.address[:64], browser=origin.browser[:200]
        )
        act.detail = {"way": way, "address": origin.address, **({"failures": before} if before else {})}
    return made


def sign_out(house: House, viewer: Viewer, number: int) -> None:
    """End one's own session; a session that has ended already is left alone."""
    mine = SignIn.objects.filter(pk=number, user=viewer.user_id, ended_at=None)
    if mine.exists():
        with acting(house, viewer, "users.sign_out", viewer.name, home(house, user_of(viewer))):
            mine.update(ended_at=house.now())


def end_session(house: House, viewer: Viewer, number: int) -> None:
    """End one session: one's own, or that of a user whom one manages."""
    found = SignIn.objects.filter(pk=number).select_related("user").first()
    if found is None:
        raise NO_SIGN_IN.at()
    _demand_hers(house, viewer, found.user)
    if found.ended_at is not None or found.until <= house.now():
        raise NO_SIGN_IN.at()
    with acting(house, viewer, "users.end_session", found.user.username, home(house, found.user)) as act:
        act.detail = {"since": found.at.astimezone(house.settings.zone).isoformat(timespec="minutes")}
        SignIn.objects.filter(pk=number).update(ended_at=house.now())


def end_sessions(house: House, viewer: Viewer, username: str, but: int | None = None) -> int:
    """End all sessions of a user (oneself, or one whom one manages), but the one named; returns how many."""
    user = named(username)
    _demand_hers(house, viewer, user)
    with acting(house, viewer, "users.end_session", username, home(house, user)) as act:
        ended = end_all(house, user, but)
        act.detail = {"ended": ended}
    return ended


def sweep(house: House) -> None:
    """Forget sign-ins of long ago; the log has them."""
    SignIn.objects.filter(at__lt=house.now() - KEPT).delete()


def _demand_hers(house: House, viewer: Viewer, user: User) -> None:
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if user.pk != viewer.user_id:
        demand_over(house, viewer, user)
