"""Accounts in bulk: every row of a table is checked first, all complaints are told at once, and all are kept or none.

The one-time passwords go into a workbook that is kept sealed until its maker fetches it, once, within a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from halfsky.actions.acting import acting, holding, home, user_of
from halfsky.actions.users import (
    NO_AGENCY,
    NO_ROLE,
    check_name,
    check_person,
    demand_role,
    keep_phone,
    new_password,
    one_time_end,
    one_time_hash,
)
from halfsky.exchange.accounts import passwords, read_accounts, template
from halfsky.exchange.tables import Line, Table
from halfsky.kernel.access import MANAGE_USERS, NOT_ALLOWED, NOT_SIGNED_IN, ROLES, Viewer, demand, scope
from halfsky.kernel.accounts import Term, read_term
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.queries.users import place_called
from halfsky.store.house import House
from halfsky.store.models import GrantRow, Handout, User
from halfsky.store.sealing import seal, unseal

EMPTY = problem(
    "400.709",
    ("表里没有账号。", "The table holds no accounts."),
    ("请从模板填起，表头下面至少一行。", "Start from the template; at least one row below the heading."),
)
TOO_MANY = problem(
    "400.710",
    ("表里有{count}行，超过{most}行。", "The table has {count} rows, more than {most}."),
    ("请拆成几个文件分别导入。", "Split it into several files."),
)
TWO_NAMES = problem(
    "400.711",
    ("用户名“{came}”前面写的是“{before}”，这里是“{now}”。", "“{came}” is “{before}” further up and “{now}” here."),
    (
        "同一人的各行姓名应一致；不同的人请用不同的用户名。",
        "One person has one name; give different people different user names.",
    ),
)
TWICE = problem(
    "400.712",
    ("这一行与第{line}行重复。", "This row says the same as row {line}."),
    ("请删去一行。", "Remove one of them."),
)
NEEDS_AGENCY = problem(
    "400.713",
    ("联络员没有写明单位。", "The liaison officer has no agency."),
    ("请在“单位”列选择她所在的成员单位。", "Choose her agency in the column 单位."),
)
NAMELESS = problem(
    "400.715",
    ("没有填姓名。", "The name is missing."),
    ("请填写姓名。", "Enter the name."),
)
GONE = problem(
    "410.701",
    ("这份一次性密码表已经领取或已过期。", "This list of one-time passwords was fetched already, or has run out."),
    ("需要时请在用户页重新发放一次性密码。", "Give new one-time passwords on the users' pages where needed."),
)
MOST_ROWS = 5000
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role of a row, checked."""

    line: int
    role: str
    place: Place
    agency: str
    term: Term


