"""`halfsky rounds upload`: send a filled workbook, or a table of one's own, as the pages take it.

A unit's workbook becomes its draft; a table for all units below is handed in as a whole. What a table of one's own
means is said on the page once; here such a table is kept and refused with the way there.
"""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halfsky.cli import Subparsers
from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.text import LANGS, Text

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.queries.uploads import Complaint, Upload
    from halfsky.store.house import House

NOT_MATCHED = problem(
    "409.820",
    (
        "这种表的行列还没有核对过。",
        "It was never said what the rows and columns of such a table mean.",
    ),
    (
        "请由同一用户在网页上打开 {page} 核对一次，以后直接读入。",
        "Open {page} as the same user and say it once; later tables are read without asking.",
    ),
)
SHOWN = 100


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("rounds", help="填报任务：上传填好的表。 Rounds: send a filled table.")
    below = parser.add_subparsers(title="命令 commands", metavar="upload", required=True)
    up = below.add_parser(
        "upload", help="上传一个单位的报表，或下级各单位的表。 Send a unit's form or all units' table."
    )
    up.add_argument("round", type=int, metavar="ROUND", help="填报任务的编号")
    up.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.xls、.et、CSV（UTF-8、UTF-16 或 GBK）")
    up.add_argument("--place", required=True, metavar="CODE", help="填报单位的区划代码；上级的代码表示替下级各单位上报")
    up.add_argument("--marked", type=Path, metavar="OUT.xlsx", help="有问题时，写一份标红、加批注的副本")
    up.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    up.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
    house_argument(up)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    if args.marked:
        demand_folder(args.marked)
    house, viewer = opened(args)
    from halfsky.actions.follow import run_waiting
    from halfsky.queries.uploads import MAPPING, marked, upload

    token, form_complaints = _sent(house, viewer, args)
    run_waiting(house)
    kept = upload(house, viewer, token)
    if kept.state == MAPPING:
        raise NOT_MATCHED.at(kept.name, page=f"/uploads/{token}")
    complaints: Sequence[Refusal | Complaint] = form_complaints or kept.complaints
    if args.marked and kept.marked:
        args.marked.write_bytes(marked(kept, viewer.lang))
    if args.json:
        print(json.dumps(_shape(kept, complaints), ensure_ascii=False))
    else:
        _say(kept, complaints, viewer.lang)
    return 1 if complaints else 0


def _sent(house: House, viewer: Viewer, args: Namespace) -> tuple[str, tuple[Refusal, ...]]:
    """Send the file: its token, and what is wrong with it where it is a form of ours."""
    from halfsky.actions.own_books import receive_units
    from halfsky.actions.sheet_files import fill_from_book
    from halfsky.exchange.files import CHUNK, demand_file
    from halfsky.exchange.tables import MOST_MB
    from halfsky.queries.uploads import fills_in

    demand_file(args.file, MOST_MB)
    alone = fills_in(house, args.round, args.place)
    with args.file.open("rb") as source:
        pieces = iter(lambda: source.read(CHUNK), b"")
        if alone:
            filled = fill_from_book(house, viewer, args.round, args.place, pieces, args.file.name)
            return filled.token, filled.complaints
        return receive_units(house, viewer, args.round, args.place, pieces, args.file.name).token, ()


def _shape(kept: Upload, complaints: Sequence[Refusal | Complaint]) -> dict[str, Any]:
    return {
        "file": kept.name,
        "upload": kept.token,
        "state": kept.state,
        "units": kept.units,
        "cells": kept.cells,
        "left_out": list(kept.left_out),
        "unasked": kept.unasked,
        "wrong": kept.wrong,
        "complaints": [c.as_json() for c in complaints],
    }


def _say(kept: Upload, complaints: Sequence[Refusal | Complaint], lang: str) -> None:
    """What became of the file; every complaint on a line of its own on stderr."""
    if kept.units:
        print(Text(f"已上报{kept.units}个单位。", f"{kept.units} units have been handed in.").in_(lang))
    elif kept.cells or not complaints:
        zh, en = (
            f"已读入{kept.cells}个数，存为暂存，还没有上报。",
            f"{kept.cells} figures are in the draft; nothing is handed in.",
        )
        print(Text(zh, en).in_(lang))
    if kept.left_out:
        left = "、".join(kept.left_out)
        print(Text(f"没有读入的行和表：{left}", f"Lines and tables left out: {left}").in_(lang))
    if kept.unasked:
        zh, en = (
            f"另有{kept.unasked}个数报表不要，没有读入。",
            f"{kept.unasked} figures are not asked and were not read.",
        )
        print(Text(zh, en).in_(lang))
    for c in complaints[:SHOWN]:
        print(f"{c.in_(lang)} [{c.number}]", file=sys.stderr)
    if kept.wrong > SHOWN:
        print(Text(f"共{kept.wrong}处。", f"{kept.wrong} in all.").in_(lang), file=sys.stderr)
