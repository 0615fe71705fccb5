"""`halfsky refresh`: what has changed in a Word file since this house wrote it, written into a copy of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser(
        "refresh", help="刷新：列出文稿里变了的数和句子，写进新文件。 Renew what changed in a document."
    )
    parser.add_argument("file", type=Path, metavar="FILE.docx", help="本系统写的 Word 文稿，改过也可以")
    parser.add_argument("--out", type=Path, metavar="NEW.docx", help="写到哪里；不写就只列出变化")
    says = "只刷新这些，用列出的编号，如 12 或 句3，逗号分开；默认全部"
    parser.add_argument("--only", metavar="N,N", help=f"{says}。 Only these, by the numbers that are listed.")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    content = args.file.read_bytes()
    if args.out:
        demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.refreshing import refresh_file
    from halfsky.queries.living import changes, living
    from halfsky.queries.living_shape import changes_shape

    if args.out is None:
        found = changes(house, viewer, living(house, viewer, content, args.file.name))
        _print(args, {"file": args.file.name, "changes": [changes_shape(c) for c in found]}, viewer.lang)
        return 0
    numbers, sentences = _chosen(args.only)
    done = refresh_file(house, viewer, content, args.file.name, numbers, sentences)
    args.out.write_bytes(done.content)
    said = {"file": str(args.out), "document": done.document.pk, "sha256": done.document.sha256}
    _print(args, said | {"changes": [changes_shape(c, r) for c, r in done.written]}, viewer.lang)
    return 0


def _chosen(only: str | None) -> tuple[list[str] | None, list[str] | None]:
    """`12,句3` as the numbers and the sentences that are meant."""
    if only is None:
        return None, None
    parts = [part.strip() for part in only.replace("，", ",").split(",") if part.strip()]
    return [p for p in parts if p[0] != "句"], [p[1:] for p in parts if p[0] == "句"]


def _print(args: Namespace, said: dict[str, Any], lang: str) -> None:
    if args.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for one in said["changes"]:
        for number in one["numbers"]:
            print(f"{_mark(number)}{number['n'] or '+'}  {number['of']} {number['label']}：{_both(number)}")
        for sentence in one["sentences"]:
            print(f"{_mark(sentence)}句{sentence['at']}  {_both(sentence)}")
    if not any(one["numbers"] or one["sentences"] for one in said["changes"]):
        print(Text("没有变化。", "Nothing has changed.").in_(lang))
    elif args.out:
        says = f"已写入 {args.out}；打 × 的没有写：文中已改写或已删去。"
        print(Text(says, f"Written to {args.out}; × marks what was reworded or taken out and is left alone.").in_(lang))


def _both(change: dict[str, Any]) -> str:
    nothing = "（无）"
    return f"{change['before'] or nothing} → {change['after'] or nothing}"


def _mark(change: dict[str, Any]) -> str:
    return "" if "written" not in change else "√ " if change["written"] else "× "