@dataclass(slots=True)
class Newcomer:
    """An account of the table with its roles."""

    username: str
    name: str
    phone: str
    roles: list[Wanted] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many accounts and roles came, and the number under which their passwords are fetched."""

    accounts: int
    roles: int
    handout: int
    left_out: tuple[str, ...]


def account_template(house: House, viewer: Viewer) -> bytes:
    """The empty workbook, with the roles and agencies of this house to choose from."""
    _demand_somewhere(house, viewer)
    agencies = [agency.name.zh for agency in house.content.agencies.values()]
    return template([role.label.zh for role in ROLES.values()], agencies)


def import_accounts(house: House, viewer: Viewer, path: Path) -> Imported:
    """Make all accounts of a table. Refuses with every complaint of every row, and then keeps none."""
    _demand_somewhere(house, viewer)
    table = read_accounts(path)
    if not table.lines:
        raise EMPTY.at(table.title)
    if len(table.lines) > MOST_ROWS:
        raise TOO_MANY.at(table.title, count=len(table.lines), most=MOST_ROWS)
    newcomers = _checked(house, viewer, table)
    given = {n.username: new_password() for n in newcomers}
    users = _users(house, newcomers, given)
    book = _workbook(house, newcomers, given)
    at = holding(house, (wanted.place for newcomer in newcomers for wanted in newcomer.roles))
    with acting(house, viewer, "users.import", table.title, at) as act:
        for user in users:
            check_name(user.username)  # Somebody may have taken it while the table was being checked.
        made = {user.username: user for user in User.objects.bulk_create(users, batch_size=500)}
        GrantRow.objects.bulk_create(
            (
                GrantRow(
                    user=made[n.username], role=w.role, place_id=w.place.id, agency=w.agency,
                    since=w.term.since, until=w.term.until,
                )
                for n in newcomers for w in n.roles
            ),
            batch_size=500,
        )  # fmt: skip
        for newcomer in newcomers:
            if newcomer.phone:
                keep_phone(house, made[newcomer.username], newcomer.phone)
        handout = _keep(house, viewer, book, len(newcomers))
        roles = sum(len(n.roles) for n in newcomers)
        act.detail = {"sha256": table.sha256, "accounts": len(newcomers), "roles": roles}
    return Imported(len(newcomers), roles, handout, table.left_out)


def hand_out(house: House, viewer: Viewer, number: int) -> bytes:
    """The workbook of passwords: for who has made the accounts, once, within a day. Then it is gone."""
    row = Handout.objects.filter(pk=number, by=viewer.user_id or 0).first()
    if row is None or house.now() - row.made_at > KEPT:
        raise GONE.at()
    content = unseal(house.folder, f"handout.{row.by_id}", bytes(row.sealed))
    with acting(house, viewer, "users.handout", str(row.count), home(house, user_of(viewer))):
        if not Handout.objects.filter(pk=number).delete()[0]:
            raise GONE.at()
    return content


def waiting(house: House, viewer: Viewer) -> tuple[tuple[int, int], ...]:
    """What the viewer has not fetched yet: number and how many accounts."""
    rows = Handout.objects.filter(by=viewer.user_id or 0, made_at__gt=house.now() - KEPT)
    return tuple(rows.order_by("pk").values_list("pk", "count"))


def sweep(house: House) -> None:
    """Throw away passwords that nobody has fetched in time."""
    Handout.objects.filter(made_at__lt=house.now() - KEPT).delete()


def _demand_somewhere(house: House, viewer: Viewer) -> None:
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not scope(viewer, MANAGE_USERS, house.today()):
        raise NOT_ALLOWED.at(permission=MANAGE_USERS.label)


def _checked(house: House, viewer: Viewer, table: Table) -> list[Newcomer]:
    """Every row checked; all complaints at once."""
    found: dict[str, Newcomer] = {}
    seen: dict[tuple[str, str, int, str], int] = {}
    wrong: list[Refusal] = []
    words = _Words(house)
    for line in table.lines:
        try:
            row = words.read(house, viewer, line)
            newcomer = _newcomer(found, line)
            key = (newcomer.username, row.role, row.place.id, row.agency)
            if key in seen:
                raise TWICE.at(line.at(), line=seen[key])
            seen[key] = line.number
            newcomer.roles.append(row)
        except Refused as no:
            wrong += no.refusals
    if wrong:
        raise Refused(wrong)
    return list(found.values())


def _newcomer(found: dict[str, Newcomer], line: Line) -> Newcomer:
    username, name = line["username"], line["name"]
    before = found.get(username)
    if before is None:
        _placed(line, "username", lambda: check_name(username))
        if not name:
            raise NAMELESS.at(line.at("name"))
        _placed(line, "name", lambda: check_person(name, line["phone"]))
        found[username] = Newcomer(username, name, line["phone"])
    elif before.name != name:
        raise TWO_NAMES.at(line.at("name"), came=username, before=before.name, now=name)
    return found[username]


class _Words:
    """Roles and agencies by code and by name; places as they were found before."""

    def __init__(self, house: House) -> None:
        self.roles = {word: role.code for role in ROLES.values() for word in (role.code, role.label.zh, role.label.en)}
        agencies = house.content.agencies.values()
        self.agencies = {word: a.code for a in agencies for word in (a.code, a.name.zh, a.name.en) if word}
        self.places: dict[str, Place] = {}
        self.allowed: set[tuple[str, int]] = set()

    def read(self, house: House, viewer: Viewer, line: Line) -> Wanted:
        """The role of a row; refuses with every complaint about it."""
        wrong: list[Refusal] = []
        role = self._known(self.roles, line, "role", wrong)
        agency = self._known(self.agencies, line, "agency", wrong) if line["agency"] else ""
        if role == "liaison" and not line["agency"]:
            wrong.append(NEEDS_AGENCY.at(line.at("agency")))
        term, place = Term(), None
        try:
            term = read_term(line["term"], line.at("term"))
        except Refusal as no:
            wrong.append(no)
        try:
            place = self._place(house, viewer, line)
            if role and (role, place.id) not in self.allowed:
                demand(viewer, MANAGE_USERS, place, house.today())
                demand_role(house, viewer, role, place)
                self.allowed.add((role, place.id))
        except Refusal as no:
            wrong.append(no if no.where.startswith(line.table.title) else no.placed(line.at("place")))
        if wrong or place is None:
            raise Refused(wrong)
        return Wanted(line.number, role, place, agency, term)

    def _known(self, words: Mapping[str, str], line: Line, column: str, wrong: list[Refusal]) -> str:
        said = line[column]
        if said in words:
            return words[said]
        if column == "role":
            known = "、".join(role.label.zh for role in ROLES.values())
            wrong.append(NO_ROLE.at(line.at(column), came=said, known=known))
        else:
            wrong.append(NO_AGENCY.at(line.at(column), came=said))
        return ""

    def _place(self, house: House, viewer: Viewer, line: Line) -> Place:
        said = line["place"]
        if said not in self.places:
            self.places[said] = place_called(house, viewer, said, MANAGE_USERS, line.at("place"))
        return self.places[said]


def _placed(line: Line, column: str, check: Callable[[], object]) -> None:
    try:
        check()
    except Refusal as no:
        raise no.placed(line.at(column)) from no


def _users(house: House, newcomers: list[Newcomer], given: Mapping[str, str]) -> list[User]:
    now, until = house.now(), one_time_end(house)
    return [
        User(
            username=n.username, name=n.name, password=one_time_hash(given[n.username]), password_at=now,
            one_time_until=until,
        )
        for n in newcomers
    ]  # fmt: skip


def _workbook(house: House, newcomers: list[Newcomer], given: Mapping[str, str]) -> bytes:
    rows = (
        (n.username, n.name, given[n.username], "；".join(f"{ROLES[w.role].label.zh} {w.place.name}" for w in n.roles))
        for n in newcomers
    )
    return passwords(rows, f"{one_time_end(house):%Y-%m-%d}")


def _keep(house: House, viewer: Viewer, book: bytes, count: int) -> int:
    by = User.objects.get(username=viewer.name)
    sealed = seal(house.folder, f"handout.{by.pk}", book)
    return int(Handout.objects.create(by=by, made_at=house.now(), count=count, sealed=sealed).pk)
