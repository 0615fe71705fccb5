"""Roles over time: ending one, handing it over to a successor, lending it to a colleague until a day.

What is lent belongs to the lender: nobody lends what she does not hold or what is lent to her, and it ends when her own
term ends. Rights over users are never lent; who needs them is given the role for a term.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.actions.acting import acting
from halfsky.actions.users import (
    check_name,
    check_person,
    demand_over,
    demand_role,
    keep_password,
    named,
    new_password,
)
from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, NOT_SIGNED_IN, ROLES, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import GrantRow, User
from halfsky.store.viewers import NO_USER

NO_GRANT = problem(
    "404.702",
    ("没有这个角色，或它已经结束。", "There is no such role, or it has ended."),
    ("请刷新页面。", "Reload the page."),
)
SAME_PERSON = problem(
    "409.702",
    ("“{came}”就是现在持有这个角色的人。", "“{came}” is the one who holds this role now."),
    ("请填写另一位用户。", "Name another user."),
)
BAD_DAY = problem(
    "400.702",
    ("日期“{came}”不在可选范围内（{first}至{last}）。", "The date “{came}” is out of range ({first} to {last})."),
    ("请另选一个日期。", "Choose another date."),
)
NOT_LENT_ON = problem(
    "403.702",
    ("这个角色是“{lender}”委托给您的，不能再转委托。", "This role is lent to you by {lender}; it cannot be lent on."),
    ("需要由他人代办的，请委托人直接委托。", "Ask the lender to lend it to somebody else."),
)
NEVER_LENT = problem(
    "403.703",
    ("“{role}”可以管理用户，不能委托。", "The role {role} manages users; it cannot be lent."),
    ("请由用户管理员给对方授予有任期的角色。", "Have the role given to the colleague for a term."),
)
NO_COLLEAGUE = problem(
    "403.704",
    ("“{came}”在{place}没有角色，不是同事。", "“{came}” holds no role at {place} and is no colleague there."),
    ("只能委托给在同一区划有角色的在用账号。", "A role is lent to an account in use with a role at the same place."),
)
LONGEST_LOAN = dt.timedelta(days=92)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The successor's grant; her one-time password when the account was made on this occasion."""

    grant: GrantRow
    password: str = ""


def end_grant(house: House, viewer: Viewer, number: int) -> None:
    """End a role as of now: it held to the end of yesterday. What was lent from it ends with it."""
    row, at = _managed(house, viewer, number)
    with acting(house, viewer, "users.end", row.user.username, at) as act:
        _end(row, house.today() - ONE_DAY)
        act.detail = _said(row, at)


def hand_over(
    house: House, viewer: Viewer, number: int, successor: str, name: str = "", since: dt.date | None = None
) -> HandedOver:
    """End one's term the day before `since` (today) and give the same to a successor for what is left of it.

    An unknown successor with a `name` gets an account with a one-time password.
    """
    row, at = _managed(house, viewer, number)
    first = since or house.today()
    _demand_day(first, row.since or dt.date.min, row.until or dt.date.max)
    if successor == row.user.username:
        raise SAME_PERSON.at(came=successor)
    heir = User.objects.filter(username=successor).first()
    if (heir is None and not name) or (heir is not None and not heir.is_active):
        raise NO_USER.at(came=successor)
    if heir is None:
        check_name(successor)
        check_person(name, "")
    password = "" if heir else new_password()
    with acting(house, viewer, "users.hand_over", f"{row.user.username} → {successor}", at) as act:
        if heir is None:
            heir = User(username=successor, name=name)
            keep_password(house, heir, password, one_time=True)
        before = row.until
        _end(row, first - ONE_DAY)
        made = GrantRow.objects.create(
            user=heir, role=row.role, place_id=row.place_id, agency=row.agency, since=first, until=before
        )
        act.detail = {
            "from": row.user.username,
            "to": successor,
            **_said(row, at),
            "until": before.isoformat() if before else "",
            "new_account": bool(password),
        }
    return HandedOver(made, password)


