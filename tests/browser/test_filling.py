"""Filling in a sheet: a block from a workbook, a line that drops, two people on one sheet, keys alone, a phone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, ROOT, Demo, free_port, wait_for
from tests.browser.looks import LOADED, SCREENS, wrong_at_all_sizes
from tests.browser.test_by_keyboard import tab_to
from tests.houses import PASSWORD
from tests.sheets import COUNTY, PEOPLE, block

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, SUMS = f"/rounds/1/{COUNTY}", f"/rounds/2/{COUNTY}"
OFFLINE = "网络中断，内容已存在本机，恢复后自动上传"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, Path]]:
    """The house with its rounds, served by the real command; and its database."""
    top, port = tmp_path_factory.mktemp("sheets"), free_port()
    subprocess.run([sys.executable, "-m", "tests.sheets", str(top)], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "halfsky", "serve", str(top / "house"), "--port", str(port)]
    environment = {k: v for k, v in os.environ.items() if k not in ("HALFSKY_HOUSE", "DJANGO_SETTINGS_MODULE")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, text=True) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            yield (
                Demo(f"http://127.0.0.1:{port}", {name: PASSWORD for name, *_ in PEOPLE}),
                top / "house" / "house.sqlite3",
            )
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def demo(served: tuple[Demo, Path]) -> Demo:
    """The house as each test finds it: nothing filled in yet."""
    demo, database = served
    with closing(sqlite3.connect(database, timeout=20)) as tables:
        tables.executescript("DELETE FROM draft; DELETE FROM submission WHERE round_id IS NOT NULL;")
    return demo


def paste(page: Any, rows: list[list[str]]) -> None:
    """Paste into the cell that has the focus, as a workbook puts it on the clipboard."""
    text = "\r\n".join("\t".join(row) for row in rows) + "\r\n"
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def shown(page: Any) -> list[list[str]]:
    """What stands in the fields of the grid, line by line, without the rates."""
    return page.eval_on_selector_all(
        "#grid tbody:not(.rates) tr.line", "rows => rows.map(r => [...r.querySelectorAll('input')].map(i => i.value))"
    )


def kept(page: Any, says: str) -> None:
    page.wait_for_function("says => document.getElementById('kept').textContent.includes(says)", arg=says)


def ready(page: Any) -> None:
    """Until the checks say that all is filled in and nothing is wrong."""
    page.wait_for_function("() => document.getElementById('checks-says').textContent.startsWith('96格都已填好')")


def test_a_pasted_block_survives_a_lost_connection_and_is_handed_in(visit: Any) -> None:
    visitor = visit("health")
    page = visitor.open(WIDE)
    page.click("#c1-1")
    paste(page, block(9))
    kept(page, "已保存")

    visitor.context.set_offline(True)
    page.click("#c10-1")
    paste(page, block()[9:11])
    kept(page, OFFLINE)
    page.click("#c12-1")
    for text in block()[11]:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert shown(page) == block()
    visitor.context.set_offline(False)
    kept(page, "已保存")

    ready(page)
    page.reload()
    assert shown(page) == block()
    page.click("#submit")
    page.wait_for_selector(".sheet-state .tag.hope")
    assert "已上报" in page.inner_text(".sheet-state")
    values = page.locator("#grid tbody:not(.rates) td.cell .value").all_inner_texts()
    assert values == [text for row in block() for text in row]
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_tab_closed_without_a_line_loses_nothing(visit: Any) -> None:
    visitor = visit("health")
    page = visitor.open(WIDE)
    visitor.context.set_offline(True)
    page.click("#c1-1")
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    kept(page, OFFLINE)
    page.close()
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(visitor.demo.address + WIDE)
    kept(again, "已保存")
    assert again.input_value("#c1-1") == "77"


def test_two_people_on_one_sheet_are_merged_and_asked_where_they_differ(visit: Any) -> None:
    mine, theirs = visit("health").open(WIDE), visit("helper").open(WIDE)
    theirs.fill("#c1-1", "5")
    theirs.fill("#c1-2", "6")
    kept(theirs, "已保存")
    mine.fill("#c1-1", "50")
    mine.fill("#c1-3", "70")
    mine.wait_for_selector("#merge-box[open]")
    assert "活产数（城市）" in mine.inner_text("#merge-box tbody")
    assert mine.locator("#merge-box tbody tr").count() == 1
    mine.check("#merge-0-theirs")
    mine.click("#merge-box button")
    kept(mine, "已保存")
    assert [mine.input_value(f"#c1-{n}") for n in (1, 2, 3)] == ["5", "6", "70"]
    theirs.reload()
    assert [theirs.input_value(f"#c1-{n}") for n in (1, 2, 3)] == ["5", "6", "70"]


def test_who_is_signed_out_signs_in_on_the_spot_and_goes_on(visit: Any) -> None:
    visitor = visit("health")
    page = visitor.open(WIDE)
    visitor.context.clear_cookies()
    page.click("#c1-1")
    page.keyboard.type("12")
    page.wait_for_selector("#sign-box[open]")
    page.fill("#sign-word", PASSWORD)
    page.click("#sign-box button")
    kept(page, "已保存")
    page.reload()
    assert page.input_value("#c1-1") == "12"


def test_a_stale_token_asks_nobody_to_sign_in(visit: Any) -> None:
    visitor = visit("health")
    page = visitor.open(WIDE)
    page.evaluate("() => { document.querySelector('#sheet [name=csrfmiddlewaretoken]').value = 'x'.repeat(64); }")
    page.click("#c1-1")
    page.keyboard.type("12")
    kept(page, "已保存")
    assert not page.locator("#sign-box").is_visible()


def test_what_is_wrong_is_said_at_the_cell_and_a_reason_lets_a_true_value_pass(visit: Any) -> None:
    page = visit("health").open(WIDE)
    page.click("#c1-1")
    rows = block()
    rows[5] = ["160", "160", "160", "160", *["80"] * 4]
    rows[1][0] = "３"
    paste(page, rows)
    cell = page.locator("td:has(> #c2-1)")
    page.wait_for_selector("td.bad > #c2-1")
    assert "各分项之和 2 与合计 3 不等" in cell.locator(".says").text_content()
    assert cell.locator(".read").inner_text() == "读作 3"
    page.fill("#c2-1", "2")
    page.wait_for_selector("td.bad > #c2-1", state="detached")
    area = page.locator("#findings textarea")
    area.fill("数据核实无误")
    page.wait_for_selector("#findings .wrong:visible")
    area.fill("")
    area.press_sequentially("外县在本县登记的新人也参加了婚检，人数较多。", delay=60)
    assert area.input_value() == "外县在本县登记的新人也参加了婚检，人数较多。"
    ready(page)
    page.click("#submit")
    page.wait_for_selector(".sheet-state .tag.hope")
    assert "外县在本县登记的新人" in page.inner_text("#footnotes")


def test_with_keys_alone(visit: Any) -> None:
    page = visit("health").open(SUMS)
    tab_to(page, "#c1-2")
    page.keyboard.type("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "c2-3"
    page.keyboard.type("9")
    page.keyboard.press("Control+z")
    assert page.input_value("#c2-3") == ""
    page.keyboard.press("Control+y")
    assert page.input_value("#c2-3") == "9"
    page.keyboard.press("Home")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector("#reason-box[open]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => ['部门未提供', '尚未公布'].includes(document.querySelector('#c2-2').value)")
    page.keyboard.press("Shift+F2")
    page.wait_for_selector("#comment-box[open]")
    page.keyboard.type("县医院的数还没有来")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("td[data-comment] > #c2-2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    assert [page.input_value(f"#c1-{n}") for n in (2, 3)] == ["", ""]
    page.keyboard.press("Control+z")
    assert [page.input_value(f"#c1-{n}") for n in (2, 3)] == ["3", "4"]
    page.wait_for_function("() => document.querySelector('[data-key=\"hospital_births|\"] output').value === '7'")
    kept(page, "已保存")
    tab_to(page, "#submit")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet-state .tag.hope")


def test_a_phone_shows_one_card_a_line_with_the_same_checks(visit: Any) -> None:
    page = visit("health", PHONE).open(WIDE)
    assert page.locator("label[for=c2-1]").is_visible()
    assert page.get_attribute("#c2-1", "inputmode") == "decimal"
    page.fill("#c2-4", "9")
    page.fill("#c3-4", "3")
    page.wait_for_selector("td.bad > #c2-4")
    assert page.locator("td:has(> #c2-4) .says").is_visible()
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] == width[1]


def test_the_reviewer_clicks_a_cell_to_send_it_back(visit: Any) -> None:
    page = visit("health").open(WIDE)
    page.click("#c1-1")
    paste(page, block())
    kept(page, "已保存")
    page.click("#submit")
    page.wait_for_selector(".sheet-state .tag.hope")
    page = visit("bureau").open(WIDE)
    page.click("td[data-key='live_births|sex=male']")
    page.keyboard.type("与医院登记不符")
    page.click("#move-return button")
    page.wait_for_selector(".sheet-state .tag.bad")
    page = visit("health").open(WIDE)
    assert "与医院登记不符" in page.locator("td:has(> #c1-4) .says").text_content()


@pytest.mark.parametrize("screen", LOADED)
def test_everyone_can_read_a_sheet(visit: Any, screen: str) -> None:
    visitor = visit("health", SCREENS[screen])
    page = visitor.open(WIDE)
    wrong = wrong_at_all_sizes(page, "empty", screen)
    page.click("#c1-1")
    rows = block()
    rows[1][0], rows[5][2] = "999", "999"
    paste(page, rows)
    page.wait_for_selector("#findings textarea")
    wrong += wrong_at_all_sizes(page, "with findings", screen)
    page.fill("#c2-1", "2")
    page.fill("#c6-3", "80")
    ready(page)
    page.click("#submit")
    page.wait_for_selector(".sheet-state .tag.hope")
    wrong += wrong_at_all_sizes(page, "handed in", screen)
    assert not wrong, "\n".join(wrong)
    assert not visitor.complaints
