"""The house of the load tests: every county of the country, an officer in as many as are asked for, rounds of forms."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.houses import PASSWORD, SMALL, admin_of, open_copy

if TYPE_CHECKING:
    from halfsky.kernel.place import Level

YEAR, TOP = "2025", "000000000000"
DEPTH = 3
"""Down to the counties."""
FORMS = (
    "health-yearly", "education-yearly", "civil-affairs-yearly", "women-federation-yearly", "human-resources-yearly",
)  # fmt: skip
"""Those for which a sheet of ones is sound."""
WHY = "新建妇幼保健院3月启用，外县产妇来院分娩增加。"


@dataclass(frozen=True)
class Sheet:
    """What the officers fill in: the round of a form, sound answers, the reasons of what is unusual about them."""

    number: int
    form: str
    answers: dict[str, str]
    explained: dict[str, str]


@dataclass(frozen=True)
class Officer:
    """Who fills in, where, and with a session that was opened before (empty: she signs in)."""

    name: str
    county: str
    session: str = ""


def build(
    path: Path, officers: int, forms: int, signed_in: bool = False, within: str = ""
) -> tuple[list[Officer], list[Sheet]]:
    """A new house at `path`, closed again, with the counties whose codes begin so. The passwords are `PASSWORD`."""
    _new(path, within)
    open_copy(path)
    from halfsky.store.tables import close

    people = [Officer(f"officer{i:04}", code) for i, code in enumerate(_counties(officers))]
    _add(people)
    sheets = [_opened(form, people[0].county) for form in FORMS[:forms]]
    if signed_in:
        people = [Officer(o.name, o.county, _session(o.name)) for o in people]
    close()
    return people, sheets


def _new(path: Path, within: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "halfsky.site.settings_test"
    from halfsky.site.wiring import set_up

    set_up()
    from halfsky.actions import houses as making
    from halfsky.packs import shipped
    from halfsky.store.folder import HouseSettings
    from halfsky.store.tables import close
    from tests.databases import database

    def planted(level: Level) -> tuple[str, ...]:
        return ("",) if level.depth <= 1 else (within,) if level.depth <= DEPTH else ()

    settings = HouseSettings(database=database().fresh())
    packs = [p for p in shipped() if p.name in (*SMALL, "monitoring-cn")]
    making.new(path, open_copy, admin="admin", password=PASSWORD, settings=settings, shipped=packs, planted=planted)
    close()


def _counties(count: int) -> list[str]:
    from halfsky.queries import places
    from halfsky.store.house import opened
    from halfsky.store.models import PlaceVersion

    rows = PlaceVersion.objects.filter(level="county", until=None).order_by("code")
    found = rows.values_list("code", flat=True)[: count + 500]
    asked = [code for code in found if not places.place(opened(), code).stand_in][:count]
    if len(asked) < count:
        raise ValueError(f"there are only {len(asked)} counties")
    return asked


def _add(people: Sequence[Officer]) -> None:
    """Accounts with one role each. The digest is that of passwords which the house makes up (see `actions.users`)."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from halfsky.queries import places
    from halfsky.store.house import opened
    from halfsky.store.models import GrantRow, User

    hasher = PBKDF2PasswordHasher()
    digest = str(hasher.encode(PASSWORD, hasher.salt(), iterations=1000))
    for one in people:
        user = User.objects.create(username=one.name, name=one.name, password=digest)
        GrantRow.objects.create(user=user, role="liaison", place_id=places.place(opened(), one.county).id)


def _opened(form: str, county: str) -> Sheet:
    from halfsky.actions.rounds import open_round
    from halfsky.queries.sheets import desk
    from halfsky.store.house import opened
    from tests.collecting import answers

    house = opened()
    row = open_round(house, admin_of(house), form, YEAR, TOP)
    given = answers(house, row, county)
    found = desk(house, row.pk, county).check(given).findings
    return Sheet(row.pk, form, given, {f.id: WHY for f in found if f.failed})


def _session(username: str) -> str:
    """The cookie of a browser in which somebody signed in a while ago."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from halfsky.actions.failures import Origin
    from halfsky.actions.sign_ins import PASSWORD as WAY_PASSWORD
    from halfsky.actions.sign_ins import sign_in
    from halfsky.store.house import opened
    from halfsky.store.models import User
    from halfsky.web.sessions import BACKEND, SIGN_IN, WAY

    user = User.objects.get(username=username)
    made = sign_in(opened(), user, WAY_PASSWORD, Origin("127.0.0.1", ""))
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY], store[SIGN_IN], store[WAY] = user.get_session_auth_hash(), made.pk, WAY_PASSWORD
    store.create()
    return str(store.session_key)
