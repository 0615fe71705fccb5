"""`halfsky user`: adding users, giving roles, setting passwords, switching off, letting in again, listing."""

from __future__ import annotations

import datetime as dt
import json
from argparse import SUPPRESS, ArgumentParser, Namespace
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import LANGS, Text

if TYPE_CHECKING:
    from halfsky.kernel.access import Grant


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument
    from halfsky.cli.passwords import password_argument

    parser = subparsers.add_parser("user", help="用户：增加、授权、改密码、停用、列表。 Users.")
    below = parser.add_subparsers(title="命令 commands", metavar="add|grant|password|off|rescue|list", required=True)
    new = below.add_parser("add", help="增加用户。 Add a user.")
    grant = below.add_parser("grant", help="再给一个角色。 Give one more role.")
    password = below.add_parser("password", help="设置密码。 Set a password.")
    off = below.add_parser("off", help="停用。 Switch off.")
    rescue = below.add_parser("rescue", help="解除锁定、取消动态口令。 Lift locks, take the second factor away.")
    listing = below.add_parser("list", help="列出用户。 List the users.")
    for command in (new, grant, password, off, rescue):
        command.add_argument("username", metavar="NAME", help="用户名")
    for command in (new, grant):
        command.add_argument("--role", required=True, metavar="ROLE", help="角色，如 office、liaison、leader")
        command.add_argument("--at", required=True, metavar="CODE", help="在哪个区划，区划代码")
        command.add_argument("--agency", default="", metavar="CODE", help="部门，如 education")
    new.add_argument("--name", default="", metavar="NAME", help="姓名")
    grant.add_argument("--until", type=dt.date.fromisoformat, metavar="DATE", help="任期到哪天")
    for command in (new, password):
        password_argument(command)
    for command, what in (
        (new, _add),
        (grant, _grant),
        (password, _password),
        (off, _off),
        (rescue, _rescue),
        (listing, _list),
    ):
        command.set_defaults(what=what)
        command.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        command.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
        house_argument(command)
    return parser


def run(args: Namespace) -> int:
    done: int = args.what(args)
    return done


def _add(args: Namespace) -> int:
    from halfsky.cli.common import opened
    from halfsky.cli.passwords import chosen

    house, viewer = opened(args)
    from halfsky.actions import users

    users.check_name(args.username)
    password, generated = chosen(args.password_file)
    users.add_user(house, viewer, args.username, password, args.role, args.at, name=args.name, agency=args.agency)
    return _done(args, password if generated else "")


def _grant(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions import users

    users.grant(house, viewer, args.username, args.role, args.at, args.agency, until=args.until)
    return _done(args)


def _password(args: Namespace) -> int:
    from halfsky.cli.common import opened
    from halfsky.cli.passwords import chosen

    house, viewer = opened(args)
    from halfsky.actions import users

    password, generated = chosen(args.password_file)
    users.set_password(house, viewer, args.username, password)
    return _done(args, password if generated else "")


def _off(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions import users

    users.switch_off(house, viewer, args.username)
    return _done(args)


def _rescue(args: Namespace) -> int:
    """For who can sign in no more: locked out, telephone lost, or the key of accounts gone."""
    from halfsky.cli.common import opened
    from halfsky.kernel.refusals import Refusal

    house, viewer = opened(args)
    from halfsky.actions import factors, failures

    for act, nothing in ((failures.unlock_user, failures.NO_LOCK), (factors.drop, factors.HAS_NONE)):
        try:
            act(house, viewer, args.username)
        except Refusal as no:
            if no.problem is not nothing:
                raise
    return _done(args)


def _done(args: Namespace, password: str = "") -> int:
    """Say that it is done, with the password where it was generated."""
    from halfsky.cli.common import language

    if args.json:
        print(json.dumps({"user": args.username, **({"password": password} if password else {})}, ensure_ascii=False))
        return 0
    print(Text(f"已办理：{args.username}", f"Done: {args.username}").in_(language()))
    if password:
        print(Text(f"密码（只显示这一次）：{password}", f"Password (shown this once): {password}").in_(language()))
    return 0


def _list(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.queries.users import accounts

    found = accounts(house, viewer)
    if args.json:
        rows = [
            {"user": a.username, "name": a.name, "active": a.active, "grants": [_shape(g) for g in a.grants]}
            for a in found
        ]
        print(json.dumps({"users": rows}, ensure_ascii=False))
        return 0
    for account in found:
        roles = "；".join(f"{_role(g, viewer.lang)} @ {g.place.name}" for g in account.grants)
        print(f"{account.username}  {account.name}  {'' if account.active else '（已停用）'}{roles}")
    return 0


def _shape(grant: Grant) -> dict[str, str]:
    return {
        "role": grant.role,
        "place": grant.place.code,
        "agency": grant.agency,
        "until": grant.until.isoformat() if grant.until else "",
    }


def _role(grant: Grant, lang: str) -> str:
    from halfsky.kernel.access import ROLES

    return ROLES[grant.role].label.in_(lang)
