"""The one grammar of formulas, checks, conditions, needs and feeds; contexts differ only in their `Scope`.

    tree = read("孕产妇死亡数 / 活产数", scope, want=quantity("1/10万"))
    value = evaluate(tree, env)                 # the pure ratio, exactly, or Missing with the reason
    Unit.parse("1/10万").from_base(value)       # as it is printed

Read first: `nodes.py` (what may be said), `rules.py` (what units do), `evaluate.py` (what it means). The way of a text:
`tokens` → `parse` → `resolve` (labels to codes) → `check` (units and kinds) → `order` (definitions) → `evaluate`.
`docs/manual/grammar.zh.md` is printed from the spec tests.
"""

from halfsky.kernel.grammar.check import check
from halfsky.kernel.grammar.env import Env, Outcome, Shift, Table, Value
from halfsky.kernel.grammar.evaluate import evaluate
from halfsky.kernel.grammar.explain import Step, exactly, explain
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.grammar.order import order
from halfsky.kernel.grammar.parse import parse
from halfsky.kernel.grammar.render import render
from halfsky.kernel.grammar.resolve import resolve
from halfsky.kernel.grammar.scope import Dimension, Function, Record, Scope, Term
from halfsky.kernel.grammar.tree import uses
from halfsky.kernel.grammar.types import Choice, Nature, Plain, Quantity, Type, quantity

__all__ = [
    "Choice",
    "Dimension",
    "Env",
    "Function",
    "Nature",
    "Node",
    "Outcome",
    "Plain",
    "Quantity",
    "Record",
    "Scope",
    "Shift",
    "Step",
    "Table",
    "Term",
    "Type",
    "Value",
    "check",
    "evaluate",
    "exactly",
    "explain",
    "order",
    "parse",
    "quantity",
    "read",
    "render",
    "resolve",
    "uses",
]


def read(text: str, scope: Scope, want: Type | None = None) -> Node:
    """The tree of a formula, resolved to codes and checked, giving what is wanted. Refuses with the place marked."""
    tree = resolve(parse(text), scope)
    check(tree, scope, want)
    return tree
