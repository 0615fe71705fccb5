"""Two ways in, as people go them in a browser: password with second factor, and a village's card on a telephone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.actions.test_accounts_factors import code_at
from tests.browser.conftest import PHONE, ROOT, Demo
from tests.browser.looks import AXE, GRAVE

pytestmark = pytest.mark.browser
VILLAGE = "450802001003"
ISSUE = """
import json, sys
from pathlib import Path
from halfsky.site.wiring import open_house
house = open_house(Path(sys.argv[1]))
from halfsky.actions.cards import issue
from halfsky.store.viewers import operator
card = issue(house, operator(house), sys.argv[2], "黄主席")
print(json.dumps({"token": card.token, "pin": card.pin}))
"""


def issued(demo: Demo) -> dict[str, str]:
    """A card made by the action in a process of its own: on the page its token is a picture."""
    command = [sys.executable, "-c", ISSUE, str(demo.house), VILLAGE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made: dict[str, str] = json.loads(done.stdout)
    return made


def sound(page: Any, name: str) -> None:
    """Nothing grave for axe, nothing wider than the screen."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert not [v["id"] for v in found if v["impact"] in GRAVE], name
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], name


def moment() -> Any:
    import datetime as dt

    return dt.datetime.now(dt.UTC)


def test_a_second_factor_is_enrolled_and_asked_for(visit: Any, demo: Demo) -> None:
    office = visit("guigang-liaison")
    page = office.open("/account/factor")
    secret = re.sub(r"\s", "", page.inner_text("main p.small span.code"))
    box = page.locator(".qr-frame svg").bounding_box()
    assert box and box["width"] > 150 and abs(box["width"] - box["height"]) < 1
    page.fill("#code", code_at(secret, moment()))
    page.fill("#again", demo.passwords["guigang-liaison"])
    page.click("main form button")
    page.wait_for_selector("ul.codes li")
    assert page.locator("ul.codes li").count() == 10
    sound(page, "codes")
    used = int(time.time()) // 30

    page = visit("").open("/sign-in")
    page.fill("#id_username", "guigang-liaison")
    page.fill("#id_password", demo.passwords["guigang-liaison"])
    page.click("main button")
    page.wait_for_url("**/sign-in/second")
    sound(page, "second")
    page.fill("#code", "12345")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    sound(page, "second, wrong")
    # The code of a step that was used is void: the next one, which a clock half a minute ahead would show, is not.
    ahead = moment().fromtimestamp(30 * (used + 1), moment().tzinfo)
    page.fill("#code", code_at(secret, ahead))
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/**")


def test_a_village_card_opens_on_a_telephone(visit: Any, demo: Demo) -> None:
    card = issued(demo)
    phone = visit("", PHONE)
    page = phone.open(f"/card/{card['token']}")
    sound(page, "card")
    assert "黄主席" in page.inner_text("h1")
    wrong = f"{(int(card['pin']) + 1) % 1_000_000:06}"
    page.fill("#pin", wrong)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    sound(page, "card, wrong PIN")
    page.fill("#pin", card["pin"])
    page.click("main form button")
    page.wait_for_url("**/at/**")
    sound(page, "first page of the village")
    assert "县东社区" in page.inner_text("#place-switch summary")


def test_a_card_is_issued_on_the_page_and_printed_without_its_pin(visit: Any) -> None:
    page = visit("admin").open("/cards")
    page.fill("#place", VILLAGE)
    page.fill("#name", "覃主席")
    page.click("main form.field-row button")
    page.wait_for_selector(".qr-frame svg")
    sound(page, "card issued")
    assert re.fullmatch(r"\d{6}", page.inner_text(".secret"))
    page.emulate_media(media="print")
    assert page.is_visible(".qr-frame svg") and not page.is_visible(".secret")
