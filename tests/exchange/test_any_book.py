"""The workbook that people already have: headings found and likened to a form, read whatever its shape and format."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from halfsky.exchange.any_book import Opened, open_tables
from halfsky.exchange.any_reading import UnitRows, read_tables
from halfsky.exchange.books import Book, Tab, open_book
from halfsky.exchange.jielong import read_jielong
from halfsky.exchange.layout import View, find_layout
from halfsky.exchange.meaning import Meaning, cells_of
from halfsky.exchange.place_names import known_places, spellings
from halfsky.exchange.proposals import propose
from halfsky.exchange.units_book import units_book
from halfsky.kernel.refusals import Refused
from tests.exchange.forms import CATEGORIES, ELEMENTS, RATES, asked, form
from tests.exchange.office import converted

PLACES = (("450802000000", "港北区"), ("450803000000", "港南区"), ("450821000000", "平南县"))
KNOWN = known_places(PLACES)
CELLS = cells_of(asked())
URBAN, RURAL = "live_births|residence=urban", "live_births|residence=rural"
ROWS: list[list[object]] = [
    ["2025年妇幼保健情况统计表", "", "", "", ""],
    ["填报单位：贵港市卫生健康委", "", "", "", "单位：人"],
    ["县（市、区）", "活产数", "", "孕产妇死亡", "备注"],
    ["", "城镇", "农村", "农村", ""],
    ["甲", 1, 2, 3, 4],
    ["港北", 1200, "８００", 0, ""],
    ["港南区", "1,100", "0.9千", "部门未提供", "新院启用"],
    ["平 南 县", 2000, 1500, 1, ""],
    ["合计", 4300, 3200, 1, ""],
    ["注：城镇含镇区", "", "", "", ""],
]
MERGES = ("A1:E1", "A3:A4", "B3:C3", "E3:E4")


def workbook(path: Path, rows: list[list[object]], merges: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def the_list(book: Book) -> Opened:
    (opened,) = open_tables(book, KNOWN, ELEMENTS.values())
    return opened


def proposed(opened: Opened) -> Meaning:
    side = "columns" if opened.units == "rows" else "rows"
    found = propose(opened.first.labels(side), form(), ELEMENTS, RATES, CATEGORIES)
    keys = {p.heading: p.key for p in found if p.key}
    return Meaning(opened.units, **{side: keys}, places=opened.places)


def read(path: Path) -> UnitRows:
    opened = the_list(open_book(path))
    return read_tables(opened, proposed(opened), CELLS, KNOWN)


EXPECTED = {
    "450802000000": {URBAN: "1200", RURAL: "８００", "maternal_deaths|residence=rural": "0"},
    "450803000000": {URBAN: "1,100", RURAL: "0.9千", "maternal_deaths|residence=rural": "部门未提供"},
    "450821000000": {URBAN: "2000", RURAL: "1500", "maternal_deaths|residence=rural": "1"},
}


def test_headings_in_two_rows_are_found_below_title_and_unit_line_and_above_column_numbers(tmp_path: Path) -> None:
    opened = the_list(open_book(workbook(tmp_path / "own.xlsx", ROWS, MERGES)))
    headings = ["县（市、区）", "活产数·城镇", "活产数·农村", "孕产妇死亡·农村", "备注"]
    assert opened.first.labels("columns") == headings
    assert (opened.units, min(opened.first.rows), opened.first.names) == ("rows", 5, 0)


def test_headings_that_were_left_empty_instead_of_merged_are_read_alike(tmp_path: Path) -> None:
    merged = the_list(open_book(workbook(tmp_path / "a.xlsx", ROWS, MERGES)))
    plain = the_list(open_book(workbook(tmp_path / "b.xlsx", ROWS)))
    assert plain.first.columns == merged.first.columns
    assert plain.fingerprint == merged.fingerprint


def test_every_line_is_read_under_its_unit_and_sums_and_notes_are_left_out(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "own.xlsx", ROWS, MERGES))
    assert found.raw == EXPECTED
    assert found.wrong == {}
    assert found.left_out == ["A9 合计", "A10 注：城镇含镇区"]


def test_units_side_by_side_are_read_alike(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["指标", "计量单位", "港北区", "港南区", "平南县", "合计"],
        ["活产数（城市）", "人", 1200, 1100, 2000, 4300],
        ["活产数（农村）", "人", 800, 900, 1500, 3200],
    ]
    opened = the_list(open_book(workbook(tmp_path / "across.xlsx", rows)))
    assert opened.units == "columns"
    found = read_tables(opened, proposed(opened), CELLS, KNOWN)
    assert found.raw["450821000000"] == {URBAN: "2000", RURAL: "1500"}
    assert found.spot("450821000000", RURAL) == ("Sheet1", (2, 4))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_text_in_every_usual_encoding_is_read_alike(tmp_path: Path, encoding: str, sign: str) -> None:
    rows = [[f'"{c}"' if "," in str(c) else str(c) for c in row] for row in ROWS[2:]]
    path = tmp_path / "own.csv"
    path.write_bytes("\n".join(sign.join(row) for row in rows).encode(encoding))
    assert read(path).raw == EXPECTED


@pytest.mark.sheets
@pytest.mark.parametrize("to", ["xls", "xlsx"])
def test_what_another_program_saved_is_read_alike(tmp_path: Path, to: str) -> None:
    assert read(converted(workbook(tmp_path / "own.xlsx", ROWS, MERGES), to)).raw == EXPECTED


@pytest.mark.sheets
def test_a_file_of_wps_is_known_by_its_bytes(tmp_path: Path) -> None:
    xls = converted(workbook(tmp_path / "own.xlsx", ROWS, MERGES), "xls")
    assert read(xls.rename(tmp_path / "own.et")).raw == EXPECTED
    assert read((tmp_path / "own.xlsx").rename(tmp_path / "new.et")).raw == EXPECTED


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("活产数（城镇）", URBAN),
        ("农村活产数", RURAL),
        ("活产数·女婴", ""),
        ("其中：女性活产数", "live_births|sex=female"),
        ("妇幼保健经费（万元）", "funds|"),
        ("孕产妇死亡率", "mmr|"),
        ("孕产妇系统管理人数·乡村", "screened|residence=rural"),
        ("联系电话", ""),
    ],
)
def test_a_heading_is_likened_to_element_and_categories(heading: str, key: str) -> None:
    rows: list[list[object]] = [["单位", heading, "x"], ["港北区", 1, 2]]
    layout = find_layout(View(Tab("t", rows)))
    (found,) = [p for p in propose(layout.headings, form(), ELEMENTS, RATES, CATEGORIES) if p.heading == heading]
    if key:
        assert found.key == key
        assert found.confidence > 0.5
    else:
        assert found.key in ("", "live_births|sex=female")


def test_a_cell_is_proposed_once() -> None:
    rows: list[list[object]] = [["单位", "农村活产数", "农村活产数（上年）"], ["港北区", 1, 2]]
    found = propose(find_layout(View(Tab("t", rows))).headings, form(), ELEMENTS, RATES, CATEGORIES)
    keys = [p.key for p in found if p.key]
    assert len(keys) == len(set(keys))
    assert found[1].key == RURAL


def test_the_fingerprint_is_of_the_headings_alone(tmp_path: Path) -> None:
    other = [ROWS[0], *ROWS[2:5], ["港北区", 7, 8, 9, "x"]]
    one = the_list(open_book(workbook(tmp_path / "a.xlsx", ROWS, MERGES)))
    two = the_list(open_book(workbook(tmp_path / "b.xlsx", other)))
    renamed = [["县", *ROWS[2][1:]], *ROWS[3:6]]
    three = the_list(open_book(workbook(tmp_path / "c.xlsx", renamed)))
    assert one.fingerprint == two.fingerprint != three.fingerprint


def test_a_meaning_makes_the_round_trip_through_what_is_kept() -> None:
    meaning = Meaning("sheets", {"活产数": "live_births|"}, {"女": "|sex=female"}, {"平南": "450821000000"}, "单位")
    assert Meaning.of_json(json.loads(json.dumps(meaning.as_json()))) == meaning


def test_what_was_kept_when_units_stood_in_rows_or_columns_alone_is_still_understood() -> None:
    keys = {"活产数": "live_births|"}
    assert Meaning.of_json({"way": "down", "places": "县", "keys": keys}) == Meaning("rows", columns=keys, places="县")
    assert Meaning.of_json({"way": "across", "places": "县", "keys": keys}) == Meaning(
        "columns", rows=keys, places="县"
    )


def test_the_fingerprint_of_a_list_is_the_one_under_which_earlier_mappings_are_kept() -> None:
    """Reckoned as it always was: the way and the headings, without spaces and signs, as JSON, digested."""
    rows: list[list[object]] = [["单 位", "活产数（城镇）"], ["港北区", 1], ["平南县", 2]]
    kept = hashlib.sha256('["down", ["单位", "活产数城镇"]]'.encode()).hexdigest()
    assert the_list(Book("t", "", "xlsx", (Tab("t", rows),))).fingerprint == kept


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (["桂平", 1], "400.781"),
        (["港北区", "约5"], "400.10"),
        (["平南县", 5], "400.782"),
    ],
)
def test_each_wrong_cell_gets_one_complaint_with_its_address(tmp_path: Path, cells: list[object], number: str) -> None:
    rows = [["单位", "城市活产数"], ["平南县", 3], cells]
    found = read(workbook(tmp_path / "own.xlsx", rows))
    (complaint,) = found.wrong.values()
    assert complaint.number == number
    assert complaint.where.startswith("Sheet1!") and complaint.where.endswith("3")


def test_percent_errors_and_formulas_without_values_are_not_taken_for_empty(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "own.xlsx", [["单位", "城市活产数", "农村活产数"], ["港北区", "#REF!", "=1+1"], ["平南县", 1, 2]]
    )
    book = openpyxl.load_workbook(path)
    cell = book["Sheet1"]["C3"]
    cell.value, cell.number_format = 0.35, "0.0%"
    book.save(path)
    found = read(path)
    assert sorted((c.where, c.number) for c in found.wrong.values()) == [
        ("Sheet1!B2", "400.771"), ("Sheet1!C2", "400.772"), ("Sheet1!C3", found.wrong["Sheet1", (2, 2)].number),
    ]  # fmt: skip
    assert found.raw["450821000000"][RURAL] == "35%"


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([["说明"], ["本表无数据"]], "400.778"),
        ([["单位", "数"], ["外地", 5], ["他处", 6]], "400.780"),
        ([[]], "400.780"),
    ],
)
def test_a_book_without_such_a_table_gets_one_refusal(tmp_path: Path, rows: list[list[object]], number: str) -> None:
    with pytest.raises(Refused) as caught:
        open_tables(open_book(workbook(tmp_path / "own.xlsx", rows)), KNOWN, ELEMENTS.values())
    assert [r.number for r in caught.value.refusals] == [number]


def test_no_matched_column_is_refused(tmp_path: Path) -> None:
    opened = the_list(open_book(workbook(tmp_path / "own.xlsx", ROWS, MERGES)))
    with pytest.raises(Refused) as caught:
        read_tables(opened, Meaning("rows", columns={"备注": ""}), CELLS, KNOWN)
    assert caught.value.refusals[0].number == "400.783"


# 接龙


def test_a_pasted_chain_becomes_rows() -> None:
    text = "#接龙\n两癌筛查人数\n\n1. 港北 23\n2、港南区：1,130人\n3）平南县　3.5万"
    tab = read_jielong(text)
    assert tab.rows == [["单位", "数1"], ["港北", "23"], ["港南区", "1,130"], ["平南县", "3.5万"]]


def test_words_before_figures_are_headings() -> None:
    tab = read_jielong("1. 港北区 男12 女 18\n2. 港南区 女5，男7人")
    assert tab.rows == [["单位", "男", "女"], ["港北区", "12", "18"], ["港南区", "7", "5"]]


def test_a_chain_is_read_like_any_table() -> None:
    opened = the_list(Book("接龙", "", "text", (read_jielong("1. 港北 23\n2. 平南 30人"),)))
    found = read_tables(opened, Meaning("rows", columns={"数1": URBAN}, places="单位"), CELLS, KNOWN)
    assert found.raw == {"450802000000": {URBAN: "23"}, "450821000000": {URBAN: "30"}}


def test_a_text_that_is_no_chain_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_jielong("大家好，请尽快报数")
    assert caught.value.refusals[0].number == "400.779"


# Names


def test_a_name_that_two_places_share_names_neither() -> None:
    known = known_places([("450821101000", "大安镇"), ("450821102000", "大安乡"), ("450821103000", "武林镇")])
    assert "大安" not in known
    assert known["大安镇"] == known["450821101"] == "450821101000"
    assert known["武林"] == "450821103000"


def test_a_name_of_one_letter_is_not_cut_short() -> None:
    assert spellings("郊区") == ("郊区",)


# The sheet for all units


def test_the_sheet_for_all_units_is_read_without_asking(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(units_book(asked(), PLACES, {"450802000000": {URBAN: "7"}}))
    book = openpyxl.load_workbook(path)
    sheet = book["分县数"]
    keys = {cell.value: cell.column for cell in sheet[5] if cell.value}
    sheet.cell(8, keys[RURAL]).value = 9
    book.save(path)
    opened = the_list(open_book(path))
    assert opened.own is not None
    found = read_tables(opened, opened.own, CELLS, KNOWN)
    assert found.raw == {"450802000000": {URBAN: "7"}, "450821000000": {RURAL: "9"}}


def test_a_sheet_for_very_many_units_is_written_and_read_within_seconds(tmp_path: Path) -> None:
    many = [(f"45{n:07}000", f"单位{n}") for n in range(25_000)]
    raw = {code: dict.fromkeys((URBAN, RURAL, "funds|"), "12") for code, _ in many}
    path = tmp_path / "units.xlsx"
    path.write_bytes(units_book(asked(), many, raw))
    known = known_places(many)
    began = time.process_time()
    (opened,) = open_tables(open_book(path), known)
    assert opened.own is not None
    found = read_tables(opened, opened.own, CELLS, known)
    took = time.process_time() - began
    assert len(found.raw) == 25_000
    assert found.raw["450000007000"] == {URBAN: "12", RURAL: "12", "funds|": "12"}
    assert took < 20, f"{took:.1f} s"


def test_what_begins_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(units_book(asked(), [("450802000000", '=HYPERLINK("http://x")')], {"450802000000": {URBAN: "@x"}}))
    sheet = openpyxl.load_workbook(path)["分县数"]
    assert (sheet["B6"].value, sheet["B6"].data_type) == ('=HYPERLINK("http://x")', "s")


def test_macros_and_links_to_other_books_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "link.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "城市活产数"])
        sheet.write_row(1, 0, ["港北区"])
        sheet.write_formula(1, 1, "='[other.xlsx]Sheet1'!$A$1", None, 12)
    assert read(path).raw == {"450802000000": {URBAN: "12"}}
