"""Sign-in through a provider: its word is matched to an account that is there; it never makes one.

At the first time the provider's own lasting name for the person is noted; from then on it has to be the same, so that a
user name which the provider gives to somebody else later opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.actions.acting import acting, home
from halfsky.actions.failures import Origin, address_key, demand_open, failed
from halfsky.actions.sign_ins import OFF, PROVIDER
from halfsky.actions.users import demand_over, named
from halfsky.kernel.access import Viewer
from halfsky.kernel.accounts import Provider
from halfsky.kernel.refusals import problem
from halfsky.store.house import House
from halfsky.store.models import User
from halfsky.store.viewers import viewer_of

NO_MATCH = problem(
    "403.706",
    (
        "{provider}已确认您的身份，但这里没有与之对应的账号。",
        "{provider} knows you, but no account here belongs to you.",
    ),
    (
        "请联系本单位的用户管理员开通或核对账号；系统不会自动建账号。",
        "Ask the user manager of your office; accounts are never made by themselves.",
    ),
)
NOT_BOUND = problem(
    "409.703",
    ("该账号没有绑定统一身份认证。", "This account is not bound to single sign-on."),
    ("请刷新页面。", "Reload the page."),
)


def matched(house: House, provider: Provider, claims: Mapping[str, object], origin: Origin) -> User:
    """The account that the provider's claims name; refuses where there is none, or it belongs to another person."""
    demand_open(house, [address_key(origin)])
    said, subject = claims.get(provider.claim), claims.get("sub")
    user = User.objects.filter(username=said).first() if isinstance(said, str) and said else None
    lasting = f"{provider.issuer} {subject}" if isinstance(subject, str) and subject else ""
    if user is None or not lasting or user.outside not in ("", lasting):
        failed(house, [address_key(origin)], origin, PROVIDER)
        raise NO_MATCH.at(provider=provider.label)
    if not user.is_active:
        raise OFF.at()
    if not user.outside:
        with acting(house, viewer_of(house, user), "users.bind", user.username, home(house, user)) as act:
            act.detail = {"provider": provider.issuer}
            user.outside = lasting[:400]
            user.save(update_fields=["outside"])
    return user


def unbind(house: House, viewer: Viewer, username: str) -> None:
    """Let the provider's next sign-in under this user name bind anew."""
    user = named(username)
    demand_over(house, viewer, user)
    if not user.outside:
        raise NOT_BOUND.at()
    with acting(house, viewer, "users.unbind", username, home(house, user)):
        user.outside = ""
        user.save(update_fields=["outside"])
