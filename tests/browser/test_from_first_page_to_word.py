"""The main journey: what is red, why, and the same number in the Word report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import pytest

pytestmark = pytest.mark.browser


def annex_row(report: Path, name: str) -> list[str]:
    """The cells of the row that the report's annex gives to the indicator."""
    rows = docx.Document(str(report)).element.body.xpath("//w:tbl/w:tr")
    cells = [["".join(cell.xpath(".//w:t/text()")) for cell in row.xpath("./w:tc|./w:sdt//w:tc")] for row in rows]
    return next(row for row in cells if name in row)


def test_a_red_number_is_the_same_on_the_first_page_in_its_working_and_in_word(visit: Any, tmp_path: Path) -> None:
    page = visit("office").page
    assert "演示数据" in page.inner_text(".ribbon")

    red = page.locator("#reds > table tbody tr").first
    name = red.locator("th > a").inner_text()
    value = red.locator(".big-value").inner_text()
    assert re.search(r"\d", value)

    red.locator("th > a").click()
    assert name in page.inner_text("h1")
    assert page.inner_text(".headline .huge") == value
    number = page.inner_text("h1 .num")
    steps = page.inner_text("#steps")
    assert value in steps and "系统判定" in steps

    page.click("nav.rooms a:has-text('文稿')")
    page.select_option("#id_plan", "women-2021" if number.startswith("W") else "children-2021")
    page.click("#write button")
    page.wait_for_selector("#documents tbody tr", timeout=60_000)
    with page.expect_download() as coming:
        page.locator("#documents tbody tr").first.locator("a[download]").click()
    report = tmp_path / "report.docx"
    coming.value.save_as(report)

    figure = re.match(r"[\d.]+", value)
    assert figure and figure[0] in annex_row(report, name)
    assert coming.value.suggested_filename.endswith("统计监测报告（工作稿）.docx")


def test_the_document_leads_back_from_a_number_to_its_indicator(visit: Any) -> None:
    page = visit("office").open("/at/990100000000/2025/documents")
    page.click("#write button")
    page.wait_for_selector("#documents tbody th a", timeout=60_000)
    page.locator("#documents tbody th a").first.click()
    figure = page.locator("ol.brief ul a").first
    shown = figure.inner_text()
    figure.click()
    assert shown in page.inner_text("main")
    assert page.locator("#steps").count() == 1
