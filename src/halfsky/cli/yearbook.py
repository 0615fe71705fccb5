"""`halfsky yearbook`: the yearbook tables of a plan at a place as an Excel workbook."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_year, house_argument

    parser = subparsers.add_parser("yearbook", help="统计年鉴表：写成 Excel。 Yearbook tables as Excel.")
    parser.add_argument("--plan", required=True, metavar="CODE", help="规划，如 women-2021")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
    parser.add_argument("--from", dest="first", type=a_year, metavar="YEAR", help="起始年，默认规划的基期年")
    parser.add_argument("--until", type=a_year, metavar="YEAR", help="截止年，默认上年（不出规划期）")
    says = "另加一张各地区表：规划编号或指标代码，如 W1.02。 Adds a table over the places below."
    parser.add_argument("--indicator", default="", metavar="INDICATOR", help=says)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx", help="写到哪里")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.yearbooks import take_yearbook

    book, content = take_yearbook(house, viewer, args.plan, args.place, args.first, args.until, args.indicator)
    args.out.write_bytes(content)
    a = book.assessment
    if args.json:
        shape = {
            "file": str(args.out),
            "plan": a.plan.code,
            "place": a.place.code,
            "from": book.years[0],
            "until": book.years[-1],
            "rows": len(a.rows),
            "snapshot": a.snapshot,
        }
        print(json.dumps(shape, ensure_ascii=False))
    else:
        print(Text(f"已写好：{args.out}", f"Wrote {args.out}").in_(viewer.lang))
    return 0
