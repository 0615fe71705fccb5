"""Answers: how one cell of a form is answered. A number as printed, or a reason why there is none, chosen by a person.

An empty cell is no answer. Zero is typed, never assumed. People write 3.5万, １２３ and 1,234: these are read; what has
two readings is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from halfsky.kernel.fact import Absence, Element, Missing, Reading
from halfsky.kernel.numbers import exact, narrow, needed
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text, listed
from halfsky.kernel.units import Unit

Answer = str | Absence
"""A number as plain text ("35000", "14.30") or the reason why there is none."""

REASONS: tuple[Absence, ...] = (
    Absence.NOT_PROVIDED,
    Absence.NOT_PUBLISHED,
    Absence.NOT_SURVEYED,
    Absence.NOT_APPLICABLE,
)
"""The reasons that may be chosen; the others follow from rules."""

NO_FRACTIONS = problem(
    "400.740",
    ("“{name}”填{decimals}，填的是{came}。", "“{name}” takes {decimals}; {came} came."),
    ("请核对是否填错了单位（本栏单位：{unit}）。", "Check the unit; this cell is in {unit}."),
)
NEGATIVE = problem(
    "400.741",
    ("“{name}”不能是负数，填的是{came}。", "“{name}” cannot be negative; {came} came."),
    ("请核对。减少的数量请填在对应的数据项里。", "Check it; what decreased belongs into an element of its own."),
)
WRONG_UNIT = problem(
    "400.742",
    ("“{name}”的单位是{unit}，填的是“{came}”。", "“{name}” is in {unit}; “{came}” came."),
    ("请换算成{unit}后填写，只写数字。", "Convert it to {unit} and write digits alone."),
)
NOT_A_REASON = problem(
    "400.743",
    ("“{came}”不是可选的缺数原因。", "“{came}” is no reason that may be chosen."),
    (
        "可选：{reasons}。没有就填 0，还没有数的留空。",
        "Choose {reasons}; write 0 for none; leave what is not yet known empty.",
    ),
)

_LABELS: dict[str, Absence] = {text: a for a in REASONS for text in (a.value, a.label.zh, a.label.en)}
_BLANKS = frozenset({"", "-", "—", "－", "——"})
_MULTIPLES = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}
_WRITTEN = re.compile(r"([+-]?[\d.,]+)\s*(\D*)")


def read_answer(text: str, element: Element, where: str = "") -> Answer | None:
    """What was written into a cell; None where nothing was. Refuses what the element cannot hold."""
    if _whole(text):
        return text  # most cells of large tables: nothing about a whole number is in doubt
    plain = narrow(text)
    if not plain:
        return None
    if _whole(plain):
        return plain
    if plain in _LABELS:
        return _LABELS[plain]
    if plain in _BLANKS:
        raise NOT_A_REASON.at(where, came=text, reasons=listed([a.label for a in REASONS]))
    value = _number(plain, text, element, where)
    if value < 0:
        raise NEGATIVE.at(where, name=element.name, came=text)
    shown = needed(value, 0)
    if Fraction(shown) != value or len(shown.partition(".")[2]) > element.decimals:
        wanted = (
            Text("整数", "whole numbers") if not element.decimals else Text("至多{n}位小数", "at most {n} decimals")
        )
        raise NO_FRACTIONS.at(
            where, name=element.name, decimals=wanted.format(n=element.decimals), came=text, unit=element.unit
        )
    return shown


def _number(plain: str, text: str, element: Element, where: str) -> Fraction:
    """The number in the element's unit: 3.5万 and 3.5万人 in a cell of 人 are 35000."""
    match = _WRITTEN.fullmatch(plain)
    if match is None or not match[2]:
        return exact(text, where)
    number, word = exact(match[1], where), match[2].strip()
    if word in _MULTIPLES and not Unit.parse(element.unit).text.startswith(tuple(_MULTIPLES)):
        return number * _MULTIPLES[word]
    try:
        return Unit.parse(word).convert(number, Unit.parse(element.unit))
    except Refused as fault:
        raise WRONG_UNIT.at(where, name=element.name, unit=element.unit, came=text) from fault


def reading(answer: Answer, of: str = "") -> Reading:
    """The answer as a value to reckon with."""
    if isinstance(answer, Absence):
        return Missing(answer, of)
    return _value(answer)


def _whole(text: str) -> bool:
    """Whether the text is a whole number as it is kept: digits without a sign, a space or a nought in front."""
    return text.isascii() and text.isdigit() and (text[0] != "0" or len(text) == 1)


@lru_cache(maxsize=1 << 16)
def _value(answer: str) -> Fraction:
    """The value of a number; large tables hold the same small ones again and again."""
    return Fraction(int(answer) if _whole(answer) else answer)


def stored(answer: Answer) -> str | dict[str, str]:
    """The answer as a submission keeps it: the number as text, or {"absent": reason}."""
    return {"absent": answer.value} if isinstance(answer, Absence) else answer


def from_stored(kept: str | Mapping[str, str]) -> Answer:
    """The answer that a submission keeps."""
    return kept if isinstance(kept, str) else Absence(kept["absent"])
