"""An array with some of its lines replaced: the base stays as it is, what has changed since lies on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Layered:
    """`base` [line, …]; `lines` int64[C] in ascending order are those replaced by `changed` [C, …]."""

    base: NDArray[Any]
    lines: NDArray[np.int64]
    changed: NDArray[Any]

    @classmethod
    def plain(cls, base: NDArray[Any]) -> Layered:
        return cls(base, np.empty(0, np.int64), base[:0])

    def __len__(self) -> int:
        return len(self.base)

    def run(self, first: int, last: int) -> NDArray[Any]:
        """The lines from `first` to `last` (not in it); a view of the base where nothing of them has changed."""
        begin, end = np.searchsorted(self.lines, (first, last))
        found = self.base[first:last]
        if begin == end:
            return found
        found = np.array(found)
        found[self.lines[begin:end] - first] = self.changed[begin:end]
        return found

    def at(self, lines: NDArray[np.int64]) -> NDArray[Any]:
        """These lines, copied."""
        found = np.array(self.base[lines])
        where = np.searchsorted(self.lines, lines)
        there = np.flatnonzero(where < len(self.lines))
        there = there[self.lines[where[there]] == np.asarray(lines)[there]]
        found[there] = self.changed[where[there]]
        return found

    def line(self, number: int) -> NDArray[Any]:
        found: NDArray[Any] = self.run(number, number + 1)[0]
        return found
