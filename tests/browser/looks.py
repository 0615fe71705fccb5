"""What is looked at on every page, whoever opened it: what axe finds serious, and what sticks out of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import DESK, PHONE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# 200 % zoom of a screen of 1440 pixels leaves 720.
SCREENS = {"desk": DESK, "phone": PHONE, "desk at 200 %": {"width": 720, "height": 450}}
GRAVE = ("serious", "critical")


def wrong_with(page: Page, name: str) -> list[str]:
    """Every complaint about the page as it stands; `name` says which page it is."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    wrong = [
        f"{name}: {v['id']} {n['target']} {n['failureSummary']}"
        for v in found
        if v["impact"] in GRAVE
        for n in v["nodes"]
    ]
    width, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [*wrong, f"{name}: {width} pixels wide on a screen of {screen}"] if width > screen else wrong
