"""Answers as submissions keep them, laid down in rows of lanes.

Answers to one form give numbers in the same cells. Which cells make up which reading is asked of the kernel once for
such a shape, and a number that was read once is known again by its text: a country hands in few that differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import FLAGS, ROOM, DoesNotFit, Lanes, Rows
from halfsky.kernel.answer import from_stored, reading
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.fact import Element, Reading
from halfsky.kernel.rollup import Key, read

Given = Mapping[str, Any]
"""What a place gave, as submissions keep it: "element|cell" to a number as text or to {"absent": reason}."""

MANY = 100_000
"""So many shapes, or texts of one reading, are remembered; beyond, the house forgets and begins anew."""


@dataclass(frozen=True, eq=False)
class Shape:
    """Where the readings of such answers come from: readings that are one cell, and those that are a sum of cells."""

    lone: tuple[tuple[int, str], ...]
    sums: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def empty(self) -> bool:
        """Whether such answers say nothing of the readings."""
        return not self.lone and not self.sums


Mark = tuple[object, ...]
"""What answers of one shape have in common."""


def mark(given: Given) -> Mark:
    """The cells that hold numbers; where some give a reason instead, also all cells."""
    numbers = tuple([name for name, value in given.items() if type(value) is str])
    return numbers if len(numbers) == len(given) else (numbers, tuple(given))


@dataclass
class Shapes:
    """The shapes of answers, as far as `keys` are concerned; a reading goes by its number among these."""

    keys: Sequence[Key]
    elements: Mapping[str, Element]
    _known: dict[Mark, Shape] = field(default_factory=dict)

    def of(self, given: Given, marked: Mark) -> Shape:
        """The shape of one answer."""
        found = self._known.get(marked)
        if found is None:
            if len(self._known) >= MANY:
                self._known.clear()
            found = self._known[marked] = self._made(given)
        return found

    def _made(self, given: Given) -> Shape:
        """Each number stands for a power of 256: what a reading comes to then says how often each cell is in it."""
        probe = {_key(name): _probed(i, name, value) for i, (name, value) in enumerate(given.items())}
        names, lone, sums = list(given), [], []
        for number in sorted(i for code in {code for code, _ in probe} for i in self._of.get(code, ())):
            code, at = self.keys[number]
            value = read(self.elements[code], at, probe)
            if not isinstance(value, Fraction):
                continue
            digits = int(value).to_bytes(len(names) + 1, "little")
            cells = [name for name, times in zip(names, digits, strict=False) for _ in range(times)]
            if len(cells) == 1:
                lone.append((number, cells[0]))
            else:
                sums.append((number, tuple(cells)))
        return Shape(tuple(lone), tuple(sums))

    @cached_property
    def _of(self) -> Mapping[str, list[int]]:
        """The numbers of an element's readings."""
        found = defaultdict(list)
        for number, (code, _) in enumerate(self.keys):
            found[code].append(number)
        return found


def _key(name: str) -> Key:
    code, _, cell = name.partition("|")
    return code, read_cell(cell)


def _probed(i: int, name: str, value: Any) -> Reading:
    return Fraction(256**i) if isinstance(value, str) else reading(from_stored(value), name.partition("|")[0])


def _number(text: str) -> Fraction:
    found = reading(text)
    assert isinstance(found, Fraction)
    return found


def _sum(given: Given, cells: Sequence[str]) -> Fraction:
    return sum((_number(given[name]) for name in cells), Fraction(0))


@dataclass
class Survey:
    """What values of each reading came by: the decimals they need and the largest of them."""

    keys: Sequence[Key]
    elements: Mapping[str, Element]

    def __post_init__(self) -> None:
        self._shapes = Shapes(self.keys, self.elements)
        self._seen: list[set[str]] = [set() for _ in self.keys]
        self._decimals = [0] * len(self.keys)
        self._largest = [Fraction(0)] * len(self.keys)

    def note(self, given: Given, marked: Mark) -> None:
        """Take in one answer."""
        shape, seen = self._shapes.of(given, marked), self._seen
        for lane, name in shape.lone:
            text = given[name]
            if text not in seen[lane]:
                if len(seen[lane]) >= MANY:
                    seen[lane].clear()
                seen[lane].add(text)
                self._take(lane, _number(text))
        for lane, cells in shape.sums:
            self._take(lane, _sum(given, cells))

    def lanes(self) -> Lanes:
        """Lanes with room for all of them: with their decimals, and sixteen times the largest number."""
        found = []
        for i in sorted(range(len(self.keys)), key=lambda i: self.keys[i]):
            element = self.elements[self.keys[i][0]]
            if element.adds in FLAGS:
                found.append((self.keys[i], 0, element.adds, 1))
                continue
            scale = max(self._decimals[i], element.decimals)
            most = int(self._largest[i] * 10**scale)
            found.append((self.keys[i], scale, element.adds, max(1, most) * ROOM))
        wide = any(most >= 2**31 for *_, most in found)
        keys, scales, ways, most_of = zip(*found, strict=True) if found else ((), (), (), ())
        return Lanes(keys, scales, ways, most_of, wide)

    def _take(self, lane: int, value: Fraction) -> None:
        self._decimals[lane] = max(self._decimals[lane], _decimals(value))
        self._largest[lane] = max(self._largest[lane], abs(value))


class _Kept(dict[str, int]):
    """What a lane keeps of a number, by its text."""

    def __init__(self, lanes: Lanes, lane: int) -> None:
        self._lanes, self._lane = lanes, lane

    def __missing__(self, text: str) -> int:
        if len(self) >= MANY:
            self.clear()
        found = self[text] = self._lanes.kept(_number(text), self._lane)
        return found


@dataclass
class Layer:
    """Lays answers down in the lanes."""

    lanes: Lanes
    elements: Mapping[str, Element]

    def __post_init__(self) -> None:
        self._shapes = Shapes(self.lanes.keys, self.elements)
        self._kept = [_Kept(self.lanes, lane) for lane in range(len(self.lanes.keys))]
        self._heads: dict[Shape, tuple[NDArray[np.int64], Rows]] = {}

    def shape(self, given: Given, marked: Mark) -> Shape:
        """Which readings one answer holds."""
        return self._shapes.of(given, marked)

    def row(self, given: Given, shape: Shape | None = None) -> Rows:
        """The row of what one place gave. Raises DoesNotFit."""
        kept, shape = self._kept, shape or self.shape(given, mark(given))
        if shape not in self._heads:
            self._heads = self._heads if len(self._heads) < MANY else {}
            self._heads[shape] = self._head(shape)
        columns, bits = self._heads[shape]
        numbers = [kept[lane][given[name]] for lane, name in shape.lone]
        numbers += [self.lanes.kept(_sum(given, cells), lane) for lane, cells in shape.sums]
        made: Rows = np.zeros(self.lanes.width, self.lanes.dtype)
        made[: self.lanes.head] = bits
        made[columns] = numbers
        return made

    def _head(self, shape: Shape) -> tuple[NDArray[np.int64], Rows]:
        """The columns that the numbers of a shape go into, and the validity bits."""
        there = [lane for lane, _ in (*shape.lone, *shape.sums)]
        return np.array(there, np.int64) + self.lanes.head, self.lanes.bits(there)


def _decimals(value: Fraction) -> int:
    """The decimals that a value needs; readings are decimal numbers."""
    decimals = 0
    while value.denominator != 1:
        value *= 10
        decimals += 1
        if decimals > 30:
            raise DoesNotFit(str(value))
    return decimals
