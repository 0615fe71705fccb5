"""Where a cell stands in a sheet: rows and columns are counted from 0, addresses as people read them (D8)."""

from __future__ import annotations

import re

Spot = tuple[int, int]
"""Row and column from 0."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    found, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        found = chr(65 + rest) + found
    return found


def address(spot: Spot, fixed: bool = False) -> str:
    """D8, or $D$8 where it must not move.

    >>> address((7, 3)), address((7, 3), fixed=True)
    ('D8', '$D$8')
    """
    row, column = spot
    return f"${letters(column)}${row + 1}" if fixed else f"{letters(column)}{row + 1}"


def spot(text: str) -> Spot | None:
    """The spot of an address, None for what is none.

    >>> spot("D8"), spot("$AA$1"), spot("#REF!")
    ((7, 3), (0, 26), None)
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def within(text: str) -> tuple[Spot, Spot] | None:
    """The corners of a range, of a single cell twice: A1:B4."""
    first, _, last = text.partition(":")
    corners = spot(first), spot(last or first)
    return (corners[0], corners[1]) if corners[0] and corners[1] else None
