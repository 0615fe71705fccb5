"""What the processes of a server hold in memory while it is asked, looked at now and then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 5.0
"""Seconds."""
TENTHS = 10


@dataclass
class Memory:
    """Megabytes of a process and all that it has started, in the order in which they were looked at."""

    seen: list[float] = field(default_factory=list)

    @contextmanager
    def watching(self, process: int) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(EVERY):
                self.seen.append(sum(_held(one) for one in _family(process)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def shown(self) -> str:
        """The most of every tenth of the run."""
        wide = max(1, -(-len(self.seen) // TENTHS))
        parts = [max(self.seen[at : at + wide]) for at in range(0, len(self.seen), wide)]
        return f"memory of the server's processes, MB, tenth by tenth: {' '.join(f'{part:.0f}' for part in parts)}"


def _family(process: int) -> list[int]:
    """The process and all below it."""
    found = [process]
    for one in found:
        try:
            found += [int(n) for n in Path(f"/proc/{one}/task/{one}/children").read_text("utf-8").split()]
        except FileNotFoundError:
            continue
    return found


def _held(process: int) -> float:
    """Memory that a process does not share, and its share of what it does; none once it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)
