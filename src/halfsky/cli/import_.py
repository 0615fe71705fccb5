"""`halfsky import values FILE`: figures from CSV or Excel, all complaints at once, nothing half kept."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.actions.value_changes import Change
    from halfsky.actions.values import Outcome

SHOWN = 20


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("import", help="导入：values 数值。 Import values.")
    parser.add_argument("what", choices=("values",), help="values 指标数值")
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV（UTF-8 或 GBK）、XLSX 或 XLS")
    parser.add_argument("--check", action="store_true", help="只检查，不保存")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions.follow import run_waiting
    from halfsky.actions.values import import_values

    done = import_values(house, viewer, args.file, args.check)
    run_waiting(house)
    if args.json:
        print(json.dumps(_shape(done), ensure_ascii=False))
    else:
        _say(done, viewer.lang)
    return 0


def _shape(done: Outcome) -> dict[str, object]:
    return {
        "file": done.file,
        "sha256": done.sha256,
        "check": done.check,
        "added": len(done.of("added")),
        "changed": len(done.of("changed")),
        "unchanged": len(done.of("unchanged")),
        "repeats": done.repeats,
        "left_out": list(done.left_out),
        "position": done.position,
        "rows": [asdict(change) for change in done.changes if change.kind != "unchanged"],
    }


def _say(done: Outcome, lang: str) -> None:

    if done.left_out:
        columns = "、".join(done.left_out)
        print(Text(f"没有读取的列：{columns}", f"Columns not read: {columns}").in_(lang))
    for change in [c for c in done.changes if c.kind == "changed"][:SHOWN]:
        print(f"  {done.file}:{change.line}  {_sentence(change)}")
    counts = [len(done.of(kind)) for kind in ("added", "changed", "unchanged")]
    zh = "检查通过，没有保存。将新增{}，更改{}，不变{}。" if done.check else "已导入：新增{}，更改{}，不变{}。"
    en = (
        "Sound; nothing was kept. {} new, {} changed, {} unchanged."
        if done.check
        else "{} new, {} changed, {} unchanged."
    )
    print(Text(zh, en).in_(lang).format(*counts))
    if done.repeats:
        zh = f"另有{done.repeats}行用另一规划的编号重复了同一数值。"
        print(Text(zh, f"{done.repeats} rows gave a value once more under the number of another plan.").in_(lang))


def _sentence(change: Change) -> str:
    what = f"{change.indicator}[{change.cell}]" if change.cell else change.indicator
    if change.before == change.value:
        says = f"{change.value} {change.unit}, {change.before_source} → {change.source}"
    else:
        says = f"{change.before} ({change.before_origin}) → {change.value} {change.unit}"
    return f"{what} {change.place_name} {change.period}: {says}"
