"""The places of one tree as runs: in tree order all that lies below a place stands side by side.

`rows` are the places that fill in a form, `nodes` all places above them. Both stand in the order of their paths, so
that a node comes before what lies below it and a sum over a node is a sum over one run of rows. A tree is never
re-sorted in place: a change of boundaries makes another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Path = tuple[int, ...]
"""Ids from the root down to the place itself."""
Whole = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Tree:
    """`rows` int64[R] and `nodes` int64[N] are ids; `above` int32[R] and `parent` int32[N] the node right above, −1
    for none; `first`, `last` int32[N] the run of rows below a node (`last` is not in it)."""

    rows: NDArray[np.int64]
    nodes: NDArray[np.int64]
    above: Whole
    parent: Whole
    first: Whole
    last: Whole

    @staticmethod
    def of(paths: Iterable[Path]) -> Tree:
        """The tree above the places of these paths."""
        ordered = sorted(paths)
        at: dict[int, int] = {}
        parent: list[int] = []
        first: list[int] = []
        last: list[int] = []
        above = np.empty(len(ordered), np.int32)
        for row, path in enumerate(ordered):
            upper = -1
            for place in path[:-1]:
                if place not in at:
                    at[place] = len(parent)
                    parent.append(upper)
                    first.append(row)
                    last.append(row)
                upper = at[place]
                last[upper] = row + 1
            above[row] = upper
        return Tree(
            np.array([path[-1] for path in ordered], np.int64),
            np.array(list(at), np.int64),
            above,
            np.array(parent, np.int32),
            np.array(first, np.int32),
            np.array(last, np.int32),
        )

    @cached_property
    def node_of(self) -> Mapping[int, int]:
        """The index of a node by the place's id."""
        return {int(place): i for i, place in enumerate(self.nodes)}

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """The index of a row by the place's id."""
        return {int(place): i for i, place in enumerate(self.rows)}

    @cached_property
    def lowest(self) -> NDArray[np.bool_]:
        """The nodes with rows right below and no node: the townships above villages, bool[N]."""
        found = np.ones(len(self.nodes), np.bool_)
        found[self.parent[self.parent >= 0]] = False
        return found

    @cached_property
    def upper(self) -> Whole:
        """The other nodes, whose sums are kept; in tree order."""
        return np.flatnonzero(~self.lowest).astype(np.int32)

    @cached_property
    def kept(self) -> Whole:
        """The place of a node among the `upper` ones, −1 for the lowest; int32[N]."""
        found = np.full(len(self.nodes), -1, np.int32)
        found[self.upper] = np.arange(len(self.upper), dtype=np.int32)
        return found

    @cached_property
    def families(self) -> tuple[Whole, Whole]:
        """The nodes right below each node, as (start int32[N + 1], member): siblings stand side by side in `member`."""
        below = np.flatnonzero(self.parent >= 0)
        order = below[np.argsort(self.parent[below], kind="stable")].astype(np.int32)
        counts = np.bincount(self.parent[below], minlength=len(self.nodes))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32), order
