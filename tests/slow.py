"""Which tests `make quick` leaves out: those that took long when they were last measured (`make slow` measures anew).

The list is `slow.txt`, one test a line, without its parameters. A test that is marked `slow` by hand stays so, and all
that drives a browser is slow. Nothing is left out of `make test`.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow.txt")
SECONDS, TOGETHER = 0.5, 1.5
"""One run of a test that takes so long is slow, and so are all runs of one test that take so long together."""


def mark(items: list[pytest.Item]) -> None:
    """Mark what is on the list."""
    names = set(LIST.read_text("utf-8").split()) if LIST.exists() else set()
    for item in items:
        if _name(item.nodeid) in names or item.get_closest_marker("browser"):
            item.add_marker("slow")


class Measuring:
    """Writes the list from what this run took."""

    def __init__(self) -> None:
        self.took: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[_name(report.nodeid)][report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        slow = [
            name for name, runs in self.took.items() if max(runs.values()) >= SECONDS or sum(runs.values()) >= TOGETHER
        ]
        LIST.write_text("".join(f"{name}\n" for name in sorted(slow)), "utf-8")


def _name(nodeid: str) -> str:
    return nodeid.partition("[")[0].replace(" ", "")
