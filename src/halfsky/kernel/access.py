"""Who may do and see what: `may` answers for one thing, `scope` for all of them; a property test makes the two agree.

A permission is a name. A role is a bundle of permissions, held at an agency's place for a term. What one may do at a
place one may do in the whole subtree below it, for permissions marked `down`; otherwise only at the place itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

NOT_ALLOWED = problem(
    "403.10",
    ("您没有“{permission}”的权限。", "You may not {permission}."),
    ("如工作需要，请联系本单位的系统管理员授权。", "Ask the administrator of your office if your work needs it."),
)
NOT_SIGNED_IN = problem(
    "401.10", ("请先登录。", "Please sign in first."), ("登录后将回到本页。", "You will come back to this page.")
)


@dataclass(frozen=True, slots=True)
class Permission:
    """A named right; `down` says that it reaches the places below, `bound` that a grant held at an agency of a place
    gives it for that agency alone."""

    code: str
    label: Text
    down: bool = True
    bound: bool = False


SEE_FIGURES = Permission("see_figures", Text("查看指标数据", "see figures"))
IMPORT_VALUES = Permission("import_values", Text("导入数据", "import values"))
WRITE_DOCUMENTS = Permission("write_documents", Text("生成文稿", "write documents"))
MANAGE_PLACES = Permission("manage_places", Text("维护区划", "manage places"))
MANAGE_PACKS = Permission("manage_packs", Text("安装内容包", "install packs"))
MANAGE_USERS = Permission("manage_users", Text("管理用户", "manage users"))
ISSUE_CARDS = Permission("issue_cards", Text("发放登录卡", "issue sign-in cards"))
SEE_LOG = Permission("see_log", Text("查看操作日志", "read the log"))
FILL_FORMS = Permission("fill_forms", Text("填报", "fill in forms"), down=False, bound=True)
FILL_BELOW = Permission("fill_below", Text("分县填报", "give the figures of all places below"), bound=True)
ENTER_FOR = Permission("enter_for", Text("代录", "enter stamped sheets for others"), down=False)
REVIEW_FORMS = Permission("review_forms", Text("会审", "review sheets"), down=False)
ACCEPT_FORMS = Permission("accept_forms", Text("验收", "accept sheets"), down=False)
OPEN_ROUNDS = Permission("open_rounds", Text("布置填报", "open rounds"))
READ_SHEETS = Permission("read_sheets", Text("查看上报表", "read sheets"))
KEEP_RECORDS = Permission("keep_records", Text("登记台账", "keep records"), bound=True)
READ_RECORDS = Permission("read_records", Text("查看台账", "read records"))
REVIEW_RECORDS = Permission("review_records", Text("审核台账", "review records"), down=False, bound=True)
HANDLE_CASES = Permission("handle_cases", Text("承办个案", "handle cases"), down=False, bound=True)
SUPERVISE_CASES = Permission("supervise_cases", Text("督导个案", "supervise cases"))
PROTECT_PERSONS = Permission("protect_persons", Text("个人信息保护", "protect personal data"))
ANSWER = Permission("answer", Text("答复交办", "answer what is asked"), down=False, bound=True)
HEAD_OFFICE = Permission("head_office", Text("主持办公室工作", "head the office"), down=False)
SIGN = Permission("sign", Text("签发", "sign"), down=False)
KEEP_HOUSE = Permission("keep_house", Text("备份与恢复", "back up and restore"), down=False)

PERMISSIONS: dict[str, Permission] = {
    p.code: p
    for p in (
        SEE_FIGURES, IMPORT_VALUES, WRITE_DOCUMENTS, MANAGE_PLACES, MANAGE_PACKS, MANAGE_USERS, ISSUE_CARDS, SEE_LOG,
        FILL_FORMS, FILL_BELOW, ENTER_FOR, REVIEW_FORMS, ACCEPT_FORMS, OPEN_ROUNDS, READ_SHEETS, KEEP_RECORDS,
        READ_RECORDS, REVIEW_RECORDS, HANDLE_CASES, SUPERVISE_CASES, PROTECT_PERSONS, ANSWER, HEAD_OFFICE, SIGN,
        KEEP_HOUSE,
    )
}  # fmt: skip

OF_PERSONS = (HANDLE_CASES, SUPERVISE_CASES, PROTECT_PERSONS)
"""Rights over what is known of persons: an administrator of the machine has none of them, and gives them by a grant."""


@dataclass(frozen=True, slots=True)
class Role:
    """A bundle of permissions with a name. `agency` is whose it is, where a grant names none: what is bound to an
    agency it may be used for by that one alone."""

    code: str
    label: Text
    permissions: frozenset[str]
    agency: str = ""


def _role(code: str, zh: str, en: str, *permissions: Permission, agency: str = "") -> Role:
    return Role(code, Text(zh, en), frozenset(p.code for p in permissions), agency)


COMMITTEE = "working_committee"
"""The agency of the committee's office: 妇儿工委办."""
_OFFICE = (
    SEE_FIGURES,
    IMPORT_VALUES,
    WRITE_DOCUMENTS,
    SEE_LOG,
    OPEN_ROUNDS,
    ACCEPT_FORMS,
    ENTER_FOR,
    READ_SHEETS,
    READ_RECORDS,
    KEEP_RECORDS,
    REVIEW_RECORDS,
    ANSWER,
)


