"""Tables as people send them: encodings, headings, workbooks; what cannot be read is refused in one clear sentence."""

from __future__ import annotations

import datetime as dt
import random
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from halfsky.exchange import workbooks
from halfsky.exchange.files import encoding_of, kind_of
from halfsky.exchange.tables import fold, read_table
from halfsky.kernel.refusals import Refusal

NAMES = {"code": "code", "编码": "code", "value": "value", "数值": "value", "note": "note", "备注": "note"}
REQUIRED = ("code", "value")
TEXT = "编码,数值,备注\n甲,14.3,妇女\n乙,,\n"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cells(path: Path) -> list[tuple[int, str, str]]:
    table = read_table(path, NAMES, REQUIRED)
    return [(line.number, line["code"], line["value"]) for line in table.lines]


def refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_table(path, NAMES, REQUIRED)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "v.csv", TEXT.encode(encoding))
    assert cells(path) == [(2, "甲", "14.3"), (3, "乙", "")]
    assert read_table(path, NAMES, REQUIRED).lines[0]["note"] == "妇女"


def test_an_encoding_is_found_though_a_character_lies_across_two_pieces(tmp_path: Path) -> None:
    # One letter, then three-byte characters: no boundary of a megabyte falls between two of them.
    path = write(tmp_path / "v.csv", "x" + "女" * 700_000)
    assert encoding_of(path) == "utf-8-sig"


@pytest.mark.parametrize("content", [b"\xff\xfe\x16\x7f,\x80\xff", TEXT.encode("utf-16")[:-1], b"a\0b,c"])
def test_what_is_no_text_is_refused_naming_the_file(tmp_path: Path, content: bytes) -> None:
    refusal = refused(write(tmp_path / "odd.csv", content))
    assert refusal.number == "400.501"
    assert refusal.where == "odd.csv"


@pytest.mark.parametrize("sign", [",", "\t", ";", "，"])
def test_the_usual_delimiters_are_known(tmp_path: Path, sign: str) -> None:
    assert cells(write(tmp_path / "v.csv", TEXT.replace(",", sign))) == [(2, "甲", "14.3"), (3, "乙", "")]


def test_headings_may_stand_below_a_title_and_in_any_order(tmp_path: Path) -> None:
    text = "妇女儿童监测数据,,\n\n备注,数值（%）, 编码 \n,1,a\n,,\n,2,b\n"
    assert cells(write(tmp_path / "v.csv", text)) == [(4, "a", "1"), (6, "b", "2")]


def test_a_heading_is_compared_without_width_case_spaces_and_brackets() -> None:
    assert {fold(h) for h in ("数值", " 数 值 ", "数值(%)", "*数值（单位：%）")} == {"数值"}
    assert fold("ＶＡＬＵＥ") == "ＶＡＬＵＥ".lower()
    assert fold("Area_Code") == "area_code"


def test_columns_that_nobody_asked_for_are_left_out_and_named(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "v.csv", "code,民族,value\na,汉,1\n"), NAMES, REQUIRED)
    assert table.left_out == ("民族",)
    assert "汉" not in str(table.lines[0].cells)


def test_a_missing_column_is_named_with_what_is_wanted(tmp_path: Path) -> None:
    refusal = refused(write(tmp_path / "v.csv", "编码,备注\na,1\n"))
    assert refusal.number == "400.503"
    assert "缺少value/数值列" in str(refusal)


def test_an_empty_file_has_no_headings(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "v.csv", "")).number == "400.503"


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    refusal = refused(write(tmp_path / "v.csv", "编码,数值,code\na,1,b\n"))
    assert (refusal.number, refusal.where) == ("400.504", "v.csv:1")


def test_an_unclosed_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    refusal = refused(write(tmp_path / "v.csv", 'code,value\na,1\nb,"2\n'))
    assert (refusal.number, refusal.where) == ("400.505", "v.csv:3")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").number == "404.501"


def test_a_cell_says_where_it_stands(tmp_path: Path) -> None:
    line = read_table(write(tmp_path / "v.csv", "编码,数值\n甲,1\n"), NAMES, REQUIRED).lines[0]
    assert line.at("value") == "v.csv:2 (数值)"
    assert line.at() == "v.csv:2"


