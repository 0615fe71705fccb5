"""An invented country for measurements: places in the proportions of the real tree, and answers with their gaps.

Nothing of it is a figure of anywhere. The same seed gives the same country.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import Lanes, Rows
from halfsky.engine.tree import Path

SHAPE = (31, 342, 2_978, 41_352, 620_573)
"""Provinces, prefectures, counties, townships, villages of the real tree (statistical codes of 2023)."""
NO_FORM, NO_CELL = 0.04, 0.01
"""How many answers do not come at all, and how many readings are left out of those that come."""


def shape(villages: int) -> tuple[int, ...]:
    """How many places each level has in a country of so many villages: as in the real tree, at least one."""
    return (*(max(1, round(count * villages / SHAPE[-1])) for count in SHAPE[:-1]), villages)


def paths(villages: int) -> Iterator[Path]:
    """The paths of the villages below one root; parts of a place differ by at most one place in size."""
    counts = (1, *shape(villages))
    begin = np.concatenate(([0], np.cumsum(counts)))
    above = [np.arange(n) * counts[level] // n for level, n in enumerate(counts[1:])]
    for village in range(villages):
        way = [village]
        for level in range(len(above) - 1, -1, -1):
            way.append(int(above[level][way[-1]]))
        yield tuple(int(begin[level]) + at + 1 for level, at in enumerate(reversed(way)))


def fill(rows: Rows, lanes: Lanes, month: int, seed: int = 1) -> int:
    """Fill the rows of one month; how many readings they hold. Numbers are small counts, larger in larger places."""
    made = np.random.default_rng((seed, month))
    count, width = len(rows), len(lanes.keys)
    size = made.integers(1, 400, (count, 1), dtype=np.int32)
    share = made.integers(1, 64, (1, width), dtype=np.int32)
    numbers = made.integers(0, 64, (count, width), dtype=np.int32) * share * size >> 10
    there = made.random((count, width), dtype=np.float32) >= NO_CELL
    there &= made.random((count, 1), dtype=np.float32) >= NO_FORM
    flags = np.array(lanes.flags)
    numbers[:, flags] = numbers[:, flags] > 0
    rows[:, lanes.head :] = np.where(there, numbers, 0)
    rows[:, : lanes.head] = _bits(there, lanes).view(rows.dtype)
    return int(there.sum())


def _bits(there: NDArray[np.bool_], lanes: Lanes) -> NDArray[np.uint8]:
    """The validity bits of rows, as bytes."""
    wide = np.zeros((len(there), 64 * lanes.words), np.bool_)
    wide[:, : there.shape[1]] = there
    return np.packbits(wide, axis=1, bitorder="little")
