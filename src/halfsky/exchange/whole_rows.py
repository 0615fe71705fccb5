"""Rows of a table whose figures are all whole numbers, side by side as one array: most of what large tables hold.

Each row can still be asked like any other, cell by cell, as texts. Whoever reckons takes the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

LARGEST_PLAIN = 10**15
"""A whole number below this is exact in a spreadsheet, and its text needs no further look."""
AT_ONCE, LOOKED_AT = 512, 100


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """The figures: a row each, a column for every one of the `keys`."""

    keys: tuple[str, ...]
    numbers: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class WholeRow(Mapping[str, str]):
    """One of the rows, as texts by the keys."""

    of: Whole
    row: int

    def __getitem__(self, key: str) -> str:
        try:
            return str(self.of.numbers[self.row, self.of.keys.index(key)])
        except ValueError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.of.keys)

    def __len__(self) -> int:
        return len(self.of.keys)


def left_empty(rows: Sequence[Sequence[object]], numbers: Sequence[int], columns: Sequence[int]) -> list[int]:
    """The columns that most of the first rows leave empty, as those of rates alone."""
    some = [rows[at] for at in numbers[:LOOKED_AT]]
    return [c for c in columns if 2 * sum(c >= len(row) or row[c] == "" for row in some) > len(some)]


def whole_rows(
    rows: Sequence[Sequence[object]], numbers: Sequence[int], columns: Sequence[int]
) -> tuple[list[int], NDArray[np.int64]]:
    """Those of the rows (by their numbers) that hold a whole number in every one of the columns, and their figures."""
    found: list[int] = []
    made: list[NDArray[np.float64]] = []
    last = max(columns) + 1
    span = slice(columns[0], last) if list(columns) == list(range(columns[0], last)) else None
    for begin in range(0, len(numbers), AT_ONCE):
        some = [at for at in numbers[begin : begin + AT_ONCE] if len(rows[at]) >= last]
        cells = [rows[at][span] if span else [rows[at][c] for c in columns] for at in some]
        if set(map(type, chain.from_iterable(cells))) - {float}:
            keep = [all(type(x) is float for x in row) for row in cells]
            some = [at for at, sound in zip(some, keep, strict=True) if sound]
            cells = [row for row, sound in zip(cells, keep, strict=True) if sound]
        if cells:
            block = np.array(cells)
            sound = ((block >= 0) & (block < LARGEST_PLAIN) & (block == np.floor(block))).all(1)
            found += [at for at, fits in zip(some, sound.tolist(), strict=True) if fits]
            made.append(block[sound])
    return found, np.concatenate(made).astype(np.int64) if made else np.zeros((0, len(columns)), np.int64)
