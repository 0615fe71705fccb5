"""Ways through a tree: its operands, all its nodes, what it looks up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from halfsky.kernel.grammar.nodes import Binary, Call, Compare, Logic, Member, Name, Node, Part, Records, Unary, Within
from halfsky.kernel.grammar.words import AGGREGATES


def children(node: Node) -> tuple[Node, ...]:
    """The operands in the order in which they are written."""
    match node:
        case Call(_, operands) | Logic(_, operands):
            return operands
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Within(item, choices):
            return (item, *choices)
        case _:
            return ()


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with every operand changed."""
    match node:
        case Call(_, arguments):
            return replace(node, arguments=tuple(map(change, arguments)))
        case Logic(_, operands):
            return replace(node, operands=tuple(map(change, operands)))
        case Unary(_, operand):
            return replace(node, operand=change(operand))
        case Binary(_, left, right) | Compare(_, left, right):
            return replace(node, left=change(left), right=change(right))
        case Within(item, choices):
            return replace(node, item=change(item), choices=tuple(map(change, choices)))
        case _:
            return node


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node of the tree with its depth, the root (depth 1) first; no recursion, for trees not yet measured."""
    waiting = [(node, 1)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        waiting.extend((child, depth + 1) for child in reversed(children(found)))


def uses(node: Node) -> list[str]:
    """The codes that a resolved formula looks up, each once, in the order of the text; child records aside."""
    return list(dict.fromkeys(found.word for found, _ in walk(node) if isinstance(found, Name | Part)))


def loose(node: Node) -> list[Member | Records]:
    """The child records in a formula that no sum, count, min or max around them makes one value."""
    if isinstance(node, Member | Records):
        return [node]
    if isinstance(node, Call) and node.function in AGGREGATES:
        return []
    return [found for child in children(node) for found in loose(child)]
