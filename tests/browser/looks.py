"""What is looked at on every page, whoever opened it: what axe finds serious, and what sticks out of the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import DESK, PHONE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# 200 % zoom of a screen of 1440 pixels leaves 720.
SCREENS = {"desk": DESK, "phone": PHONE, "desk at 200 %": {"width": 720, "height": 450}}
GRAVE = ("serious", "critical")


LOADED: dict[str, tuple[str, ...]] = {"desk": ("desk", "desk at 200 %"), "phone": ("phone",)}
"""Screen on which a page is loaded → those on which it is looked at: who zooms does so on a page that is there."""
ABREAST = 4
"""Tabs; while one settles the others load."""


def wrong_with(page: Page, name: str) -> list[str]:
    """Every complaint about the page as it stands; `name` says which page it is."""
    settle(page)
    return _wrong_now(page, name)


def wrong_at_all_sizes(page: Page, name: str, screen: str) -> list[str]:
    """The same at every size of a page that was loaded on this screen, which it has again afterwards."""
    settle(page)
    wrong = []
    for size in LOADED[screen]:
        resize(page, size)
        wrong += _wrong_now(page, f"{name} ({size})")
    resize(page, screen)
    return wrong


def walk(visit: Any, pages: Mapping[str, tuple[str, str]], screen: str, harmless: Sequence[str] = ()) -> list[str]:
    """Open pages (name → who, address) and look at each: what axe finds, what sticks out, what the browser complains
    of, except on the pages named in `harmless`."""
    visitors: dict[str, Visitor] = {}
    wrong = []
    rows = list(pages.items())
    for some in (rows[start : start + ABREAST] for start in range(0, len(rows), ABREAST)):
        tabs = []
        for name, (who, address) in some:
            if who not in visitors:
                visitors[who] = visit(who, SCREENS[screen])
            tabs.append((name, visitors[who].beside()))
            tabs[-1][1].open(address)
        for name, visitor in tabs:
            wrong += wrong_at_all_sizes(visitor.tab, name, screen)
            wrong += [f"{name}: {said}" for said in visitor.complaints if name not in harmless]
            visitor.tab.close()
    return wrong


def settle(page: Page) -> None:
    """Wait until nothing more comes, and have axe there."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text("utf-8"))


def resize(page: Page, screen: str) -> None:
    """Give the page another size and the time to draw itself anew."""
    if page.viewport_size == SCREENS[screen]:
        return
    page.set_viewport_size(SCREENS[screen])  # type: ignore[arg-type]
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def _wrong_now(page: Page, name: str) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    wrong = [
        f"{name}: {v['id']} {n['target']} {n['failureSummary']}"
        for v in found
        if v["impact"] in GRAVE
        for n in v["nodes"]
    ]
    width, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [*wrong, f"{name}: {width} pixels wide on a screen of {screen}"] if width > screen else wrong
