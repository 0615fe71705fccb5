"""What every test shares: tests that need a system package skip with its name where it is missing, and fail in CI."""

import os
import shutil

import pytest

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
