"""Answers as rows of whole numbers: which reading stands in which lane, and how a row says what is missing.

A row is one place's answers for one period: words of validity bits, then one lane a reading, whole numbers of its last
decimal. What is missing is 0 with its bit clear, so that a sum may run over it; a row without any bit was not received.
Ways of adding that ask only whether there is something (`each`, `count`) are kept as 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike, NDArray

from halfsky.kernel.fact import Adding, Element
from halfsky.kernel.rollup import Entries, Key, read

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

    @property
    def dtype(self) -> DTypeLike:
        return np.dtype(np.int64 if self.wide else np.int32)

    @property
    def words(self) -> int:
        """Words of 64 validity bits."""
        return -(-len(self.keys) // 64)

    @property
    def head(self) -> int:
        """Columns before the first lane."""
        return self.words * _BITS[np.dtype(self.dtype).itemsize]

    @property
    def width(self) -> int:
        return self.head + len(self.keys)

    def empty(self, rows: int) -> Rows:
        """Rows of which nothing was received."""
        made: Rows = np.zeros((rows, self.width), self.dtype)
        return made

    def row(self, entries: Entries, elements: Mapping[str, Element]) -> Rows:
        """The row of what one place gave. Raises DoesNotFit."""
        made: Rows = self.empty(1)[0]
        masks = [0] * self.words
        for lane, key in enumerate(self.keys):
            reading = read(elements[key[0]], key[1], entries)
            if isinstance(reading, Fraction):
                made[self.head + lane] = self._kept(reading, lane)
                masks[lane // 64] |= 1 << lane % 64
        made[: self.head] = np.array(masks, np.uint64).view(self.dtype)
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

    def _kept(self, reading: Fraction, lane: int) -> int:
        if self.flags[lane]:
            return int(reading > 0)
        scaled = reading * 10 ** self.scales[lane]
        if scaled.denominator != 1 or abs(scaled) > self.most[lane]:
            raise DoesNotFit(f"{self.keys[lane]}: {reading}")
        return int(scaled)


@dataclass
class Survey:
    """What values of each reading came by: the decimals they need and the largest of them."""

    elements: Mapping[str, Element]
    decimals: dict[Key, int] = field(default_factory=dict)
    largest: dict[Key, Fraction] = field(default_factory=dict)

    def note(self, keys: Iterable[Key], entries: Entries) -> None:
        for key in keys:
            value = read(self.elements[key[0]], key[1], entries)
            if isinstance(value, Fraction):
                self.decimals[key] = max(self.decimals.get(key, 0), _decimals(value))
                self.largest[key] = max(self.largest.get(key, Fraction(0)), abs(value))

    def lanes(self, keys: Iterable[Key]) -> Lanes:
        """Lanes with room for all of them: with their decimals, and sixteen times the largest number."""
        found = []
        for key in sorted(set(keys)):
            element = self.elements[key[0]]
            if element.adds in FLAGS:
                found.append((key, 0, element.adds, 1))
                continue
            scale = max(self.decimals.get(key, 0), element.decimals)
            most = int(self.largest.get(key, Fraction(0)) * 10**scale)
            found.append((key, scale, element.adds, max(1, most) * ROOM))
        wide = any(most >= 2**31 for *_, most in found)
        return Lanes(
            tuple(key for key, *_ in found),
            tuple(scale for _, scale, *_ in found),
            tuple(way for _, _, way, _ in found),
            tuple(most for *_, most in found),
            wide,
        )


def _decimals(value: Fraction) -> int:
    """The decimals that a value needs; readings are decimal numbers."""
    decimals = 0
    while value.denominator != 1:
        value *= 10
        decimals += 1
        if decimals > 30:
            raise DoesNotFit(str(value))
    return decimals
