"""With the keyboard alone: from signing in to an indicator, and the shortcuts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.pages import HERE

pytestmark = pytest.mark.browser

MOST_STEPS = 60


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus stands on what the selector means."""
    for _ in range(MOST_STEPS):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by {MOST_STEPS} Tabs")


def test_from_signing_in_to_an_indicator(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/sign-in")
    tab_to(page, "#id_username")
    page.keyboard.type("leader")
    page.keyboard.press("Tab")
    page.keyboard.type(visitor.demo.passwords["leader"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    tab_to(page, "#reds th a")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#steps")
    assert name in page.inner_text("h1")


def test_where_the_focus_is_can_be_seen(visit: Any) -> None:
    page = visit("office").open(HERE)
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px"


def test_ctrl_k_goes_to_the_search_box_and_escape_closes_its_list(visit: Any) -> None:
    page = visit("office").open(HERE)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("死亡率")
    page.wait_for_selector("#found a")
    page.keyboard.press("Escape")
    assert page.locator("#found a").count() == 0


def test_the_place_switcher_opens_and_closes_with_keys(visit: Any) -> None:
    page = visit("office").open(HERE)
    tab_to(page, "#place-switch > summary")
    page.keyboard.press("Enter")
    assert page.locator("#place-switch .sheet").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#place-switch .sheet").is_visible()
    assert page.evaluate("document.activeElement.matches('#place-switch > summary')")
