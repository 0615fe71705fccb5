"""Without any script: signing in, filters, the tree, switching year, place and language, the table behind the chart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.pages import HERE

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visit: Any) -> Any:
    """The office of the city, with scripts switched off."""
    return visit("office", script=False)


def test_filters_work_with_their_button(plain: Any) -> None:
    page = plain.open(f"{HERE}/plans/women-2021")
    page.select_option("#domain", "law")
    page.click(".filters button")
    assert "domain=law" in page.url
    assert {t[:2] for t in page.locator(".plan-table .no").all_inner_texts()} == {"W8"}


def test_the_tree_is_walked_by_links(plain: Any) -> None:
    page = plain.open(f"{HERE}/place")
    first = page.locator(".tree a").first
    name = first.inner_text()
    first.click()
    assert page.inner_text("h1") == name
    assert page.locator(".open-below:visible").count() == 0


def test_year_place_and_language_are_switched(plain: Any) -> None:
    page = plain.open(HERE)
    page.click("#year-switch summary")
    page.click("#year-switch a:has-text('2023')")
    assert page.url.endswith("/2023")
    page.click("#place-switch summary")
    page.click("#place-switch a:has-text('演示东河区')")
    assert "演示东河区" in page.inner_text("h1")
    page.click("button[name=lang]")
    assert page.get_attribute("html", "lang") == "en"


def test_an_indicator_shows_its_values_and_its_working(plain: Any) -> None:
    page = plain.open(f"{HERE}/plans/women-2021/W1.02")
    assert page.locator("table.values tbody tr").count() >= 6
    assert "下面的表有全部数据" in page.inner_text(".chart-wait")
    assert not page.locator("[data-copy]").is_visible()
    page.click("#step-values summary")
    assert page.locator("#step-values table").is_visible()
