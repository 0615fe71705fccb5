"""The text of a formula cut into tokens; full-width signs are folded here, names in 「」 are kept as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from halfsky.kernel.grammar.nodes import RATE_SIGNS, is_unit_word
from halfsky.kernel.grammar.span import Span, shortened
from halfsky.kernel.grammar.words import RESERVED, fold, starts_word, within_word
from halfsky.kernel.refusals import Problem, Refusal, problem

LONGEST = 2_000

TOO_LONG = problem(
    "400.60",
    ("公式有{length}个字符，超过{most}个。", "The formula has {length} characters, more than {most}."),
    ("请拆成几个有名称的指标或计算项。", "Split it into several named parts."),
)
STRANGE_SIGN = problem(
    "400.61",
    ("公式中不能使用“{came}”。", "“{came}” has no meaning in a formula."),
    (
        "可用 + - * / ( ) = != < <= > >= and or not in；名称含有其他字符时写成「名称」。",
        "Use + - * / ( ) = != < <= > >= and or not in; write a name with other signs as 「name」.",
    ),
)
OPEN_QUOTE = problem(
    "400.62",
    ("「没有配对的」，或者「」之间没有名称。", "「 is not closed by 」, or there is no name between them."),
    ("请写成「15—17周岁人口数」这样的形式。", "Write the name as in 「15—17周岁人口数」."),
)
NUMBER_RUNS_ON = problem(
    "400.63",
    ("“{came}”既不是数字，也不是名称。", "“{came}” is neither a number nor a name."),
    (
        "以数字开头的名称写成「15—17周岁人口数」；小数写成 0.5，不写千位分隔符。",
        "Write a name that starts with a digit as 「15—17周岁人口数」, a decimal as 0.5, no thousands separators.",
    ),
)
SCIENTIFIC = problem(
    "400.64",
    ("“{came}”是科学计数法。", "“{came}” is in scientific notation."),
    ("请写出全部数字，或用 万、亿，如 450800、45万。", "Write all digits, or use 万 and 亿, as in 450800 or 45万."),
)
POWER = problem(
    "400.65",
    ("公式不计算乘方“{came}”。", "Formulas do not compute powers (“{came}”)."),
    ("请写成连乘，如 a * a。", "Write a product, such as a * a."),
)

Kind = Literal["number", "name", "sign", "end"]

_SIGNS = ("<=", ">=", "!=", "<>", "==", *"+-*/()[],.=<>")
_MEANING = {"<>": "!=", "==": "="}
_WIDE_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "≦": "<=", "≧": ">="}
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE][+-]?\d+")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign. `text` is the folded sign, the name without 「」, or the unit word behind a number."""

    kind: Kind
    text: str
    span: Span
    value: Fraction = Fraction(0)
    quoted: bool = False

    @property
    def ends_value(self) -> bool:
        """Whether a value may end here, so that 且 in front of a name is an operator: (a > 1)且b."""
        return self.kind in ("number", "name") or (self.kind == "sign" and self.text in (")", "]"))


def tokens(source: str) -> list[Token]:
    """All tokens of the text, a last one of kind "end". Refuses signs that mean nothing."""
    if len(source) > LONGEST:
        raise TOO_LONG.at(length=len(source), most=LONGEST)
    return _Reader(source).all()


class _Reader:
    """Walks once over the text; `text` is the source with every full-width sign folded, character by character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = "".join(" " if sign.isspace() else fold(sign) for sign in source)
        self.at = 0
        self.found: list[Token] = []

    def all(self) -> list[Token]:
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == " ":
                self.at += 1
            elif sign == "「":
                self.quoted()
            elif sign in "0123456789":
                self.number()
            elif starts_word(sign):
                self.word()
            else:
                self.sign()
        self.found.append(Token("end", "", Span(self.source, len(self.source), len(self.source))))
        return self.found

    def add(self, kind: Kind, text: str, end: int, value: Fraction = Fraction(0), quoted: bool = False) -> None:
        self.found.append(Token(kind, text, Span(self.source, self.at, end), value, quoted))
        self.at = end

    def refusal(self, kind: Problem, end: int) -> Refusal:
        place = Span(self.source, self.at, end)
        return kind.at(place.marked(), came=shortened(self.source[self.at : end]))

    def quoted(self) -> None:
        """「any text」, kept as it stands but for spaces at its ends."""
        end = self.source.find("」", self.at)
        name = self.source[self.at + 1 : end].strip()
        if end < 0 or not name or set(name) & set("「\n\r"):
            raise self.refusal(OPEN_QUOTE, len(self.source) if end < 0 else end + 1)
        self.add("name", name, end + 1, quoted=True)

    def word(self) -> None:
        """A plain name or an operator word; 且 and 或 stand apart from the name behind them where a value has ended."""
        end = self.end_of_word(self.at)
        word = self.text[self.at : end]
        after_value = bool(self.found) and self.found[-1].ends_value
        if word.lower() in RESERVED:
            self.add("sign", RESERVED[word.lower()], end)
        elif after_value and word[0] in "且或":
            self.add("sign", RESERVED[word[0]], self.at + 1)
        else:
            self.add("name", word, end)

    def number(self) -> None:
        """A decimal number and the unit word right behind it: 0.5, 30%, 100万人."""
        if damaged := _SCIENTIFIC.match(self.text, self.at):
            raise self.refusal(SCIENTIFIC, damaged.end())
        digits = _NUMBER.match(self.text, self.at)
        assert digits is not None
        end = digits.end()
        while end < len(self.text) and self.text[end].isalpha() and self.text[end] not in "且或":
            end += 1
        if end == digits.end() and self.text[end : end + 1] in tuple(RATE_SIGNS):
            end += 1
        unit = self.text[digits.end() : end]
        if unit.lower() in RESERVED:
            unit, end = "", digits.end()
        elif end < len(self.text) and (within_word(self.text[end]) or self.text[end] == ".") and not self.joined(end):
            raise self.refusal(NUMBER_RUNS_ON, max(self.end_of_word(end), end + 1))
        if unit and not is_unit_word(unit):
            raise self.refusal(NUMBER_RUNS_ON, end)
        self.add("number", unit, end, Fraction(digits[0]))

    def joined(self, at: int) -> bool:
        """Whether 且 or 或 follows without a space: a > 1且b > 2."""
        return self.text[at] in "且或"

    def sign(self) -> None:
        rest = self.text[self.at : self.at + 2]
        if rest.startswith("^") or rest == "**":
            raise self.refusal(POWER, self.at + len(rest.rstrip("0123456789 ")))
        if rest[0] in _WIDE_SIGNS:
            return self.add("sign", _WIDE_SIGNS[rest[0]], self.at + 1)
        for sign in _SIGNS:
            if rest.startswith(sign):
                return self.add("sign", _MEANING.get(sign, sign), self.at + len(sign))
        raise self.refusal(STRANGE_SIGN, self.at + 1)

    def end_of_word(self, at: int) -> int:
        while at < len(self.text) and within_word(self.text[at]):
            at += 1
        return at
