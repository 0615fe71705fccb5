"""`halfsky new`: a new house, ready to work with."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import database_argument
    from halfsky.cli.passwords import password_argument

    parser = subparsers.add_parser("new", help="新建数据目录。 Make a new house.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="新目录")
    parser.add_argument("--admin", default="admin", metavar="NAME", help="系统管理员的用户名，默认 admin")
    password_argument(parser)
    database_argument(parser, "数据放在这个空的 PostgreSQL 数据库里，默认用目录中的 SQLite")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def run(args: Namespace) -> int:
    args.set_up()
    from halfsky.actions import houses
    from halfsky.cli.common import language
    from halfsky.cli.passwords import chosen
    from halfsky.kernel.accounts import SECURE_ROLES, AccountRules
    from halfsky.queries import places
    from halfsky.store.folder import HouseSettings
    from halfsky.store.models import Value

    houses.free(args.dir)
    password, generated = chosen(args.password_file)
    settings = HouseSettings(database=args.database, accounts=AccountRules(second_factor=SECURE_ROLES))
    house = houses.new(args.dir, args.open_house, admin=args.admin, password=password, settings=settings)
    counted = {level.value: n for level, n in places.count_by_level(house, places.top(house)).items()}
    shape = {
        "house": str(args.dir),
        "admin": args.admin,
        "plans": list(house.content.plans),
        "indicators": len(house.content.indicators),
        "values": Value.objects.count(),
        "places": counted,
    }
    if generated:
        shape["password"] = password
    if args.json:
        print(json.dumps(shape, ensure_ascii=False))
        return 0
    lang = language()
    print(Text(f"数据目录已建好：{args.dir}", f"The house is ready: {args.dir}").in_(lang))
    numbers = (sum(counted.values()), len(house.content.plans), shape["indicators"], shape["values"])
    print(
        Text("{}个区划，{}个规划，{}个指标，{}个数值", "{} places, {} plans, {} indicators, {} values")
        .in_(lang)
        .format(*numbers)
    )
    print(Text(f"系统管理员：{args.admin}", f"Administrator: {args.admin}").in_(lang))
    if generated:
        print(Text(f"密码（只显示这一次）：{password}", f"Password (shown this once): {password}").in_(lang))
    print(Text(f"启动：halfsky serve {args.dir}", f"Serve it with: halfsky serve {args.dir}").in_(lang))
    return 0
