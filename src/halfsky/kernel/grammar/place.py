"""How a refusal names a part of a formula: in the words in which it was written, or in the canonical text."""

from __future__ import annotations

from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.grammar.render import render
from halfsky.kernel.grammar.span import shortened
from halfsky.kernel.refusals import Problem, Refusal


def written(node: Node) -> str:
    """The node as it stands in the text it was read from, shortened when it is long."""
    return shortened(node.span.text or render(node))


def place(node: Node) -> str:
    """The text around the node with the node in 【】."""
    return node.span.marked() or shortened(render(node))


def refusal(why: Problem, node: Node, **values: object) -> Refusal:
    """A refusal that points at the node; {came} is its text."""
    return why.at(place(node), **{"came": written(node), **values})
