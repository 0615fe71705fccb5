"""The measurement behind `halfsky bench rollup`: reading the same bytes and reckoning them, in turns, and checked."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from halfsky.engine.asking import keys_of, programme
from halfsky.engine.invented import fill, paths
from halfsky.engine.lanes import Lanes, Rows
from halfsky.engine.layered import Layered
from halfsky.engine.reading import Held
from halfsky.engine.rollup import Month, Rollup
from halfsky.engine.tree import Tree
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Adding
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import roll_up

YEAR = 2026
LARGEST = 200_000
CHECKED = 12
"""So many places are compared with the reference evaluator."""


def measured(content: Content, villages: int, months: int, runs: int) -> dict[str, float]:
    """Least seconds of reading all rows and of rolling them up with all indicators, and what goes with them."""
    tree = Tree.of(paths(villages))
    lanes = laid_out(content)
    work = Rollup.over(tree, programme(content, Level.VILLAGE, YEAR, lanes, len(tree.rows)))
    with tempfile.TemporaryDirectory() as folder:
        files, facts = written(FilePath(folder), tree, lanes, months)
        found = [Month.empty(tree, work.programme) for _ in files]

        def read() -> None:
            for file in files:
                opened(file).view(np.int64).sum()

        read_s, full_s = least((read, lambda: reckoned(work, files, found)), runs)
        compared(content, work, opened(files[0]), found[0])
        size = sum(file.stat().st_size for file in files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "villages": villages,
        "facts": facts,
        "read_s": round(read_s, 5),
        "full_s": round(full_s, 5),
        "ratio": round(full_s / read_s, 3),
        "bytes_per_fact": round(size / facts, 3),
        "peak_mb": round(peak, 1),
    }


def laid_out(content: Content) -> Lanes:
    """The lanes of all readings that indicators of villages ask for."""
    keys = tuple(sorted(keys_of(content, Level.VILLAGE, {YEAR})))
    ways = tuple(content.elements[code].adds for code, _ in keys)
    most = tuple(1 if way in (Adding.EACH, Adding.COUNT) else LARGEST for way in ways)
    return Lanes(keys, (0,) * len(keys), ways, most)


def written(folder: FilePath, tree: Tree, lanes: Lanes, months: int) -> tuple[list[FilePath], int]:
    """Invented answers on the disk, a file a month; and how many readings they hold."""
    files, facts = [], 0
    for month in range(months):
        files.append(folder / f"{month}.npy")
        made = np.lib.format.open_memmap(files[-1], "w+", np.dtype(lanes.dtype), (len(tree.rows), lanes.width))
        facts += fill(made, lanes, month)
        made.flush()
    return files, facts


def opened(file: FilePath) -> Rows:
    """The rows of one month, mapped: what is read of them is given back when nobody holds them any more."""
    rows: Rows = np.load(file, mmap_mode="r")
    return rows


@dataclass(frozen=True, eq=False)
class Mapped(Sequence[Rows]):
    """Rows of months, each mapped anew whenever it is asked for."""

    files: Sequence[FilePath]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, at: Any) -> Any:
        file, (offset, shape, dtype) = self.files[at], self._layouts[at]
        return np.memmap(file, dtype, "r", offset, shape)

    @cached_property
    def _layouts(self) -> list[tuple[int, tuple[int, ...], Any]]:
        return [(a.offset, a.shape, a.dtype) for a in (np.load(file, mmap_mode="r") for file in self.files)]


def reckoned(work: Rollup, files: Sequence[FilePath], into: list[Month]) -> None:
    """Roll up and judge month after month, each mapped while it is read."""
    work.full(Mapped(files), into, 2)


def least(works: tuple[Callable[[], None], ...], runs: int) -> list[float]:
    """The least seconds of each work over runs in turns, after one that does not count."""
    found = [float("inf")] * len(works)
    for run in range(runs + 1):
        for at, work in enumerate(works):
            begun = time.perf_counter()
            work()
            if run:
                found[at] = min(found[at], time.perf_counter() - begun)
    return found


def compared(content: Content, work: Rollup, rows: Rows, month: Month) -> None:
    """Raise AssertionError where a figure is not what the reference evaluator gives for the same answers."""
    tree, lanes = work.tree, work.programme.lanes
    size = tree.last - tree.first
    small = np.flatnonzero(size <= 5000)
    some = np.random.default_rng(7).choice(small, min(CHECKED, len(small)), replace=False)
    held = Held(tree, lanes, Layered.plain(rows), work.programme, Layered.plain(month.sums))
    for node in some:
        run = rows[tree.first[node] : tree.last[node]]
        parts = [{key: Fraction(number) for key, number in lanes.readings(row).items()} for row in run]
        for f, asked in enumerate(work.programme.asked):
            indicator = content.indicators[asked.code.partition("|")[0]]
            formula = content.formula(indicator, YEAR)
            assert formula is not None
            rolled = roll_up(operands(formula, TOTAL), content.elements, parts)
            found = compute(indicator, formula, rolled, content.elements, TOTAL, Period("year", YEAR))
            assert held.rolled(int(tree.nodes[node]), operands(formula, TOTAL)) == rolled, asked.code
            value = month.values[node, f]
            assert (found is None) == bool(np.isnan(value)), asked.code
            assert found is None or abs(value - float(found.value)) <= 1e-9 * abs(value), asked.code
