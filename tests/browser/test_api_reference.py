"""The reference of the API opens in a browser under the house's own policy, from files of the house alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


def test_the_reference_shows_every_part_and_asks_nobody_else(visit: Any) -> None:
    visitor = visit("")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open("/api/v1/docs")
    page.wait_for_selector(".opblock")
    page.wait_for_load_state("networkidle")
    parts = page.locator(".opblock-tag").all_inner_texts()
    assert [part.split()[0] for part in parts] == [
        "区划",
        "报表",
        "填报任务",
        "上报表",
        "台账",
        "数据",
        "指标与判定",
        "预警、位次、评估",
        "通知",
    ]
    assert page.locator(".opblock").count() > 30
    ours = urlsplit(visitor.demo.address).netloc
    assert {urlsplit(address).netloc for address in asked if not address.startswith("data:")} == {ours}
    assert visitor.complaints == []


def test_a_token_is_made_on_the_page_and_works(visit: Any) -> None:
    visitor = visit("office")
    page = visitor.open("/account/tokens")
    page.fill("#name", "数据中台")
    page.check("#scope-read")
    page.fill("#again", visitor.demo.passwords["office"])
    page.click("main form .field-row button")
    secret = page.inner_text("output")
    answer = page.request.get(
        f"{visitor.demo.address}/api/v1/rounds?place=990100000000", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status == 200
    page.reload()
    visitor.open("/account/tokens")
    assert secret not in page.content()
