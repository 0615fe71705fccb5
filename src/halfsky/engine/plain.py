"""The pass over rows with NumPy alone: for the houses of counties and cities. `compiled.py` gives the same answers.

All that lies below a place is one run of rows, so that a sum over it is the difference of two running totals: every
place of every level at once.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import Rows
from halfsky.engine.marks import DOWN, MET, SAME, UNMET, UP
from halfsky.engine.programme import How, Programme
from halfsky.engine.rollup import Month, Rollup
from halfsky.kernel.fact import Adding

NEAR = 1e-9
LEAST = -(2**62)
"""The highest of nothing."""


def reckon(work: Rollup, rows: Rows, month: Month, before: NDArray[np.float64] | None) -> None:
    """Reckon all nodes of one period."""
    tree, programme = work.tree, work.programme
    sums = totals(programme, rows, tree.first, tree.last)
    month.sums[:] = sums[tree.upper]
    above, below = quotients(programme, sums, tree.last - tree.first)
    start, member = tree.families
    families = [member[a:b] for a, b in itertools.pairwise(start) if b > a]
    families += [np.array([root]) for root in np.flatnonzero(tree.parent < 0)]
    judge(programme, above, below, families, month, before)


def judge(
    programme: Programme,
    above: NDArray[np.int64],
    below: NDArray[np.int64],
    families: list[NDArray[np.int32]],
    month: Month,
    before: NDArray[np.float64] | None,
) -> None:
    """Values, marks and ranks of figures that are at hand as whole quotients."""
    month.values[:] = np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
    month.marks[:] = _marks(programme, above, below, month.values, before)
    month.ranks[:] = 0
    for family in families:
        for f in np.flatnonzero(programme.senses):
            _rank(family, int(f), int(programme.senses[f]), above, below, month)


def totals(programme: Programme, rows: Rows, first: NDArray[np.int32], last: NDArray[np.int32]) -> NDArray[np.int64]:
    """The sums over runs of rows, [run, W]; the columns are those that `Programme` tells."""
    lanes, figures = programme.lanes, programme.figures
    valid = lanes.valid(rows)
    received = valid.any(axis=1)
    columns = np.zeros((len(rows), programme.width), np.int64)
    columns[:, : programme.fix] = rows[:, lanes.head :]
    columns[:, programme.received] = received
    joint = [valid[:, programme.lane[:n, f]].all(axis=1) for f, n in enumerate(programme.count)]
    for f, held in enumerate(joint):
        columns[:, programme.lost + f] = received & ~held
        for k in range(programme.count[f]):
            column = columns[:, programme.lane[k, f]]
            columns[:, programme.fix + k * figures + f] = np.where(held, 0, column)
    running = np.vstack((np.zeros((1, programme.width), np.int64), np.cumsum(columns, axis=0)))
    found: NDArray[np.int64] = running[last] - running[first]
    whole: NDArray[np.bool_] = np.asarray(valid[:, np.unique(programme.lane)].all(axis=1))
    for i, lane in enumerate(programme.far_lane):
        high = lanes.ways[lane] is Adding.HIGHEST
        found[:, programme.furthest + i] = _extreme(columns[:, lane], whole, high, first, last)
    for i, (k, f) in enumerate(programme.far):
        high = programme.how[k, f] == How.HIGHEST
        some: NDArray[np.bool_] = joint[f] & ~whole
        found[:, programme.further + i] = _extreme(columns[:, programme.lane[k, f]], some, high, first, last)
    return found


def _extreme(
    column: NDArray[np.int64], held: NDArray[np.bool_], high: bool, first: NDArray[np.int32], last: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The highest or lowest of the held numbers of each run."""
    sign = 1 if high else -1
    turned = np.where(held, sign * column, LEAST)
    return sign * np.array([turned[a:b].max(initial=LEAST) for a, b in zip(first, last, strict=True)], np.int64)


def quotients(
    programme: Programme, sums: NDArray[np.int64], due: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The figures of places as whole quotients, [place, F] each; one that is none has 0 below."""
    figures = programme.figures
    held = sums[:, [programme.received]] - sums[:, programme.lost : programme.received]
    good = (held > 0) & (5 * held >= 4 * due[:, None])
    above, below = (np.repeat(side[None], len(sums), axis=0) for side in programme.constant)
    for f in range(figures):
        for k in range(programme.count[f]):
            value = sums[:, programme.lane[k, f]] - sums[:, programme.fix + k * figures + f]
            match programme.how[k, f]:
                case How.ALL:
                    value = (value == held[:, f]).astype(np.int64)
                case How.ONE:
                    good[:, f] &= held[:, f] == 1
                case How.HIGHEST | How.LOWEST:
                    value = np.array([programme.extreme(line, k, f) for line in sums], np.int64)
            value = np.where(good[:, f], value, 0)
            above[:, f] += programme.above[k, f] * value
            below[:, f] += programme.below[k, f] * value
    turned = np.where(below < 0, -1, 1)
    return np.where(good, above * turned, 0), np.where(good, below * turned, 0)


def _marks(
    programme: Programme,
    above: NDArray[np.int64],
    below: NDArray[np.int64],
    values: NDArray[np.float64],
    before: NDArray[np.float64] | None,
) -> NDArray[np.uint8]:
    marks = np.zeros(values.shape, np.uint8)
    for f, (low, low_of, high, high_of) in enumerate(programme.bars):
        if not (low_of or high_of):
            continue
        met = np.ones(len(values), np.bool_)
        for p, q, sign in ((low, low_of, 1), (high, high_of, -1)):
            if not q:
                continue
            bound = p / q
            met &= sign * (values[:, f] - bound) > 0
            for i in np.flatnonzero(np.abs(values[:, f] - bound) <= NEAR * max(abs(bound), NEAR)):
                exact = Fraction(int(above[i, f]), int(below[i, f]))
                met[i] = sign * (exact - Fraction(int(p), int(q))) >= 0
        marks[:, f] = np.where(met, MET, UNMET)
    if before is not None:
        marks += UP * (values > before).astype(np.uint8)
        marks += DOWN * (values < before).astype(np.uint8)
        marks += SAME * (values == before).astype(np.uint8)
    marks[np.isnan(values)] = 0
    return marks


def _rank(
    family: NDArray[np.int32],
    f: int,
    sense: int,
    above: NDArray[np.int64],
    below: NDArray[np.int64],
    month: Month,
) -> None:
    """Rank one family by one figure; where neighbours are near, by the exact quotients."""
    known = family[below[family, f] != 0]
    values = sense * month.values[known, f]
    ordered = np.sort(values)
    if np.any(np.abs(np.diff(ordered)) <= NEAR * np.maximum(np.abs(ordered[1:]), np.abs(ordered[:-1]))):
        exact = [sense * Fraction(int(above[m, f]), int(below[m, f])) for m in known]
        month.ranks[known, f] = [1 + sum(other > one for other in exact) for one in exact]
    else:
        month.ranks[known, f] = 1 + len(known) - np.searchsorted(ordered, values, side="right")
