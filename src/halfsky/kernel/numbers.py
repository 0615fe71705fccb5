"""Exact numbers: read once from text, computed as fractions, rounded once, half away from zero.

A value is a `Fraction`. Text goes in through `exact`, comes out through `printed`; nothing in between is a float.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from halfsky.kernel.refusals import problem

NOT_A_NUMBER = problem(
    "400.10",
    ("“{came}”不是数字。", "“{came}” is not a number."),
    (
        "请填写半角数字，如 14.3；没有数据的，不要填文字，也不要填0。",
        "Write digits such as 14.3; where there is no figure, write neither words nor 0.",
    ),
)
DAMAGED_CODE = problem(
    "400.11",
    (
        "“{came}”是被 Excel 改成科学计数法的编码，原来的数字已丢失。",
        "“{came}” is a code that Excel turned into scientific notation; its digits are lost.",
    ),
    (
        "请把该列设为“文本”格式，重新填写编码，如 450800000000。",
        "Set the column to text and enter the code again, such as 450800000000.",
    ),
)

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eEｅＥ]\+?\d+")
_WIDE = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")


def narrow(text: str) -> str:
    """Fold full-width digits and signs, drop the spaces around."""
    return text.translate(_WIDE).strip()


def exact(text: str, where: str = "") -> Fraction:
    """The exact value of a printed number: "14.3", "１４．３", "12,345.60". Refuses anything else (no exponents)."""
    plain = narrow(text)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise NOT_A_NUMBER.at(where, came=text)
    return Fraction(Decimal(plain))


def code(text: str, where: str = "") -> str:
    """A code as text; one that a spreadsheet damaged (4.508E+11) is refused, the ".0" of a number cell dropped."""
    plain = narrow(text)
    if _SCIENTIFIC.fullmatch(plain):
        raise DAMAGED_CODE.at(where, came=text)
    return plain[:-2] if re.fullmatch(r"\d+\.0", plain) else plain


def decimals_of(text: str) -> int:
    """How many decimals a printed number shows: "10.40" → 2."""
    return len(narrow(text).partition(".")[2])


def rounded(value: Fraction, decimals: int) -> Decimal:
    """`value` rounded half away from zero, as a Decimal with exactly `decimals` decimals."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = -1 if value < 0 and whole else 1
    return Decimal(f"{sign * whole}E-{decimals}")  # spelled out: arithmetic on a Decimal keeps 28 digits only


def printed(value: Fraction, decimals: int) -> str:
    """`value` as people print it, with `decimals` decimals: 14.3, -0.60."""
    return f"{rounded(value, decimals):f}"


def needed(value: Fraction, at_least: int, at_most: int = 6) -> str:
    """`value` with no more decimals than it takes to show it exactly, within bounds."""
    for decimals in range(at_least, at_most):
        if Fraction(rounded(value, decimals)) == value:
            return printed(value, decimals)
    return printed(value, at_most)


def exactly(value: Fraction) -> str:
    """`value` as a text that loses nothing: a decimal where it ends, else a fraction.

    >>> exactly(Fraction(-3, 2)), exactly(Fraction(1, 3))
    ('-1.5', '1/3')
    """
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def median(values: list[Fraction]) -> Fraction:
    """The exact median of a non-empty list."""
    return percentile(values, Fraction(1, 2))


def percentile(values: list[Fraction], share: Fraction) -> Fraction:
    """The exact percentile of a non-empty list, with straight interpolation between neighbours."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = at.numerator // at.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
