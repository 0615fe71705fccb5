"""`halfsky check-text`: what in a document cannot be true as printed, or should be looked at."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from halfsky.prose.checks.finding import Finding
    from halfsky.queries.text_check import Checked, Figures


def add(subparsers: Subparsers) -> ArgumentParser:
    from halfsky.cli.common import a_year

    parser = subparsers.add_parser("check-text", help="文稿核查：文中对不上的数。 Numbers in a text that do not fit.")
    parser.add_argument("file", type=Path, metavar="FILE", help="文稿：.docx、.pdf、.txt")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.add_argument("--comments", type=Path, metavar="OUT.docx", help="另存一份 Word 文稿，把结果写成批注")
    parser.add_argument(
        "--tolerance", type=_points, default=Fraction(0), metavar="POINTS", help="比率允许的误差（百分点），默认 0"
    )
    parser.add_argument("--house", type=Path, metavar="DIR", help="数据目录：与本系统的数据比对")
    parser.add_argument("--user", default="", metavar="NAME", help="以哪个用户的身份查看数据")
    parser.add_argument("--place", default="", metavar="CODE", help="文稿所写的区划，默认用户所在的区划")
    parser.add_argument("--year", type=a_year, metavar="YEAR", help="文稿的年度，默认取标题中的年份")
    return parser


def _points(text: str) -> Fraction:
    """A tolerance in points, for argparse."""
    try:
        points = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ArgumentTypeError(f"“{text}”不是数字，请写成 0.01 (a number such as 0.01)") from None
    if not 0 <= points <= 1:
        raise ArgumentTypeError(f"“{text}”应在 0 和 1 之间 (between 0 and 1)")
    return points


def run(args: Namespace) -> int:
    from halfsky.cli.common import demand_folder, language
    from halfsky.exchange.prose_comments import commented
    from halfsky.exchange.prose_files import read_prose_file
    from halfsky.queries.text_check import check_prose, remarks, shape

    if args.comments:
        demand_folder(args.comments)
    prose = read_prose_file(args.file)
    checked = check_prose(prose, args.tolerance, _figures(args) if args.house else None)
    if args.comments:
        args.comments.write_bytes(commented(args.file.read_bytes(), prose, remarks(checked, language())))
    if args.json:
        print(json.dumps(shape(checked), ensure_ascii=False, indent=1))
    else:
        _say(checked, language())
    return 0


def _figures(args: Namespace) -> Figures:
    from halfsky.cli.common import opened
    from halfsky.kernel.access import SEE_FIGURES

    house, viewer = opened(args)
    from halfsky.queries import plans
    from halfsky.queries.text_figures import figures

    held = next((g.place.code for g in viewer.holding(SEE_FIGURES, house.today())), "")
    place = args.place or held
    return figures(house, viewer, place, args.year or plans.newest_year(house, viewer, place))


def _say(checked: Checked, lang: str) -> None:
    many = len(checked.prose.text)
    zh = f"{checked.prose.name}：{many}字，矛盾{checked.conflicts}处，存疑{checked.questions}处。"
    en = f"{checked.prose.name}: {many} characters, {checked.conflicts} conflicts, {checked.questions} questions."
    print(Text(zh, en).in_(lang))
    for n, finding in enumerate(checked.findings, 1):
        print(f"\n{n:>3}  {_line(checked, finding, lang)}")
    if checked.more:
        print("\n" + Text(f"还有{checked.more}处没有列出。", f"There are {checked.more} more.").in_(lang))


def _line(checked: Checked, finding: Finding, lang: str) -> str:
    from halfsky.prose.checks.finding import SEVERITIES

    where = checked.prose.at(finding.start).where.in_(lang)
    severity, kind = SEVERITIES[finding.severity].in_(lang), finding.kind.label.in_(lang)
    quote = checked.quote(finding).replace("\n", " ")
    lines = [f"{where}  {severity}  {kind}", f"     “{quote}”", f"     {finding.says.in_(lang)}"]
    if finding.suggestion.zh:
        lines.append(f"     → {finding.suggestion.in_(lang)}")
    return "\n".join(lines)
