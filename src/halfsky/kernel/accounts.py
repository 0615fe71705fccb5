"""Rules of accounts: when repeated failures lock, who must give a second factor, until when a password counts, terms.

A house sets the numbers (`AccountRules`); what they mean has its home here. Nothing here knows a password.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from halfsky.kernel.access import ROLES, Grant
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

LOCKED = problem(
    "429.700",
    (
        "连续多次输错，已暂停登录到{until}。",
        "Too many wrong entries: signing in is paused until {until}.",
    ),
    (
        "请在{minutes}分钟后再试；急用请联系本单位的用户管理员解锁。",
        "Try again in {minutes} minutes, or ask the user manager of your office to lift the lock.",
    ),
)
BAD_TERM = problem(
    "400.700",
    ("任期“{came}”看不懂。", "The term “{came}” cannot be read."),
    (
        "写成 2026-01-01至2027-12-31、至2027-12-31、2026-01-01起，长期任职留空。",
        "Write 2026-01-01至2027-12-31, 至2027-12-31 or 2026-01-01起; leave it empty for no end.",
    ),
)
TERM_BACKWARDS = problem(
    "400.701",
    ("任期“{came}”的结束早于开始。", "The term “{came}” ends before it begins."),
    ("请核对两个日期。", "Check the two dates."),
)


@dataclass(frozen=True, slots=True)
class Provider:
    """Sign-in through an OpenID Connect provider. `claim` is what names our user name in the provider's token.

    The client's secret is no setting: it lies among the keys.
    """

    issuer: str
    client_id: str
    claim: str = "preferred_username"
    label: Text = Text("统一身份认证", "single sign-on")
    scope: str = "openid profile"

    def __post_init__(self) -> None:
        if "openid" not in self.scope.split() or not self.issuer.startswith(("https://", "http://")):
            raise ValueError(f"accounts.oidc: {self.issuer}, {self.scope!r} (https://…, openid …)")


@dataclass(frozen=True, slots=True)
class AccountRules:
    """What a house sets for its accounts. Zero days means without end; `second_factor` names the roles that must."""

    second_factor: tuple[str, ...] = ()
    lock_after: int = 5
    lock_address_after: int = 30
    lock_minutes: int = 15
    password_length: int = 10
    password_days: int = 0
    one_time_days: int = 14
    session_hours: int = 12
    card_days: int = 365
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    oidc: Provider | None = None

    def __post_init__(self) -> None:
        unknown = [code for code in self.second_factor if code not in ROLES]
        if unknown:
            raise ValueError(f"accounts.second_factor: {', '.join(unknown)} ({', '.join(ROLES)})")
        least = {
            "lock_after": 1, "lock_address_after": 1, "lock_minutes": 1, "password_length": 8, "password_days": 0,
            "one_time_days": 1, "session_hours": 1, "card_days": 1,
        }  # fmt: skip
        for name, floor in least.items():
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < floor:
                raise ValueError(f"accounts.{name}: {value!r} (≥ {floor})")

    @property
    def window(self) -> dt.timedelta:
        """Failures further apart than this are not counted together; a lock lasts as long."""
        return dt.timedelta(minutes=self.lock_minutes)

    def must_prove(self, grants: Iterable[Grant], day: dt.date) -> bool:
        """Whether someone with these grants has to give a second factor."""
        return any(g.role in self.second_factor and g.holds_on(day) for g in grants)

    def password_ran_out(self, set_at: dt.datetime | None, now: dt.datetime) -> bool:
        """Whether a password is older than the house allows; one of unknown age is."""
        if not self.password_days:
            return False
        return set_at is None or now - set_at > dt.timedelta(days=self.password_days)


SECURE_ROLES = ("admin", "auditor", "case_worker")
"""The roles that must give a second factor in a new house."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong entries under one name or from one address: how many, the last when, locked until when."""

    count: int = 0
    last: dt.datetime | None = None
    until: dt.datetime | None = None

    def locked(self, now: dt.datetime) -> bool:
        return self.until is not None and now < self.until

    def one_more(self, now: dt.datetime, most: int, window: dt.timedelta) -> Failures:
        """After one more failure: counted anew when the last is long ago; at `most` of them locked for a window."""
        fresh = self.last is None or now - self.last > window or (self.until is not None and now >= self.until)
        count = 1 if fresh else self.count + 1
        return Failures(count, now, now + window if count >= most else None)

    def demand_open(self, now: dt.datetime) -> None:
        """Refuse while locked, saying until when."""
        if self.until is not None and now < self.until:
            left = self.until - now
            raise LOCKED.at(until=f"{self.until:%H:%M}", minutes=max(1, -(-int(left.total_seconds()) // 60)))


@dataclass(frozen=True, slots=True)
class Term:
    """From a day until a day, both included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None
    said: str = field(default="", compare=False)


_DAY = r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_FORMS = (
    re.compile(rf"(?P<since>{_DAY})\s*(?:至|到|—+|–|~|～|-)\s*(?P<until>{_DAY})"),
    re.compile(rf"(?:至|到|—+|–|~|～|-)\s*(?P<until>{_DAY})"),
    re.compile(rf"(?P<since>{_DAY})\s*(?:起|至今|至|到|—+|–|~|～|-)?"),
)
OPEN_ENDED = ("", "长期", "—", "-", "open")


def read_term(text: str, where: str = "") -> Term:
    """A term as people write it; refuses what cannot be read and what ends before it begins."""
    plain = narrow(text).strip()
    if plain in OPEN_ENDED:
        return Term(said=text)
    for form in _FORMS:
        if found := form.fullmatch(plain):
            named = found.groupdict()
            since, until = (_day(named.get(end) or "", text, where) for end in ("since", "until"))
            if since and until and until < since:
                raise TERM_BACKWARDS.at(where, came=text)
            return Term(since, until, text)
    raise BAD_TERM.at(where, came=text)


def _day(text: str, whole: str, where: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date(*(int(part) for part in re.findall(r"\d+", text)))
    except ValueError as why:
        raise BAD_TERM.at(where, came=whole) from why
