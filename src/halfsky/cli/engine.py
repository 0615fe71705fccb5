"""`halfsky engine`: records taken out as tidy files, and rolled up by DuckDB here or by a cluster of Spark."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from halfsky.cli import Subparsers
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from halfsky.engine.records.facts import Row
    from halfsky.engine.records.folder import Folder
    from halfsky.engine.records.plan import Plan
    from halfsky.kernel.period import Period

EXPORT, INVENT, DUCKDB, SPARK = "export", "invent", "duckdb", "spark://"
VILLAGES = 620_573
"""As many villages as the country has."""
BAD_PATHS = problem(
    "400.1399",
    ("“{what}”后面应写{wanted}。", "“{what}” is followed by {wanted}."),
    ("例如：{example}", "For example: {example}"),
)


def add(subparsers: Subparsers) -> ArgumentParser:
    parser = subparsers.add_parser("engine", help="台账记录的大批量汇总。 Records rolled up outside the database.")
    says = f"{EXPORT} | {INVENT} | {DUCKDB} | {SPARK}主机:端口"
    parser.add_argument("what", type=_what, metavar="WHAT", help=says)
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="DIR", help="export 后写数据目录和新文件夹，其余写文件夹"
    )
    parser.add_argument("--register", action="append", default=[], metavar="CODE", help="台账，可以写几次，默认全部")
    parser.add_argument("--user", default="", metavar="NAME", help="export：以哪个用户的身份，默认第一个系统管理员")
    parser.add_argument("--records", type=_count, default=100_000, metavar="N", help="invent：编造多少条记录")
    parser.add_argument("--villages", type=_count, default=VILLAGES, metavar="N", help="invent：多少个村，默认全国")
    parser.add_argument("--period", action="append", default=[], metavar="P", help="时期，可以写几次，默认导出当年")
    parser.add_argument("--out", type=Path, metavar="FILE", help="结果写到 .csv 或 .parquet，默认显示在屏幕上")
    parser.add_argument("--no-zeros", action="store_true", help="不写没有记录的零")
    parser.add_argument("--memory", default="4GB", metavar="SIZE", help="duckdb：最多用多少内存，默认 4GB")
    parser.add_argument("--threads", type=_count, default=2, metavar="N", help="duckdb：几个线程，默认 2")
    parser.add_argument("--spill", type=Path, metavar="DIR", help="duckdb：内存不够时暂存在哪里")
    parser.add_argument("--set", action="append", default=[], type=_pair, metavar="KEY=VALUE", help="Spark 的设置")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def _what(text: str) -> str:
    if text in (EXPORT, INVENT, DUCKDB) or text.startswith(SPARK):
        return text
    raise ArgumentTypeError(f"“{text}”：请写 {EXPORT}、{INVENT}、{DUCKDB} 或 {SPARK}HOST:PORT")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise ArgumentTypeError(f"“{text}”不是正整数 (a whole number above zero)")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise ArgumentTypeError(f"“{text}”应写成 KEY=VALUE")
    return name, value


def run(args: Namespace) -> int:
    if args.what == EXPORT:
        return _export(args)
    return _invent(args) if args.what == INVENT else _roll_up(args)


def _export(args: Namespace) -> int:
    from halfsky.cli.common import opened

    if len(args.paths) != 2:
        raise BAD_PATHS.at(what=EXPORT, wanted=_TWO, example="halfsky engine export house records")
    args.house, to = args.paths
    house, viewer = opened(args)
    from halfsky.actions.tidy_records import export

    done = export(house, viewer, to, args.register)
    if args.json:
        shape = {"folder": str(to), "records": done.records, "left_out": done.left_out, "told": done.told}
        print(json.dumps({**shape, "position": done.position}, ensure_ascii=False))
        return 0
    said = Text("已导出{n}本台账共{m}条记录：{to}。", "Took {m} records of {n} registers out: {to}.")
    print(said.format(n=len(done.records), m=sum(done.records.values()), to=to).in_(viewer.lang))
    if done.left_out:
        says = Text("您不能查看全部记录、没有导出的台账：{names}", "Left out, as you do not read all of them: {names}")
        print(says.format(names="、".join(done.left_out)).in_(viewer.lang))
    if done.told:
        says = Text("按已存结果汇总的数据项：{names}", "Elements rolled up from what was kept: {names}")
        print(says.format(names="、".join(done.told)).in_(viewer.lang))
    return 0


_TWO = Text("数据目录和一个新文件夹", "the folder of a house and a new folder")
_ONE = Text("一个新文件夹", "a new folder")


def _invent(args: Namespace) -> int:
    from halfsky.cli.common import language
    from halfsky.engine.records.invented import invent
    from halfsky.packs import join, read_pack, shipped

    if len(args.paths) != 1:
        raise BAD_PATHS.at(what=INVENT, wanted=_ONE, example="halfsky engine invent records --records 1000000")
    content = join([read_pack(path) for path in shipped()])
    (to,) = args.paths
    registers = [content.register(code) for code in args.register or ["training"]]
    invent(to, registers, content.elements, args.records, args.villages)
    if args.json:
        print(json.dumps({"folder": str(to), "records": args.records, "villages": args.villages}))
    else:
        said = Text("已编造{n}条记录：{to}。", "Invented {n} records: {to}.")
        print(said.format(n=args.records, to=to).in_(language()))
    return 0


def _roll_up(args: Namespace) -> int:
    """Roll up every folder; the facts go to the file or to the screen, what is said about them to the other."""
    from halfsky.cli.common import demand_folder
    from halfsky.engine.records.facts import Facts, write_csv
    from halfsky.engine.records.folder import open_folder
    from halfsky.kernel.period import containing, period

    if args.out:
        demand_folder(args.out)
    folders = [open_folder(path) for path in args.paths]
    begun, number = time.perf_counter(), 0

    def lines() -> Iterator[tuple[str, ...]]:
        with _engine(args) as facts:
            for folder in folders:
                periods = [period(text) for text in args.period] or [containing("year", folder.day)]
                named = Facts.of(folder)
                for plan in folder.chosen(args.register):
                    yield from named.lines(plan.register, facts(folder, plan, periods))

    with _output(args.out) as to:
        number = write_csv(to, lines())
    seconds = time.perf_counter() - begun
    records = sum(folder.records[plan.register] for folder in folders for plan in folder.chosen(args.register))
    _say(args, records, number, seconds)
    return 0


@contextmanager
def _engine(args: Namespace) -> Iterator[Callable[[Folder, Plan, list[Period]], Iterator[Row]]]:
    """What rolls a register of a folder up."""
    zeros = not args.no_zeros
    if args.what == DUCKDB:
        from halfsky.engine.records import on_duckdb

        limits = {"memory": args.memory, "threads": args.threads, "spill": args.spill}
        yield lambda folder, plan, periods: on_duckdb.facts(folder, plan, periods, zeros, **limits)
    else:
        from halfsky.engine.records import on_spark

        with on_spark.cluster(args.what, dict(args.set)) as spark:
            yield lambda folder, plan, periods: on_spark.facts(spark, folder, plan, periods, zeros)


@contextmanager
def _output(out: Path | None) -> Iterator[IO[str]]:
    """The file that is kept, there under its name when it is whole; the screen where none is."""
    if out is None:
        yield sys.stdout
        return
    from halfsky.engine.records.facts import as_parquet

    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as to:
            yield to
        if out.suffix == ".parquet":
            made = out.with_name(f"{out.name}.made")
            as_parquet(part, made)
            made.replace(out)
        else:
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _say(args: Namespace, records: int, facts: int, seconds: float) -> None:
    from halfsky.cli.common import language

    if args.json:
        shape = {"engine": args.what, "records": records, "facts": facts, "seconds": round(seconds, 3)}
        text = json.dumps({**shape, "file": str(args.out) if args.out else None}, ensure_ascii=False)
    else:
        said = Text("{n}条记录汇总成{m}个数，用时{s}秒。", "{n} records became {m} facts in {s} seconds.")
        text = said.format(n=records, m=facts, s=f"{seconds:.1f}").in_(language())
    print(text, file=sys.stdout if args.out else sys.stderr)
