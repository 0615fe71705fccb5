"""`halfsky token`: tokens for programs: making one, listing somebody's, ending one."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser, Namespace

from halfsky.cli import Subparsers
from halfsky.kernel.text import LANGS, Text
from halfsky.kernel.token import SCOPES, USUAL_DAYS


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("token", help="令牌：新建、列表、停用。 Tokens for programs.")
    below = parser.add_subparsers(title="命令 commands", metavar="add|list|end", required=True)
    new = below.add_parser("add", help="新建令牌，只显示这一次。 Make a token, shown this once.")
    listing = below.add_parser("list", help="列出一个用户的令牌。 List a user's tokens.")
    ending = below.add_parser("end", help="停用令牌。 End a token.")
    for command in (new, listing):
        command.add_argument("username", metavar="USER", help="用户名")
    new.add_argument("--name", required=True, metavar="NAME", help="用途，如哪个系统")
    new.add_argument("--scope", action="append", required=True, choices=tuple(SCOPES), help="范围，可写多次")
    new.add_argument("--days", type=int, default=USUAL_DAYS, metavar="N", help=f"有效天数，默认{USUAL_DAYS}")
    ending.add_argument("number", type=int, metavar="NUMBER", help="令牌编号")
    for command, what in ((new, _add), (listing, _list), (ending, _end)):
        command.set_defaults(what=what)
        command.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        command.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
        house_argument(command)
    return parser


def run(args: Namespace) -> int:
    done: int = args.what(args)
    return done


def _add(args: Namespace) -> int:
    from halfsky.cli.common import language, opened

    house, viewer = opened(args)
    from halfsky.actions.tokens import add_token

    made = add_token(house, viewer, args.name, args.scope, args.days, args.username)
    if args.json:
        print(json.dumps({"number": made.id, "token": made.secret}))
        return 0
    print(
        Text(f"令牌 {made.id}（只显示这一次）：{made.secret}", f"Token {made.id} (shown this once): {made.secret}").in_(
            language()
        )
    )
    return 0


def _list(args: Namespace) -> int:
    from halfsky.cli.common import language, opened

    house, viewer = opened(args)
    from halfsky.queries.tokens import tokens

    found = tokens(house, viewer, args.username)
    if args.json:
        rows = [
            {
                "number": t.id,
                "name": t.name,
                "begins": t.begins,
                "scopes": t.scopes,
                "until": t.until.isoformat(),
                "last_used": t.last_used.isoformat() if t.last_used else None,
                "good": t.good,
            }
            for t in found
        ]
        print(json.dumps({"tokens": rows}, ensure_ascii=False))
        return 0
    for t in found:
        said = Text(f"至{t.until:%Y-%m-%d}", f"until {t.until:%Y-%m-%d}") if t.good else Text("已失效", "not valid")
        print(f"{t.id}  {t.name}  {t.begins}…  {','.join(t.scopes)}  {said.in_(language())}")
    return 0


def _end(args: Namespace) -> int:
    from halfsky.cli.common import language, opened

    house, viewer = opened(args)
    from halfsky.actions.tokens import end_token

    end_token(house, viewer, args.number)
    if args.json:
        print(json.dumps({"number": args.number, "ended": True}))
        return 0
    print(Text(f"令牌 {args.number} 已停用。", f"Token {args.number} is ended.").in_(language()))
    return 0
