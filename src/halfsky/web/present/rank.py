"""The places below as bars, in the order that the query gives. Each is judged on its own page, not here."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.assessment import Row
from halfsky.kernel.target import Part
from halfsky.kernel.words import value_of
from halfsky.queries.indicators import Child, IndicatorPage

FULL = 100


@dataclass(frozen=True, slots=True)
class RankBar:
    """One place: its bar in percent of the longest, and the value as printed ("" where there is none)."""

    child: Child
    width: float
    shown: str


def ranked(found: IndicatorPage, lang: str) -> list[RankBar]:
    """One bar a child; none where no child has a value."""
    row = found.row
    longest = max((abs(c.observation.value) for c in found.children if c.observation), default=0)
    bars = []
    for child in found.children:
        o = child.observation
        width = float(FULL * abs(o.value) / longest) if o and longest else 0.0
        bars.append(RankBar(child, round(width, 1), value_of(o, row.indicator).in_(lang) if o else ""))
    return bars


def one_by_one(row: Row) -> list[Part]:
    """The places that an each-level target judges: those that miss it first, then the silent, then the rest."""
    bar = row.verdict.bar

    def place(part: Part) -> int:
        if part.value is None or bar is None:
            return 1
        return 2 if bar.meets(part.value) else 0

    return sorted(row.verdict.parts, key=place)
