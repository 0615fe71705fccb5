"""Every page, on a desk and on a phone: nothing serious for axe, no sideways scroll, no complaint of the browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, ROOT
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# 200 % zoom of a screen of 1440 pixels leaves 720.
SCREENS = {"desk": DESK, "phone": PHONE, "desk at 200 %": {"width": 720, "height": 450}}
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious_and_nothing_sticks_out(visit: Any, screen: str) -> None:
    axe = AXE.read_text("utf-8")
    visitors: dict[str, Any] = {}
    wrong = []
    for name, (who, address) in PAGES.items():
        if who not in visitors:
            visitors[who] = visit(who, SCREENS[screen])
        page = visitors[who].open(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        wrong += [
            f"{name}: {v['id']} {n['target']} {n['failureSummary']}"
            for v in found
            if v["impact"] in GRAVE
            for n in v["nodes"]
        ]
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width[0] > width[1]:
            wrong.append(f"{name}: {width[0]} pixels wide on a screen of {width[1]}")
    assert not wrong, "\n".join(wrong)


def test_the_browser_has_nothing_to_complain_about(visit: Any) -> None:
    """No error in a script, nothing that the page's own policy blocks, nothing that is not found."""
    visitors: dict[str, Any] = {}
    complaints = []
    for name, (who, address) in PAGES.items():
        if who not in visitors:
            visitors[who] = visit(who)
        visitors[who].open(address).wait_for_load_state("networkidle")
        complaints += [f"{name}: {c}" for c in visitors[who].complaints if name != "refusal"]
        visitors[who].complaints.clear()
    assert not complaints
