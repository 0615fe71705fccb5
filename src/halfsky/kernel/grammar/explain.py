"""A formula with its numbers filled in, step by step: from what was looked up to the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.fact import Missing
from halfsky.kernel.grammar.env import Env, Outcome, Shift
from halfsky.kernel.grammar.evaluate import evaluate
from halfsky.kernel.grammar.nodes import Binary, Call, Name, Node, Number, Symbol
from halfsky.kernel.grammar.render import CODES, Piece, Words, decimal_text, join, render
from halfsky.kernel.grammar.tree import children
from halfsky.kernel.grammar.words import AGGREGATES, ALONE, MULTIPLY, NEGATIVE, SHIFTS
from halfsky.kernel.text import Text

_TRUE, _FALSE = Text("是", "true"), Text("否", "false")

Show = Callable[[Node, Outcome], str]
"""How a value (in base units) is printed; the node says of what it is the value."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a formula: as it is written, with the values of its operands filled in, and its value."""

    node: Node
    formula: str
    filled: str
    value: Outcome


def exactly(value: Outcome, lang: str = "zh") -> str:
    """A value with all its digits: 0.5, 1 / 3, 2026-11-22, 是; a missing one as its reason: 〔未报〕."""
    match value:
        case Missing(reason):
            return f"〔{reason.label.in_(lang)}〕"
        case bool():
            return (_TRUE if value else _FALSE).in_(lang)
        case Fraction():
            size = decimal_text(abs(value))
            return f"{value.numerator} / {value.denominator}" if size is None else f"{'-' * (value < 0)}{size}"
        case dt.date():
            return value.isoformat()
        case _:
            return value


def _exactly(node: Node, value: Outcome) -> str:
    return exactly(value)


def explain(node: Node, env: Env, words: Words = CODES, show: Show = _exactly) -> list[Step]:
    """The steps in the order of reckoning, the whole formula last; what was not looked at has none.

    `words` shows labels for codes, `show` prints the values; without them codes and exact numbers stand.
    """
    steps: list[Step] = []

    def watch(found: Node, shift: Shift, operands: Sequence[Outcome | None], value: Outcome) -> None:
        if isinstance(found, Number | Symbol) or _is_shift(found):
            return
        seen = found if shift is Shift.NONE else Call(shift.value, (found,))
        filled = _filled(found, operands, value, words, show)
        steps.append(Step(seen, render(seen, words), filled, value))

    evaluate(node, env, watch)
    return steps


_LESS = Binary("-", Name("now"), Name("before"))
_OVER = Binary("/", Name("rise"), Name("before"))
_MANY = 8
"""So many values of child records are written out; of more, the first and the last."""


def _filled(node: Node, operands: Sequence[Outcome | None], value: Outcome, words: Words, show: Show) -> str:
    """The node with values for operands; written numbers stay as they are, so does what was not looked at."""
    written = children(node)
    if not written:
        return show(node, value)
    if isinstance(node, Call) and node.function == "change":
        before, now = (_piece(written[0], one, words, show) for one in operands)
        return join(_OVER, [join(_LESS, [now, before]), before]).text
    if isinstance(node, Call) and node.function in AGGREGATES:
        pieces = [_piece(node, one, words, show) for one in operands]
        return join(
            node, pieces if len(pieces) <= _MANY else [*pieces[: _MANY - 2], Piece("…"), pieces[-1]], words
        ).text
    return join(node, [_piece(*pair, words, show) for pair in zip(written, operands, strict=True)], words).text


def _is_shift(node: Node) -> bool:
    """A period word has no step of its own: the steps inside it already name the period."""
    return isinstance(node, Call) and node.function in SHIFTS and node.function != "change"


def _piece(node: Node, value: Outcome | None, words: Words, show: Show) -> Piece:
    """An operand: its value, or its own text where that says more."""
    if value is None or isinstance(node, Number | Symbol):
        return Piece(render(node, words))
    text = show(node, value)
    return Piece(text, MULTIPLY if "/" in text else NEGATIVE if text.startswith("-") else ALONE)
