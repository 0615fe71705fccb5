"""One invented country in every shape that is compared: our rows, and a wide Parquet file.

It lies in a folder. The first to ask writes it; a process that comes later finds it there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from halfsky.cli.bench import content
from halfsky.engine.asking import programme
from halfsky.engine.invented import paths
from halfsky.engine.lanes import Lanes
from halfsky.engine.programme import Programme
from halfsky.engine.rollup import Rollup
from halfsky.engine.snapshot import OF_TREE
from halfsky.engine.timing import YEAR, laid_out, opened, written
from halfsky.engine.tree import Tree
from halfsky.kernel.place import Level
from halfsky.kernel.target import Bar

MONTHS = 12
LEVELS = ("nation", "province", "prefecture", "county", "township")


@dataclass
class Country:
    """So many villages, in a folder of its own."""

    villages: int
    folder: Path

    def __post_init__(self) -> None:
        about = self.folder / "facts.json"
        if not about.exists():
            np.savez(self._kept, **{part: getattr(Tree.of(paths(self.villages)), part) for part in OF_TREE})
            _, facts = written(self.folder, self.tree, self.lanes, MONTHS)
            about.write_text(json.dumps(facts), "utf-8")
        self.facts: int = json.loads(about.read_text("utf-8"))
        self.files = [self.folder / f"{month}.npy" for month in range(MONTHS)]

    @property
    def _kept(self) -> Path:
        return self.folder / "tree.npz"

    @cached_property
    def tree(self) -> Tree:
        with np.load(self._kept) as parts:
            return Tree(*(parts[name] for name in OF_TREE))

    @cached_property
    def lanes(self) -> Lanes:
        return laid_out(content())

    @cached_property
    def programme(self) -> Programme:
        """The figures of the pack, each with a bar to be met: at least a half, or at most."""
        made = programme(content(), Level.VILLAGE, YEAR, self.lanes, self.villages)
        half = Fraction(1, 2)
        bars = {1: Bar(low=half), -1: Bar(high=half), 0: None}
        return Programme(made.lanes, tuple(replace(asked, bar=bars[asked.sense]) for asked in made.asked), made.rows)

    @cached_property
    def work(self) -> Rollup:
        return Rollup.over(self.tree, self.programme, fast=True)

    @property
    def wide(self) -> Path:
        """A row a village and month: the places above it, the month, a column a reading, null where there is none."""
        path = self.folder / "wide.parquet"
        if not path.exists():
            self._write(path)
        return path

    @property
    def columns(self) -> list[str]:
        return [code for code, _ in self.lanes.keys]

    @cached_property
    def places_above(self) -> dict[str, np.ndarray]:
        """The node above each village at every level, by the level's name."""
        way = [self.tree.above]
        while (way[-1] >= 0).any():
            way.append(np.where(way[-1] >= 0, self.tree.parent[way[-1]], -1))
        return dict(zip(LEVELS, [nodes.astype(np.int32) for nodes in way[len(LEVELS) - 1 :: -1]], strict=True))

    def _write(self, path: Path) -> None:
        above = {name: pa.array(nodes) for name, nodes in self.places_above.items()}
        fields = [(name, pa.int32()) for name in ("month", "village", *above)]
        schema = pa.schema([*fields, *((code, pa.int32()) for code in self.columns)])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for month, file in enumerate(self.files):
                rows = opened(file)
                there = self.lanes.valid(rows)
                numbers = {
                    code: pa.array(rows[:, self.lanes.head + i], mask=~there[:, i])
                    for i, code in enumerate(self.columns)
                }
                month_of = np.full(len(rows), month, np.int32)
                village = np.arange(len(rows), dtype=np.int32)
                table = {"month": pa.array(month_of), "village": pa.array(village), **above, **numbers}
                writer.write_table(pa.table(table, schema=schema), row_group_size=200_000)
