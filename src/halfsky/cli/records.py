"""`halfsky records`: the workbook of a register: its template, records brought in from a file, records taken out."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import LANGS, Text

if TYPE_CHECKING:
    from halfsky.actions.record_books import Imported

SHOWN = 100
"""So many complaints are printed."""


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import house_argument

    parser = subparsers.add_parser("records", help="台账：模板、导入、导出。 Registers as workbooks.")
    below = parser.add_subparsers(title="命令 commands", metavar="template|import|export", required=True)
    template = below.add_parser("template", help="下载空白模板。 The empty workbook of a register.")
    bring = below.add_parser("import", help="导入记录，全部合格才保存。 Bring in records, all or none.")
    take = below.add_parser("export", help="导出记录。 Take records out.")
    for command in (template, bring, take):
        command.add_argument("register", metavar="REGISTER", help="台账代码")
    bring.add_argument("file", type=Path, metavar="FILE", help="XLSX、XLS、ET 或 CSV（UTF-8 或 GBK）")
    bring.add_argument("--dry-run", action="store_true", help="只检查，不保存")
    bring.add_argument("--marked", type=Path, metavar="FILE.xlsx", help="有错时，把标出错处的副本写到哪里")
    for command in (bring, take):
        command.add_argument("--place", required=True, metavar="CODE", help="区划代码，连同其下级")
    for command in (template, take):
        command.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx", help="写到哪里")
    take.add_argument("--reason", default="", metavar="TEXT", help="用途；写明后才导出个人信息，并记为查看")
    for command, what in ((template, _template), (bring, _import), (take, _export)):
        command.set_defaults(what=what)
        command.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        command.add_argument("--lang", choices=LANGS, default=SUPPRESS, help=SUPPRESS)
        house_argument(command)
    return parser


def run(args: Namespace) -> int:
    done: int = args.what(args)
    return done


def _template(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.record_books import write_template

    write_template(house, viewer, args.register, args.out)
    if args.json:
        print(json.dumps({"file": str(args.out)}, ensure_ascii=False))
    else:
        print(Text(f"已写好模板：{args.out}", f"Wrote the template: {args.out}").in_(viewer.lang))
    return 0


def _export(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.record_books import export

    done = export(house, viewer, args.register, args.place, args.out, args.reason)
    if args.json:
        shape = {"file": str(args.out), "records": done.records, "persons": done.persons, "position": done.position}
        print(json.dumps(shape, ensure_ascii=False))
        return 0
    zh, en = "已导出{n}条：{file}。", "Exported {n} records: {file}."
    if not done.persons:
        zh, en = (
            zh + "没有写用途，不含个人信息。",
            en + " No reason was given, so nothing that describes persons is in it.",
        )
    print(Text(zh, en).format(n=done.records, file=args.out).in_(viewer.lang))
    return 0


def _import(args: Namespace) -> int:
    from halfsky.cli.common import opened

    house, viewer = opened(args)
    from halfsky.actions.record_books import import_file

    done = import_file(house, viewer, args.register, args.place, args.file, check=args.dry_run, copy=args.marked)
    if args.json:
        print(json.dumps(_shape(done, args.dry_run), ensure_ascii=False))
    else:
        _say(done, args, viewer.lang)
    return 1 if done.outcome.wrong else 0


def _shape(done: Imported, check: bool) -> dict[str, object]:
    found = done.outcome
    return {
        "file": done.title,
        "sha256": done.sha256,
        "check": check,
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "wrong": found.wrong,
        "refusals": [refusal.as_json() for refusal in done.complaints],
        "skipped": [
            {"column": one.heading, "sorts_by": {"zh": one.what.zh, "en": one.what.en}} for one in done.skipped
        ],
        "unknown": list(done.unknown),
        "left_out": list(done.left_out),
        "position": found.position,
    }


def _say(done: Imported, args: Namespace, lang: str) -> None:
    from halfsky.cli.common import complain

    found = done.outcome
    for one in done.skipped:
        zh = f"没有读取“{one.heading}”列：本系统不按{one.what.zh}区分个人。请从原表中删去。"
        print(Text(zh, f"Column “{one.heading}” was not read: no register sorts persons by {one.what.en}.").in_(lang))
    if done.unknown:
        columns = "、".join(done.unknown)
        print(Text(f"没有对应栏目、没有读取的列：{columns}", f"Columns that stand for no field: {columns}").in_(lang))
    if done.left_out:
        rows = "、".join(done.left_out)
        print(Text(f"没有读取的合计行：{rows}", f"Rows of totals, not read: {rows}").in_(lang))
    if found.wrong:
        complain(Refused(done.complaints[:SHOWN]))
        zh, en = "共{n}处有错，没有保存任何记录。", "{n} things are wrong; nothing was kept."
        if found.wrong > SHOWN:
            zh, en = f"以上是前{SHOWN}处。{zh}", f"These are the first {SHOWN}. {en}"
        if args.marked:
            zh, en = f"{zh}标出错处的副本：{args.marked}", f"{en} The marked copy: {args.marked}"
        print(Text(zh, en).format(n=found.wrong).in_(lang))
        return
    zh = (
        "检查通过，没有保存。将新增{}条，修改{}条，不变{}条。"
        if args.dry_run
        else "已导入：新增{}条，修改{}条，不变{}条。"
    )
    en = "{} new, {} changed, {} unchanged." + (" Nothing was kept." if args.dry_run else "")
    print(Text(zh, en).in_(lang).format(found.added, found.changed, found.unchanged))
