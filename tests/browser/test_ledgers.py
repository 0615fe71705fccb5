"""Ledgers in a browser: a line jotted down on a phone, a form that outlives its window, pages fit for everyone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import PHONE, ROOT, Demo, free_port, wait_for
from tests.browser.looks import LOADED, walk
from tests.houses import PASSWORD
from tests.ledgers import CARE, CAST, COUNTY, VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERE = f"/at/{VILLAGE}/2026"
MOST_TOUCHES = 6
PAGES = (
    ("chair", f"{HERE}/ledgers"),
    ("chair", f"{HERE}/ledgers/event"),
    ("chair", f"{HERE}/ledgers/care"),
    ("chair", f"{HERE}/ledgers/event/new"),
    ("chair", f"{HERE}/ledgers/title/new"),
    ("chair", f"{HERE}/ledgers/event/figures"),
    ("chair", f"{HERE}/jot/event"),
    ("chair", "/records/1"),
    ("chair", "/records/1/change"),
    ("chair", "/ledgers/tasks"),
    ("worker", "/records/2"),
    ("worker", f"/at/{COUNTY}/2026/ledgers/case"),
    ("head", "/records/2"),
    ("protector", "/ledgers/openings"),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The house with ledgers, served by the real command."""
    top, port = tmp_path_factory.mktemp("ledgers"), free_port()
    subprocess.run([sys.executable, "-m", "tests.browser.ledger_house", str(top)], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "halfsky", "serve", str(top / "house"), "--port", str(port)]
    environment = {k: v for k, v in os.environ.items() if k not in ("HALFSKY_HOUSE", "DJANGO_SETTINGS_MODULE")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, text=True) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            yield Demo(f"http://127.0.0.1:{port}", dict.fromkeys(CAST, PASSWORD))
        finally:
            server.terminate()
            server.wait(20)


def test_what_was_done_today_is_kept_in_at_most_six_touches(visit: Any) -> None:
    """From her first page: what it was, its kind, its name, how many came, keep. The day is there already."""
    page = visit("chair", PHONE).page
    page.goto(page.url.split("?")[0])
    touches = 0

    def touch(what: str) -> None:
        nonlocal touches
        target = page.locator(what).first
        box = target.bounding_box()
        assert box is not None and box["height"] >= 40, f"{what} is hard to hit: {box}"
        target.click()
        touches += 1

    touch("nav[aria-label='记一笔'] a")
    touch("#f-sort-talk")
    touch("#f-name")
    page.keyboard.type("广场舞")
    touch("#f-guests")
    page.keyboard.type("25")
    touch("#keep")
    page.wait_for_url("**/ledgers")
    assert "已记下" in page.inner_text(".notice")
    assert touches <= MOST_TOUCHES


def test_a_form_outlives_its_window_and_is_forgotten_once_kept(visit: Any) -> None:
    page = visit("chair").page
    new = page.url.split("/at/")[0] + f"{HERE}/ledgers/event/new"
    page.goto(new)
    page.fill("#f-name", "没有写完的活动")
    page.click("#f-sort-play")
    page.wait_for_timeout(600)
    page.goto("about:blank")
    page.goto(new)
    assert page.input_value("#f-name") == "没有写完的活动"
    assert page.is_checked("#f-sort-play")
    assert "已恢复" in page.inner_text(".draft")
    page.fill("#f-day", "2026-05-06")
    page.click("#keep")
    page.wait_for_url("**/records/*")
    page.goto(new)
    assert page.input_value("#f-name") == ""


def test_a_machine_keeps_nothing_that_describes_a_person(visit: Any) -> None:
    page = visit("chair").page
    page.goto(page.url.split("/at/")[0] + f"{HERE}/ledgers/care/new")
    page.fill("#f-name", CARE["name"])
    page.fill("#f-card", CARE["card"])
    page.fill("#f-need", CARE["need"])
    page.fill("#f-since", CARE["since"])
    page.wait_for_timeout(600)
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert CARE["since"] in kept
    assert not [said for said in (CARE["name"], CARE["card"], CARE["need"]) if said in kept]


def test_a_record_is_entered_without_any_script(visit: Any) -> None:
    page = visit("chair", script=False).page
    page.goto(page.url.split("/at/")[0] + f"{HERE}/ledgers/event/new")
    page.click("#f-sort-talk")
    page.fill("#f-name", "不用脚本的活动")
    page.fill("#f-day", "2026-06-01")
    page.click("button[name='add']")
    page.fill("#p-session-0-day", "2026-06-01")
    page.click("#keep")
    page.wait_for_url("**/records/*")
    assert page.inner_text("h1") == "不用脚本的活动"
    assert page.locator("#part-session tbody tr").count() == 1


@pytest.mark.parametrize("screen", LOADED)
def test_everyone_can_read_every_page(visit: Any, screen: str) -> None:
    wrong = walk(visit, {f"{who} {address}": (who, address) for who, address in PAGES}, screen)
    assert not wrong, "\n".join(wrong)
