"""The compiled pass put to work on one period: hands the columns of a programme and a tree to `compiled`."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from halfsky.engine import compact, compiled
from halfsky.engine.lanes import Rows
from halfsky.engine.programme import Programme
from halfsky.engine.rollup import Month, Rollup

NOTHING = np.empty((0, 0))
_COLUMNS: WeakKeyDictionary[Programme, compact.Columns] = WeakKeyDictionary()


def columns(work: Rollup) -> compact.Columns:
    """The programme as the pass takes it, made once."""
    if work.programme not in _COLUMNS:
        _COLUMNS[work.programme] = compact.columns(work.programme)
    return _COLUMNS[work.programme]


def reckon(
    work: Rollup, rows: Rows, month: Month, before: NDArray[np.float64] | None, nodes: NDArray[np.int32]
) -> None:
    """Reckon the families of these upper nodes; see `compiled.reckon`."""
    tree, programme = work.tree, work.programme
    begin, member = tree.families
    widest = int((begin[nodes + 1] - begin[nodes]).max(initial=0))
    compiled.reckon(
        columns(work),
        (begin, member, *work.own),
        nodes,
        (tree.kept, tree.first, tree.last),
        rows,
        month.sums,
        month.values,
        month.ranks,
        month.marks,
        NOTHING if before is None else before,
        compact.scratch(programme, widest),
    )


def top(work: Rollup, rows: Rows, month: Month, before: NDArray[np.float64] | None) -> None:
    """The figures of the places that hang on nothing: each is the only one of its family."""
    tree, said, room = work.tree, columns(work), compact.scratch(work.programme, 1)
    then = NOTHING if before is None else before
    for root in np.flatnonzero(tree.parent < 0):
        kept = tree.kept[root]
        sums = month.sums[kept : kept + 1] if kept >= 0 else month.sums[:0]
        run = np.array([[tree.first[root], tree.last[root]]], np.int64)
        compiled.alone(said, root, run, rows, sums, month.values, month.ranks, month.marks, then, room)
