"""A table of a unit's own on its way in: its labels matched, by keyboard too, its figures read, at any width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import CITY
from tests.browser.looks import LOADED, SCREENS, wrong_at_all_sizes

pytestmark = pytest.mark.browser
SHEET = "/rounds/1/990103000000"
HEADS = [
    ["指标名称", "计量单位", "合计", "按城乡分", None],
    [None, None, None, "城市", "农村"],
    ["一、出生与死亡", None, None, None, None],
]


def own_table(path: Path, births: object, *units: str) -> Path:
    """A sheet for each unit, whose title names it; elements down, breakdowns across."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for number, unit in enumerate(units, 1):
        tab = book.create_sheet(f"表{number}")
        for row in ([f"{unit}妇幼健康情况"], *HEADS, ["活产数", "人", 3000, births, 1800], ["不要的数", "人", 1, 2, 3]):
            tab.append(row)
        tab.merge_cells("D2:E2")
    book.save(path)
    return path


def send(page: Any, path: Path) -> None:
    page.check("#again")
    page.set_input_files("#file", path)
    page.click("form[enctype] button")
    page.wait_for_url("**/uploads/*")


@pytest.mark.parametrize("screen", LOADED)
def test_the_pages_of_an_upload_are_sound(visit: Any, screen: str, tmp_path: Path) -> None:
    page = visit("south-liaison", SCREENS[screen]).open(f"{SHEET}/upload")
    send(page, own_table(tmp_path / "one.xlsx", 1200, "演示南坪县"))
    wrong = wrong_at_all_sizes(page, "matching one table", screen)
    page.locator("details summary", has_text="没有数字").click()
    wrong += wrong_at_all_sizes(page, "matching one table, all labels", screen)
    page.click("text=确认，读入暂存")
    page.wait_for_selector("text=已读入3个数")
    wrong += wrong_at_all_sizes(page, "a table read", screen)
    page = visit("liaison", SCREENS[screen]).open(f"/rounds/1/upload?under={CITY}")
    send(page, own_table(tmp_path / "many.xlsx", "约1200", "示例市", "演示南坪县", "演示北岭县"))
    wrong += wrong_at_all_sizes(page, "matching many tables", screen)
    page.click("text=确认，读入并上报")
    page.wait_for_selector("text=有2处需要改正")
    wrong += wrong_at_all_sizes(page, "many tables refused", screen)
    assert not wrong, "\n".join(wrong)


def test_labels_are_matched_by_keyboard(visit: Any, tmp_path: Path) -> None:
    page = visit("south-liaison").open(f"{SHEET}/upload")
    send(page, own_table(tmp_path / "one.xlsx", 1200, "演示南坪县"))
    unmatched = page.get_by_label("不要的数", exact=False).first
    unmatched.focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
        if unmatched.input_value() == "hospital_births|":
            break
    button = page.get_by_role("button", name="确认，读入暂存")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("b => b === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已读入6个数")
