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
from halfsky.engine.quotient import NEAR
from halfsky.engine.rollup import Month, Rollup

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
    lanes = programme.lanes
    valid = lanes.valid(rows)
    received = valid.any(axis=1)
    columns = np.zeros((len(rows), programme.width), np.int64)
    columns[:, : programme.fix] = rows[:, lanes.head :]
    columns[:, programme.received] = received
    joint = [valid[:, group].all(axis=1) for group in programme.groups]
    for g, held in enumerate(joint):
        columns[:, programme.lost + g] = received & ~held
    for p, (g, lane) in enumerate(programme.pairs):
        columns[:, programme.fix + p] = np.where(joint[g], 0, columns[:, lane])
    running = np.vstack((np.zeros((1, programme.width), np.int64), np.cumsum(columns, axis=0)))
    found: NDArray[np.int64] = running[last] - running[first]
    whole: NDArray[np.bool_] = np.asarray(valid[:, np.unique(programme.pairs[:, 1])].all(axis=1))
    for p, (over_whole, over_some) in programme.columns_of.items():
        g, lane = programme.pairs[p]
        high, some = programme.how[p] == How.HIGHEST, joint[g] & ~whole
        found[:, over_whole] = _extreme(columns[:, lane], whole, high, first, last)
        found[:, over_some] = _extreme(columns[:, lane], some, high, first, last)
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
    held = sums[:, [programme.received]] - sums[:, programme.lost : programme.received]
    there = (held > 0) & (5 * held >= 4 * due[:, None])
    values = sums[:, programme.pairs[:, 1]] - sums[:, programme.fix : programme.lost]
    for p, (g, _) in enumerate(programme.pairs):
        match programme.how[p]:
            case How.ALL:
                values[:, p] = values[:, p] == held[:, g]
            case How.ONE:
                there[:, g] &= held[:, g] == 1
            case How.HIGHEST | How.LOWEST:
                values[:, p] = [programme.extreme(line, p) for line in sums]
    good = there[:, programme.group]
    above, below = (np.repeat(side[None], len(sums), axis=0) for side in programme.constant)
    for k in range(programme.operands):
        value = np.where(good, values[:, programme.pair[k]], 0)
        above += programme.above[k] * value
        below += programme.below[k] * value
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
