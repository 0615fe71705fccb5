"""A text beside what it proposes: by keys with a script, by buttons without one; readable on a desk and on a phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.looks import wrong_at_all_sizes
from tests.browser.pages import HERE

pytestmark = pytest.mark.browser
TEXT = "示例市2026年工作要点\n到2026年，全市新建妇女之家12所，培训妇女300人。\n市教育局9月底前完成站点验收。\n"


def test_proposals_are_decided_on_by_keys_and_without_a_script(visit: Any) -> None:
    page = visit("office").open(f"{HERE}/texts")
    page.fill("#source-paste", TEXT)
    page.click("main form .button")
    page.wait_for_selector("#i3")
    address = urlsplit(page.url).path
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.closest('li').id") == "i2"
    assert page.locator("[name=n]:checked").input_value() == "2"
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("r")
    assert page.locator("#i1.off").count() == 1 and page.locator("#i2.open").count() == 1
    page.check("[data-tick-all]")
    assert page.locator("[name=n]:checked").evaluate_all("all => all.map(one => one.value)") == ["2", "3"]
    page.click("#i2 .check-to")
    assert page.url.endswith("#p2")
    wrong = wrong_at_all_sizes(page, "a text and its proposals", "desk")
    page.locator("#i2").get_by_role("link", name="修改").click()
    page.wait_for_selector(".mend")
    wrong += wrong_at_all_sizes(page, "a proposal", "phone")
    assert not wrong, "\n".join(wrong)

    plain = visit("office", script=False).open(address)
    plain.check("#i2 [name=n]")
    plain.click("button[name=reject][value=ticked]")
    assert plain.locator("#i2.off").count() == 1
    plain.locator("#i1").get_by_role("button", name="放回未处理").click()
    assert plain.locator("#i1.open").count() == 1
