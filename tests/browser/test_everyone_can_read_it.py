"""Every page, on a desk and on a phone: nothing serious for axe, no sideways scroll, no complaint of the browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.looks import SCREENS, wrong_with
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious_and_nothing_sticks_out(visit: Any, screen: str) -> None:
    visitors: dict[str, Any] = {}
    wrong = []
    for name, (who, address) in PAGES.items():
        if who not in visitors:
            visitors[who] = visit(who, SCREENS[screen])
        wrong += wrong_with(visitors[who].open(address), name)
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