ROLES: dict[str, Role] = {
    r.code: r
    for r in (
        _role("admin", "系统管理员", "administrator", *(p for p in PERMISSIONS.values() if p not in OF_PERSONS)),
        _role("office", "妇儿工委办", "committee office", *_OFFICE, agency=COMMITTEE),
        _role("office_head", "妇儿工委办主任", "head of the committee office", *_OFFICE, HEAD_OFFICE, agency=COMMITTEE),
        _role("statistics", "统计局", "statistics bureau", SEE_FIGURES, IMPORT_VALUES, REVIEW_FORMS, READ_SHEETS),
        _role("liaison", "成员单位联络员", "liaison officer", SEE_FIGURES, FILL_FORMS, FILL_BELOW, ANSWER),
        _role(
            "cadre",
            "妇联干部",
            "federation cadre",
            SEE_FIGURES,
            FILL_FORMS,
            READ_SHEETS,
            ISSUE_CARDS,
            KEEP_RECORDS,
            READ_RECORDS,
            REVIEW_RECORDS,
        ),
        _role("leader", "领导", "leader", SEE_FIGURES, READ_SHEETS, SIGN),
        _role("inspector", "督查员", "inspector", SEE_FIGURES, READ_SHEETS),
        _role("auditor", "审计", "auditor", SEE_FIGURES, SEE_LOG, READ_SHEETS),
        _role("case_worker", "个案工作者", "case worker", SEE_FIGURES, HANDLE_CASES),
        _role("case_head", "个案督导", "case supervisor", SEE_FIGURES, HANDLE_CASES, SUPERVISE_CASES),
        _role("protector", "个人信息保护负责人", "data protection officer", SEE_FIGURES, SEE_LOG, PROTECT_PERSONS),
        _role(
            "village",
            "村（社区）妇联主席",
            "village women's chair",
            SEE_FIGURES,
            FILL_FORMS,
            KEEP_RECORDS,
            READ_RECORDS,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a place (at an agency of it, where named) for a term. `lent_by` names who lends it, if any;
    `only` is what a token lets through of it (None: all)."""

    role: str
    place: Place
    agency: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    lent_by: str = ""
    only: frozenset[str] | None = None

    @property
    def permissions(self) -> frozenset[str]:
        """What the role carries; a role that is not known (any more) carries nothing."""
        role = ROLES.get(self.role)
        carried = role.permissions if role else frozenset()
        return carried if self.only is None else carried & self.only

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def serves(self, permission: Permission, agency: str) -> bool:
        """Whether it may be used for an agency: a bound permission held at another agency may not. A role that belongs
        to an agency serves that one alone, and nothing that is nobody's in particular."""
        if not permission.bound:
            return True
        return self.holder == agency if self.own_agency else not agency or self.holder in ("", agency)

    @property
    def own_agency(self) -> bool:
        """Whether it is held for the agency of the role, as the grant names none."""
        return not self.agency and self.holder != ""

    @property
    def holder(self) -> str:
        """The agency that holds it: the one that is named, else that of the role (empty: any)."""
        role = ROLES.get(self.role)
        return self.agency or (role.agency if role else "")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. A nameless viewer without grants is the public; `token` is the number of the token it comes with."""

    user_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    lang: str = "zh"
    token: int | None = None

    def holding(self, permission: Permission, day: dt.date) -> Iterable[Grant]:
        """The grants in force that carry the permission."""
        return (g for g in self.grants if g.holds_on(day) and permission.code in g.permissions)


@dataclass(frozen=True, slots=True)
class Scope:
    """All places where a permission holds: whole subtrees (ids of their tops), and single places. `inherits` says that
    subtrees hold what has ended and is answered for there."""

    subtrees: frozenset[int] = field(default_factory=frozenset)
    places: frozenset[int] = field(default_factory=frozenset)
    inherits: bool = True

    def holds(self, place: Place) -> bool:
        above = (*place.path, *place.answers) if self.inherits else place.path
        return place.id in self.places or not self.subtrees.isdisjoint(above)

    def __bool__(self) -> bool:
        return bool(self.subtrees or self.places)


def scope(viewer: Viewer, permission: Permission, day: dt.date, agency: str = "") -> Scope:
    """Everywhere the viewer holds the permission on the day (for an agency, where the permission is bound to one)."""
    held = frozenset(g.place.id for g in viewer.holding(permission, day) if g.serves(permission, agency))
    return Scope(subtrees=held, inherits=permission not in OF_PERSONS) if permission.down else Scope(places=held)


def may(viewer: Viewer, permission: Permission, place: Place, day: dt.date, agency: str = "") -> bool:
    """Whether the viewer holds the permission at the place on the day (for an agency, where it is bound to one). What
    reaches down reaches those that have ended and are answered for there, but for rights over persons."""
    tops = (g.place for g in viewer.holding(permission, day) if g.serves(permission, agency))
    if not permission.down:
        return any(place.id == top.id for top in tops)
    above = place.path if permission in OF_PERSONS else (*place.path, *place.answers)
    return any(top.id in above for top in tops)


def demand(viewer: Viewer, permission: Permission, place: Place, day: dt.date, agency: str = "") -> None:
    """Refuse unless the viewer may."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not may(viewer, permission, place, day, agency):
        raise NOT_ALLOWED.at(place.name, permission=permission.label)
