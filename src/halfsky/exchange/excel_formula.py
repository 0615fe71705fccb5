"""A formula of the one grammar as a formula of Excel. It holds no rule of its own: `evaluate` is the meaning.

Excel's errors play the part of what is missing: they pass through arithmetic and comparisons as Missing does. Where
the grammar decides in spite of a missing operand (and, or, in, coalesce), IFERROR says so. Excel reckons with 15
digits, so two values closer than 1e-12 of their size are taken as equal; the server decides exactly when the sheet
comes in. What Excel cannot say is refused with `Unsaid` and left to the server.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.grammar.env import Shift
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
from halfsky.kernel.units import Unit

Refer = Callable[[str, Cell, Shift], str]
"""An Excel expression for a cell of the form in base units: a number, or #N/A; `Unsaid` where the book has none."""

CLOSE = "1E-12"
LONGEST = 8000
"""Excel takes formulas of 8,192 characters."""
UNSAID = ("child records", "choices", "functions of the context", "to_date")
"""What is never translated."""
_SHIFTS = {s.value: s for s in (Shift.PREVIOUS, Shift.SAME_PERIOD_LAST_YEAR)}


class Unsaid(Exception):
    """This formula cannot be said in Excel, and why."""


def excel(node: Node, refer: Refer) -> str:
    """The formula without its leading =. Raises `Unsaid` with what it cannot say."""
    said = _Translator(refer, Shift.NONE).said(node)
    if len(said) > LONGEST:
        raise Unsaid("longer than Excel takes")
    return said


def decimal(value: Fraction) -> str:
    """A number with the 15 digits that Excel keeps, without an exponent."""
    text = f"{float(value):.15f}" if abs(value) < 1 else f"{float(value):.15g}"
    if "e" in text:
        text = f"{float(value):.0f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class _Translator:
    def __init__(self, refer: Refer, shift: Shift) -> None:
        self.refer = refer
        self.shift = shift

    def said(self, node: Node) -> str:
        match node:
            case Number(value, unit):
                return decimal(Unit.parse(unit).to_base(value))
            case Name(word):
                return self.refer(word, TOTAL, self.shift)
            case Part(word, cell):
                return self.refer(word, Cell(cell), self.shift)
            case Member() | Records():
                raise Unsaid("child records")
            case Symbol():
                raise Unsaid("choices")
            case Unary("not", operand):
                return f"NOT({self.said(operand)})"
            case Unary(_, operand):
                return f"(-{self.said(operand)})"
            case Binary(sign, left, right):
                return f"({self.said(left)}{sign}{self.said(right)})"
            case Compare(sign, left, right):
                return compared(sign, self.said(left), self.said(right))
            case Logic("and", operands):
                return _all([self.said(o) for o in operands])
            case Logic(_, operands):
                return _any([self.said(o) for o in operands])
            case Within(item, choices):
                return _any([compared("=", self.said(item), self.said(c)) for c in choices])
            case Call():
                return self.call(node)

    def call(self, node: Call) -> str:
        match node.function, node.arguments:
            case "if", (condition, then, otherwise):
                return f"IF({self.said(condition)},{self.said(then)},{self.said(otherwise)})"
            case "coalesce", arguments:
                *first, found = (self.said(a) for a in arguments)
                for said in reversed(first):
                    found = f"IFERROR({said},{found})"
                return found
            case ("min" | "max" | "sum" | "abs") as function, arguments:
                return f"{function.upper()}({','.join(self.said(a) for a in arguments)})"
            case "count", arguments:
                return f"({'+'.join(f'IF({self.said(a)},1,0)' for a in arguments)})"
            case "change", (of,):
                before, now = self.at(Shift.PREVIOUS).said(of), self.said(of)
                return f"(({now}-{before})/{before})"
            case shift, (of,) if shift in _SHIFTS:
                return self.at(_SHIFTS[shift]).said(of)
        raise Unsaid(node.function)

    def at(self, shift: Shift) -> _Translator:
        return _Translator(self.refer, shift)


def compared(sign: str, left: str, right: str) -> str:
    """A comparison in which what differs in the last digits alone is equal."""
    distance, close = f"({left}-{right})", f"{CLOSE}*(ABS({left})+ABS({right}))"
    return {
        "=": f"(ABS{distance}<={close})",
        "!=": f"(ABS{distance}>{close})",
        "<": f"({distance}<-{close})",
        "<=": f"({distance}<={close})",
        ">": f"({distance}>{close})",
        ">=": f"({distance}>=-{close})",
    }[sign]


def _all(said: list[str]) -> str:
    """Kleene's and: one that is false decides; else a missing one leaves it missing."""
    decided = ",".join(f"IFERROR(NOT({s}),FALSE)" for s in said)
    return f"IF(OR({decided}),FALSE,AND({','.join(said)}))"


def _any(said: list[str]) -> str:
    """Kleene's or: one that is true decides; else a missing one leaves it missing."""
    decided = ",".join(f"IFERROR({s},FALSE)" for s in said)
    return f"IF(OR({decided}),TRUE,OR({','.join(said)}))"
