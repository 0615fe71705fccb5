"""Wrong entries are counted: under the name that was tried and under the address they come from, until both lock.

The log says every failure, up to `MOST_NOTED` an hour in the whole house; what comes above that is one entry with a
number, so that nobody fills the log by knocking. What was typed as a name is kept nowhere unless it is a user's.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.actions.acting import acting, home, placed
from halfsky.actions.users import demand_over, named
from halfsky.kernel.access import MANAGE_USERS, Viewer, demand
from halfsky.kernel.accounts import Failures
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store import log
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import FailureRow, User
from halfsky.store.sealing import digest

NO_LOCK = problem(
    "404.700",
    ("这个锁定已经解除或已经到期。", "This lock is lifted already, or has run out."),
    ("请刷新页面。", "Reload the page."),
)
USER, ADDRESS, CARD, ALL = "user", "address", "card", "all"
MOST_NOTED = 300
HOUR = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the client's address, and what its browser calls itself."""

    address: str = ""
    browser: str = ""

    @property
    def neighbourhood(self) -> str:
        """What is counted as one address: a whole IPv6 network of 64 bits, as one client has that many."""
        try:
            parsed = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address[:64]
        if isinstance(parsed, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((parsed, 64), strict=False))
        return str(parsed)


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted under: a user's name, a card, or an address; `shown` is what a manager reads."""

    kind: str
    name: str
    shown: str

    def digest(self, house: House) -> str:
        return digest(house.folder, f"failure.{self.kind}", self.name)


def user_key(username: str, known: bool) -> Key:
    return Key(USER, username, username if known else "")


def address_key(origin: Origin) -> Key:
    return Key(ADDRESS, origin.neighbourhood, origin.neighbourhood)


def card_key(card: int, username: str) -> Key:
    return Key(CARD, str(card), username)


def demand_open(house: House, keys: Sequence[Key]) -> None:
    """Refuse while one of the keys is locked."""
    now = house.now()
    for row in FailureRow.objects.filter(key__in=[key.digest(house) for key in keys]):
        _as_failures(house, row).demand_open(now)


def failed(house: House, keys: Sequence[Key], origin: Origin, way: str) -> None:
    """Count one failure under every key, and note it."""
    now = house.now()
    with writing():
        log.next_position()  # One after the other: two failures at once are two.
        counted = [(key, _count(house, key, now)) for key in keys]
        locks = [(key, after) for key, after in counted if after.locked(now)]
        subject = next((key.shown for key in keys if key.kind != ADDRESS), "")
        if not _noted(house, now):
            return
        detail = {"way": way, "address": origin.address}
        if not locks:
            log.append(house, "", "users.failure", _subject(house, subject), detail)
        for key, after in locks:
            until = after.until.isoformat(timespec="minutes") if after.until else ""
            what = detail | {"what": key.kind, "failures": after.count, "until": until}
            log.append(house, "", "users.locked", _subject(house, key.shown), what)


def _subject(house: House, shown: str) -> str:
    """What an entry says of whom it concerns: a user at her place; an address, or nobody known, at the top."""
    user = User.objects.filter(username=shown).first()
    return placed(home(house, user) if user else places.top(house), shown)


def forgive(house: House, key: Key) -> int:
    """Forget the failures of a key, inside the transaction of whoever has proved herself; returns how many."""
    row = FailureRow.objects.filter(key=key.digest(house)).first()
    if row is None:
        return 0
    row.delete()
    return row.count


def unlock_user(house: House, viewer: Viewer, username: str) -> None:
    """Let a user try again at once, by password or by card."""
    user = named(username)
    demand_over(house, viewer, user)
    found = FailureRow.objects.filter(kind__in=(USER, CARD), shown=user.username, until__gt=house.now())
    if not found.exists():
        raise NO_LOCK.at()
    with acting(house, viewer, "users.unlock", username, home(house, user)):
        found.delete()


def unlock_address(house: House, viewer: Viewer, address: str) -> None:
    """Let an address try again at once; addresses belong to the whole house, so to those who manage its top."""
    demand(viewer, MANAGE_USERS, places.top(house), house.today())
    found = FailureRow.objects.filter(kind=ADDRESS, shown=address, until__gt=house.now())
    if not found.exists():
        raise NO_LOCK.at()
    with acting(house, viewer, "users.unlock", address, places.top(house)):
        found.delete()


def sweep(house: House) -> None:
    """Forget what has long run out."""
    FailureRow.objects.filter(last__lt=house.now() - KEPT).exclude(kind=ALL).delete()


def _as_failures(house: House, row: FailureRow) -> Failures:
    zone = house.settings.zone
    return Failures(row.count, row.last, row.until.astimezone(zone) if row.until else None)


def _count(house: House, key: Key, now: dt.datetime) -> Failures:
    rules = house.settings.accounts
    most = rules.lock_address_after if key.kind == ADDRESS else rules.lock_after
    row = FailureRow.objects.filter(key=key.digest(house)).first()
    before = _as_failures(house, row) if row else Failures()
    after = before if before.locked(now) else before.one_more(now, most, rules.window)
    kept = {"kind": key.kind, "shown": key.shown, "count": after.count, "last": now, "until": after.until}
    FailureRow.objects.update_or_create(key=key.digest(house), defaults=kept)
    return after


def _noted(house: House, now: dt.datetime) -> bool:
    """Whether this failure goes into the log: not above so many an hour. What was left out is said afterwards."""
    row = FailureRow.objects.filter(key=ALL).first() or FailureRow(key=ALL, kind=ALL, shown="", count=0, last=now)
    if now - row.last > HOUR:
        if row.count > MOST_NOTED:
            detail = {"failures": row.count - MOST_NOTED, "since": row.last.isoformat(timespec="minutes")}
            log.append(house, "", "users.failures", "", detail)
        row.count, row.last = 0, now
    row.count += 1
    row.save()
    return row.count <= MOST_NOTED
