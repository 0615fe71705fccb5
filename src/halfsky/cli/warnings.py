"""`halfsky warnings`: what the rules raise, with rule, level and reason; or what other rules would raise."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halfsky.cli import Subparsers

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.kernel.rules import Difference
    from halfsky.kernel.warning import Warning_
    from halfsky.queries.warnings import Raised
    from halfsky.store.house import House

LEVELS = ("red", "yellow", "grey", "green")


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_day, a_year, house_argument

    parser = subparsers.add_parser("warnings", help="预警：规则引出的预警和理由。 What the rules raise, and why.")
    parser.add_argument("--plan", required=True, metavar="CODE", help="规划，如 women-2021")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码，如 000000000000")
    parser.add_argument("--year", required=True, type=a_year, help="评估年度")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="截至日，默认今天")
    parser.add_argument("--level", action="append", choices=LEVELS, help="只列这一级，可写几次；默认红、黄、灰")
    parser.add_argument("--rules", type=Path, action="append", metavar="DIR", help="内容包：换成它的规则会有什么不同")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    if args.rules:
        return _compare(args, house, viewer)
    from halfsky.queries.warnings import raised

    wanted = args.level or LEVELS[:3]
    found = raised(house, viewer, args.plan, args.place, args.year, args.as_of)
    shown = [one for one in found if one.level.value in wanted]
    if args.json:
        print(json.dumps(_shape(args, shown, viewer.lang), ensure_ascii=False, indent=1))
        return 0
    _say(shown, viewer.lang)
    return 0


def _shape(args: Namespace, shown: list[Raised], lang: str) -> dict[str, Any]:
    snapshot = shown[0].assessment.snapshot if shown else ""
    rows = [
        {
            "code": one.row.number,
            "indicator": one.row.indicator.code,
            "name": one.row.name.in_(lang),
            "lead": one.row.lead.code if one.row.lead else None,
            **_warning(one.row.warning, lang),
        }
        for one in shown
    ]
    said = {"plan": args.plan, "place": args.place, "year": args.year, "snapshot": snapshot}
    return {**said, "demo": any(one.assessment.demo for one in shown), "warnings": rows}


def _warning(found: Warning_ | None, lang: str) -> dict[str, Any]:
    if found is None:
        return {"level": None, "rule": None, "version": None, "reason": None}
    return {
        "level": found.level.value,
        "rule": found.rule,
        "version": found.version,
        "reason": found.reason.in_(lang),
    }


def _say(shown: list[Raised], lang: str) -> None:
    from halfsky.cli.tables import table

    zh = lang == "zh"
    if not shown:
        print("没有预警。" if zh else "No warnings.")
        return
    head = ("级别", "编号", "规则", "牵头单位", "理由") if zh else ("level", "no.", "rule", "lead", "reason")
    rows = [head]
    for one in shown:
        warning = one.row.warning
        assert warning is not None
        lead = one.row.lead.name.in_(lang) if one.row.lead else "—"
        rule = f"{warning.rule} {warning.version}"
        rows.append((warning.level.label.in_(lang), one.row.number, rule, lead, warning.reason.in_(lang)))
    print("\n".join(table(rows)))
    if shown[0].assessment.demo:
        print("演示数据" if zh else "Invented data, for demonstration only")


def _compare(args: Namespace, house: House, viewer: Viewer) -> int:
    from halfsky.actions.packs import coming_content
    from halfsky.queries.rule_changes import rule_changes

    found = rule_changes(house, viewer, coming_content(args.rules).rules, args.place, args.year)
    lang = viewer.lang
    if args.json:
        rows = [
            {"code": d.row.number, "before": _warning(d.before, lang), "after": _warning(d.after, lang)} for d in found
        ]
        print(json.dumps({"place": args.place, "year": args.year, "differences": rows}, ensure_ascii=False, indent=1))
        return 0
    _say_differences(found, lang)
    return 0


def _say_differences(found: tuple[Difference, ...], lang: str) -> None:
    from halfsky.cli.tables import table

    zh = lang == "zh"
    if not found:
        print("没有差别。" if zh else "No difference.")
        return
    none = "无" if zh else "none"
    rows = [("编号", "指标", "现在", "将会") if zh else ("no.", "indicator", "now", "then")]
    for d in found:
        now, then = (w.level.label.in_(lang) if w else none for w in (d.before, d.after))
        rows.append((d.row.number, d.row.name.in_(lang), now, then))
    print("\n".join(table(rows)))
