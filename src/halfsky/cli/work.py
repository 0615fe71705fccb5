"""`halfsky work`: one worker that does the house's background jobs until it is stopped."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("work", help="运行后台任务。 Do the background jobs of a house.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="数据目录")
    parser.add_argument("--once", action="store_true", help="做完现有任务就退出")
    return parser


def run(args: Namespace) -> int:
    house = args.open_house(args.dir)
    from halfsky.actions.follow import recover, work
    from halfsky.actions.nightly import schedule
    from halfsky.actions.readings import schedule as schedule_readings

    recover(house)
    schedule(house)
    schedule_readings(house)
    work(once=args.once)
    return 0
