"""How the rows of a summary fall into verdicts, as one bar with its keys."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.rates import Summary
from halfsky.kernel.verdict import Class
from halfsky.web.present.marks import MARKS, OF_CLASS, Mark

FULL = 1000
"""The bar's width in its own units."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows of one class: its mark, its count, and where its piece of the bar lies."""

    class_: Class
    mark: Mark
    count: int
    x: float
    width: float


def shares(summary: Summary) -> list[Piece]:
    """One piece a class, in the order of the hues; nothing when there are no rows."""
    counted = sorted(summary.by_class, key=lambda pair: MARKS.index(OF_CLASS[pair[0]]))
    total = sum(count for _, count in counted)
    pieces, at = [], 0.0
    for class_, count in counted:
        width = FULL * count / total
        pieces.append(Piece(class_, OF_CLASS[class_], count, round(at, 2), round(max(width - 2, 1), 2)))
        at += width
    return pieces
