"""How everything here is measured: the least of several runs in turns, and the most memory that a process ever held.

A machine is never quiet, so no time is worth much by itself. Works that are compared run in one process, one after the
other, again and again; of each the least time counts, and the quotient of two is the result.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

RUNS, SLOW = 7, 2
"""So many runs of what is short, and of what takes many seconds."""

Works = Mapping[str, tuple[Callable[[], object], int]]
"""By name: what is run, and how often."""


def least(works: Works, clock: Callable[[], float] = time.perf_counter) -> dict[str, float]:
    """The least seconds of each work, in turns, after one run that does not count of each that is not slow."""
    found = dict.fromkeys(works, float("inf"))
    for run in range(-1, max(times for _, times in works.values())):
        for name, (work, times) in works.items():
            if run < times and not (run < 0 and times <= SLOW):
                begun = clock()
                work()
                if run >= 0:
                    found[name] = min(found[name], clock() - begun)
    return found


def once(work: Callable[[], object]) -> float:
    """The seconds of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak_mb() -> float:
    """The most memory this process has held so far, megabytes; that of the process which started it does not count."""
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(said["VmHWM"].split()[0]) / 1024


def first_to_go() -> None:
    """Where memory ends, let the system end this process and no other."""
    Path("/proc/self/oom_score_adj").write_text("1000", "utf-8")


@contextmanager
def busy(neighbours: int = 1) -> Iterator[None]:
    """So many other processes that keep a core busy each."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(neighbours)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def processor() -> str:
    """The model of the processor."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def machine() -> str:
    """The machine in a line: processor, cores, memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB"
