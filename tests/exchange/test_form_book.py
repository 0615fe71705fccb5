"""A form as a workbook: laid out like the paper table, and read back whatever people did to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from halfsky.exchange.books import open_book
from halfsky.exchange.form_book import ANSWERS, CHECKS, form_book
from halfsky.exchange.form_grid import Asked, Grid, named
from halfsky.exchange.form_manifest import HIDDEN
from halfsky.exchange.form_reading import FormReading, read_form
from halfsky.exchange.marked_copy import marked_copy
from halfsky.exchange.spots import address
from halfsky.kernel.answer import NEGATIVE, NO_FRACTIONS, NOT_A_REASON, REASONS
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.form import Totals
from halfsky.kernel.refusals import Refused
from tests.exchange.forms import ELEMENTS, RATES, asked, form
from tests.exchange.office import converted

URBAN, RURAL = "live_births|residence=urban", "live_births|residence=rural"
GRID = Grid(form(), ELEMENTS, RATES)
KEYS = tuple(GRID.spots)
FILLED = {URBAN: "1200", RURAL: "800", "maternal_deaths|residence=urban": "0", "funds|": "35.25", "mmr|": "9.40"}


def written(folder: Path, of: Asked | None = None) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(form_book(of or asked(raw=FILLED)))
    return path


def read(path: Path, of: Asked | None = None) -> FormReading:
    return read_form(open_book(path), of or asked())


def changed(path: Path, change: Callable[[Worksheet], object], to: str = "changed.xlsx") -> Path:
    """The workbook after somebody with another program changed its sheet of answers."""
    book = openpyxl.load_workbook(path)
    change(book[ANSWERS])
    book.save(path.with_name(to))
    return path.with_name(to)


def refused(path: Path, of: Asked | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read(path, of)
    return caught.value.refusals[0].number


def cell(key: str) -> str:
    return address(GRID.spots[key])


def test_what_was_typed_comes_back_as_it_was(tmp_path: Path) -> None:
    found = read(written(tmp_path))
    assert found.raw == {**FILLED, "mmr|": "9.4"}
    assert found.complaints == ()
    assert found.manifest.round == 7


def test_only_answers_are_unlocked_and_there_is_no_password(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path))[ANSWERS]
    assert sheet.protection.sheet and not sheet.protection.password
    open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    reasons = {address((line.row, GRID.reasons)) for line in GRID.lines}
    assert open_cells == {cell(key) for key in KEYS} | reasons


def test_headings_span_what_the_paper_table_spans(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path))[ANSWERS]
    merged = {str(r) for r in sheet.merged_cells.ranges}
    # Columns D to H: 合计 over both rows; 按城乡分 over E and F, 按性别分 over G and H.
    assert {"D8:D9", "E8:F8", "G8:H8", "A8:A9", "I8:I9"} <= merged
    assert [sheet[at].value for at in ("D8", "E8", "G8", "E9", "H9", "D10")] == [
        "合计",
        "按城乡分",
        "按性别分",
        "城市",
        "男",
        1,
    ]
    assert [sheet[f"G{row}"].value for row in range(2, 7)] == [
        "表　　号：妇儿监测1表", "制定机关：国务院妇儿工委办", "批准机关：国家统计局", "文　　号：国统制〔2024〕1号",
        "有效期至：",
    ]  # fmt: skip


def test_a_total_is_a_formula_and_no_cell_to_fill_in(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path))[ANSWERS]
    spot = GRID.totals["live_births", TOTAL]
    assert str(sheet[address(spot)].value).startswith("=IFERROR(")
    assert named("live_births") not in GRID.spots


def test_the_hidden_sheet_is_very_hidden_and_names_lead_to_each_cell(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    assert book[HIDDEN].sheet_state == "veryHidden"
    targets = {d.attr_text for name, d in book.defined_names.items() if name.startswith("halfsky.a")}
    assert {t.replace("'", "") for t in targets} == {
        f"{ANSWERS}!{address(spot, fixed=True)}" for spot in GRID.spots.values()
    }


ANSWER = st.one_of(
    st.integers(0, 10**12).map(str),
    st.sampled_from([r.label.zh for r in REASONS]),
    st.sampled_from(["3.5万", "１２３", "1,234", "=1+1", "@x", "不清楚", "-1"]),
)


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from(KEYS), ANSWER))
def test_any_texts_make_the_round_trip(tmp_path_factory: pytest.TempPathFactory, raw: dict[str, str]) -> None:
    path = written(tmp_path_factory.mktemp("round"), asked(raw=raw))
    assert read(path).raw == raw


# What people do to it


def test_rows_and_columns_put_in_between_move_nothing(tmp_path: Path) -> None:
    def insert(sheet: Worksheet) -> None:
        sheet.insert_rows(GRID.lines[1].row + 1, 2)
        sheet.insert_cols(5)

    assert read(changed(written(tmp_path), insert)).raw == read(written(tmp_path)).raw


def test_a_row_that_was_moved_is_found_by_its_code(tmp_path: Path) -> None:
    def swap(sheet: Worksheet) -> None:
        first, second = GRID.lines[0].row + 1, GRID.lines[1].row + 1
        for column in range(1, GRID.reasons + 1):
            a, b = sheet.cell(first, column), sheet.cell(second, column)
            a.value, b.value = b.value, a.value

    raw = read(changed(written(tmp_path), swap)).raw
    assert (raw[URBAN], raw["maternal_deaths|residence=urban"]) == ("1200", "0")


def test_where_labels_are_gone_the_names_lead_to_the_cells(tmp_path: Path) -> None:
    def wipe(sheet: Worksheet) -> None:
        for line in GRID.placed:
            sheet.cell(line.row + 1, 3).value = None

    assert read(changed(written(tmp_path), wipe)).raw == read(written(tmp_path)).raw


def test_a_row_that_was_deleted_is_named(tmp_path: Path) -> None:
    def delete(sheet: Worksheet) -> None:
        for name in [n for n in sheet.parent.defined_names if n.startswith("halfsky.a")]:
            del sheet.parent.defined_names[name]
        sheet.delete_rows(GRID.lines[3].row + 1)

    path = changed(written(tmp_path), delete)
    with pytest.raises(Refused, match="妇幼保健经费") as caught:
        read(path)
    assert caught.value.refusals[0].number == "400.775"


def test_the_sheet_may_be_called_anything(tmp_path: Path) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.title = "平南县2025"

    found = read(changed(written(tmp_path), rename))
    assert (found.raw[URBAN], found.at(URBAN)) == ("1200", f"平南县2025!{cell(URBAN)}")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１２００", "１２００"), ("3.5万", "3.5万"), ("1,200", "1,200"), (1200.0, "1200"), ("部门未提供", "部门未提供")],
)
def test_numbers_that_people_type_are_taken_as_typed(tmp_path: Path, typed: object, kept: str) -> None:
    def write(sheet: Worksheet) -> None:
        sheet[cell(URBAN)] = typed

    found = read(changed(written(tmp_path), write))
    assert (found.raw[URBAN], found.complaints) == (kept, ())


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("约1200", "400.10"),
        (-5, NEGATIVE.number),
        (12.5, NO_FRACTIONS.number),
        ("—", NOT_A_REASON.number),
        ("=1+1", "400.772"),
        ("#REF!", "400.771"),
    ],
)
def test_each_wrong_cell_gets_one_complaint_with_its_address(tmp_path: Path, typed: object, number: str) -> None:
    def write(sheet: Worksheet) -> None:
        sheet[cell(URBAN)] = typed

    (complaint,) = read(changed(written(tmp_path), write)).complaints
    assert (complaint.number, complaint.where) == (number, f"填报!{cell(URBAN)}")


def test_answers_that_were_merged_are_refused(tmp_path: Path) -> None:
    both = f"{cell(URBAN)}:{cell(RURAL)}"
    found = read(changed(written(tmp_path), lambda sheet: sheet.merge_cells(both)))
    assert [(c.number, c.where) for c in found.complaints] == [("400.776", f"填报!{both}")]
    assert set(found.wrong) == {URBAN, RURAL}


def test_the_reason_at_the_end_of_a_line_holds_for_its_empty_cells_alone(tmp_path: Path) -> None:
    def choose(sheet: Worksheet) -> None:
        sheet.cell(GRID.lines[1].row + 1, GRID.reasons + 1).value = "部门未提供"

    raw = read(changed(written(tmp_path), choose)).raw
    assert raw["maternal_deaths|residence=rural"] == "部门未提供"
    assert raw["maternal_deaths|residence=urban"] == "0"
    assert "screened|residence=rural" not in raw


@pytest.mark.parametrize(
    ("other", "number"),
    [({"place": "450802000000"}, "409.770"), ({"form": form(Totals.ENTERED)}, "409.771")],
)
def test_the_workbook_of_another_unit_or_version_is_refused(
    tmp_path: Path, other: dict[str, object], number: str
) -> None:
    assert refused(written(tmp_path), asked(**other)) == number


def test_a_workbook_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "own.xlsx")
    assert refused(tmp_path / "own.xlsx") == "400.774"


def test_a_hidden_sheet_that_was_altered_is_refused(tmp_path: Path) -> None:
    def alter(sheet: Worksheet) -> None:
        sheet.parent[HIDDEN]["B5"] = "450802000000"

    assert refused(changed(written(tmp_path), alter)) == "400.773"


def test_the_copy_back_colours_and_comments_the_wrong_cells_alone(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        sheet[cell(URBAN)] = "约1200"

    path = changed(written(tmp_path), write)
    found = read(path)
    back = tmp_path / "back.xlsx"
    back.write_bytes(marked_copy(path, {found.sheet: {found.spots[k]: str(r) for k, r in found.wrong.items()}}))
    sheet = openpyxl.load_workbook(back)[ANSWERS]
    assert "不是数字" in str(sheet[cell(URBAN)].comment.text)  # type: ignore[union-attr]
    assert sheet[cell(URBAN)].fill.start_color.rgb == "FFFFC7CE"
    assert sheet[cell(RURAL)].fill.start_color.rgb != "FFFFC7CE"
    assert read(back).raw == found.raw


# In other programs


@pytest.mark.sheets
@pytest.mark.parametrize("to", ["xls", "xlsx"])
def test_another_program_may_save_it(tmp_path: Path, to: str) -> None:
    saved = converted(written(tmp_path), to)
    found = read(saved)
    assert (found.raw, found.complaints) == (read(written(tmp_path)).raw, ())


@pytest.mark.sheets
def test_totals_and_checks_say_what_the_server_says(tmp_path: Path) -> None:
    """Worked by hand: 1200 + 800 = 2000 births; 1300 deaths of 1200 are too many; 1700 of 2000 screened are 85 %;
    2000 after 900 + 600 = 1500 is a jump of a third."""
    raw = {
        **FILLED, "maternal_deaths|residence=urban": "1300", "maternal_deaths|residence=rural": "1",
        "screened|residence=urban": "900", "screened|residence=rural": "800",
    }  # fmt: skip
    book = open_book(converted(written(tmp_path, asked(raw=raw)), "xlsx"))
    answers, checks = book.tab(ANSWERS), book.tab(CHECKS)
    assert answers is not None and checks is not None
    assert answers.text(GRID.totals["live_births", TOTAL]) == "2000"
    rows = [[checks.text((r, c)) for c in range(5)] for r in range(1, len(checks.rows))]
    assert [(row[0], row[2]) for row in rows] == [
        ("通过", "合计"), ("未通过", "按城乡分·城市"), ("通过", "按城乡分·农村"),
        ("通过", "合计"), ("未通过", "按城乡分·城市"), ("通过", "按城乡分·农村"),
        ("未通过", "合计"), ("未通过", "按城乡分·城市"), ("未通过", "按城乡分·农村"),
        ("未运行", "按性别分·女"), ("未运行", "按性别分·男"), ("上传后审核", ""),
    ]  # fmt: skip
