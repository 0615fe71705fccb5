"""Breakdowns: the parts in which a thing is counted, by sex, by residence, by age.

A `Cell` is one combination of categories; the total is the cell without any. Codes are stored, labels are shown.
Spelling: `sex=female;residence=rural`; the total is the empty text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text, listed

NOT_A_CELL = problem(
    "400.30",
    ("“{came}”不是分组。", "“{came}” is not a breakdown."),
    (
        "请写成 sex=female 或 sex=female;residence=rural，合计留空。",
        "Write sex=female or sex=female;residence=rural; leave the total empty.",
    ),
)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One cell of a breakdown: sorted pairs of dimension and category."""

    parts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ";".join(f"{dimension}={category}" for dimension, category in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def label(self, names: Mapping[tuple[str, str], Text]) -> Text:
        """The categories as people say them, `names` by (dimension, category); the total is 合计."""
        if not self.parts:
            return Text("合计", "total")
        return listed([names.get(part, Text(part[1])) for part in self.parts])


TOTAL = Cell()


def cell(parts: Mapping[str, str] | Iterable[tuple[str, str]]) -> Cell:
    """The cell of these categories; empty ones and `total` are left out."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    return Cell(tuple(sorted((d, c) for d, c in pairs if c and c != "total")))


def read_cell(text: str, where: str = "") -> Cell:
    """Read `sex=female;residence=rural`."""
    pairs: dict[str, str] = {}
    for piece in filter(None, (p.strip() for p in text.split(";"))):
        dimension, sign, category = (p.strip() for p in piece.partition("="))
        if not sign or not dimension or not category or dimension in pairs:
            raise NOT_A_CELL.at(where, came=text)
        pairs[dimension] = category
    return cell(pairs)
