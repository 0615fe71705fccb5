"""`halfsky snapshot DIR`: work the sums of a large house out beforehand, or bring them up to date."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser(
        "snapshot", help="大型单位预先汇总，以后随审核自动更新。 Work out the sums of a large house beforehand."
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="数据目录")
    parser.add_argument("--again", action="store_true", help="全部重新汇总")
    parser.add_argument("--off", action="store_true", help="不再预先汇总，删去汇总结果")
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import language

    house = args.open_house(args.dir)
    from halfsky.actions.arrays import build, refresh, take_away
    from halfsky.queries.arrays import arrays

    if args.off:
        take_away(house)
        print(Text("已改为逐份汇总。", "Sums are made of the answers again.").in_(language()))
        return 0
    if args.again or not house.folder.arrays.is_dir():
        build(house)
    else:
        refresh(house)
    found = arrays(house)
    position, periods = (found.position, len(found.periods)) if found else (0, 0)
    zh = f"已汇总{periods}个时期，截至日志第{position}条；以后审核通过的随即计入。"
    en = f"Summed over {periods} periods, up to entry {position} of the log; what is accepted later follows by itself."
    print(Text(zh, en).in_(language()))
    return 0
