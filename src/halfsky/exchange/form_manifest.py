"""What a workbook of a form says about itself on a hidden sheet: which form, for whom, and which cell is what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from halfsky.exchange.books import Book
from halfsky.exchange.form_grid import Asked, Grid
from halfsky.exchange.spots import Spot, address, spot
from halfsky.kernel.refusals import problem

HIDDEN = "_halfsky"
VERSION = "1"
ALTERED = problem(
    "400.773",
    (
        "工作簿里的识别信息被改动过，不能确认各单元格对应的数据项。",
        "What the workbook says about itself was altered; its cells cannot be told apart.",
    ),
    ("请重新下载本表，把数字粘贴过去再上传。", "Download the form again, paste the figures into it and send that."),
)
NOT_A_FORM = problem(
    "400.774",
    (
        "这不是从本系统下载的报表（没有识别信息）。",
        "This is no form that was downloaded here; it does not say which one it is.",
    ),
    (
        "请下载本表填写后上传；自有表格请走“上传已有表格”，核对一次表头。",
        "Download the form and fill it in, or send your own table where headings are matched once.",
    ),
)


@dataclass(frozen=True, slots=True)
class Located:
    """One cell that was asked: its name in the book, its line code and column number, and where it stood."""

    key: str
    name: str
    code: str
    number: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Manifest:
    """The identity of a workbook of a form."""

    form: str
    fingerprint: str
    period: str
    place: str
    round: int
    cells: tuple[Located, ...]

    @property
    def checksum(self) -> str:
        """Sixteen digits that change with anything that the manifest says."""
        return _digest(self.rows())

    def rows(self) -> list[list[str]]:
        """The rows of the hidden sheet, the checksum left out."""
        head = [
            ["halfsky", VERSION],
            ["form", self.form],
            ["fingerprint", self.fingerprint],
            ["period", self.period],
            ["place", self.place],
            ["round", str(self.round)],
        ]
        return [*head, *([c.key, c.name, c.code, c.number, address(c.spot)] for c in self.cells)]


def manifest_of(asked: Asked, grid: Grid) -> Manifest:
    """What the workbook of `asked` says about itself."""
    cells = tuple(
        Located(key, f"halfsky.a{i:04}", placed.code, str(column - 2), grid.spots[key])
        for i, (key, (placed, column)) in enumerate(grid.asked.items(), 1)
    )
    return Manifest(asked.form.code, asked.fingerprint, str(asked.period), asked.place, asked.round, cells)


def read_manifest(book: Book) -> Manifest:
    """The manifest of a workbook; refuses one without, and one that was altered."""
    tab = book.tab(HIDDEN)
    if tab is None:
        raise NOT_A_FORM.at(book.title)
    rows = [[tab.text((r, c)) for c in range(5)] for r in range(len(tab.rows))]
    rows = [row for row in rows if any(row)]
    said = {row[0]: row[1] for row in rows[:7]}
    found = [spot(row[4]) for row in rows[7:]]
    if said.get("halfsky") != VERSION or not said.get("round", "").isdigit() or None in found:
        raise ALTERED.at(book.title)
    cells = tuple(
        Located(row[0], row[1], row[2], row[3], at) for row, at in zip(rows[7:], found, strict=True) if at is not None
    )
    manifest = Manifest(
        said.get("form", ""),
        said.get("fingerprint", ""),
        said.get("period", ""),
        said.get("place", ""),
        int(said["round"]),
        cells,
    )
    if manifest.checksum != said.get("checksum"):
        raise ALTERED.at(book.title)
    return manifest


def _digest(rows: Iterable[list[str]]) -> str:
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()[:16]
