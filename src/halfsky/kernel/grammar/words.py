"""The words of the grammar itself: operators and functions, with the Chinese spelling that is read and shown too."""

from __future__ import annotations

from halfsky.kernel.text import Text

OR, AND, NOT, COMPARE, ADD, MULTIPLY, NEGATIVE, ALONE = range(1, 9)
"""How tightly operators bind, from loose to tight."""

FUNCTIONS: dict[str, Text] = {
    "abs": Text("绝对值", "abs"),
    "min": Text("最小值", "min"),
    "max": Text("最大值", "max"),
    "sum": Text("求和", "sum"),
    "count": Text("计数", "count"),
    "if": Text("如果", "if"),
    "coalesce": Text("首个有值", "coalesce"),
    "previous": Text("上期", "previous"),
    "same_period_last_year": Text("上年同期", "same_period_last_year"),
    "to_date": Text("累计", "to_date"),
    "change": Text("变动率", "change"),
}
"""Every function of the grammar by code."""

AGGREGATES = frozenset({"sum", "count", "min", "max"})
"""Functions that gather the values of child records."""

SHIFTS = frozenset({"previous", "same_period_last_year", "to_date", "change"})
"""Functions that look at another period."""

SIGNS: dict[str, Text] = {
    "and": Text("且", "and"),
    "or": Text("或", "or"),
    "not": Text("非", "not"),
    "in": Text("属于", "in"),
}
"""Operators that are words."""

RESERVED: dict[str, str] = {word: code for code, text in SIGNS.items() for word in (text.zh, text.en)}
"""Words that cannot be plain names → the operator they mean; a thing of that name is written 「and」."""

_FUNCTION_WORDS = {word: code for code, text in FUNCTIONS.items() for word in (text.zh, text.en)}


_NARROW = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | str.maketrans("　×·∙÷−–、", " ***/--,")


def fold(text: str) -> str:
    """The text with full-width and typographic signs made plain, character by character: （×，） → (*,)."""
    return text.translate(_NARROW)


def function_code(word: str) -> str:
    """The code of a function word: 上期 → previous, SUM → sum; an unknown word is its own."""
    return _FUNCTION_WORDS.get(word) or _FUNCTION_WORDS.get(word.lower(), word)


def starts_word(sign: str) -> bool:
    """Whether a plain name may begin with this character."""
    return sign.isalpha() or sign == "_"


def within_word(sign: str) -> bool:
    """Whether a plain name may go on with this character."""
    return sign.isalpha() or sign == "_" or sign in "0123456789"


def is_plain(word: str) -> bool:
    """Whether a name can be written without 「」."""
    letters = bool(word) and starts_word(word[0]) and all(map(within_word, word)) and fold(word) == word
    return letters and word.lower() not in RESERVED
