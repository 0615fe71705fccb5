"""`halfsky audit verify`: is the log as it was written? Exit 0 when it is, 1 with the first entry that is not."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import LANGS, Text


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("audit", help="审计：校验操作日志。 Check the log.")
    below = parser.add_subparsers(title="命令 commands", metavar="verify", required=True)
    verify = below.add_parser("verify", help="逐条校验，指出第一条被改动的。 Check every entry of the log.")
    verify.add_argument("--house", required=True, type=Path, metavar="DIR", help="数据目录")
    verify.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    verify.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import language

    house = args.open_house(args.house)
    from halfsky.store.chain import verify

    chain = verify(house)
    broken, lang = chain.broken, language()
    if args.json:
        shape = {
            "ok": chain.whole,
            "entries": chain.entries,
            "head": {"position": chain.head.position, "mac": chain.head.mac},
            "unchecked": chain.unchecked,
            "broken": {"position": broken.position, "kind": broken.kind, "says": broken.says.in_(lang)}
            if broken
            else None,
        }
        print(json.dumps(shape, ensure_ascii=False))
    elif broken is None:
        whole = Text(f"日志完整，共{chain.entries}条。", f"The log is whole: {chain.entries} entries.")
        part = Text(
            f"日志可校验的部分完整，共{chain.entries}条。", f"All that can be checked is whole: {chain.entries}."
        )
        print((part if chain.unchecked else whole).in_(lang))
    if chain.unchecked and not args.json:
        zh = f"其中前{chain.unchecked}条写于密钥更换之前，无法校验。"
        print(Text(zh, f"The first {chain.unchecked} were sealed with a key that is not here: unchecked.").in_(lang))
    if broken is not None:
        print(broken.says.in_(lang), file=sys.stderr)
    return 0 if chain.whole else 1
