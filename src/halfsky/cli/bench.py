"""`halfsky bench rollup`: how fast this machine rolls up a country of any size, beside reading the same bytes.

The indicators are formulas of a pack, read like any other; their elements add up in every way there is. Runs of reading
and of reckoning take turns, the least of each counts, and what came out is compared with the reference evaluator.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.kernel.content import Content

ELEMENTS, INDICATORS, MONTHS, RUNS = 30, 100, 12, 7
WAYS = {24: "last", 25: "last", 26: "highest", 27: "lowest", 28: "each", 29: "count"}
"""Elements that do not simply add; all others do."""


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("bench", help="本机测速。 Measure this machine.")
    below = parser.add_subparsers(title="命令 commands", metavar="rollup", required=True)
    rollup = below.add_parser("rollup", help="汇总和计算一年的指标。 Roll up a year and work out its indicators.")
    rollup.add_argument("--villages", type=int, default=20_000, metavar="N", help="村数，默认20000")
    rollup.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import language
    from halfsky.engine.timing import measured

    found = measured(content(), args.villages, MONTHS, RUNS)
    if args.json:
        print(json.dumps(found))
        return 0
    zh = (
        f"{args.villages}个村，{found['facts']}个数：读一遍{found['read_s']}秒，"
        f"汇总并计算{INDICATORS}项指标{found['full_s']}秒，"
        f"为读一遍的{found['ratio']}倍；每个数{found['bytes_per_fact']}字节，"
        f"内存最高{found['peak_mb']}MB。"
    )
    en = (
        f"{args.villages} villages, {found['facts']} figures: read in {found['read_s']} s; rolled up, with "
        f"{INDICATORS} indicators, in {found['full_s']} s, {found['ratio']} times that; "
        f"{found['bytes_per_fact']} bytes a figure, at most {found['peak_mb']} MB."
    )
    print(Text(zh, en).in_(language()))
    return 0


def content() -> Content:
    """Thirty invented elements of villages and a hundred indicators of them, read as a pack."""
    from halfsky.packs import join, read_pack

    elements = ["code,name,name_en,unit,kind,adds,breakdowns,decimals,at,sensitive"]
    for i in range(ELEMENTS):
        kind = "stock" if WAYS.get(i) == "last" else "flow"
        elements.append(f"e{i},测速数{i},figure {i},人,{kind},{WAYS.get(i, 'add')},,0,village,no")
    files = {
        "pack.yaml": "pack: speed\nversion: 1.0.0\nkind: catalogue\ntitle: {zh: 测速, en: Speed}\n",
        "elements.csv": "\n".join(elements) + "\n",
        "indicators.csv": indicators(),
    }
    return join([read_pack({name: text.encode() for name, text in files.items()}, "speed")])


def indicators() -> str:
    """The hundred indicators as a pack's table: quotients of the elements e0, e1 and so on."""
    found = ["code,name,name_en,unit,decimals,direction,basis,formula"]
    for i in range(INDICATORS):
        a, b, d = (i * 7) % ELEMENTS, (i * 11 + 3) % ELEMENTS, (i * 13 + 5) % ELEMENTS
        formula = (f"(e{a} - e{b}) / e{d}", f"e{a} / e{d}", f"(e{a} + e{b}) / e{d}", f"1 - e{a} / e{d}")[i % 4]
        unit, way = ("%", "‰", "1/10万")[i % 3], ("up", "down")[i % 2]
        found.append(f"i{i},测速指标{i},indicator {i},{unit},1,{way},computed-first,{formula}")
    return "\n".join(found) + "\n"
