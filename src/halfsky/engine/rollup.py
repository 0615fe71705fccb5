"""One period reckoned: rows of answers in, sums and figures of every place above out. The one door to both passes.

`plain` is NumPy alone, `compiled` a pass compiled by Numba, which pays its import from about a province upwards. Both
have the same signature and give the same answers, to the last digit; so does the kernel's reference (`rollup.roll_up`
and `figure.compute`), which this exists to be faster than.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import Rows
from halfsky.engine.programme import Programme
from halfsky.engine.tree import Tree

LARGE = 10_000
"""From so many rows on the compiled pass is taken, where it is installed."""

PIECE = 50_000
"""Rows that are worth a piece of their own when several threads share the work."""


@dataclass(eq=False)
class Month:
    """What one period comes to, over the nodes of a tree: `values` float64[N, F] (NaN: none), `ranks` int16[N, F] among
    siblings (0: none), `marks` uint8[N, F] (see `marks.py`); `sums` int64[U, W] of the upper nodes."""

    values: NDArray[np.float64]
    ranks: NDArray[np.int16]
    marks: NDArray[np.uint8]
    sums: NDArray[np.int64]

    @classmethod
    def empty(cls, tree: Tree, programme: Programme) -> Month:
        shape = len(tree.nodes), programme.figures
        return cls(
            np.empty(shape), np.empty(shape, np.int16), np.empty(shape, np.uint8),
            np.empty((len(tree.upper), programme.width), np.int64),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rollup:
    """A programme over a tree. `fast` takes the compiled pass."""

    tree: Tree
    programme: Programme
    fast: bool

    @classmethod
    def over(cls, tree: Tree, programme: Programme, fast: bool | None = None) -> Rollup:
        """By the compiled pass where there are many rows and it is there; `fast` decides otherwise."""
        large = len(tree.rows) >= LARGE and find_spec("numba") is not None
        return cls(tree, programme, large if fast is None else fast)

    @cached_property
    def ground(self) -> NDArray[np.int32]:
        """The upper nodes with no upper node below them: counties, above townships. They do not touch each other."""
        above = self.tree.parent[self.tree.upper]
        return np.setdiff1d(self.tree.upper, above[above >= 0]).astype(np.int32)

    @cached_property
    def over_ground(self) -> NDArray[np.int32]:
        """The other upper nodes, those further down first."""
        return np.setdiff1d(self.tree.upper, self.ground)[::-1].astype(np.int32)

    def full(
        self, months: Sequence[Rows], into: Sequence[Month], threads: int = 1, before: NDArray[np.float64] | None = None
    ) -> None:
        """Reckon periods that follow each other; `before` are the values of the one before the first. Rows may be
        mapped when they are asked for (`Mapped`): of each period no more is held than what is being read."""
        if not self.fast:
            for rows, month in zip(months, into, strict=True):
                self._pass().reckon(self, rows, month, before)
                before = month.values
            return
        # Few large pieces of work, taken by whoever is free: beside a busy neighbour no thread waits for another.
        pieces = 1 if threads == 1 else min(4 * threads, threads + len(self.tree.rows) // PIECE)
        shards = np.array_split(self.ground, pieces)

        def along(nodes: NDArray[np.int32]) -> None:
            """One shard through all periods, so that the values of the period before are still near."""
            last = before
            for rows, month in zip(months, into, strict=True):
                self._pass().reckon(self, rows, month, last, nodes)
                last = month.values

        if threads == 1:
            along(self.ground)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(along, shards))
        along(self.over_ground)
        last = before
        for rows, month in zip(months, into, strict=True):
            self._pass().top(self, rows, month, last)
            last = month.values

    def again(
        self, rows: Rows, month: Month, touched: Iterable[int], before: NDArray[np.float64] | None
    ) -> NDArray[np.int32]:
        """Reckon anew, in place, what the rows of these numbers touch: their families and those of all above. It comes
        to what `full` would give, since whole numbers do not drift. Returns the nodes whose families were reckoned."""
        nodes = self.touched(touched)
        if self.fast:
            self._pass().reckon(self, rows, month, before, nodes)
            self._pass().top(self, rows, month, before)
        else:
            self._pass().reckon(self, rows, month, before)
        return nodes

    def touched(self, rows: Iterable[int]) -> NDArray[np.int32]:
        """The upper nodes above some rows, those further down first."""
        tree = self.tree
        found = np.unique(tree.above[np.fromiter(rows, np.int64)])
        every = [found]
        while len(found):
            found = np.unique(tree.parent[found[found >= 0]])
            found = found[found >= 0]
            every.append(found)
        nodes = np.unique(np.concatenate(every))
        return nodes[(nodes >= 0) & (tree.kept[nodes] >= 0)][::-1].astype(np.int32)

    def _pass(self) -> Any:
        if self.fast:
            from halfsky.engine import fast

            return fast
        from halfsky.engine import plain

        return plain

    @cached_property
    def own(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Rows that hang on an upper node itself, as (start int32[N + 1], row)."""
        tree = self.tree
        if not len(tree.nodes):
            return np.zeros(1, np.int32), np.zeros(0, np.int32)
        rows = np.flatnonzero((tree.above >= 0) & (tree.kept[tree.above] >= 0))
        rows = rows[np.argsort(tree.above[rows], kind="stable")]
        counts = np.bincount(tree.above[rows], minlength=len(tree.nodes))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32), rows.astype(np.int32)
