"""The tree of a formula: what may be said at all, as frozen dataclasses checked the moment they are built.

A node remembers where it stood in the text (`span`), which takes no part in equality. `Symbol` and `Records` never
come out of the parser: `resolve` puts them where a bare word turns out to be a code of a choice or the name of a child
record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from halfsky.kernel.grammar.span import NOWHERE, Span
from halfsky.kernel.grammar.words import function_code, is_plain
from halfsky.kernel.text import NOTHING, Text

Arithmetic = Literal["+", "-", "*", "/"]
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]

RATE_SIGNS = "%‰‱"


def _span() -> Span:
    return field(compare=False, repr=False, default=NOWHERE)


def is_unit_word(word: str) -> bool:
    """Whether a word may stand right behind a number: %, 万, 万人, 百分点; never 且 or 或, which join (a > 1且b)."""
    return word in RATE_SIGNS or (word.isalpha() and is_plain(word) and not set(word) & set("且或"))


def _must(sound: bool, what: str) -> None:
    """A tree that no text can spell is a mistake of the program, not of a person."""
    if not sound:
        raise ValueError(what)


def _nameable(word: str) -> bool:
    return bool(word) and word == word.strip() and not set(word) & set("「」\n\r")


@dataclass(frozen=True, slots=True)
class Number:
    """12, 0.5, 30%, 100万, 5百分点: a decimal number that is not negative, and the unit word behind it."""

    value: Fraction
    unit: str = ""
    span: Span = _span()

    def __post_init__(self) -> None:
        rest = self.value.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        _must(self.value >= 0 and rest == 1, f"{self.value} is not a written number; divide or negate instead")
        _must(not self.unit or is_unit_word(self.unit), f"{self.unit} cannot stand behind a number")


@dataclass(frozen=True, slots=True)
class Name:
    """A thing in scope, by code or label."""

    word: str
    span: Span = _span()

    def __post_init__(self) -> None:
        _must(_nameable(self.word), f"{self.word!r} is not a name")


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a breakdown: 活产数[residence=urban]. Resolved, the pairs are sorted codes."""

    word: str
    cell: tuple[tuple[str, str], ...]
    span: Span = _span()

    def __post_init__(self) -> None:
        words = [self.word, *(word for pair in self.cell for word in pair)]
        _must(bool(self.cell) and all(map(_nameable, words)), f"{self.cell!r} is not a part of {self.word!r}")
        _must(len({dimension for dimension, _ in self.cell}) == len(self.cell), "a dimension is given twice")


@dataclass(frozen=True, slots=True)
class Member:
    """A field of the child records: session.attended."""

    record: str
    field: str
    span: Span = _span()

    def __post_init__(self) -> None:
        _must(_nameable(self.record) and _nameable(self.field), f"{self.record!r}.{self.field!r} is not a name")

    @property
    def code(self) -> str:
        return f"{self.record}.{self.field}"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code of the choice (state, class) named `choice`, found by `resolve`."""

    code: str
    choice: str
    label: Text = field(compare=False, default=NOTHING)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Records:
    """The child records of a kind themselves, as in count(session); found by `resolve`."""

    record: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple[Node, ...]
    span: Span = _span()

    def __post_init__(self) -> None:
        known = is_plain(self.function) and function_code(self.function) == self.function
        _must(known, f"{self.function!r} is not the code of a function")


@dataclass(frozen=True, slots=True)
class Unary:
    """-a, not a."""

    sign: Literal["-", "not"]
    operand: Node
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic of two values."""

    sign: Arithmetic
    left: Node
    right: Node
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two values."""

    sign: Comparison
    left: Node
    right: Node
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Within:
    """Whether a value is one of several: kind in (skill, home)."""

    item: Node
    choices: tuple[Node, ...]
    span: Span = _span()

    def __post_init__(self) -> None:
        _must(bool(self.choices), "there is nothing to choose from")


@dataclass(frozen=True, slots=True)
class Logic:
    """a and b and c; a or b."""

    sign: Literal["and", "or"]
    operands: tuple[Node, ...]
    span: Span = _span()

    def __post_init__(self) -> None:
        _must(len(self.operands) > 1, f"{self.sign} joins at least two conditions")


Node = Number | Name | Part | Member | Symbol | Records | Call | Unary | Binary | Compare | Within | Logic
