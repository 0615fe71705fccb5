"""What every test shares: the database, what to do where a system package is missing, how hard random tests try.

`--database postgresql` runs the tests that touch a database once more, on a real PostgreSQL: those that ask for a
house, and those marked `database` or `postgresql`.

Tests that need a system package skip with its name where it is missing, and fail in CI. Random tests take the same
examples each time in CI, new ones on a person's machine; a test that sets its own number keeps it.
"""

import os
import shutil

import pytest
from hypothesis import settings

from tests import memory, slow, spreading
from tests.collecting import city, city_template, people, row
from tests.databases import PREPARED, SOCKETS, start
from tests.demonstration import demo_template
from tests.houses import admin, full_house, full_template, house, small_template
from tests.ledgers import books, ledgers_template, shipped_books, shipped_template, staff

# Fixtures that make houses: named here, they are there for every test.
__all__ = [
    "admin",
    "books",
    "city",
    "city_template",
    "demo_template",
    "full_house",
    "full_template",
    "house",
    "ledgers_template",
    "people",
    "row",
    "shipped_books",
    "shipped_template",
    "small_template",
    "staff",
]

settings.register_profile("daily", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "daily")

CALC = "/usr/lib/libreoffice/program/libsclo.so"
"""The spreadsheet of LibreOffice brings no command of its own."""
NGINX = "/usr/sbin/nginx"
"""Not on everybody's path."""
# Marker → the commands and files that its tests need.
NEEDS = {"browser": ("chromium",), "office": ("soffice", "pdftotext"), "sheets": ("soffice", CALC), "proxy": (NGINX,)}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where houses keep rows")
    parser.addoption("--measure", action="store_true", help="write tests/slow.txt anew from what this run takes")


def pytest_configure(config: pytest.Config) -> None:
    """Start the database server once; the workers of xdist find its address in their environment."""
    memory.choose_folder()
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(spreading)
    if config.getoption("--measure") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(slow.Measuring())
    if config.getoption("--database") == "postgresql" and SOCKETS not in os.environ:
        config.add_cleanup(start())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what would say the same again; on SQLite, what PostgreSQL alone can show."""
    slow.mark(items)
    spreading.browser_first(items)
    if config.getoption("--database") == "sqlite":
        kept = [item for item in items if not item.get_closest_marker("postgresql")]
    else:
        kept = [item for item in items if _touches_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _touches_a_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("database") or item.get_closest_marker("postgresql")
    return bool(marked or PREPARED & set(getattr(item, "fixturenames", ())))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a marked test whose commands are not installed; `make system` installs them."""
    missing = [
        command
        for marker, commands in NEEDS.items()
        if item.get_closest_marker(marker)
        for command in commands
        if shutil.which(command) is None and not os.path.exists(command)
    ]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (make system)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
