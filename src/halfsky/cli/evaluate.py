"""`halfsky evaluate`: the evaluation of a plan as a Word file, and beside it the package with all that it rests on."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_day, a_year, house_argument
    from halfsky.kernel.scoring import Method

    parser = subparsers.add_parser(
        "evaluate", help="评估报告：写成 Word 文件。 The evaluation of a plan as a Word file."
    )
    parser.add_argument("--plan", required=True, metavar="CODE", help="规划，如 women-2021")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
    parser.add_argument("--year", required=True, type=a_year, help="评估年度；规划中间一年为中期评估，末年为终期评估")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="截至日，默认今天")
    parser.add_argument("--form", choices=("work", "final"), default="work", help="work 工作稿，final 报送稿")
    methods = "，".join(f"{m.value} {m.label.zh}" for m in Method)
    parser.add_argument("--method", choices=[m.value for m in Method], default="", help=f"实现程度：{methods}")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.docx", help="写到哪里")
    parser.add_argument("--package", type=Path, metavar="FILE.zip", help="资料包写到哪里")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    for path in filter(None, (args.out, args.package)):
        demand_folder(path)
    house, viewer = opened(args)
    from halfsky.actions.evaluations import read_method, write_evaluation
    from halfsky.queries.documents import document
    from halfsky.queries.evaluation_shape import evaluation_shape
    from halfsky.queries.evaluations import evaluate

    asked = args.plan, args.place, args.year
    report, package = write_evaluation(house, viewer, *asked, args.form, args.as_of, method=args.method)
    written = document(house, viewer, report.pk)
    shutil.copyfile(written.path, args.out)
    if args.package:
        shutil.copyfile(document(house, viewer, package.pk).path, args.package)
    found = evaluate(house, viewer, *asked, args.as_of, method=read_method(args.method))
    if args.json:
        filed = {"file": str(args.out), "document": written.id, "sha256": written.sha256}
        beside = {"package": str(args.package) if args.package else None, "package_document": package.pk}
        shape = {**filed, **beside, "package_sha256": package.sha256, **evaluation_shape(found, viewer.lang)}
        print(json.dumps(shape, ensure_ascii=False, indent=1))
        return 0
    counts = [Text(f"{o.label.zh}{len(rows)}项", f"{len(rows)} {o.label.en}") for o, rows in found.tally.groups]
    said = Text("，".join(c.zh for c in counts), ", ".join(c.en for c in counts))
    stage = found.stage.label
    wrote = Text(f"已写好{stage.zh}报告：{args.out}（{said.zh}）", f"Wrote the {stage.en}: {args.out} ({said.en})")
    print(wrote.in_(viewer.lang))
    return 0
