"""Tables of one unit with headings on two sides, as offices keep them: written by openpyxl, and saved by others."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment

from halfsky.exchange.any_book import Opened, open_tables
from halfsky.exchange.any_reading import UnitRows, read_tables
from halfsky.exchange.books import Book, open_book
from halfsky.exchange.meaning import Meaning, cells_of
from halfsky.exchange.place_names import known_places
from halfsky.exchange.proposals import propose_sides
from tests.exchange.forms import CATEGORIES, ELEMENTS, asked

PLACES = (("450802000000", "港北区"), ("450803000000", "港南区"), ("450821000000", "平南县"))
NORTH, SOUTH, PINGNAN = (code for code, _ in PLACES)
KNOWN = known_places(PLACES)
CELLS = cells_of(asked())
Rows = list[list[object]]

ROWS: Rows = [
    ["2025年妇幼健康情况统计表"],
    ["填报单位：平南县卫生健康局", "", "", "", "", "", "", "单位：人"],
    ["指标名称", "计量单位", "代码", "合计", "其中：", "", "按性别分", ""],
    ["", "", "", "", "城市", "农村", "女", "男"],
    ["甲", "乙", "丙", 1, 2, 3, 4, 5],
    ["一、妇幼保健"],
    ["活产数", "人", "01", 3000, "１２００", 1800, 1400, 1600],
    ["　其中：孕产妇死亡人数", "人", "02", 1, 0, 1],
    ["孕产妇系统管理人数", "人", "03", "", "0.11万", "部门未提供"],
    ["二、经费"],
    ["妇幼保健经费", "元", "04", 350000],
    ["注：含流动人口"],
    ["填表人：张三", "", "", "2026年1月10日"],
]
MERGES = ("A1:H1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "A6:H6", "A12:H12")
EXPECTED = {
    "live_births|residence=urban": "１２００",
    "live_births|residence=rural": "1800",
    "live_births|sex=female": "1400",
    "live_births|sex=male": "1600",
    "maternal_deaths|residence=urban": "0",
    "maternal_deaths|residence=rural": "1",
    "screened|residence=urban": "0.11万",
    "screened|residence=rural": "部门未提供",
    "funds|": "350000元",
}
"""What the form asks of the figures above; its totals of births, deaths and care are reckoned from their parts."""


def workbook(path: Path, sheets: dict[str, Rows], merges: tuple[str, ...] = MERGES) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        tab = book.create_sheet(name)
        for row in rows:
            tab.append([None if cell == "" else cell for cell in row])
        for merge in merges:
            tab.merge_cells(merge)
    book.save(path)
    return path


def indented(path: Path, steps: dict[str, int]) -> Path:
    """The workbook with cells of its first sheet indented by their format."""
    book = openpyxl.load_workbook(path)
    for at, count in steps.items():
        book.worksheets[0][at].alignment = Alignment(indent=count)
    book.save(path)
    return path


def opened(path: Path) -> Opened:
    return only(open_book(path))


def only(book: Book) -> Opened:
    (found,) = open_tables(book, KNOWN, ELEMENTS.values())
    return found


def proposed(of: Opened) -> Meaning:
    """What is proposed, taken as it is."""
    table = of.first
    _, sides = propose_sides({"rows": table.labels("rows"), "columns": table.labels("columns")}, asked(), CATEGORIES)
    keys = {side: {p.heading: p.key for p in found if p.key} for side, found in sides.items()}
    return Meaning("sheets", keys["rows"], keys["columns"])


def read(path: Path) -> UnitRows:
    of = opened(path)
    return read_tables(of, proposed(of), CELLS, KNOWN)
