"""`halfsky restore FILE DIR`: a house from a backup, whole or not at all."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import database_argument

    parser = subparsers.add_parser("restore", help="从备份恢复。 Restore a house from a backup.")
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    parser.add_argument("dir", type=Path, metavar="DIR", help="新目录")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="另行保管的密钥目录（原数据目录的 keys）")
    database_argument(parser, "来自 PostgreSQL 的备份恢复到这个空数据库")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def run(args: Namespace) -> int:
    args.set_up()
    from halfsky.actions.keeping import restore
    from halfsky.cli.common import language

    done = restore(args.file, args.dir, args.open_house, args.keys, args.database)
    lang = language()
    if done.unchecked:
        zh = f"没有原来的日志密钥：前{done.unchecked}条日志无法校验。已启用新密钥，此后的日志可以校验。"
        en = (
            f"The log's key is not here: its first {done.unchecked} entries could not be verified. "
            "A new key seals what follows."
        )
        print(Text(zh, en).in_(lang), file=sys.stderr)
    if args.json:
        shape = {
            "house": str(args.dir),
            "made_at": done.manifest.made_at,
            "entries": done.entries,
            "unchecked": done.unchecked,
            "verified": done.unchecked == 0,
        }
        print(json.dumps(shape, ensure_ascii=False))
        return 0
    made = done.manifest.made_at
    print(Text(f"已恢复：{args.dir}（备份于 {made}）", f"Restored: {args.dir} (backed up at {made})").in_(lang))
    return 0
