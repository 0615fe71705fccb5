"""Every page, on a desk, zoomed to 200 % and on a phone: nothing serious for axe, no sideways scroll, no complaint of
the browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.looks import LOADED, walk
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", LOADED)
def test_everyone_can_read_every_page(visit: Any, screen: str) -> None:
    """Nor is there an error in a script, anything that the page's own policy blocks, anything that is not found."""
    wrong = walk(visit, PAGES, screen, harmless=("refusal",))
    assert not wrong, "\n".join(wrong)
