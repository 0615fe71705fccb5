"""What a script adds: filters that answer at once, the tree that opens in place, charts, the copied sentence, print."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PHONE
from tests.browser.pages import HERE

pytestmark = pytest.mark.browser


def test_a_filter_answers_at_once_and_stays_in_the_address(visit: Any) -> None:
    page = visit("office").open(f"{HERE}/plans/women-2021")
    every = page.locator(".plan-table .no").count()
    page.select_option("#domain", "law")
    page.wait_for_url("**domain=law**")
    page.wait_for_function("n => document.querySelectorAll('.plan-table .no').length < n", arg=every)
    few = page.locator(".plan-table .no").count()
    page.reload()
    assert page.locator(".plan-table .no").count() == few
    assert page.input_value("#domain") == "law"


def test_going_back_takes_the_filter_away(visit: Any) -> None:
    page = visit("office").open(f"{HERE}/plans/women-2021")
    every = page.locator(".plan-table .no").count()
    page.select_option("#domain", "law")
    page.wait_for_url("**/women-2021?domain=law")
    page.go_back()
    page.wait_for_function("n => document.querySelectorAll('.plan-table .no').length === n", arg=every)
    assert page.locator("header.top").count() == 1
    assert page.input_value("#domain") == ""


def test_the_tree_opens_in_place(visit: Any) -> None:
    page = visit("office").open(f"{HERE}/place")
    button = page.locator(".open-below").first
    button.click()
    page.wait_for_selector(".tree ul li a")
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert not page.locator(".tree ul li a").first.is_visible()


@pytest.mark.parametrize("screen", [None, PHONE], ids=["desk", "phone"])
def test_the_charts_are_drawn(visit: Any, screen: dict[str, int] | None) -> None:
    visitor = visit("office", screen) if screen else visit("office")
    page = visitor.open(f"{HERE}/plans/women-2021/W1.02")
    page.wait_for_selector(".chart canvas")
    inks = page.evaluate(
        """() => [...document.querySelectorAll('.chart canvas')].map(canvas => {
            const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return new Set(new Uint32Array(bytes.buffer)).size;
        })"""
    )
    assert len(inks) == 2
    assert all(count > 20 for count in inks)


def test_the_sentence_is_copied(visit: Any) -> None:
    visitor = visit("office")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(f"{HERE}/plans/women-2021/W1.02")
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('.acts [role=status]').textContent !== ''")
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#sentence")


def test_on_paper_the_frame_is_gone_and_everything_unfolded(visit: Any) -> None:
    page = visit("office").open(f"{HERE}/plans/women-2021/W1.02")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".top").is_visible()
    assert page.locator("#step-values table").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#step-values details[open]").count() == 0
