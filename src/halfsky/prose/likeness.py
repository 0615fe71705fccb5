"""Which names of a catalogue a subject of a text probably means: suggestions for a person, never facts.

Names are likened by the pairs of characters that they share. Rates are suggested for rates alone, since 率 and 数 of one
thing are two indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from halfsky.prose.folding import folded

FILLING = re.compile(
    r"[\s（）()“”\"、，,：:·]|的|全[省市县区州旗镇乡]|我[省市县区]|农村地区|平均|累计|达标|提高|降低|实际|总体|现有|人均(?=预期)"
)
RATES = ("%", "‰", "/10万", "/万")
ENOUGH, SURE, AHEAD = 0.34, 0.8, 0.15
"""From `ENOUGH` on a name is suggested; from `SURE` on it is filled in, where it is so far ahead of the next."""
MOST = 5


@dataclass(frozen=True)
class Named:
    """Something that may be meant: its reference, its name and its unit, as both are printed."""

    ref: str
    name: str
    unit: str
    pairs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", pairs(self.name))


@dataclass(frozen=True, slots=True)
class Likely:
    """A suggestion, with how much of both names is shared (0 to 1)."""

    ref: str
    likeness: float


def likely(subject: str, unit: str, known: Sequence[Named]) -> list[Likely]:
    """What a subject probably means, the likeliest first, at most `MOST`."""
    mine = pairs(subject)
    found = [Likely(one.ref, round(_alike(mine, one.pairs), 3)) for one in known if fits(unit, one.unit)]
    return sorted((x for x in found if x.likeness >= ENOUGH), key=lambda x: -x.likeness)[:MOST]


def sure(found: Sequence[Likely]) -> str:
    """The reference to fill in: the likeliest, where it is likely enough and well ahead of all others; else ""."""
    if not found or found[0].likeness < SURE:
        return ""
    return "" if len(found) > 1 and found[1].likeness > found[0].likeness - AHEAD else found[0].ref


def fits(unit: str, other: str) -> bool:
    """Whether a value in a unit may be one of a thing that is counted in another: rates are no counts."""
    return not unit or not other or (unit in RATES) == (other.removeprefix("1") in RATES)


def pairs(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a name, without words that fill."""
    bare = FILLING.sub("", folded(name))
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) or frozenset(filter(None, [bare]))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
