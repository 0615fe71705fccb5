"""Sheets of records row by row: cells as a person would type them, whatever the program wrote; headings understood."""

from __future__ import annotations

import datetime as dt
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from halfsky.exchange.books import open_book
from halfsky.exchange.record_cells import cells
from halfsky.exchange.record_columns import grids, sheet_name
from halfsky.exchange.streamed import Source
from halfsky.kernel.entry import Entry, read_entry
from halfsky.kernel.field import Field, Item, Kind, Known
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import Workflow
from tests.exchange.office import converted

ROWS: tuple[tuple[object, ...], ...] = (
    ("名称", "数", "日"),
    ("平南县", 12, dt.datetime(2026, 3, 8)),
    (" 空格 ", 0.1, dt.datetime(2026, 3, 8, 9, 30)),
    ("450821199001010029", 1e15, dt.date(1999, 12, 31)),
    (True, 0.35, None),
)
SAID = [
    ["名称", "数", "日"],
    ["平南县", "12", "2026-03-08"],
    ["空格", "0.1", "2026-03-08T09:30:00"],
    ["450821199001010029", "1000000000000000", "1999-12-31"],
    ["是", "35%", ""],
]


def book(path: Path, mac: bool = False) -> Path:
    made = openpyxl.Workbook()
    if mac:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    sheet["B5"].number_format = "0%"
    made.save(path)
    return path


def texts(path: Path) -> list[list[str]]:
    source = Source(path, path.name)
    width = len(SAID[0])
    return [[line.text(at) for at in range(width)] for line in source.lines(source.names[0])]


@pytest.mark.parametrize("mac", [False, True])
def test_every_cell_is_what_a_person_would_type(tmp_path: Path, mac: bool) -> None:
    assert texts(book(tmp_path / "a.xlsx", mac)) == SAID


def test_the_stream_says_what_the_reader_of_whole_books_says(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    tab = open_book(path).tabs[0]
    whole = [[tab.text((row, column)) for column in range(3)] for row in range(len(ROWS))]
    # Yes and no alone are told otherwise: there they are truth values of the program that wrote them.
    assert [row[:1] if i == 4 else row for i, row in enumerate(whole)][:4] == SAID[:4]


@pytest.mark.sheets
def test_the_old_format_says_the_same(tmp_path: Path) -> None:
    assert texts(converted(book(tmp_path / "a.xlsx"), "xls"))[:4] == SAID[:4]


def test_texts_in_pieces_and_texts_in_their_cells_are_read(tmp_path: Path) -> None:
    pieces, inline = tmp_path / "pieces.xlsx", tmp_path / "inline.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = CellRichText("平", TextBlock(InlineFont(b=True), "南"), "县")
    sheet["C3"] = "远处"
    made.save(pieces)
    with xlsxwriter.Workbook(str(inline), {"constant_memory": True}) as streamed:
        streamed.add_worksheet().write_string(0, 0, "平南县")
    for path in (pieces, inline):
        first = next(Source(path, path.name).lines(Source(path, path.name).names[0]))
        assert first.text(0) == "平南县"
    last = list(Source(pieces, "").lines("Sheet"))[-1]
    assert (last.number, last.texts) == (3, ("", "", "远处"))


def test_errors_and_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("表")
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, "=1/0", None, "#DIV/0!")
    made = openpyxl.load_workbook(path)
    made["表"]["C1"] = "=A1"
    half = tmp_path / "half.xlsx"
    made.save(half)
    first = next(Source(path, "").lines("表"))
    assert first.text(0) == "2"
    assert [(column, fault.number, fault.where) for column, fault in first.faults.items()] == [(1, "400.771", "表!B1")]
    never = next(Source(half, "").lines("表"))
    assert {column: fault.number for column, fault in never.faults.items()} == {
        0: "400.772",
        1: "400.772",
        2: "400.772",
    }


def test_a_file_that_unpacks_to_too_much_or_is_broken_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for broken in (parts[sheet][:200], laughs + parts[sheet].partition(b"?>")[2]):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in {**parts, sheet: broken}.items():
                archive.writestr(name, content)
        with pytest.raises(Refused) as caught:
            list(Source(path, "a.xlsx").lines("Sheet"))
        assert caught.value.refusals[0].number == "400.502"


ITEMS = (Item("x", Text("有牌")), Item("y", Text("面积"), unit="平方米", at_least=Fraction(1)))
FIELDS = (
    Field("name", Text("名称", "Name"), required=True),
    Field("sorts", Text("类别", "Sorts"), Kind.CHOICE, many=True, of=(("a", Text("甲、乙")), ("b", Text("丙")))),
    Field("sum", Text("金额", "Sum"), Kind.MONEY, unit="元", decimals=2),
    Field("done", Text("办结", "Done"), Kind.YES),
    Field("list", Text("清单", "List"), Kind.CHECKLIST, items=ITEMS),
    Field("phone", Text("电话", "Phone"), Kind.PHONE, sealed=True),
    Field("photo", Text("照片", "Photo"), Kind.PHOTO),
)  # fmt: skip
REGISTER = Register(
    "r",
    Text("甲/乙台账", "R"),
    Text(""),
    (Level.VILLAGE,),
    FIELDS,
    Workflow((("s", Text("在册")),), ()),
    about_person=True,
)
KNOWN = Known(
    lambda text, where: text,
    lambda text, where: text,
    lambda text, where: text,
    lambda register, text, where: text,
)


def test_what_is_written_out_is_read_back_as_the_same() -> None:
    kept = {"name": "=1+1", "sorts": ["a", "b"], "sum": "12.5", "done": False, "list": {"x": "yes", "y": "0.5"}}
    (grid,) = grids(REGISTER)
    said = cells(grid, kept, lambda asked, text: text, "zh")
    assert said == {
        "name": "=1+1",
        "sorts": "a；丙",
        "sum": "12.5",
        "done": "否",
        "list.x": "是",
        "list.y": "0.5",
    }
    raw = {code: text for code, text in said.items() if "." not in code}
    items = {code.partition(".")[2]: text for code, text in said.items() if "." in code}
    assert read_entry(REGISTER, Entry({**raw, "list": items}), KNOWN).values == kept


def test_columns_that_name_somebody_are_there_only_where_they_are_asked_for() -> None:
    whole, open_ = ([c.key for c in grids(REGISTER, sealed)[0].columns] for sealed in (True, False))
    assert set(whole) - set(open_) == {"phone"}
    assert "photo" not in whole
    assert sheet_name(REGISTER.title.zh) == "甲 乙台账"
