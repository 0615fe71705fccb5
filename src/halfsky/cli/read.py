"""`halfsky read`: a plan, summary or speech as proposals: targets, results and dated tasks, each with its place."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.exchange.prose_files import Prose
    from halfsky.prose.proposals import Proposal


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser(
        "read", help="读文稿：目标、结果和有期限的任务。 Targets, results and dated tasks of a text."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="文稿：.docx、.pdf、.txt")
    parser.add_argument("--jsonl", type=Path, metavar="OUT", help="写入文件，每行一个 JSON 对象；“-”为标准输出")
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, language
    from halfsky.exchange.prose_files import read_prose_file
    from halfsky.prose.proposals import proposals
    from halfsky.prose.shape import shape

    onto_screen = str(args.jsonl) == "-"
    if args.jsonl and not onto_screen:
        demand_folder(args.jsonl)
    prose = read_prose_file(args.file)
    found = proposals(prose.text)
    if args.jsonl:
        lines = "".join(f"{json.dumps(shape(p, prose.text, seed=prose.name), ensure_ascii=False)}\n" for p in found)
        if onto_screen:
            print(lines, end="")
        else:
            args.jsonl.write_text(lines, "utf-8")
    if not onto_screen:
        _say(prose, found, language(), listed=not args.jsonl)
    return 0


def _say(prose: Prose, found: list[Proposal], lang: str, listed: bool) -> None:
    from halfsky.prose.shape import TYPES, said_value

    many = {name: sum(p.type == name for p in found) for name in TYPES}
    zh = f"{prose.name}：目标{many['target']}条，结果{many['result']}条，任务{many['task']}条。"
    en = f"{prose.name}: {many['target']} targets, {many['result']} results, {many['task']} tasks."
    print(Text(zh, en).in_(lang))
    for n, p in enumerate(found if listed else [], 1):
        parts = (TYPES[p.type].in_(lang), p.subject, said_value(p), p.when)
        print(f"{n:>4}  {prose.at(p.start).where.in_(lang)}  " + "  ".join(part for part in parts if part))
        print(f"      “{prose.text[p.start : p.end]}”".replace("\n", " "))