# Workbooks


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(r, c, dt.datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(r, c, value, value=5.5)
                elif value is not None:
                    sheet.write(r, c, value)
    return path


def test_a_workbook_reads_like_the_same_csv(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "v.xlsx", [["标题"], ["编码", "数值", "备注"], ["甲", 14.3, dt.date(2024, 12, 31)], ["乙"]]
    )
    table = read_table(path, NAMES, REQUIRED)
    assert [(line.number, line["code"], line["value"]) for line in table.lines] == [(3, "甲", "14.3"), (4, "乙", "")]
    assert table.lines[0]["note"] == "2024-12-31"
    assert table.lines[0].numeric == {"value"}
    assert table.lines[0].at("value") == "v.xlsx!B3 (数值)"


@pytest.mark.parametrize(
    ("typed", "read"),
    [(4, "4"), (450800000000, "450800000000"), (0.1 + 0.2, "0.3"), (14.3, "14.3"), (1e20, "1" + "0" * 20)],
)
def test_a_number_is_read_as_a_spreadsheet_shows_it(tmp_path: Path, typed: float, read: str) -> None:
    assert cells(workbook(tmp_path / "v.xlsx", [["code", "value"], ["a", typed]]))[0][2] == read


def test_a_formula_is_read_as_its_last_value(tmp_path: Path) -> None:
    assert cells(workbook(tmp_path / "v.xlsx", [["code", "value"], ["a", "=1+4.5"]])) == [(2, "a", "5.5")]


def test_a_workbook_is_known_by_its_bytes_not_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", [["code", "value"], ["a", 1]])
    assert cells(path.rename(tmp_path / "v.csv")) == [(2, "a", "1")]
    assert kind_of(write(tmp_path / "old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest")) == "xls"


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, cut: float) -> None:
    path = workbook(tmp_path / "v.xlsx", [["code", "value"], ["a", 1]])
    content = path.read_bytes()
    refusal = refused(write(path, content[: int(len(content) * cut)]))
    assert (refusal.number, refusal.where) == ("400.502", "v.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "v.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused(tmp_path / "v.xlsx").number == "400.502"


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04 and no more"])
def test_a_damaged_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(write(tmp_path / "v.xls", content)).number == "400.502"


def test_a_workbook_with_a_password_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert refused(write(tmp_path / "secret.xlsx", content)).number == "400.770"


def test_a_zip_that_says_itself_that_it_bursts_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(*_: object) -> list[bytes]:
        raise AssertionError("it was unpacked")

    path = packed(tmp_path / "bomb.xlsx", b" " * (20 << 20))
    monkeypatch.setattr(workbooks, "_unpacked", unpacked)
    assert refused(path).number == "413.501"


def packed(path: Path, sheet: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_small_file_that_unpacks_to_very_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    path = packed(tmp_path / "bomb.xlsx", b" " * (5 << 20))
    assert path.stat().st_size < 20_000
    assert refused(path).number == "413.501"


def test_the_sizes_that_a_zip_declares_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    path = packed(tmp_path / "bomb.xlsx", b" " * (5 << 20))
    honest = (5 << 20).to_bytes(4, "little")
    content = path.read_bytes()
    assert honest in content
    assert refused(write(path, content.replace(honest, (64).to_bytes(4, "little")))).number == "413.501"


def test_a_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    corners = b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    sheet = b"<worksheet><sheetData>" + corners + b"</sheetData></worksheet>"
    assert refused(packed(tmp_path / "wide.xlsx", sheet)).number == "413.501"


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    with path.open("wb") as out:
        out.truncate(65_000_000)
    assert refused(path).number == "413.500"


def test_how_far_a_sheet_reaches_is_what_its_cells_say_of_themselves() -> None:
    """Held against the pattern that says it in one line, on pieces of sheets and of what looks like them."""
    pattern, dice = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"'), random.Random(11)
    signs, letters = (b'r="', b' r="', b'hr="', b'_r="', b"r"), (b"A", b"ZZ", b"XFD", b"ABCD", b"")
    kinds = signs, letters, (b"1", b"07", b"9999999", b"12345678", b""), (b'"', b'"', b"<")
    seen = 0
    for _ in range(2000):
        piece = b"".join(dice.choice(kind) for _ in range(dice.randint(0, 9)) for kind in kinds)
        found = pattern.findall(piece)
        widths = [sum((letter - 64) * 26**at for at, letter in enumerate(reversed(word))) for word, _ in found]
        far = max(widths, default=0), max((int(row) for _, row in found), default=0)
        assert workbooks.farthest(piece) == far, piece
        seen += bool(found)
    assert 500 < seen < 1800
