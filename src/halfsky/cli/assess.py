"""`halfsky assess`: the verdict table of a plan at a place in a year."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from halfsky.cli import Subparsers


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_day, a_year, house_argument, tree_argument

    parser = subparsers.add_parser("assess", help="判定：某规划某地某年的判定表。 The verdict table of a plan.")
    parser.add_argument("--plan", required=True, metavar="CODE", help="规划，如 women-2021")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码，如 000000000000")
    parser.add_argument("--year", required=True, type=a_year, help="评估年度")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="截至日，默认今天")
    tree_argument(parser)
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import asked_tree, opened

    house, viewer = opened(args)
    from halfsky.queries.assessments import assess
    from halfsky.queries.shapes import assessment_shape

    tree = asked_tree(args, house)
    found = assess(house, viewer, args.plan, args.place, args.year, args.as_of, tree)
    if args.json:
        print(json.dumps(assessment_shape(found, viewer.lang), ensure_ascii=False, indent=1))
        return 0
    from halfsky.cli.tables import print_assessment

    print_assessment(found, viewer.lang)
    return 0
