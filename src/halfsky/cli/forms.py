"""`halfsky forms book`: the workbook of a form to fill in offline, as the pages give it.

For a unit that fills the form in it is the unit's sheet with what is typed so far; for a place above, the one sheet for
all its units (分县数).
"""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import LANGS, Text

WHICH_ROUND = problem(
    "400.827",
    ("没有说明是哪个填报任务。", "It was not said which round is meant."),
    (
        "写报表代码和 --period，如 health-yearly --period 2025；或写 --round 编号。",
        "Name the form and --period, or --round.",
    ),
)


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("forms", help="报表：下载要填的工作簿。 Forms: the workbook to fill in.")
    below = parser.add_subparsers(title="命令 commands", metavar="book", required=True)
    book = below.add_parser("book", help="下载一个单位要填的工作簿。 The workbook that a unit fills in.")
    book.add_argument("form", nargs="?", default="", metavar="FORM", help="报表代码，如 health-yearly")
    book.add_argument("--period", default="", metavar="P", help="报告期，如 2025、2025Q3")
    book.add_argument("--round", type=int, default=0, metavar="NUMBER", help="填报任务的编号，代替报表和报告期")
    book.add_argument("--place", required=True, metavar="CODE", help="填报单位的区划代码；上级的代码得到分县表")
    book.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx", help="写到哪里")
    book.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    book.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
    house_argument(book)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    if not args.round and not (args.form and args.period):
        raise WHICH_ROUND.at()
    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions import sheet_files
    from halfsky.queries.uploads import fills_in, round_for

    number = args.round or round_for(house, args.form, args.period, args.place)
    takes = sheet_files.sheet_book if fills_in(house, number, args.place) else sheet_files.units_sheet
    name, content = takes(house, viewer, number, args.place)
    args.out.write_bytes(content)
    if args.json:
        print(json.dumps({"file": str(args.out), "round": number, "name": name}, ensure_ascii=False))
    else:
        print(
            Text(f"已写好第{number}号任务的表：{args.out}", f"Wrote the form of round {number}: {args.out}").in_(
                viewer.lang
            )
        )
    return 0
