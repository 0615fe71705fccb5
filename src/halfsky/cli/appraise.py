"""`halfsky appraise`: the units of a place judged by a published scheme, every point with how it came."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers

if TYPE_CHECKING:
    from halfsky.queries.appraisals import Appraisal


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("appraise", help="考核：按公布的办法由事实计分。 Points by a published scheme.")
    parser.add_argument("scheme", metavar="SCHEME", help="办法编码，如 demo-units")
    parser.add_argument("--place", required=True, metavar="CODE", help="哪个区划的成员单位，如 450800000000")
    parser.add_argument("--year", required=True, type=int, help="年度")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.queries.appraisals import appraisal

    found = appraisal(house, viewer, args.scheme, args.place, args.year)
    if args.json:
        from halfsky.queries.appraisal_shape import appraisal_shape

        print(json.dumps(appraisal_shape(found, house.content, viewer.lang), ensure_ascii=False, indent=1))
    else:
        _print(found, viewer.lang)
    return 0


def _print(found: Appraisal, lang: str) -> None:
    from halfsky.cli.tables import table
    from halfsky.kernel.appraising_words import DRAFT, points
    from halfsky.kernel.numbers import printed

    zh, scheme = lang == "zh", found.scheme
    print(" · ".join(filter(None, [scheme.title.in_(lang), scheme.number, found.place.name, str(found.year)])))
    if not found.public:
        print(DRAFT.in_(lang))
        return
    head = ("位次", "单位", *(s.label.in_(lang) for s in scheme.sections), "得分", "满分", "得分率", "未计算")
    names = ("rank", "unit", *(s.label.in_(lang) for s in scheme.sections), "points", "full", "share", "not computed")
    rows: list[tuple[str, ...]] = [head if zh else names]
    for unit in found.units:
        score = unit.score
        share = "—" if score.share is None else f"{printed(100 * score.share, 1)}%"
        missing = "、".join(p.item.label.in_(lang) for p in score.missing)
        parts = [points(s.earned) if s.full else "—" for s in score.sections]
        sums = (points(score.earned), points(score.full)) if score.full else ("—", "—")
        rows.append((str(unit.rank or "—"), unit.name.in_(lang), *parts, *sums, share, missing))
    print("\n".join(table(rows)))
    print(f"数据版本 {found.snapshot}" if zh else f"snapshot {found.snapshot}")
    if found.place.demo:
        print("演示数据" if zh else "Invented data, for demonstration only")
