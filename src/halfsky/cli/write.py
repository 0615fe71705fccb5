"""`halfsky write`: a document from a template, as a Word file."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_year, house_argument

    parser = subparsers.add_parser("write", help="用模板写文稿：本级的 Word 或内容包的模板。 Write from a template.")
    says = "模板：内容包里的编码，或 Word、Excel 文件（写之前先存为本级模板）"
    parser.add_argument("--template", required=True, metavar="CODE|FILE", help=f"{says}。 A code, or a file.")
    parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
    parser.add_argument("--year", required=True, type=a_year, help="年度")
    parser.add_argument("--plan", default="", metavar="CODE", help="只写这个规划；默认全部在期的规划")
    parser.add_argument("--form", choices=("work", "final"), default="work", help="work 工作稿，final 报送稿")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.docx", help="写到哪里")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    house_argument(parser)
    return parser


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, opened

    demand_folder(args.out)
    house, viewer = opened(args)
    from halfsky.actions.templates import keep_template, write_from
    from halfsky.queries.documents import document

    key = args.template
    if key.lower().endswith((".docx", ".xlsx")):
        file = Path(key)
        key = str(keep_template(house, viewer, args.place, file.read_bytes(), file.name).pk)
    made = write_from(house, viewer, key, args.place, args.year, args.form, args.plan)
    written = document(house, viewer, made.pk)
    shutil.copyfile(written.path, args.out)
    if args.json:
        shape = {"file": str(args.out), "document": written.id, "sha256": written.sha256, "snapshot": written.snapshot}
        print(json.dumps(shape, ensure_ascii=False))
    else:
        print(Text(f"已写好：{args.out}", f"Wrote {args.out}").in_(viewer.lang))
    return 0
