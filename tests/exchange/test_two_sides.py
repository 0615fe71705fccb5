"""A unit's own table with elements down and breakdowns across: labels, units, blocks, formats, complaints."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from halfsky.exchange.any_book import open_tables
from halfsky.exchange.any_reading import read_tables
from halfsky.exchange.books import Book, Tab, open_book
from halfsky.exchange.meaning import Meaning, together
from halfsky.exchange.measures import in_label, in_title, measured
from halfsky.exchange.place_names import places_in
from halfsky.kernel.refusals import Refused
from tests.exchange.forms import ELEMENTS
from tests.exchange.office import converted
from tests.exchange.two_sides import (
    CELLS,
    EXPECTED,
    KNOWN,
    MERGES,
    NORTH,
    PINGNAN,
    ROWS,
    SOUTH,
    Rows,
    indented,
    only,
    opened,
    proposed,
    read,
    workbook,
)

# What the sides are called


def test_both_sides_are_found_between_title_and_notes(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "own.xlsx", {"平南县": ROWS})).first
    assert table.labels("columns") == ["合计", "其中：·城市", "其中：·农村", "按性别分·女", "按性别分·男"]
    assert table.rows == {
        5: "一、妇幼保健",
        6: "一、妇幼保健·活产数",
        7: "一、妇幼保健·活产数·其中：孕产妇死亡人数",
        8: "一、妇幼保健·孕产妇系统管理人数",
        9: "二、经费",
        10: "二、经费·妇幼保健经费",
    }
    assert table.measures == {6: "人", 7: "人", 8: "人", 10: "元"}


BY_RESIDENCE: Rows = [["项目", "女", "男"], ["活产数", 9, 10], ["城市", 4, 5], ["农村", 5, 5], ["孕产妇死亡人数", 0, 0]]


def labels(rows: Rows, merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()) -> list[str]:
    return only(Book("t", "", "xlsx", (Tab("t", rows, merged),))).first.labels("rows")


@pytest.mark.parametrize("blank", ["  ", "\u3000", "\t"])
def test_lines_indented_by_spaces_stand_under_the_line_above(blank: str) -> None:
    rows = [[f"{blank}{row[0]}" if row[0] in ("城市", "农村") else row[0], *row[1:]] for row in BY_RESIDENCE]
    assert labels(rows) == ["活产数", "活产数·城市", "活产数·农村", "孕产妇死亡人数"]


def test_lines_indented_by_the_format_of_the_cell_stand_under_the_line_above(tmp_path: Path) -> None:
    path = indented(workbook(tmp_path / "own.xlsx", {"t": BY_RESIDENCE}, ()), {"A3": 1, "A4": 1})
    assert opened(path).first.labels("rows") == ["活产数", "活产数·城市", "活产数·农村", "孕产妇死亡人数"]


@pytest.mark.sheets
def test_an_indent_survives_in_the_old_format(tmp_path: Path) -> None:
    path = indented(workbook(tmp_path / "own.xlsx", {"t": BY_RESIDENCE}, ()), {"A3": 1, "A4": 1})
    assert opened(converted(path, "xls")).first.labels("rows")[1] == "活产数·城市"


def test_groups_in_a_column_of_their_own_hold_for_the_lines_beside_them_merged_or_left_empty() -> None:
    rows: Rows = [
        ["项目", "", "女", "男"],
        ["活产数", "城市", 4, 5],
        ["", "农村", 5, 5],
        ["孕产妇死亡人数", "城市", 0, 0],
        ["", "农村", 1, 0],
    ]
    wanted = ["活产数·城市", "活产数·农村", "孕产妇死亡人数·城市", "孕产妇死亡人数·农村"]
    assert labels(rows) == wanted
    assert labels(rows, (((1, 0), (2, 0)), ((3, 0), (4, 0)))) == wanted


def test_what_stands_below_the_word_after_of_which_stands_beside_it() -> None:
    rows: Rows = [["项目", "合计"], ["活产数", 9], ["其中：城市", 4], ["　　　农村", 5], ["孕产妇死亡人数", 0]]
    assert labels(rows) == ["活产数", "活产数·其中：城市", "活产数·农村", "孕产妇死亡人数"]


def test_a_column_that_counts_lines_is_no_figure_and_no_label() -> None:
    rows: Rows = [["", "项目", "女"], [1, "活产数", 9], [2, "孕产妇死亡人数", 7], [3, "孕产妇系统管理人数", 7]]
    table = only(Book("t", "", "xlsx", (Tab("t", rows),))).first
    assert table.labels("rows") == ["活产数", "孕产妇死亡人数", "孕产妇系统管理人数"]
    assert table.columns == {2: "女"}


def test_a_column_that_is_empty_this_time_is_asked_about_all_the_same() -> None:
    rows: Rows = [["项目", "单位", "女", "男"], ["活产数", "人", "", 5], ["孕产妇死亡人数", "人", "", 0]]
    assert only(Book("t", "", "xlsx", (Tab("t", rows),))).first.columns == {2: "女", 3: "男"}


def test_labels_that_come_again_are_told_apart() -> None:
    assert labels([["项目", "女"], ["活产数", 1], ["活产数", 2]]) == ["活产数", "活产数 #2"]


def test_figures_without_labels_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        open_tables(Book("t", "", "text", (Tab("t", [["a", "b"], ["5", "7"]]),)), KNOWN, ELEMENTS.values())
    assert [r.number for r in caught.value.refusals] == ["400.780", "400.821"]


@pytest.mark.parametrize("merged", [(), (((0, 2), (0, 3)),), (((0, 2), (0, 3)), ((0, 0), (1, 0)), ((0, 1), (1, 1)))])
def test_groups_above_columns_are_found_however_much_was_merged(
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...],
) -> None:
    rows: Rows = [
        ["项目", "合计", "按城乡分", ""],
        ["", "", "城市", "农村"],
        ["活产数", 9, 4, 5],
        ["孕产妇死亡人数", 0, 0, 0],
    ]
    table = only(Book("t", "", "xlsx", (Tab("t", rows, merged),))).first
    assert table.labels("columns") == ["合计", "按城乡分·城市", "按城乡分·农村"]


# What is proposed


def test_elements_are_proposed_for_one_side_and_breakdowns_for_the_other(tmp_path: Path) -> None:
    meaning = proposed(opened(workbook(tmp_path / "own.xlsx", {"平南县": ROWS})))
    assert list(meaning.rows.values()) == ["live_births|", "maternal_deaths|", "screened|", "funds|"]
    assert list(meaning.columns.values()) == ["|", "|residence=urban", "|residence=rural", "|sex=female", "|sex=male"]


def test_a_table_that_lies_on_its_side_is_understood_alike() -> None:
    rows: Rows = [["分组", "活产数", "孕产妇死亡人数"], ["城市", 40, 0], ["农村", 60, 1], ["上年农村", 70, 2]]
    of = only(Book("t", "", "xlsx", (Tab("平南", rows),)))
    meaning = proposed(of)
    assert meaning.rows == {"城市": "|residence=urban", "农村": "|residence=rural"}
    assert meaning.columns == {"活产数": "live_births|", "孕产妇死亡人数": "maternal_deaths|"}
    assert read_tables(of, meaning, CELLS, KNOWN).raw[PINGNAN] == {
        "live_births|residence=urban": "40", "live_births|residence=rural": "60",
        "maternal_deaths|residence=urban": "0", "maternal_deaths|residence=rural": "1",
    }  # fmt: skip


def test_a_line_may_say_element_and_breakdown_and_a_group_may_be_a_breakdown() -> None:
    rows: Rows = [["项目", "", "2025年"], ["农村", "活产数", 60], ["", "孕产妇死亡人数", 1], ["城市", "活产数", 40]]
    of = only(Book("t", "", "xlsx", (Tab("平南", rows),)))
    meaning = proposed(of)
    assert list(meaning.rows.values()) == [
        "live_births|residence=rural", "maternal_deaths|residence=rural", "live_births|residence=urban",
    ]  # fmt: skip
    assert meaning.columns == {"2025年": "|"}


def test_a_group_without_its_parts_is_no_total() -> None:
    rows: Rows = [["项目", "合计", "按城乡分"], ["活产数", 9, 4], ["孕产妇死亡人数", 0, 0]]
    assert proposed(only(Book("t", "", "xlsx", (Tab("t", rows),)))).columns == {"合计": "|"}


@pytest.mark.parametrize("label", ["活产数·其中：早产儿", "上年活产数", "活产数增长", "一、妇女发展"])
def test_what_the_form_does_not_ask_is_not_proposed(label: str) -> None:
    outer, _, inner = label.partition("·")
    rows: Rows = [["项目", "女"], [outer, 5], *([[f"  {inner}", 4]] if inner else []), ["孕产妇系统管理人数", 1]]
    meaning = proposed(only(Book("t", "", "xlsx", (Tab("t", rows),))))
    assert label not in meaning.rows


def test_parts_join_to_cells_or_to_none() -> None:
    assert together("live_births|sex=female", "|residence=rural", "|") == "live_births|residence=rural;sex=female"
    assert together("live_births|sex=female", "|sex=male") == ""
    assert together("live_births|", "screened|") == together("|", "|sex=male") == together("live_births|", "") == ""


# What is read


def test_every_figure_goes_where_its_line_its_column_and_its_sheet_say(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "own.xlsx", {"平南县": ROWS}))
    assert found.raw == {PINGNAN: EXPECTED}
    assert found.wrong == {}
    assert found.unasked == 2, "the totals of births and deaths, which the form reckons itself"
    assert found.spot(PINGNAN, "screened|residence=urban") == ("平南县", (8, 4))


@pytest.mark.sheets
@pytest.mark.parametrize("name", ["own.xls", "own.et", "own.xlsx"])
def test_what_another_program_saved_is_read_alike(tmp_path: Path, name: str) -> None:
    saved = converted(workbook(tmp_path / "own.xlsx", {"平南县": ROWS}), "xlsx" if name == "own.xlsx" else "xls")
    assert read(saved.rename(tmp_path / f"saved-{name}")).raw == {PINGNAN: EXPECTED}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_a_table_of_text_is_read_alike(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("\r\n".join(",".join(str(cell) for cell in row) for row in ROWS).encode(encoding))
    assert read(path).raw == {PINGNAN: EXPECTED}


def test_figures_in_another_unit_of_measure_are_read_with_it() -> None:
    births, funds = ELEMENTS["live_births"], ELEMENTS["funds"]
    assert measured("0.11", births, "万人") == "0.11万人"
    assert measured("350000", funds, "女", "元") == "350000元"
    assert measured("5", births, "例") == measured("5", births, "人") == measured("5", births) == "5"
    assert measured("3千", births, "万人") == "3千"
    assert measured("部门未提供", births, "万人") == "部门未提供"
    assert (in_label("经费（元）·合计"), in_label("活产数"), in_title("填报单位：平南县 单位：万元")) == (
        "元",
        "",
        "万元",
    )


@pytest.mark.parametrize(
    ("rows", "key", "wanted"),
    [
        ([["项目", "农村"], ["活产数（万人）", 0.2], ["孕产妇死亡人数", 1]], "live_births|residence=rural", "0.2万人"),
        ([["项目", "合计（元）"], ["妇幼保健经费", 7], ["x", 1]], "funds|", "7元"),
        ([["单位：元"], ["项目", "合计"], ["妇幼保健经费", 7], ["x", 1]], "funds|", "7元"),
    ],
)
def test_the_unit_may_be_said_in_a_label_or_above_the_table(rows: Rows, key: str, wanted: str) -> None:
    of = only(Book("平南县", "", "xlsx", (Tab("t", rows),)))
    assert read_tables(of, proposed(of), CELLS, KNOWN).raw[PINGNAN][key] == wanted


# Whose table it is


def test_each_sheet_is_a_unit_s_and_a_sheet_without_table_is_passed_over(tmp_path: Path) -> None:
    sheets = {"说明": [["请按时上报"]], "港北": ROWS, "450803": ROWS, "平南县": ROWS}
    rows = [[str(cell).replace("平南县", "") if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    path = workbook(tmp_path / "own.xlsx", {name: rows if name != "说明" else sheets[name] for name in sheets}, ())
    of = opened(path)
    assert [table.unit for table in of.tables] == [NORTH, SOUTH, PINGNAN]
    found = read_tables(of, proposed(of), CELLS, KNOWN)
    assert found.raw == {NORTH: EXPECTED, SOUTH: EXPECTED, PINGNAN: EXPECTED}


def test_a_workbook_is_a_unit_s_by_its_title_or_else_by_its_name(tmp_path: Path) -> None:
    plain = [["2025年"], *ROWS[2:]]
    assert opened(workbook(tmp_path / "上报.xlsx", {"Sheet1": ROWS})).first.unit == PINGNAN
    assert opened(workbook(tmp_path / "港南区2025.xlsx", {"Sheet1": plain}, ())).first.unit == SOUTH
    assert opened(workbook(tmp_path / "上报.xlsx", {"Sheet1": plain}, ())).first.unit == ""


def test_a_sheet_whose_name_and_title_contradict_each_other_is_nobody_s(tmp_path: Path) -> None:
    of = opened(workbook(tmp_path / "own.xlsx", {"港北区": ROWS}))
    assert of.first.unit == ""
    found = read_tables(of, proposed(of), CELLS, KNOWN)
    assert (found.raw, found.left_out) == ({}, ["港北区"])
    assert read_tables(of, proposed(of), CELLS, KNOWN, [NORTH]).raw == {NORTH: EXPECTED}, "somebody said whose it is"


def test_blocks_one_below_the_other_are_a_unit_each(tmp_path: Path) -> None:
    body = [row for row in ROWS[2:] if row[0] != "填表人：张三"]
    rows: Rows = [["全市妇幼健康情况"]]
    for name in ("港北区", "港南区卫生健康局", "平南县"):
        rows += [[], [f"{name}2025年情况"], *body]
    of = opened(workbook(tmp_path / "own.xlsx", {"Sheet1": rows}, ()))
    assert [table.unit for table in of.tables] == [NORTH, SOUTH, PINGNAN]
    assert len({table.name for table in of.tables}) == 3
    assert read_tables(of, proposed(of), CELLS, KNOWN).raw == {NORTH: EXPECTED, SOUTH: EXPECTED, PINGNAN: EXPECTED}


def test_a_block_whose_last_line_is_empty_has_the_layout_of_the_others() -> None:
    block: Rows = [["项目", "女", "男"], ["活产数", 4, 5], ["孕产妇系统管理人数", "", ""]]
    rows: Rows = [["平南县"], *block, ["港北区"], *block[:2], ["孕产妇系统管理人数", 7, 8]]
    of = only(Book("t", "", "xlsx", (Tab("t", rows),)))
    assert [(t.unit, t.labels("rows")) for t in of.tables] == [
        (PINGNAN, ["活产数", "孕产妇系统管理人数"]), (NORTH, ["活产数", "孕产妇系统管理人数"]),
    ]  # fmt: skip


def test_two_tables_of_one_unit_are_refused(tmp_path: Path) -> None:
    of = opened(workbook(tmp_path / "own.xlsx", {"平南县": ROWS, "平南县 (2)": ROWS}))
    found = read_tables(of, proposed(of), CELLS, KNOWN)
    assert [r.number for r in found.wrong.values()] == ["400.822"]


def test_two_layouts_of_one_book_are_mapped_apart_and_read_together(tmp_path: Path) -> None:
    money: Rows = [["平南县经费"], ["项目", "合计"], ["妇幼保健经费（万元）", 3], ["其他", 4]]
    path = workbook(tmp_path / "own.xlsx", {"表1": ROWS, "表2": money}, ())
    first, second = open_tables(open_book(path), KNOWN, ELEMENTS.values())
    found = read_tables(first, proposed(first), CELLS, KNOWN)
    read_tables(second, proposed(second), CELLS, KNOWN, found=found)
    (complaint,) = found.wrong.values()
    assert (complaint.number, complaint.where) == ("400.823", "表2!B3"), (
        "350000元 and 3万元 are two figures for one cell"
    )


def test_sheets_may_say_elements_where_units_stand_in_rows(tmp_path: Path) -> None:
    rows: Rows = [["单位", "城市", "农村"], ["港北区", 40, 60], ["平南县", 50, 70]]
    path = workbook(tmp_path / "own.xlsx", {"活产数": rows, "孕产妇系统管理人数": rows}, ())
    of = opened(path)
    assert (of.units, [t.name for t in of.tables]) == ("rows", ["活产数", "孕产妇系统管理人数"])
    columns = {"城市": "|residence=urban", "农村": "|residence=rural"}
    sheets = {"活产数": "live_births|", "孕产妇系统管理人数": "screened|"}
    found = read_tables(of, Meaning("rows", columns=columns, sheets=sheets, places="单位"), CELLS, KNOWN)
    assert found.raw[PINGNAN] == {
        "live_births|residence=urban": "50", "live_births|residence=rural": "70",
        "screened|residence=urban": "50", "screened|residence=rural": "70",
    }  # fmt: skip
    assert found.spot(PINGNAN, "screened|residence=rural") == ("孕产妇系统管理人数", (2, 2))


# The fingerprint


def test_the_layout_is_known_whatever_the_unit_the_figures_the_notes_and_the_day(tmp_path: Path) -> None:
    changed = [list(row) for row in ROWS]
    changed[0], changed[1][0] = ["2026年妇幼健康情况统计表"], "填报单位：港北区卫生健康局"
    changed[6][3:], changed[-2:] = (
        ["", "", 7, 8, 9],
        [["注：口径有变，见附件"], ["填表人：李四", "", "", "2027年1月8日"]],
    )
    one = opened(workbook(tmp_path / "a.xlsx", {"平南县": ROWS}))
    two = opened(workbook(tmp_path / "b.xlsx", {"Sheet1": changed}))
    assert one.fingerprint == two.fingerprint
    changed[8][0] = "孕产妇管理人数"
    assert opened(workbook(tmp_path / "c.xlsx", {"Sheet1": changed})).fingerprint != one.fingerprint


# Complaints


def test_each_wrong_cell_gets_one_complaint_with_its_address(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[6][4:8] = ["约5", -3, "#REF!", "=1+1"]
    rows[7][5] = 1.5
    found = read(workbook(tmp_path / "own.xlsx", {"平南县": rows}))
    assert {(r.where, r.number) for r in found.wrong.values()} == {
        ("平南县!E7", "400.10"), ("平南县!F7", "400.741"), ("平南县!G7", "400.771"), ("平南县!H7", "400.772"),
        ("平南县!F8", "400.740"),
    }  # fmt: skip


def test_figures_that_were_merged_into_one_are_complained_of(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "own.xlsx", {"平南县": ROWS}, (*MERGES, "E7:F7")))
    assert {(r.where, r.number) for r in found.wrong.values()} == {("平南县!E7:F7", "400.776")}


def test_a_formula_is_read_by_the_value_that_the_program_kept(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("平南县")
        for number, row in enumerate([["项目", "城市", "农村"], ["活产数", 3], ["孕产妇死亡人数", 0, 1]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, 2, "=B2*4", None, 12)
    assert read(path).raw[PINGNAN]["live_births|residence=rural"] == "12"


def test_explanations_beside_lines_are_gathered_for_the_unit() -> None:
    rows: Rows = [
        ["项目", "城市", "核实说明"], ["活产数", 5, "医院搬迁"], ["孕产妇死亡人数", 0, ""], ["妇幼保健经费", 4, "同上"],
    ]  # fmt: skip
    of = only(Book("平南县", "", "xlsx", (Tab("t", rows),)))
    assert read_tables(of, proposed(of), CELLS, KNOWN).explained == {PINGNAN: "医院搬迁；同上"}


# Names in titles


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("2025年平南县卫生健康局", {PINGNAN}),
        ("填报单位：港 北 区", {NORTH}),
        ("450803", {SOUTH}),
        ("贵港市2025年", set()),
        ("港北区、港南区", {NORTH, SOUTH}),
    ],
)
def test_the_places_that_a_title_names(title: str, wanted: set[str]) -> None:
    assert places_in(title, KNOWN) == wanted


def test_a_book_saved_without_sheet_names_of_units_keeps_its_columns(tmp_path: Path) -> None:
    """What was left of a template: rows and columns without figures change nothing."""
    path = workbook(tmp_path / "own.xlsx", {"平南县": ROWS})
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["K30"].value = " "
    book.save(path)
    assert opened(path).fingerprint == opened(workbook(tmp_path / "b.xlsx", {"平南县": ROWS})).fingerprint
