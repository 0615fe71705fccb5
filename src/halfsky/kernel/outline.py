"""Outlines: which drawn shape belongs to which place. By code first; else by name, both sides brought to one spelling.

What finds no partner is named on either side: a place without an outline still has its figures, and a shape without a
place (a province that the house does not keep) is still part of the map.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.place import SIX_LEVELS, Level, Place

_SELF_GOVERNING = re.compile(r"自治(区|州|县|旗)$")
_KIND = re.compile(r"(特别行政区|(壮族|回族|维吾尔)?自治区|自治[州县旗]|地区|林区|[省市县区旗盟乡镇]|街道)$")
LEAST = 2
"""Fewer characters are no name to go by."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One shape by what its source says of it: a place code ("" where it has none), a name, and where its points lie:
    `part` counts the features of the file, `stamp` changes when the file does."""

    code: str
    name: str
    file: str
    part: int = 0
    stamp: int = 0
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The outline of each place by its id, the places that have none, and the shapes that no place has."""

    by_place: Mapping[int, Outline]
    without: tuple[Place, ...]
    spare: tuple[Outline, ...]


def whole_code(text: str) -> str:
    """The whole code of what a map file calls a code (450800, 450800000000, 156450800); "" for anything else."""
    digits = text.strip().removesuffix(".0")
    if len(digits) == 9 and digits.startswith("156"):  # the country's number in front, as surveyors write it
        digits = digits[3:]
    ok = digits.isascii() and digits.isdigit() and 2 <= len(digits) <= SIX_LEVELS.digits
    return digits.ljust(SIX_LEVELS.digits, "0") if ok else ""


def plain(name: str) -> str:
    """A name in one spelling: full-width folded, no spaces and brackets."""
    return re.sub(r"[\s()（）·]", "", unicodedata.normalize("NFKC", name))


def short(name: str) -> str:
    """The name without what says its kind (贵港 of 贵港市), where enough is left of it."""
    said = plain(name)
    cut = _KIND.sub("", said)
    return cut if len(cut) >= LEAST else said


def matched(outlines: Sequence[Outline], places: Sequence[Place]) -> Matched:
    """Every outline goes to one place at the most, and every place has one at the most."""
    free = list(outlines)
    found: dict[int, Outline] = {}
    for fits in (_by_code, _by_name, _by_short_name, _by_beginning):
        open_ = [p for p in places if p.id not in found]
        pairs = [(p, o) for p in open_ for o in free if fits(p, o)]
        places_met, shapes_met = Counter(p.id for p, _ in pairs), Counter(id(o) for _, o in pairs)
        for place, outline in pairs:
            if places_met[place.id] == shapes_met[id(outline)] == 1:  # two that fit say nothing
                found[place.id] = outline
                free.remove(outline)
    return Matched(found, tuple(p for p in places if p.id not in found), tuple(free))


def _by_code(place: Place, outline: Outline) -> bool:
    return outline.code == place.code


def _by_name(place: Place, outline: Outline) -> bool:
    return _same_level(place, outline) and plain(place.name) == plain(outline.name)


def _by_short_name(place: Place, outline: Outline) -> bool:
    return _same_level(place, outline) and short(place.name) == short(outline.name)


def _by_beginning(place: Place, outline: Outline) -> bool:
    """广西 and 广西壮族自治区: the people in the name of a self-governing place are often left out."""
    if not _same_level(place, outline):
        return False
    mine, theirs = plain(place.name), plain(outline.name)
    longer, other = (mine, theirs) if len(mine) > len(theirs) else (theirs, mine)
    said = short(other)
    return bool(_SELF_GOVERNING.search(longer)) and len(said) >= LEAST and longer.startswith(said)


def _same_level(place: Place, outline: Outline) -> bool:
    return outline.level is None or outline.level is place.level
