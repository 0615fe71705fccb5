"""`halfsky trace`: the origin of every number of a Word file that this house wrote."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.queries.living import Living, Traced
    from halfsky.store.house import House


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("trace", help="溯源：文稿里每个数从哪里来。 Where each number comes from.")
    parser.add_argument("file", type=Path, metavar="FILE.docx", help="本系统写的 Word 文稿，改过也可以")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import opened

    content = args.file.read_bytes()
    house, viewer = opened(args)
    from halfsky.queries.living import living
    from halfsky.queries.living_shape import trace_shape

    found = living(house, viewer, content, args.file.name)
    if args.json:
        print(json.dumps(trace_shape(house, found), ensure_ascii=False, indent=1))
    else:
        _say(house, found, viewer.lang)
    return 0


def _say(house: House, found: Living, lang: str) -> None:
    for origin in found.origins:
        w, many = origin.written, len(origin.numbers)
        zh = f"文稿 {w.id}《{w.name}》，数据版本 {w.snapshot}，底稿 {origin.brief.id}，文中有 {many} 个数。"
        en = f"Document {w.id} “{w.name}”, snapshot {w.snapshot}, brief {origin.brief.id}: {many} numbers in the file."
        print(Text(zh, en).in_(lang))
    for one in found.numbers:
        print(_line(house, one, lang))
    lost = sum(len(o.lost) for o in found.origins)
    if lost:
        print(Text(f"写成时有、现在文中没有的数：{lost} 个。", f"{lost} numbers are no longer there.").in_(lang))


def _line(house: House, one: Traced, lang: str) -> str:
    from halfsky.documents.said import What
    from halfsky.queries.living_shape import source_of

    e, source = one.entry, source_of(house, one.entry)
    exact = f" = {e.exact} {e.unit}" if e.exact else ""
    by_hand = Text(f"（写成时是 {e.shown}，后来有人改过）", f" (written as {e.shown}, typed over since)").in_(lang)
    title = f"《{source.title}》" if source else ""
    from_ = f"  {e.source}{title}" if e.source else ""
    what = What(e.what).label
    return f"{e.n:>4}  {one.shown}{by_hand if one.by_hand else ''}{exact}  {e.of} {what} {e.period}{from_}"
