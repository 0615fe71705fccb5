"""`halfsky explain`: every step from source to verdict of one row."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from halfsky.cli import Subparsers


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_day, a_year, house_argument, tree_argument

    parser = subparsers.add_parser("explain", help="说明：从来源到判定的每一步。 Every step from source to verdict.")
    parser.add_argument("name", help="规划编号或指标代码，如 W1.02 或 mmr")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
    parser.add_argument("--year", required=True, type=a_year, help="评估年度")
    parser.add_argument("--plan", default="", metavar="CODE", help="规划；不填时取该年度在期的规划")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="截至日，默认今天")
    tree_argument(parser)
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import asked_tree, opened

    house, viewer = opened(args)
    from halfsky.queries.assessments import explain
    from halfsky.queries.shapes import observation_shape, row_shape, step_shape

    tree = asked_tree(args, house)
    found = explain(house, viewer, args.name, args.place, args.year, args.plan, args.as_of, tree)
    lang = viewer.lang
    if args.json:
        shape = {
            "plan": found.assessment.plan.code,
            "place": found.assessment.place.code,
            "year": found.assessment.year,
            "as_of": found.assessment.as_of.isoformat(),
            "tree": found.assessment.by_tree.value,
            "snapshot": found.assessment.snapshot,
            "demo": found.assessment.demo,
            "row": row_shape(found.row, lang),
            "series": [observation_shape(o) for o in found.row.series],
            "steps": [step_shape(s, lang) for s in found.steps],
        }
        print(json.dumps(shape, ensure_ascii=False, indent=1))
        return 0
    if found.assessment.demo:
        print("演示数据" if lang == "zh" else "Invented data, for demonstration only")
    print(f"{found.row.number} {found.row.name.in_(lang)} · {found.assessment.place.name} · {found.assessment.year}")
    if found.assessment.redrawn or tree:
        print(found.assessment.by_tree.label.in_(lang))
    for number, step in enumerate(found.steps, 1):
        print(f"\n{number}. {step.title.in_(lang)}\n   {step.says.in_(lang)}")
        for label, figure, source in step.lines:
            print(f"   · {label.in_(lang)}  {figure.in_(lang)}  {source}")
    return 0
