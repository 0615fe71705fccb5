"""Text → tree. Precedence, from loose to tight: or · and · not · comparisons and in · + - · * / · unary minus."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from halfsky.kernel.grammar.cursor import DEEPEST, TOO_DEEP, VALUE_EXPECTED, Cursor
from halfsky.kernel.grammar.nodes import (
    Arithmetic,
    Binary,
    Call,
    Compare,
    Comparison,
    Logic,
    Member,
    Name,
    Node,
    Number,
    Part,
    Unary,
    Within,
)
from halfsky.kernel.grammar.tokens import Token
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.grammar.words import ADD, AND, COMPARE, MULTIPLY, NOT, OR, function_code
from halfsky.kernel.refusals import problem

EMPTY = problem(
    "400.66",
    ("公式是空的。", "The formula is empty."),
    ("请填写公式，如 孕产妇死亡数 / 活产数。", "Write a formula such as deaths / births."),
)
CHAINED = problem(
    "400.72",
    ("不能连写比较“{came}”。", "Comparisons cannot be chained (“{came}”)."),
    ("a < b < c 请写成 a < b and b < c。", "Write a < b < c as a < b and b < c."),
)
NOT_A_PART = problem(
    "400.73",
    (
        "方括号里应是“分组=类别”，却是“{came}”。",
        "“breakdown=category” belongs between the brackets, but “{came}” came.",
    ),
    (
        "请写成 活产数[residence=urban]，多个分组以逗号隔开，每个分组只写一次。",
        "Write births[residence=urban]; separate several by commas, each once.",
    ),
)
NOT_A_MEMBER = problem(
    "400.74",
    ("“.”后面应是下级记录的项目名称。", "The name of a field of the child records belongs behind “.”."),
    (
        "请写成 session.attended；指标编号含有点号时写成「W1.02」。",
        "Write session.attended; a code with a dot is written 「W1.02」.",
    ),
)

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LEVELS = {"or": OR, "and": AND, "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY}


def parse(text: str) -> Node:
    """Read a formula, check or condition. Names stay as they are written; `resolve` turns them into codes.

    Refuses, with the place marked in the text, what is no formula: more than 2,000 characters, more than 50 deep.
    """
    return _Parser(text).formula()


class _Parser(Cursor):
    def formula(self) -> Node:
        if self.ended():
            raise EMPTY.at()
        node = self.expression(OR)
        if not self.ended():
            raise self.unexpected()
        if any(depth > DEEPEST for _, depth in walk(node)):
            raise TOO_DEEP.at(most=DEEPEST)
        return node

    def expression(self, level: int) -> Node:
        """A value whose operators all bind at least as tightly as `level`."""
        self.descend()
        node = self.negation() if level <= NOT and self.meets("not") else self.operand()
        while (found := self.level_here()) >= level:
            node = self.joined(node, found)
        self.nested -= 1
        return node

    def level_here(self) -> int:
        """How tightly the operator that comes next binds; 0 when none comes."""
        if self.meets(*_COMPARISONS, "in") or (self.meets("not") and self.tokens[self.at + 1].text == "in"):
            return COMPARE
        return _LEVELS.get(self.next.text, 0) if self.next.kind == "sign" else 0

    def joined(self, left: Node, level: int) -> Node:
        """`left` and what the operator that comes next joins to it."""
        if level in (OR, AND):
            return self.logic(left, level)
        if level == COMPARE:
            return self.comparison(left)
        sign = cast(Arithmetic, self.take().text)
        right = self.expression(level + 1)
        return Binary(sign, left, right, left.span.to(right.span))

    def negation(self) -> Node:
        sign = self.take()
        operand = self.expression(NOT)
        return Unary("not", operand, sign.span.to(operand.span))

    def logic(self, first: Node, level: int) -> Node:
        sign = self.next.text
        operands = [first]
        while self.meets(sign):
            self.take()
            operands.append(self.expression(level + 1))
        return Logic("and" if sign == "and" else "or", tuple(operands), first.span.to(operands[-1].span))

    def comparison(self, left: Node) -> Node:
        sign = self.take()
        node: Node
        if sign.text == "in":
            node = self.within(left)
        elif sign.text == "not":
            self.take()
            found = self.within(left)
            node = Unary("not", found, found.span)
        else:
            right = self.expression(ADD)
            node = Compare(cast(Comparison, sign.text), left, right, left.span.to(right.span))
        if self.level_here() == COMPARE:
            raise self.refusal(CHAINED, self.next)
        return node

    def within(self, item: Node) -> Within:
        if not self.meets("("):
            raise self.refusal(VALUE_EXPECTED, self.next)
        choices, closing = self.listed()
        if not choices:
            raise self.refusal(VALUE_EXPECTED, closing)
        return Within(item, choices, item.span.to(closing.span))

    def operand(self) -> Node:
        """One value: a number, a name, a call, a bracket, or the negative of one."""
        token = self.take()
        if token.kind == "number":
            return Number(token.value, token.text, token.span)
        if token.kind == "name":
            return self.named(token)
        if token.kind == "sign" and token.text == "-":
            return self.negative(token)
        if token.kind == "sign" and token.text == "(":
            node = self.expression(OR)
            return replace(node, span=token.span.to(self.close(token).span))
        raise self.refusal(VALUE_EXPECTED, token)

    def negative(self, sign: Token) -> Node:
        self.descend()
        operand = self.operand()
        self.nested -= 1
        return Unary("-", operand, sign.span.to(operand.span))

    def named(self, name: Token) -> Node:
        """A name, and what may follow it: (arguments), [part], .field."""
        if self.meets("(") and not name.quoted:
            arguments, closing = self.listed()
            return Call(function_code(name.text), arguments, name.span.to(closing.span))
        if self.meets("["):
            return self.part(name)
        if self.meets("."):
            dot = self.take()
            if self.next.kind != "name":
                raise self.refusal(NOT_A_MEMBER, dot)
            found = self.take()
            return Member(name.text, found.text, name.span.to(found.span))
        return Name(name.text, name.span)

    def listed(self) -> tuple[tuple[Node, ...], Token]:
        """(a, b, …) and the closing bracket."""
        opening = self.take()
        found: list[Node] = []
        while not self.meets(")"):
            if self.ended() or (found and not self.meets(",")):
                raise self.bracket_refusal(opening)
            if found:
                self.take()
            found.append(self.expression(OR))
        return tuple(found), self.take()

    def part(self, name: Token) -> Node:
        """[dimension=category, …]"""
        opening = self.take()
        pairs: list[tuple[str, str]] = []
        while not pairs or self.meets(","):
            if pairs:
                self.take()
            dimension = self.word_of_part(opening)
            if not self.meets("="):
                raise self.refusal(NOT_A_PART, self.next)
            self.take()
            if dimension in dict(pairs):
                raise self.refusal(NOT_A_PART, self.tokens[self.at - 2])
            pairs.append((dimension, self.word_of_part(opening)))
        closing = self.close(opening)
        return Part(name.text, tuple(pairs), name.span.to(closing.span))

    def word_of_part(self, opening: Token) -> str:
        if self.ended():
            raise self.bracket_refusal(opening)
        if self.next.kind != "name":
            raise self.refusal(NOT_A_PART, self.next)
        return self.take().text
