"""How points are said: the formula with its numbers filled in, and what stands between the numbers and the points."""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.appraising import Point
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Missing
from halfsky.kernel.grammar import Env, Node, Outcome, Scope, Term, exactly, explain, quantity, uses
from halfsky.kernel.grammar.explain import Show
from halfsky.kernel.grammar.nodes import Name
from halfsky.kernel.numbers import printed
from halfsky.kernel.scheme import FACTS, SHARES, Way
from halfsky.kernel.text import Text

DECIMALS = 2
DRAFT = Text(
    "这个办法还没有公布（没有文号和印发日期），不计分。",
    "This scheme is not published (no number, no day): nobody is judged by it.",
)


def points(earned: Fraction) -> str:
    """Points as they are printed."""
    return printed(earned, DECIMALS)


def worked(point: Point, facts: Env, content: Content, lang: str = "zh") -> list[str]:
    """The steps of an item, the last one giving its points: “达标率 = 62.5%”, “40 × 62.5% = 25.00”."""
    tree = point.item.formula
    if tree is None:
        return []
    steps = [
        f"{step.formula} = {_show(lang)(step.node, step.value)}"
        if step.filled == _show(lang)(step.node, step.value)
        else f"{step.formula} = {step.filled} = {_show(lang)(step.node, step.value)}"
        for step in explain(tree, facts, _scope(tree, content).words(lang), _show(lang))
    ]
    return [*steps, *_last(point, lang)]


def _last(point: Point, lang: str) -> list[str]:
    if point.earned is None or point.found is None:
        return []
    item, found = point.item, point.found
    full, came = exactly(item.points, lang), _result(found, lang)
    if isinstance(found, Fraction):
        if item.way is Way.DEDUCT:
            cut = item.points * max(found, Fraction(0)) + point.earned
            limit = (
                Text("（扣到上限或本组扣完为止）", " (up to its limit or what the group earned)").in_(lang)
                if cut
                else ""
            )
            return [f"−{full} × {exactly(found, lang)} = {points(point.earned)}{limit}"]
        cut = item.points * found - point.earned
        limit = (
            Text("（最多满分，最少零分）", " (no more than full points, no less than none)").in_(lang) if cut else ""
        )
        return [f"{full} × {came} = {points(point.earned)}{limit}"]
    return [f"{came} → {points(point.earned)}"]


def _result(found: Outcome, lang: str) -> str:
    if isinstance(found, Fraction):
        return f"{printed(100 * found, DECIMALS)}%"
    return exactly(found, lang)


def _show(lang: str) -> Show:
    def show(node: Node, value: Outcome) -> str:
        is_share = isinstance(node, Name) and node.word in SHARES
        if is_share and isinstance(value, Fraction):
            whole = exactly(value, lang)
            return (
                f"{printed(100 * value, DECIMALS)}%"
                if "/" not in whole
                else f"{printed(100 * value, DECIMALS)}%（{whole}）"
            )
        return exactly(value, lang)

    return show


def _scope(tree: Node, content: Content) -> Scope:
    """The labels of what a formula names."""
    named = [content.elements[code] for code in uses(tree) if code in content.elements]
    return Scope((*FACTS, *(Term(e.code, quantity(e.unit), e.name) for e in named)))


def missing_words(point: Point) -> Text | None:
    """Why an item has no points yet; None where it has."""
    if isinstance(point.found, Missing):
        return point.found.reason.label
    return Text("待评议", "waits for judgement") if point.waits else None
