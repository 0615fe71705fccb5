"""Units of measure that a table says beside, in or above its labels: 万人, 活产数（万人）, 单位：万元.

A figure without a unit of its own has the one that its table says; where that is another than the element's, the figure
is read with it, so that it is converted, or refused like any figure in a wrong unit.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from halfsky.exchange.layout import SIGN, is_figure
from halfsky.kernel.fact import Element
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import Refused
from halfsky.kernel.units import Unit

_IN_LABEL = re.compile(r"[（(]([^（）()]{1,8})[）)](?: #\d+)?$")
_IN_TITLE = re.compile(r"(?:^|\s)(?:计量)?单位\s*[:：]\s*([^\s、,，/]{1,6})(?=\s|$)")
_BARE = re.compile(r"[+-]?[\d.,]+")


def in_label(label: str) -> str:
    """The unit that a label says in brackets at the end of its last piece that has one.

    >>> in_label("活产数（万人）"), in_label("经费（万元）·合计"), in_label("活产数（女）")
    ('万人', '万元', '女')
    """
    pieces = reversed(label.split(SIGN))
    return next((found[1] for piece in pieces if (found := _IN_LABEL.search(piece))), "")


def in_title(title: str) -> str:
    """The unit that a title says for the whole table.

    >>> in_title("填报单位：平南县卫生健康局 单位：万元"), in_title("填报单位：平南县卫生健康局")
    ('万元', '')
    """
    found = _IN_TITLE.search(title)
    return found[1] if found else ""


def measured(text: str, element: Element, *units: str) -> str:
    """A figure with the first of the units said of it that is not the element's; as it is where none is, or where it
    says its own: 0.11 in a row of 万人 is 0.11万人, 3千 stays.
    """
    said = next((unit for unit in units if unit and _is_other(unit, element.unit)), "")
    return f"{text}{said}" if said and is_figure(text) and _BARE.fullmatch(narrow(text)) else text


@lru_cache(maxsize=1024)
def _is_other(said: str, wanted: str) -> bool:
    """Whether a figure in the unit that is said is another number in the unit that is wanted."""
    try:
        return Unit.parse(narrow(said)).convert(Fraction(1), Unit.parse(wanted)) != 1
    except Refused:
        return False
