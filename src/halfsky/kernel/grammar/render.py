"""Tree → text: the one canonical spelling, with no bracket more than is needed.

`parse(render(tree)) == tree` holds for every tree that the parser can give. With `words` the same spelling shows labels
for codes, in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Node,
    Number,
    Part,
    Records,
    Symbol,
    Unary,
    Within,
)
from halfsky.kernel.grammar.tree import children
from halfsky.kernel.grammar.words import ADD, ALONE, AND, COMPARE, MULTIPLY, NEGATIVE, NOT, OR, is_plain


class Words(Protocol):
    """How the codes of a tree are shown."""

    def name(self, code: str) -> str: ...
    def field(self, record: str, code: str) -> str: ...
    def dimension(self, code: str) -> str: ...
    def category(self, dimension: str, code: str) -> str: ...
    def symbol(self, symbol: Symbol) -> str: ...
    def function(self, code: str) -> str: ...
    def sign(self, code: str) -> str: ...


class Codes:
    """The words as they stand in the tree: the canonical text."""

    def name(self, code: str) -> str:
        return code

    def field(self, record: str, code: str) -> str:
        return code

    def dimension(self, code: str) -> str:
        return code

    def category(self, dimension: str, code: str) -> str:
        return code

    def symbol(self, symbol: Symbol) -> str:
        return symbol.code

    def function(self, code: str) -> str:
        return code

    def sign(self, code: str) -> str:
        return code


CODES = Codes()

_LEVELS = {"or": OR, "and": AND, "not": NOT, "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY}


@dataclass(frozen=True, slots=True)
class Piece:
    """A written value and how tightly its loosest operator binds, which decides on brackets around it."""

    text: str
    level: int = ALONE

    def at(self, level: int) -> str:
        """The text, in brackets unless it binds at least as tightly as `level`."""
        return self.text if self.level >= level else f"({self.text})"


def render(node: Node, words: Words = CODES) -> str:
    """The formula as text."""
    return _written(node, words).text


def decimal_text(value: Fraction) -> str | None:
    """A value that is not negative with all its decimals, or None when they never end."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return None
    digits = f"{value.numerator * 10**places // value.denominator:0{places + 1}d}"
    whole, decimals = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{whole}.{decimals}" if decimals else whole


def join(node: Node, operands: Sequence[Piece], words: Words = CODES) -> Piece:
    """A node written with its operands already written, in their order."""
    match node:
        case Call(function):
            return Piece(f"{words.function(function)}({', '.join(piece.text for piece in operands)})")
        case Unary("not"):
            return Piece(f"{words.sign('not')} {operands[0].at(NOT)}", NOT)
        case Unary():
            return Piece(f"-{operands[0].at(NEGATIVE)}", NEGATIVE)
        case Binary(sign):
            level = _LEVELS[sign]
            return Piece(f"{operands[0].at(level)} {sign} {operands[1].at(level + 1)}", level)
        case Compare(sign):
            return Piece(f"{operands[0].at(ADD)} {sign} {operands[1].at(ADD)}", COMPARE)
        case Within():
            choices = ", ".join(piece.text for piece in operands[1:])
            return Piece(f"{operands[0].at(ADD)} {words.sign('in')} ({choices})", COMPARE)
        case Logic(sign):
            level = _LEVELS[sign]
            return Piece(f" {words.sign(sign)} ".join(piece.at(level + 1) for piece in operands), level)
        case _:
            return _leaf(node, words)


def _written(node: Node, words: Words) -> Piece:
    return join(node, [_written(child, words) for child in children(node)], words)


def _leaf(node: Node, words: Words) -> Piece:
    match node:
        case Number(value, unit):
            return Piece(f"{decimal_text(value)}{unit}")
        case Name(word):
            return Piece(quoted(words.name(word)))
        case Part(word, cell):
            pairs = ", ".join(
                f"{quoted(words.dimension(dimension))}={quoted(words.category(dimension, category))}"
                for dimension, category in cell
            )
            return Piece(f"{quoted(words.name(word))}[{pairs}]")
        case Member(record, field):
            return Piece(f"{quoted(words.name(record))}.{quoted(words.field(record, field))}")
        case Symbol():
            return Piece(quoted(words.symbol(node)))
        case Records(record):
            return Piece(quoted(words.name(record)))
        case _:
            raise TypeError(f"{node!r} has operands")


def quoted(word: str) -> str:
    """A name as it stands in a formula: as it is when plain, in 「」 otherwise."""
    return word if is_plain(word) else f"「{word}」"
