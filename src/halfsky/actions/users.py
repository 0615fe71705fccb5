"""Users: adding them, giving roles, setting passwords, switching off and on.

Who gives a role must hold every right of it at that place: nobody raises anybody above themselves.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from halfsky.actions.acting import acting, home, user_of
from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, OF_PERSONS, PERMISSIONS, ROLES, Viewer, demand, scope
from halfsky.kernel.accounts import TERM_BACKWARDS, AccountRules
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import GrantRow, SignIn, Token, User
from halfsky.store.sealing import seal_text
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
NOT_ONESELF = problem(
    "403.921",
    (
        "“{role}”可以看到服务对象的个人信息，不能授予自己。",
        "The role {role} reads what is known of persons: not for oneself.",
    ),
    ("请由另一位管理员授予。", "Ask another administrator."),
)
WEAK = problem(
    "400.561",
    ("密码不够安全：{why}", "The password is not safe enough: {why}"),
    ("请另设一个较长的密码。", "Choose a longer one."),
)
NO_AGENCY = problem(
    "404.561",
    ("没有部门“{came}”。", "There is no agency “{came}”."),
    (
        "请填写内容包中的部门名称或代码，如 卫生健康、health。",
        "Write the name or code of an agency of the packs, such as health.",
    ),
)
SAME_PASSWORD = problem(
    "400.562",
    ("新密码与原密码相同。", "The new password is the old one."),
    ("请另设一个。", "Choose another."),
)
ONESELF = problem(
    "409.700",
    ("不能停用自己的账号。", "You cannot switch off your own account."),
    ("请由另一位用户管理员办理。", "Ask another user manager."),
)
LONGEST_NAME, LONGEST_PHONE = 80, 40
BAD_PERSON = problem(
    "400.563",
    (
        "姓名或电话太长，或含有不能显示的字符。",
        "The name or the telephone is too long, or holds unprintable characters.",
    ),
    ("姓名最多80字，电话最多40字。", "At most 80 characters for the name, 40 for the telephone."),
)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def new_password() -> str:
    """A password that can be read out: four groups of four letters and digits that are not mistaken for each other."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def one_time_hash(password: str) -> str:
    """The digest of a password from `new_password`: chance makes it safe, so it needs no slow one, which would hold up
    a list of thousands. Django strengthens it when it is first used."""
    hasher = get_hasher("default")
    if hasher.algorithm == "pbkdf2_sha256":
        return str(hasher.encode(password, hasher.salt(), iterations=1000))  # type: ignore[call-arg]
    return str(hasher.encode(password, hasher.salt()))


def one_time_end(house: House) -> dt.datetime:
    """Until when a one-time password that is made now is good."""
    return house.now() + dt.timedelta(days=house.settings.accounts.one_time_days)


def add_user(
    house: House,
    viewer: Viewer,
    username: str,
    password: str,
    role: str,
    place: str,
    *,
    name: str = "",
    phone: str = "",
    agency: str = "",
    lang: str = "zh",
    since: dt.date | None = None,
    until: dt.date | None = None,
    one_time: bool = False,
    random: bool = False,
) -> User:
    """Add a user with one role at a place; `place` is a code. A one-time password is good for choosing another; a
    `random` one, from `new_password`, stays good."""
    at = places.place(house, place)
    demand(viewer, MANAGE_USERS, at, house.today())
    demand_role(house, viewer, role, at)
    demand_agency(house, agency)
    check_term(since, until)
    check_name(username)
    check_person(name, phone)
    check_password(password, username, name, house.settings.accounts)
    with acting(house, viewer, "users.add", username, at) as act:
        user = User(username=username, name=name or username, lang=lang)
        keep_password(house, user, password, one_time, random)
        keep_phone(house, user, phone)
        GrantRow.objects.create(user=user, role=role, place_id=at.id, agency=agency, since=since, until=until)
        act.detail = {"role": role, "place": at.code, "agency": agency}
    return user


def keep_password(house: House, user: User, password: str, one_time: bool, random: bool = False) -> None:
    """Give a user a password and save her; inside an action."""
    if one_time or random:
        user.password = one_time_hash(password)
    else:
        user.set_password(password)
    user.one_time_until = one_time_end(house) if one_time else None
    user.password_at = house.now()
    user.save()


def keep_phone(house: House, user: User, phone: str) -> None:
    """Keep a telephone number, sealed; inside an action. The user has been saved before."""
    user.phone = seal_text(house.folder, f"user.phone.{user.pk}", phone)
    user.save(update_fields=["phone"])


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
    demand_role(house, viewer, role, at)
    demand_agency(house, agency)
    check_term(since, until)
    user = named(username)
    demand_another(viewer, user, role)
    with acting(house, viewer, "users.grant", username, at) as act:
        made = GrantRow.objects.create(user=user, role=role, place_id=at.id, agency=agency, since=since, until=until)
        act.detail = {"role": role, "place": at.code, "agency": agency, "until": until.isoformat() if until else ""}
    return made


def set_password(house: House, viewer: Viewer, username: str, password: str, but: int | None = None) -> None:
    """Set a password: one's own, or that of a user all of whose roles one manages. It ends all her sessions, but the
    one named; set by another, her tokens too."""
    user = named(username)
    if user.pk != viewer.user_id:
        demand_over(house, viewer, user)
    elif user.check_password(password):
        raise SAME_PASSWORD.at()
    check_password(password, username, user.name, house.settings.accounts)
    with acting(house, viewer, "users.password", username, home(house, user)) as act:
        keep_password(house, user, password, one_time=False)
        end_all(house, user, but)
        if user.pk != viewer.user_id:
            act.detail = end_tokens(house, user)


