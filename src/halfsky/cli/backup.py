"""`halfsky backup DIR FILE`: the whole house as one file, while it is in use."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("backup", help="备份。 Back a house up.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="数据目录")
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件，如 house.tar.gz")
    parser.add_argument("--with-keys", action="store_true", help="连同密钥一起备份（请妥善保管该文件）")
    parser.add_argument("--user", default="", metavar="NAME", help="以哪个用户的身份操作，默认第一个系统管理员")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import opened

    args.house = args.dir
    house, viewer = opened(args)
    from halfsky.actions.keeping import backup

    done = backup(house, viewer, args.file, args.with_keys)
    if args.json:
        shape = {
            "file": str(args.file),
            "sha256": done.sha256,
            "size": done.size,
            "parts": len(done.manifest.parts),
            "position": done.manifest.position,
            "keys": done.manifest.keys,
        }
        print(json.dumps(shape, ensure_ascii=False))
        return 0
    size = f"{done.size / 1e6:.1f} MB"
    print(Text(f"已备份：{args.file}（{size}）", f"Backed up: {args.file} ({size})").in_(viewer.lang))
    if not done.manifest.keys:
        keys = house.folder.keys
        zh = f"密钥不在备份中，请另行保管：{keys}"
        print(Text(zh, f"The keys are not in it; keep them elsewhere: {keys}").in_(viewer.lang))
    return 0
