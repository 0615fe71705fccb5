"""A programme laid out for the compiled pass: plain arrays and numbers, since compiled code knows nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.programme import How, Programme
from halfsky.engine.quotient import NEAR
from halfsky.kernel.fact import Adding


class Columns(NamedTuple):
    """What the pass reads of a programme; see `Programme` for the columns of sums."""

    words: int
    head: int
    lanes: int
    lost: int
    received: int
    furthest: int
    further: int

    # Which rows count for a group [G], and what is taken back of pairs [P] where a lane [L] is missing.
    need: NDArray[np.uint64]
    full: NDArray[np.uint64]
    pairs: NDArray[np.int64]
    """[P, 2] group and lane."""
    begin: NDArray[np.int64]
    """[G + 1] the pairs of a group."""
    users: NDArray[np.int64]
    user: NDArray[np.int64]
    """Start [L + 1], and the groups that need a lane."""
    backs: NDArray[np.int64]
    back: NDArray[np.int64]
    """Start [L + 1], and [B, 2] the column that takes back, and the lane that it is in."""

    # Highest and lowest.
    far: NDArray[np.int64]
    far_high: NDArray[np.bool_]
    far_stays: NDArray[np.bool_]
    """[L, X] whether a pair of `far` still counts where a lane is missing."""
    far_lane: NDArray[np.int64]
    lane_high: NDArray[np.bool_]
    special: NDArray[np.int64]
    """[S, 4] a pair that is no plain sum, how it is made, and its columns of highest or lowest."""
    single: NDArray[np.int64]
    """The groups that are there only where one row is."""

    # Figures [F] of operands [K, F]; what is gathered by them is unsigned, for a signed number might count from behind.
    lane: NDArray[np.uint64]
    """[P] the lane of a pair."""
    group: NDArray[np.uint64]
    pair: NDArray[np.uint64]
    above: NDArray[np.int64]
    below: NDArray[np.int64]
    constant: NDArray[np.int64]
    senses: NDArray[np.float64]
    bars: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    room: NDArray[np.float64]
    """[2, F] how near to a bar is near."""
    asks: NDArray[np.uint8]


class Scratch(NamedTuple):
    """Room for one family at a time, a line a member: sums, whole quotients, numbers to rank by, how near is near, and
    ranks; and for one place the values of its pairs, which groups suffice, and what a figure reads."""

    sums: NDArray[np.int64]
    above: NDArray[np.int64]
    below: NDArray[np.int64]
    short: NDArray[np.float64]
    room: NDArray[np.float64]
    rank: NDArray[np.int16]
    value: NDArray[np.int64]
    good: NDArray[np.int64]
    read: NDArray[np.int64]


def columns(p: Programme) -> Columns:
    """The programme as the pass takes it; ranks run by `senses` (NaN: nobody is ranked), bars also as doubles."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(p.bars[:, 1] != 0, p.bars[:, 0] / p.bars[:, 1], -np.inf)
        high = np.where(p.bars[:, 3] != 0, p.bars[:, 2] / p.bars[:, 3], np.inf)
    of, lane = p.pairs.T
    lanes = range(len(p.lanes.keys))
    users = [[g for g, group in enumerate(p.groups) if i in group] for i in lanes]
    backs = [[(p.fix + p.pair_at[g, other], other) for g in some for other in p.groups[g]] for some in users]
    stays = [[i not in p.groups[of[pair]] for pair in p.far] for i in lanes]
    special = [(i, how, *p.columns_of.get(i, (0, 0))) for i, how in enumerate(p.how) if how != How.SUM]
    return Columns(
        words=p.lanes.words,
        head=p.lanes.head,
        lanes=len(lanes),
        lost=p.lost,
        received=p.received,
        furthest=p.furthest,
        further=p.further,
        need=p.need,
        full=p.full,
        pairs=p.pairs,
        begin=np.searchsorted(of, np.arange(len(p.groups) + 1)).astype(np.int64),
        users=_starts(users),
        user=np.array([g for some in users for g in some], np.int64),
        backs=_starts(backs),
        back=np.array([pair for some in backs for pair in some], np.int64).reshape(-1, 2),
        far=p.far,
        far_high=p.how[p.far] == How.HIGHEST,
        far_stays=np.array(stays, np.bool_).reshape(len(lanes), len(p.far)),
        far_lane=p.far_lane,
        lane_high=np.array([p.lanes.ways[i] is Adding.HIGHEST for i in p.far_lane], np.bool_),
        special=np.array(special, np.int64).reshape(-1, 4),
        single=np.unique(of[p.how == How.ONE]),
        lane=lane.astype(np.uint64),
        group=p.group.astype(np.uint64),
        pair=p.pair.astype(np.uint64),
        above=p.above,
        below=p.below,
        constant=p.constant,
        senses=np.where(p.senses == 0, np.nan, -p.senses),
        bars=p.bars,
        low=low,
        high=high,
        room=np.array([np.where(np.isinf(b), 0, NEAR * np.maximum(np.abs(b), NEAR)) for b in (low, high)]),
        asks=((p.bars[:, 1] != 0) | (p.bars[:, 3] != 0)).astype(np.uint8),
    )


def _starts(every: Sequence[Sequence[object]]) -> NDArray[np.int64]:
    return np.cumsum([0, *map(len, every)], dtype=np.int64)


def scratch(p: Programme, widest: int) -> Scratch:
    """Room for families of up to `widest` members."""
    shape = max(1, widest), p.figures
    return Scratch(
        sums=np.empty((shape[0], p.width), np.int64),
        above=np.empty(shape, np.int64),
        below=np.empty(shape, np.int64),
        short=np.empty(shape),
        room=np.empty(shape),
        rank=np.empty(shape, np.int16),
        value=np.empty(len(p.pairs), np.int64),
        good=np.empty(len(p.groups), np.int64),
        read=np.empty(p.figures, np.int64),
    )