def lend(house: House, viewer: Viewer, number: int, to: str, until: dt.date) -> GrantRow:
    """Lend a role that one holds to a colleague, from today until a day; one goes on holding it oneself."""
    row = _standing(house, number)
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if row.user_id != viewer.user_id:
        raise NO_GRANT.at()
    if row.lent_of is not None:
        raise NOT_LENT_ON.at(lender=row.lent_of.user.name)
    if MANAGE_USERS.code in ROLES[row.role].permissions:
        raise NEVER_LENT.at(role=ROLES[row.role].label)
    if row.since and row.since > house.today():
        raise NO_GRANT.at()
    colleague = _colleague(house, to, row, viewer)
    _demand_day(until, house.today(), min(row.until or dt.date.max, house.today() + LONGEST_LOAN))
    at = places.by_id(house, row.place_id)
    with acting(house, viewer, "users.lend", f"{viewer.name} → {to}", at) as act:
        made = GrantRow.objects.create(
            user=colleague, role=row.role, place_id=row.place_id, agency=row.agency,
            since=house.today(), until=until, lent_of=row,
        )  # fmt: skip
        act.detail = {**_said(row, at), "to": to, "until": until.isoformat()}
    return made


def take_back(house: House, viewer: Viewer, number: int) -> None:
    """End what is lent: by the lender, by the borrower, or by who manages the lender."""
    row = _standing(house, number)
    lent = row.lent_of
    if lent is None:
        raise NO_GRANT.at()
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if viewer.user_id not in (lent.user_id, row.user_id):
        demand_over(house, viewer, lent.user)
    at = places.by_id(house, row.place_id)
    with acting(house, viewer, "users.take_back", f"{lent.user.username} → {row.user.username}", at) as act:
        _end(row, house.today() - ONE_DAY)
        act.detail = _said(row, at)


def _managed(house: House, viewer: Viewer, number: int) -> tuple[GrantRow, Place]:
    """A standing grant, for who may give and end it."""
    row = _standing(house, number)
    at = places.by_id(house, row.place_id)
    demand(viewer, MANAGE_USERS, at, house.today())
    demand_role(house, viewer, row.role, at)
    if row.lent_of is not None:
        raise NOT_ALLOWED.at(at.name, permission=MANAGE_USERS.label)
    return row, at


def _standing(house: House, number: int) -> GrantRow:
    row = GrantRow.objects.filter(pk=number).select_related("user", "lent_of__user").first()
    if row is None or (row.until is not None and row.until < house.today()):
        raise NO_GRANT.at()
    return row


def _colleague(house: House, username: str, row: GrantRow, viewer: Viewer) -> User:
    user = named(username)
    if user.pk == viewer.user_id:
        raise SAME_PERSON.at(came=username)
    today = house.today()
    beside = [
        g for g in GrantRow.objects.filter(user=user, place_id=row.place_id, lent_of=None)
        if (g.since is None or g.since <= today) and (g.until is None or g.until >= today)
    ]  # fmt: skip
    if not user.is_active or not beside:
        raise NO_COLLEAGUE.at(came=username, place=places.by_id(house, row.place_id).name)
    return user


def _end(row: GrantRow, last: dt.date) -> None:
    """The last day of a grant, and of what is lent from it, unless that ends before."""
    row.until = last
    row.save(update_fields=["until"])
    for loan in GrantRow.objects.filter(lent_of=row):
        if loan.until is None or loan.until > last:
            loan.until = last
            loan.save(update_fields=["until"])


def _demand_day(day: dt.date, first: dt.date, last: dt.date) -> None:
    if not first <= day <= last:
        raise BAD_DAY.at(
            came=day.isoformat(),
            first="—" if first == dt.date.min else first.isoformat(),
            last="—" if last == dt.date.max else last.isoformat(),
        )


def _said(row: GrantRow, at: Place) -> dict[str, str]:
    return {"role": row.role, "place": at.code, "agency": row.agency}
