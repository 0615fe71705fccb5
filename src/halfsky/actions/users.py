"""Users: adding them, giving and ending roles, setting passwords.

Who gives a role must hold every right of it at that place: nobody raises anybody above themselves.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from halfsky.actions.acting import acting
from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, PERMISSIONS, ROLES, Viewer, demand, scope
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import GrantRow, User
from halfsky.store.viewers import NO_USER

BAD_NAME = problem(
    "400.560",
    ("用户名“{came}”不能用。", "The user name “{came}” cannot be used."),
    ("用2—80个汉字、字母、数字或 . - _ @，不含空格。", "Write 2 to 80 letters, digits or . - _ @, without spaces."),
)
TAKEN = problem(
    "409.560",
    ("用户名“{came}”已被使用。", "The user name “{came}” is taken."),
    ("请换一个用户名。", "Choose another."),
)
NO_ROLE = problem(
    "404.560",
    ("没有角色“{came}”。", "There is no role “{came}”."),
    ("可用的角色：{known}。", "Roles: {known}."),
)
WEAK = problem(
    "400.561",
    ("密码不够安全：{why}", "The password is not safe enough: {why}"),
    ("请另设一个较长的密码。", "Choose a longer one."),
)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def new_password() -> str:
    """A password that can be read out: four groups of four letters and digits that are not mistaken for each other."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def add_user(
    house: House,
    viewer: Viewer,
    username: str,
    password: str,
    role: str,
    place: str,
    *,
    name: str = "",
    agency: str = "",
    lang: str = "zh",
) -> User:
    """Add a user with one role at a place; `place` is a code."""
    at = places.place(house, place)
    demand(viewer, MANAGE_USERS, at, house.today())
    _demand_role(house, viewer, role, at)
    check_name(username)
    check_password(password, username)
    with acting(house, viewer, "users.add", username) as act:
        user = User(username=username, name=name or username, lang=lang)
        user.set_password(password)
        user.save()
        GrantRow.objects.create(user=user, role=role, place_id=at.id, agency=agency)
        act.detail = {"role": role, "place": at.code, "agency": agency}
    return user


def grant(
    house: House,
    viewer: Viewer,
    username: str,
    role: str,
    place: str,
    agency: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> GrantRow:
    """Give a user one more role at a place, for a term."""
    at = places.place(house, place)
    demand(viewer, MANAGE_USERS, at, house.today())
    _demand_role(house, viewer, role, at)
    user = _user(username)
    with acting(house, viewer, "users.grant", username) as act:
        made = GrantRow.objects.create(user=user, role=role, place_id=at.id, agency=agency, since=since, until=until)
        act.detail = {"role": role, "place": at.code, "agency": agency, "until": until.isoformat() if until else ""}
    return made


def set_password(house: House, viewer: Viewer, username: str, password: str) -> None:
    """Set a password: one's own, or that of a user all of whose roles one manages."""
    user = _user(username)
    if user.pk != viewer.user_id:
        _demand_over(house, viewer, user)
    check_password(password, username)
    with acting(house, viewer, "users.password", username):
        user.set_password(password)
        user.save(update_fields=["password"])


def switch_off(house: House, viewer: Viewer, username: str) -> None:
    """Keep a user from signing in from now on; the account stays, as the log names it."""
    user = _user(username)
    _demand_over(house, viewer, user)
    with acting(house, viewer, "users.off", username):
        user.is_active = False
        user.save(update_fields=["is_active"])


def _demand_role(house: House, viewer: Viewer, role: str, at: Place) -> None:
    if role not in ROLES:
        raise NO_ROLE.at(came=role, known="、".join(f"{r.code}（{r.label}）" for r in ROLES.values()))
    for permission in (PERMISSIONS[code] for code in ROLES[role].permissions):
        if permission.down:
            demand(viewer, permission, at, house.today())
        elif not scope(viewer, permission, house.today()):
            # A right that does not reach down is held at one place alone; whoever holds it there may pass it on.
            raise NOT_ALLOWED.at(at.name, permission=permission.label)


def _demand_over(house: House, viewer: Viewer, user: User) -> None:
    """Refuse unless the viewer manages users, and holds every right of the user, wherever the user has a role."""
    grants = list(GrantRow.objects.filter(user=user))
    for row in grants:
        at = places.by_id(house, row.place_id)
        demand(viewer, MANAGE_USERS, at, house.today())
        _demand_role(house, viewer, row.role, at)
    if not grants:
        demand(viewer, MANAGE_USERS, places.top(house), house.today())


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NO_USER.at(came=username)
    return user


def check_name(username: str) -> None:
    """Refuse a name that is malformed or taken."""
    plain = all(c.isalnum() or c in ".-_@" for c in username)
    if not plain or not 2 <= len(username) <= 80:
        raise BAD_NAME.at(came=username)
    if User.objects.filter(username=username).exists():
        raise TAKEN.at(came=username)


def check_password(password: str, username: str) -> None:
    """Refuse a password that is short, common, all digits or like the user's name."""
    said = {}
    for lang, django in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(django):
            try:
                validate_password(password, User(username=username))
            except ValidationError as why:
                said[lang] = " ".join(why.messages)
    if said:
        raise WEAK.at(why=Text(said["zh"], said["en"]))
