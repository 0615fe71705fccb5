"""`halfsky demo`: a house to look around in, built when it is missing, and served."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.actions.demo import Account
    from halfsky.store.house import House


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.serve import serve_arguments

    parser = subparsers.add_parser("demo", help="建立并启动演示。 Build and serve a demonstration.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="演示目录；没有就新建")
    parser.add_argument("--no-serve", action="store_true", help="只建立，不启动")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    serve_arguments(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.supervisor import demand_free_port

    if not args.no_serve:
        demand_free_port(args.host, args.port)
    args.set_up()
    from halfsky.actions.demo import accounts, open_demo

    house = open_demo(args.dir, args.open_house)
    found = accounts(house)
    address = f"http://{args.host}:{args.port}"
    if args.json:
        rows = [{"user": a.username, "password": a.password, "role": a.role, "place": a.place} for a in found]
        print(
            json.dumps({"house": str(args.dir), "address": address, "accounts": rows}, ensure_ascii=False), flush=True
        )
    else:
        _say(house, found, "" if args.no_serve else address)
    if args.no_serve:
        return 0
    from halfsky.cli.serve import serve

    return serve(args.dir.resolve(), args.host, args.port, args.workers)


def _say(house: House, found: Sequence[Account], address: str) -> None:
    from halfsky.cli.common import language
    from halfsky.cli.tables import table
    from halfsky.kernel.access import ROLES
    from halfsky.queries import places

    lang = language()
    if address:
        print(Text(f"演示地址：{address}", f"Demonstration: {address}").in_(lang))
    head = ("用户名", "密码", "角色", "地区") if lang == "zh" else ("user", "password", "role", "place")
    rows = [(a.username, a.password, ROLES[a.role].label.in_(lang), places.place(house, a.place).name) for a in found]
    print("\n".join(table([head, *rows])), flush=True)
