"""One period of arrays as the kernel asks for it: the operands of a formula over a subtree, exact.

What was summed beforehand is read from the sums of the upper places; everything else is summed anew over the run of
rows, which for a township is a handful and for the country one pass over the lanes in question.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from halfsky.engine.lanes import Lanes
from halfsky.engine.layered import Layered
from halfsky.engine.programme import How, Programme, how
from halfsky.engine.tree import Tree
from halfsky.kernel.fact import Absence, Missing, Reading
from halfsky.kernel.rollup import Key, Rolled


@dataclass(frozen=True, eq=False)
class Held:
    """The answers of one period. `sums` are those of the upper nodes for the programme, where it was run."""

    tree: Tree
    lanes: Lanes
    rows: Layered
    programme: Programme | None = None
    sums: Layered | None = None

    def rolled(self, place: int, keys: tuple[Key, ...]) -> Rolled | None:
        """The operands `keys` at a place and all below it; None where the arrays do not know a reading. Where no place
        that fills in lies there, nothing came together."""
        if any(key not in self.lanes.at for key in keys):
            return None
        node = self.tree.node_of.get(place)
        if node is None:
            row = self.tree.row_of.get(place, -1)
            return self._over(row, row + 1, keys) if row >= 0 else self._over(0, 0, keys)
        first, last = int(self.tree.first[node]), int(self.tree.last[node])
        kept = int(self.tree.kept[node])
        group = self._summed.get(tuple(sorted(self.lanes.at[key] for key in keys)))
        if kept < 0 or group is None or self.programme is None or self.sums is None:
            return self._over(first, last, keys)
        p, line = self.programme, self.sums.line(kept)
        held = int(line[p.received] - line[p.lost + group])
        found = {}
        for key in keys:
            lane = self.lanes.at[key]
            pair = p.pair_at[group, lane]
            total = int(line[lane] - line[p.fix + pair])
            extreme = p.extreme(line, pair) if pair in p.columns_of else 0
            found[key] = self._reading(key, held, total, extreme)
        return Rolled(found, held, last - first)

    def received(self, place: int) -> bool:
        """Whether anything was given at a place or below it."""
        node = self.tree.node_of.get(place)
        if node is None:
            row = self.tree.row_of.get(place)
            return row is not None and bool(self.rows.line(row)[: self.lanes.head].any())
        kept = int(self.tree.kept[node])
        if kept >= 0 and self.sums is not None and self.programme is not None:
            return bool(self.sums.line(kept)[self.programme.received])
        run = self.rows.run(int(self.tree.first[node]), int(self.tree.last[node]))
        return bool(run[:, : self.lanes.head].any())

    @cached_property
    def _summed(self) -> dict[tuple[int, ...], int]:
        """The groups of the programme by their lanes."""
        return {lanes: g for g, lanes in enumerate(self.programme.groups)} if self.programme else {}

    def _over(self, first: int, last: int, keys: tuple[Key, ...]) -> Rolled:
        run = self.rows.run(first, last)
        lanes = [self.lanes.at[key] for key in keys]
        masks = np.ascontiguousarray(run[:, : self.lanes.head]).view(np.uint64)
        whole = np.ones(len(run), np.bool_)
        for lane in lanes:
            whole &= (masks[:, lane // 64] >> np.uint64(lane % 64) & np.uint64(1)).astype(np.bool_)
        held = int(whole.sum())
        found = {}
        for key, lane in zip(keys, lanes, strict=True):
            column = run[:, self.lanes.head + lane][whole]
            extreme = 0
            if held and how(self.lanes.ways[lane]) in (How.HIGHEST, How.LOWEST):
                extreme = int(column.max() if how(self.lanes.ways[lane]) is How.HIGHEST else column.min())
            found[key] = self._reading(key, held, int(column.sum(dtype=np.int64)), extreme)
        return Rolled(found, held, last - first)

    def _reading(self, key: Key, held: int, total: int, extreme: int) -> Reading:
        """The whole of one reading, by its way of adding, as `rollup` has it."""
        lane = self.lanes.at[key]
        if not held:
            return Missing(Absence.NOT_REPORTED, key[0])
        unit = 10 ** self.lanes.scales[lane]
        match how(self.lanes.ways[lane]):
            case How.ALL:
                return Fraction(total == held)
            case How.ONE if held != 1:
                return Missing(Absence.NOT_COMPUTED, key[0])
            case How.HIGHEST | How.LOWEST:
                return Fraction(extreme, unit)
        return Fraction(total, unit)
