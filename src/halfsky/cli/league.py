"""`halfsky league`: the places below a place ranked by an indicator, the missing ones listed."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.place import Level

if TYPE_CHECKING:
    from halfsky.queries.league import Table


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument, tree_argument

    parser = subparsers.add_parser("league", help="位次：下级区划按某指标排位次。 Places ranked by an indicator.")
    parser.add_argument("indicator", metavar="INDICATOR", help="规划编号（如 W1.02）或指标代码（如 mmr）")
    parser.add_argument("--of", required=True, metavar="CODE", help="哪个区划的下级，如 450800000000")
    parser.add_argument("--period", required=True, help="时期，如 2024、2024Q3、2024-01..10")
    parser.add_argument("--plan", default="", metavar="CODE", help="规划，默认当年实施的规划")
    parser.add_argument("--level", type=_level, metavar="LEVEL", help="哪一级（county、township 等），默认直接下级")
    parser.add_argument("--group", default="", metavar="CODE", help="只排这一组（同类地区）")
    tree_argument(parser)
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def _level(text: str) -> Level:
    try:
        return Level(text)
    except ValueError:
        known = "、".join(level.value for level in Level)
        raise ArgumentTypeError(f"“{text}”不是区划级别，可选：{known} (not a level)") from None


def run(args: Namespace) -> int:
    from halfsky.cli.common import asked_tree, opened

    house, viewer = opened(args)
    from halfsky.queries.league import league

    tree = asked_tree(args, house)
    found = league(house, viewer, args.indicator, args.of, args.period, args.plan, args.level, args.group, tree)
    if args.json:
        from halfsky.queries.league_shape import table_shape

        print(json.dumps(table_shape(found, viewer.lang), ensure_ascii=False, indent=1))
        return 0
    _print(found, viewer.lang)
    return 0


def _print(found: Table, lang: str) -> None:
    from halfsky.cli.tables import table
    from halfsky.kernel import league_words as words
    from halfsky.kernel.league import NEITHER

    zh, indicator = lang == "zh", found.subject.indicator
    group = [found.group.name.in_(lang)] if found.group else []
    print(" · ".join([found.subject.name.in_(lang), found.of.name, *group, found.when.label.in_(lang)]))
    head = (
        ("位次", "代码", "区划", "数值", f"较{found.before.label.zh}", "距首位", "进步位次", "目标", "是否达到", "说明")
        if zh
        else ("rank", "code", "place", "value", f"on {found.before}", "to the first", "gained", "target", "met", "note")
    )
    rows: list[tuple[str, ...]] = [head]
    for row in found.league.rows:
        t = words.told(row, indicator)
        said = (t.value, t.moved, t.behind, t.gained, t.asked, t.met, t.remarks)
        cells = [text.in_(lang) for text in said]
        rows.append((words.rank(row).zh, row.place.code, row.place.name, *cells))
    print("\n".join(table(rows)))
    print("\n" + words.summary(found.league).in_(lang))
    if found.league.way is None:
        print(NEITHER.in_(lang))
    print(f"数据版本 {found.snapshot}" if zh else f"snapshot {found.snapshot}")
    if found.demo:
        print("演示数据" if zh else "Invented data, for demonstration only")
