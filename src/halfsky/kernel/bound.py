"""Bounds in words: 达到99%以上, 不低于400平方米, 控制在10‰以内. A bound is not a value and is never plotted as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.refusals import Refused
from halfsky.kernel.target import Comparator
from halfsky.kernel.units import Unit, read_quantity

_QUANTITY = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|‰|个?百分点|/10万|/万|[^\W\d_]{0,4}?)(?P<after>以上|以下|以内|左右|$|[，。；、\s])"
)
_BEFORE = (
    (re.compile(r"(不低于|不少于|不小于|至少|大于等于|(?<!不)(?:超过|高于))\s*$"), Comparator.AT_LEAST),
    (re.compile(r"(不超过|不高于|不大于|小于等于|(?<!不)低于|控制在|至多)\s*$"), Comparator.AT_MOST),
    (re.compile(r"(约|近)\s*$"), Comparator.ABOUT),
)
_AFTER = {
    "以上": Comparator.AT_LEAST,
    "以下": Comparator.AT_MOST,
    "以内": Comparator.AT_MOST,
    "左右": Comparator.ABOUT,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A number in a text with how it bounds the thing; `exact` only when the words give a value and no bound."""

    comparator: Comparator
    value: Fraction
    unit: Unit

    @property
    def exact(self) -> bool:
        return self.comparator is Comparator.EQUAL


def read_bound(text: str) -> Bound | None:
    """The first bounded or plain quantity of a phrase, or None when it has none; 30多人 says no number that bounds."""
    for match in _QUANTITY.finditer(text):
        try:
            value, unit = read_quantity(match["number"] + match["unit"])
        except Refused:
            continue
        before = next((c for pattern, c in _BEFORE if pattern.search(text[: match.start()])), None)
        return Bound(_AFTER.get(match["after"]) or before or Comparator.EQUAL, value, unit)
    return None
