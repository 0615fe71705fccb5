"""`halfsky report`: the statistical monitoring report of a plan as a Word file."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_day, a_year, house_argument, tree_argument

    parser = subparsers.add_parser("report", help="监测报告：写成 Word 文件。 The monitoring report as a Word file.")
    parser.add_argument("--plan", required=True, metavar="CODE", help="规划，如 women-2021")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
    parser.add_argument("--year", required=True, type=a_year, help="评估年度")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="截至日，默认今天")
    parser.add_argument("--form", choices=("work", "final"), default="work", help="work 工作稿，final 报送稿")
    tree_argument(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.docx", help="写到哪里")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import asked_tree, demand_folder, opened

    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.documents import write_report
    from halfsky.queries.documents import document

    tree = asked_tree(args, house)
    made = write_report(house, viewer, args.plan, args.place, args.year, args.form, args.as_of, tree=tree)
    written = document(house, viewer, made.pk)
    shutil.copyfile(written.path, args.out)
    if args.json:
        shape = {"file": str(args.out), "document": written.id, "sha256": written.sha256, "snapshot": written.snapshot}
        print(json.dumps(shape, ensure_ascii=False))
    else:
        form = written.form
        print(Text(f"已写好{form.zh}：{args.out}", f"Wrote the {form.en}: {args.out}").in_(viewer.lang))
    return 0
