"""In which order definitions that use each other are worked out; a circle is refused and printed."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.grammar.tree import uses
from halfsky.kernel.refusals import problem

CIRCLE = problem(
    "400.78",
    ("公式互相引用，形成循环：{circle}。", "The formulas refer to each other in a circle: {circle}."),
    ("请改写其中一个公式，使它不再引用自己。", "Rewrite one of them so that it no longer refers to itself."),
)


def order(definitions: Mapping[str, Node]) -> list[str]:
    """The codes so that each comes after those it uses. Refuses a circle, a value of an earlier period included."""
    graph = {code: [used for used in uses(node) if used in definitions] for code, node in definitions.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        ring = list(reversed(error.args[1]))[:-1]
        first = ring.index(next(code for code in definitions if code in ring))
        turned = [*ring[first:], *ring[:first]]
        raise CIRCLE.at(turned[0], circle=" → ".join([*turned, turned[0]])) from None
