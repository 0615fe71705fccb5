"""`python -m bench.guard [--land]`: has the pass become slower since it was last measured and landed?

At the size of a province the pass and a yardstick (`yardstick.py`) take turns, on one thread, in seconds of processor
time; of each the least counts. The quotient is held against the one in `guard.json`, and a third more is too much.
Other processes disturb both alike and for moments only, so that among many short runs some are nearly undisturbed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from bench.country import Country
from bench.families import PROVINCE
from bench.measuring import least, processor
from bench.yardstick import FIGURES, walked
from halfsky.engine.rollup import Month
from halfsky.engine.timing import opened

LANDED = Path(__file__).with_name("guard.json")
WORSE = 4 / 3
RUNS = 60


class Guarded:
    """A province whose months lie in memory, and the two works over it."""

    def __init__(self, folder: Path, villages: int = PROVINCE) -> None:
        self.country = Country(villages, folder)
        self.rows = [np.array(opened(file)) for file in self.country.files]
        self.months = [Month.empty(self.country.tree, self.country.programme) for _ in self.rows]
        self.lowest = self.country.tree.lowest
        self.into = np.empty((int(self.lowest.sum()), FIGURES))

    def reckon(self) -> None:
        """The whole year by the pass."""
        self.country.work.full(self.rows, self.months, 1)

    def slower(self) -> None:
        """The year and five of its months once more: a pass that takes two fifths longer."""
        self.reckon()
        self.country.work.full(self.rows[:5], self.months[:5], 1)

    def yardstick(self) -> None:
        tree = self.country.tree
        for rows in self.rows:
            walked(rows, tree.first[self.lowest], tree.last[self.lowest], self.into)

    def against(self, works: Mapping[str, Callable[[], object]], runs: int = RUNS) -> dict[str, float]:
        """Each work over the yardstick."""
        turns = {name: (work, runs) for name, work in works.items()} | {"yardstick": (self.yardstick, runs)}
        found = least(turns, clock=time.process_time)
        return {name: found[name] / found["yardstick"] for name in works}


def worse(now: float, landed: float) -> bool:
    """Whether the pass has worsened by a third."""
    return now > landed * WORSE


def landed() -> dict[str, object]:
    """`ratio`, and the processor on which it was measured."""
    found: dict[str, object] = json.loads(LANDED.read_text("utf-8"))
    return found


def main() -> int:
    parser = ArgumentParser(prog="python -m bench.guard", description=__doc__)
    parser.add_argument("--land", action="store_true", help="write what is measured now into bench/guard.json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="halfsky-guard-") as folder:
        guarded = Guarded(Path(folder))
        now = guarded.against({"pass": guarded.reckon})["pass"]
    if args.land:
        LANDED.write_text(json.dumps({"ratio": round(now, 3), "processor": processor()}) + "\n", "utf-8")
        print(f"pass ÷ yardstick: {now:.3f}, landed 已记下")
        return 0
    before = float(str(landed()["ratio"]))
    print(f"pass ÷ yardstick: {now:.3f}; landed 已记下的: {before:.3f} ({now / before:.2f}×)")
    return int(worse(now, before))


if __name__ == "__main__":
    sys.exit(main())
