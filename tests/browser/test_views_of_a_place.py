"""The map by keyboard, and the wall that renews itself and says so when it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import NATION
from tests.browser.pages import HERE

pytestmark = pytest.mark.browser
FIVE_MINUTES = 5 * 60 * 1000


def test_the_map_is_walked_by_keyboard(visit: Any) -> None:
    """Every province is a stop that says its name, value and verdict; Enter opens its page."""
    page = visit("nation-office").open(f"/at/{NATION}/2024/map?row=W1.02")
    assert page.locator(".place-map .areas a").count() == 34
    first = page.locator(".place-map .areas a").first
    first.focus()
    said = first.get_attribute("aria-label")
    assert said.startswith("北京市：")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("天津市：")
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/120000000000/2024/plans/women-2021/W1.02")


def test_the_wall_renews_itself_and_says_when_it_cannot(visit: Any) -> None:
    from playwright.sync_api import expect

    visitor = visit("office")
    page = visitor.tab
    page.clock.install()
    visitor.open(f"{HERE}/wall")
    rate, stale = page.locator(".wall-rate"), page.locator("#stale")
    said = rate.inner_text()
    page.evaluate("() => { document.querySelector('.wall-rate').textContent = 'old' }")
    page.clock.run_for(FIVE_MINUTES)
    expect(rate).to_have_text(said)
    visitor.context.set_offline(True)
    page.clock.run_for(FIVE_MINUTES)
    expect(stale).to_contain_text("未能更新")
    expect(rate).to_have_text(said)
    visitor.context.set_offline(False)
    page.clock.run_for(FIVE_MINUTES)
    expect(stale).to_be_empty()
