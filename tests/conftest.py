"""What every test shares: what to do where a system package is missing, and how hard random tests try.

Tests that need a system package skip with its name where it is missing, and fail in CI. Random tests take the same
examples each time in CI, new ones on a person's machine; a test that sets its own number keeps it.
"""

import os
import shutil

import pytest
from hypothesis import settings

from tests.houses import admin, full_house, full_template, house, small_template

# Fixtures that make houses: named here, they are there for every test.
__all__ = ["admin", "full_house", "full_template", "house", "small_template"]

settings.register_profile("daily", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "daily")

# Marker → the commands that its tests start.
NEEDS = {"browser": ("chromium",), "office": ("soffice", "pdftotext")}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a marked test whose commands are not installed; `make system` installs them."""
    missing = [
        command
        for marker, commands in NEEDS.items()
        if item.get_closest_marker(marker)
        for command in commands
        if shutil.which(command) is None
    ]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (make system)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
