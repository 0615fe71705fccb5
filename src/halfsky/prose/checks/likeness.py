"""How alike two phrases are, by the pairs of characters that they share: enough to tell that one thing is meant."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

EMPTY_WORDS = re.compile(
    r"全[国省市县区镇乡村校局年]|我[省市县区镇局校]|本[省市县区镇局年次]|今年|去年|上年|明年|累计|共计|合计|其中|目前|截至|年底|分别|"
    r"达到|完成|实现|力争|确保|计划|争取|预计|总数|人数|[的了共为达到至已将有是对由从在约近各均]"
)


def bare(phrase: str) -> str:
    """A phrase without the words that say nothing of the thing, and without figures and signs."""
    return "".join(re.findall(r"[\u4e00-\u9fffA-Za-z]+", EMPTY_WORDS.sub("", phrase)))


@lru_cache(maxsize=20_000)
def pairs(phrase: str) -> frozenset[str]:
    text = bare(phrase)
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def shared(phrase: str, other: str) -> Fraction:
    """Which part of a phrase's pairs of characters the other has as well."""
    mine, theirs = pairs(phrase), pairs(other)
    if not mine:
        text = bare(phrase)
        return Fraction(int(bool(text) and text in bare(other)))
    return Fraction(len(mine & theirs), len(mine))


def alike(phrase: str, other: str) -> Fraction:
    """The part of pairs that both have, of the shorter one's."""
    mine, theirs = pairs(phrase), pairs(other)
    least = min(len(mine), len(theirs))
    return Fraction(len(mine & theirs), least) if least else Fraction(0)
