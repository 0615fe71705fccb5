"""Where the parser stands among the tokens, and the refusals that any part of it may meet there."""

from __future__ import annotations

from halfsky.kernel.grammar.span import shortened
from halfsky.kernel.grammar.tokens import Token, tokens
from halfsky.kernel.refusals import Problem, Refusal, problem
from halfsky.kernel.text import Text

DEEPEST = 50

TOO_DEEP = problem(
    "400.67",
    ("公式嵌套超过{most}层。", "The formula is nested more than {most} deep."),
    (
        "请拆成几个有名称的部分；许多项相加时用 sum(a, b, c)。",
        "Split it into named parts; add many terms with sum(a, b, c).",
    ),
)
VALUE_EXPECTED = problem(
    "400.68",
    ("这里应有一个数字、名称或左括号，却是“{came}”。", "A number, a name or ( belongs here, but “{came}” came."),
    ("请补上缺少的一项，或删去多余的符号。", "Supply what is missing, or take the extra sign out."),
)
SIGN_EXPECTED = problem(
    "400.69",
    ("“{came}”之前缺少运算符。", "An operator is missing before “{came}”."),
    (
        "请在两项之间写 + - * / = and or 等；名称中有空格或符号时写成「名称」。",
        "Put + - * / = and or between the two; write a name with spaces or signs as 「name」.",
    ),
)
NOT_CLOSED = problem(
    "400.70",
    ("“{opened}”没有配对的“{closing}”。", "“{opened}” is never closed by “{closing}”."),
    ("请补上“{closing}”。", "Add “{closing}”."),
)
NOT_OPENED = problem(
    "400.71",
    ("多了一个“{came}”。", "There is a “{came}” too many."),
    ("请删去它，或在前面补上左括号。", "Take it out, or open the bracket before it."),
)
STRAY_COMMA = problem(
    "400.98",
    ("这里不能用逗号。", "There is no place for a comma here."),
    (
        "逗号只隔开函数、in 和方括号里的各项；数字不写千位分隔符。",
        "Commas part what stands in a function, in a list or between brackets; numbers take no separators.",
    ),
)

_THE_END = Text("公式结尾", "the end of the formula")
_BRACKETS = 2 * DEEPEST + 2
"""How deep the reader descends: a tree of the greatest depth opens at most two expressions a level."""

_CLOSING = {"(": ")", "[": "]"}


class Cursor:
    """The tokens of a text and the one that comes next."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.nested = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def meets(self, *signs: str) -> bool:
        return self.next.kind == "sign" and self.next.text in signs

    def ended(self) -> bool:
        return self.next.kind == "end"

    def refusal(self, kind: Problem, token: Token, **values: object) -> Refusal:
        came = shortened(token.span.text) or _THE_END
        return kind.at(token.span.marked(), came=came, **values)

    def descend(self) -> None:
        """One expression deeper; the one who calls comes up again by itself."""
        self.nested += 1
        if self.nested > _BRACKETS:
            raise TOO_DEEP.at(self.next.span.marked(), most=DEEPEST)

    def unexpected(self) -> Refusal:
        """What to say of a token that cannot go on from a finished value."""
        if self.meets(","):
            return self.refusal(STRAY_COMMA, self.next)
        return self.refusal(NOT_OPENED if self.meets(")", "]") else SIGN_EXPECTED, self.next)

    def close(self, opening: Token) -> Token:
        """The bracket that closes `opening`."""
        if not self.meets(_CLOSING[opening.text]):
            raise self.bracket_refusal(opening)
        return self.take()

    def bracket_refusal(self, opening: Token) -> Refusal:
        """Instead of a closing bracket the text ends, or goes on with something that does not fit."""
        if self.ended():
            return self.refusal(NOT_CLOSED, opening, opened=opening.text, closing=_CLOSING[opening.text])
        return self.unexpected()
