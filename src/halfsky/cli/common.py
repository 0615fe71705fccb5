"""What the commands share: the house they work on, who acts, and how a refusal is said."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from halfsky.kernel.refusals import Refused, problem

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

NO_FOLDER = problem(
    "404.581",
    ("文件夹“{path}”不存在。", "There is no folder “{path}”."),
    ("请先建好文件夹，或换一个位置。", "Make the folder first, or choose another place."),
)


def house_argument(parser: ArgumentParser) -> None:
    """`--house DIR`, and `--user NAME` for acting as somebody else than the first administrator."""
    parser.add_argument("--house", required=True, type=Path, metavar="DIR", help="数据目录")
    parser.add_argument("--user", default="", metavar="NAME", help="以哪个用户的身份操作，默认第一个系统管理员")


def database_argument(parser: ArgumentParser, says: str) -> None:
    """`--database URL`, an empty PostgreSQL database for a house that is being made."""
    parser.add_argument("--database", metavar="URL", help=f"{says}，如 postgresql://halfsky@localhost:5432/halfsky")


def tree_argument(parser: ArgumentParser) -> None:
    """`--tree year|today`: by which tree figures of past years are made; `asked_tree` reads it."""
    says = "口径：year 按当年区划，today 按现行区划。 By the tree of each year or by today's."
    parser.add_argument("--tree", choices=("year", "today"), default="year", help=says)


def asked_tree(args: Namespace, house: House) -> dt.date | None:
    """The day whose tree makes all figures, where one is asked for."""
    from halfsky.kernel.by_tree import read_tree

    return read_tree(args.tree).day(house.today())


def opened(args: Namespace) -> tuple[House, Viewer]:
    """The house of the command, and the viewer for whom it acts."""
    house: House = args.open_house(args.house)
    from halfsky.store.viewers import operator

    return house, operator(house, args.user, language())


def demand_folder(file: Path) -> None:
    """Refuse to write a file where there is no folder, before any work is done."""
    if not file.parent.is_dir():
        raise NO_FOLDER.at(path=file.parent)


def a_year(text: str) -> int:
    """A year of four digits, for argparse."""
    if len(text) != 4 or not text.isascii() or not text.isdigit() or text == "0000":
        raise ArgumentTypeError(f"“{text}”不是年份，请写成 2024 (a year such as 2024)")
    return int(text)


def a_day(text: str) -> dt.date:
    """A day, for argparse."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2024-12-31 (a day such as 2024-12-31)") from None


def language() -> str:
    """Chinese, unless HALFSKY_LANG or else the system's language says English."""
    said = next(filter(None, (os.environ.get(name) for name in ("HALFSKY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if said.startswith("en") else "zh"


def complain(refused: Refused, as_json: bool = False) -> None:
    """Say every refusal on stderr, a line each; as one JSON object where asked."""
    if as_json:
        print(json.dumps({"refusals": [r.as_json() for r in refused.refusals]}, ensure_ascii=False), file=sys.stderr)
        return
    for refusal in refused.refusals:
        print(f"{refusal.in_(language())} [{refusal.number}]", file=sys.stderr)
