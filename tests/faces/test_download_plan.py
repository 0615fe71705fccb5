"""Taking a plan's table away: Excel, CSV and JSON, with figures as figures and never a formula."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from tests.faces.conftest import CITY, YEAR
from tests.faces.test_first_page import data

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

NATION = "/at/000000000000/2024/plans/women-2021"


def test_the_workbook_holds_every_row_with_its_figure(keeper: Client) -> None:
    sheet = load_workbook(BytesIO(keeper.get(f"{NATION}.xlsx").content)).active
    heads = [c.value for c in sheet[4]]
    lines = [dict(zip(heads, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    mortality = next(line for line in lines if line["编号"] == "W1.02")
    assert len(lines) == len(keeper.get(f"{NATION}.json").json()["rows"])
    assert (mortality["本年值"], mortality["数据年度"], mortality["判定"]) == (14.3, 2024, "预期可达标")


def test_a_figure_shows_the_decimals_of_its_source(keeper: Client) -> None:
    sheet = load_workbook(BytesIO(keeper.get(f"{NATION}.xlsx").content)).active
    row = next(r for r in sheet.iter_rows(min_row=5) if r[0].value == "W1.02")
    assert row[7].number_format == "0.0"


def test_the_workbook_says_what_it_is_and_whether_it_is_invented(owner: Client) -> None:
    sheet = load_workbook(BytesIO(owner.get(f"/at/{CITY}/{YEAR}/plans/women-2021.xlsx").content)).active
    assert "示例市" in sheet["A1"].value and str(YEAR) in sheet["A1"].value
    assert "演示数据" in sheet["A2"].value


def test_filters_hold_for_the_file_too(owner: Client) -> None:
    answer = owner.get(f"/at/{CITY}/{YEAR}/plans/women-2021.csv?domain=law")
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["编号"] for line in lines] == [r["code"] for r in data(owner, "women-2021") if r["domain"] == "law"]


def test_excel_reads_the_csv_as_utf_8(owner: Client) -> None:
    answer = owner.get(f"/at/{CITY}/{YEAR}/plans/women-2021.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]


def test_a_text_that_looks_like_a_formula_stays_text(town: House) -> None:
    from halfsky.exchange.plan_book import as_csv, as_workbook
    from halfsky.kernel.text import Text
    from halfsky.queries.assessments import assess
    from tests.houses import admin_of

    found = assess(town, admin_of(town), "women-2021", "000000000000", 2024)
    tricked = [replace(found.rows[1], name=Text('=HYPERLINK("http://example.com")'))]
    cell = load_workbook(BytesIO(as_workbook(found, tricked, "zh"))).active["C5"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://example.com")')
    assert "\"'=HYPERLINK" in as_csv(found, tricked, "zh").decode("utf-8-sig")
