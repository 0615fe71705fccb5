"""Answers as rows of whole numbers: which reading stands in which lane, and how a row says what is missing.

A row is one place's answers for one period: words of validity bits, then one lane a reading, whole numbers of its last
decimal. What is missing is 0 with its bit clear, so that a sum may run over it; a row without any bit was not received.
Ways of adding that ask only whether there is something (`each`, `count`) are kept as 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike, NDArray

from halfsky.kernel.fact import Adding
from halfsky.kernel.rollup import Key

Rows = NDArray[np.int32] | NDArray[np.int64]
"""[row, words + lanes]"""

FLAGS = (Adding.EACH, Adding.COUNT)
ROOM = 16
"""A lane has room for sixteen times the largest number that was there when it was laid out."""
_BITS = {4: 2, 8: 1}
"""Columns that one word of 64 bits takes, by the size of a column in bytes."""


class DoesNotFit(Exception):
    """A number that the lanes have no room for; they must be laid out anew."""


@dataclass(frozen=True)
class Lanes:
    """`keys` in the order of their lanes, each with the decimals kept (`scales`), its way of adding and the largest
    number it has room for; `wide` lanes are of 64 bits instead of 32."""

    keys: tuple[Key, ...]
    scales: tuple[int, ...]
    ways: tuple[Adding, ...]
    most: tuple[int, ...]
    wide: bool = False

    @cached_property
    def at(self) -> Mapping[Key, int]:
        return {key: lane for lane, key in enumerate(self.keys)}

    @cached_property
    def flags(self) -> Sequence[bool]:
        """The lanes that hold 0 and 1 alone: is there something?"""
        return [way in FLAGS for way in self.ways]

    @cached_property
    def dtype(self) -> DTypeLike:
        return np.dtype(np.int64 if self.wide else np.int32)

    @cached_property
    def words(self) -> int:
        """Words of 64 validity bits."""
        return -(-len(self.keys) // 64)

    @cached_property
    def head(self) -> int:
        """Columns before the first lane."""
        return self.words * _BITS[np.dtype(self.dtype).itemsize]

    @cached_property
    def width(self) -> int:
        return self.head + len(self.keys)

    def empty(self, rows: int) -> Rows:
        """Rows of which nothing was received."""
        made: Rows = np.zeros((rows, self.width), self.dtype)
        return made

    def bits(self, there: Iterable[int]) -> Rows:
        """The validity bits of a row that holds these lanes, as columns."""
        masks = [0] * self.words
        for lane in there:
            masks[lane // 64] |= 1 << lane % 64
        made: Rows = np.array(masks, np.uint64).view(self.dtype)
        return made

    def readings(self, row: Rows) -> dict[Key, int]:
        """What a row holds, as whole numbers; what is missing is left out."""
        masks = row[: self.head].copy().view(np.uint64)
        held = (lane for lane in range(len(self.keys)) if int(masks[lane // 64]) >> lane % 64 & 1)
        return {self.keys[lane]: int(row[self.head + lane]) for lane in held}

    def valid(self, rows: Rows) -> NDArray[np.bool_]:
        """Which lanes hold something, [row, lane]."""
        masks = np.ascontiguousarray(rows[:, : self.head]).view(np.uint8)
        return np.unpackbits(masks, axis=1, count=len(self.keys), bitorder="little").astype(np.bool_)

    def kept(self, reading: Fraction, lane: int) -> int:
        """A reading as the whole number that its lane keeps. Raises DoesNotFit."""
        if self.flags[lane]:
            return int(reading > 0)
        scaled = reading * 10 ** self.scales[lane]
        if scaled.denominator != 1 or abs(scaled) > self.most[lane]:
            raise DoesNotFit(f"{self.keys[lane]}: {reading}")
        return int(scaled)
