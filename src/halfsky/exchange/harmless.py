"""Texts that go out into tables stay texts: no cell is ever a formula, whatever it begins with.

A spreadsheet takes a cell of CSV that begins with one of these signs for a formula, also behind spaces; in a workbook
the writer says itself what is text.
"""

from __future__ import annotations

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a formula may begin; office programs of East Asia take the full-width signs, too."""

WORKBOOK: dict[str, bool] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""What every workbook is opened with for writing: a text is written as the text it is."""


def harmless(text: str) -> str:
    """The text for a cell of CSV: what looks like a formula gets an apostrophe in front.

    >>> harmless('=HYPERLINK("http://x")')
    '\\'=HYPERLINK("http://x")'
    >>> harmless("平南县")
    '平南县'
    """
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA_SIGNS) else text