def reset_password(house: House, viewer: Viewer, username: str) -> str:
    """Give a user a new one-time password, and return it: it is shown once and kept nowhere. Her sessions and tokens
    end: whoever asks for it has lost the old one, perhaps to somebody."""
    user = named(username)
    demand_over(house, viewer, user)
    password = new_password()
    with acting(house, viewer, "users.reset", username, home(house, user)) as act:
        keep_password(house, user, password, one_time=True)
        end_all(house, user)
        act.detail = end_tokens(house, user)
    return password


def edit(house: House, viewer: Viewer, username: str, name: str, phone: str) -> None:
    """Change what a user is called and how she is reached: by herself, or by who manages her."""
    user = named(username)
    if user.pk != viewer.user_id:
        demand_over(house, viewer, user)
    check_person(name, phone)
    with acting(house, viewer, "users.edit", username, home(house, user)) as act:
        act.detail = {"name": name} if name != user.name else {}
        user.name = name or username
        user.save(update_fields=["name"])
        keep_phone(house, user, phone)


def set_language(house: House, viewer: Viewer, lang: str) -> None:
    """The language in which the house speaks to oneself."""
    with acting(house, viewer, "users.language", viewer.name, home(house, user_of(viewer))) as act:
        act.detail = {"lang": lang}
        User.objects.filter(username=viewer.name).update(lang=lang)


def switch_off(house: House, viewer: Viewer, username: str) -> None:
    """Keep a user from signing in from now on, and end her tokens; the account stays, as the log names it."""
    user = named(username)
    demand_over(house, viewer, user)
    if user.pk == viewer.user_id:
        raise ONESELF.at()
    with acting(house, viewer, "users.off", username, home(house, user)) as act:
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_all(house, user)
        act.detail = end_tokens(house, user)


def switch_on(house: House, viewer: Viewer, username: str) -> None:
    """Let a user sign in again."""
    user = named(username)
    demand_over(house, viewer, user)
    with acting(house, viewer, "users.on", username, home(house, user)):
        user.is_active = True
        user.save(update_fields=["is_active"])


def end_all(house: House, user: User, but: int | None = None) -> int:
    """End every session of a user but the one named, inside an action; returns how many were open."""
    user.sessions_key = secrets.token_hex(8)
    user.save(update_fields=["sessions_key"])
    now = house.now()
    still = SignIn.objects.filter(user=user, ended_at=None, until__gt=now).exclude(pk=but or 0)
    return still.update(ended_at=now)


def end_tokens(house: House, user: User) -> dict[str, int]:
    """End every token of a user, inside an action; what its entry says of it."""
    now = house.now()
    ended = Token.objects.filter(user=user, ended_at=None, until__gt=now).update(ended_at=now)
    return {"tokens": ended} if ended else {}


def demand_role(house: House, viewer: Viewer, role: str, at: Place) -> None:
    """Refuse unless the role is known and the viewer holds, on her own account, every right of it at the place. Rights
    over what is known of persons she gives without holding them, and not to herself (`demand_another`)."""
    if role not in ROLES:
        raise NO_ROLE.at(came=role, known="、".join(f"{r.code}（{r.label}）" for r in ROLES.values()))
    for permission in (PERMISSIONS[code] for code in ROLES[role].permissions):
        if permission in OF_PERSONS:
            continue
        if permission.down:
            demand(viewer, permission, at, house.today())
        elif not scope(viewer, permission, house.today()):
            # A right that does not reach down is held at one place alone; whoever holds it there may pass it on.
            raise NOT_ALLOWED.at(at.name, permission=permission.label)


def demand_another(viewer: Viewer, user: User, role: str) -> None:
    """Refuse to give oneself a right over what is known of persons."""
    if user.pk == viewer.user_id and any(p.code in ROLES[role].permissions for p in OF_PERSONS):
        raise NOT_ONESELF.at(user.username, role=ROLES[role].label)


def demand_agency(house: House, agency: str) -> None:
    """Refuse an agency that no pack declares."""
    if agency and agency not in house.content.agencies:
        raise NO_AGENCY.at(came=agency)


def demand_over(house: House, viewer: Viewer, user: User) -> None:
    """Refuse unless the viewer manages users, and holds every right of the user, wherever the user has a role.

    What a user no longer holds counts only where she holds nothing else.
    """
    grants = list(GrantRow.objects.filter(user=user))
    standing = [row for row in grants if row.until is None or row.until >= house.today()]
    for row in standing or grants:
        at = places.by_id(house, row.place_id)
        demand(viewer, MANAGE_USERS, at, house.today())
        demand_role(house, viewer, row.role, at)
    if not grants:
        demand(viewer, MANAGE_USERS, places.top(house), house.today())


def named(username: str) -> User:
    """The user of this name; refuses an unknown one."""
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


def check_term(since: dt.date | None, until: dt.date | None) -> None:
    """Refuse a term that ends before it begins."""
    if since is not None and until is not None and until < since:
        raise TERM_BACKWARDS.at(came=f"{since}—{until}")


def check_person(name: str, phone: str) -> None:
    """Refuse what is no name and no telephone number."""
    if len(name) > LONGEST_NAME or len(phone) > LONGEST_PHONE or not (name + phone).replace(" ", "").isprintable():
        raise BAD_PERSON.at()


def check_password(password: str, username: str, name: str = "", rules: AccountRules | None = None) -> None:
    """Refuse a password that is short, common, all digits or like the user's names."""
    said = {}
    least = MinimumLengthValidator((rules or AccountRules()).password_length)
    for lang, django in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(django):
            wrong: list[str] = []
            for check in (least.validate, validate_password):
                try:
                    check(password, User(username=username, name=name))
                except ValidationError as why:
                    wrong += why.messages
            if wrong:
                said[lang] = " ".join(wrong)
    if said:
        raise WEAK.at(why=Text(said["zh"], said["en"]))
