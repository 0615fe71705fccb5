"""The page of an evaluation: its counts are those of its data, every problem leads to its indicator, nothing is empty
without a word."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from django.test import Client

PAGE = f"/at/{CITY}/{YEAR}/evaluation/women-2021"
TALLY = ("counted", "reached", "near", "not_reached", "no_data")


def test_the_page_counts_what_its_data_names(owner: Client) -> None:
    page, data = tree(owner.get(PAGE)), owner.get(f"{PAGE}.json").json()
    total = data["total"]
    named = [total["counted"], *(len(total[key]) for key in TALLY[1:])]
    first = page.xpath("//section[@aria-labelledby='counts-h']//table/tbody/tr")
    assert [int(text(cell)) for cell in first[-1].xpath("td")] == named
    columns = [[int(text(cell)) for cell in line.xpath("td")] for line in first[:-1]]
    assert [sum(column) for column in zip(*columns, strict=True)] == named
    problems = page.xpath("//section[@aria-labelledby='problems-h']//tbody//a/@href")
    assert [href.rsplit("/", 1)[1] for href in problems] == [*total["not_reached"], *total["near"]]
    assert data["stage"] == "midterm" and "中期评估" in main(owner.get(PAGE))


def test_another_method_gives_another_index_and_says_which(owner: Client) -> None:
    normalised = main(owner.get(f"{PAGE}?method=normalised"))
    assert "无量纲化综合指数法：指数" in normalised
    assert owner.get(f"{PAGE}?method=best").status_code == 400


def test_the_workbook_has_a_line_an_indicator(owner: Client) -> None:
    data = owner.get(f"{PAGE}.json").json()["total"]
    sheet = openpyxl.load_workbook(BytesIO(owner.get(f"{PAGE}.xlsx").content)).worksheets[0]
    assert sheet.max_row - 4 == sum(len(data[key]) for key in (*TALLY[1:], "aside"))


def test_places_below_without_targets_are_told_of_and_lead_on(owner: Client) -> None:
    below = tree(owner.get(PAGE)).xpath("//section[@id='below']//tbody/tr")
    assert below
    assert all("本级未设目标" in text(line) for line in below)
    inside = owner.get(below[0].xpath(".//a/@href")[0])
    assert "没有可量化的目标" in main(inside)
