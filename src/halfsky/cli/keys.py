"""`halfsky keys rotate`: a new master key for what is kept of persons; safe to break off and to run again."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser, Namespace

from halfsky.cli import Subparsers
from halfsky.kernel.text import LANGS, Text

DONE = Text(
    "已换用新的主密钥，{n}条记录的密钥已重新封装。请另行备份 {path}；旧的主密钥留在其中，旧备份仍可恢复。",
    "A new master key is in use; the keys of {n} records are wrapped anew. Back up {path}; the old one stays in it, so "
    "that old backups can be restored.",
)


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("keys", help="密钥：换主密钥。 Keys of what is kept of persons.")
    below = parser.add_subparsers(title="命令 commands", metavar="rotate", required=True)
    rotate = below.add_parser("rotate", help="换用新的主密钥；中断后再运行一次即可。 A new master key.")
    house_argument(rotate)
    rotate.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    rotate.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import language, opened

    house, viewer = opened(args)
    from halfsky.actions.person_keys import rotate

    count, path = rotate(house, viewer), house.folder.persons_key
    if args.json:
        print(json.dumps({"records": count, "file": str(path)}, ensure_ascii=False))
    else:
        print(DONE.format(n=count, path=path).in_(language()))
    return 0
