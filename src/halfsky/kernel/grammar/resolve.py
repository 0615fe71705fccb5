"""Names to codes: from here on a label may change without harm.

A bare word beside a choice is first looked for among the codes of that choice (state != planned), then among the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import zip_longest

from halfsky.kernel.breakdown import cell
from halfsky.kernel.grammar.names import FIELD, OPTION, Names
from halfsky.kernel.grammar.nodes import (
    Call,
    Compare,
    Member,
    Name,
    Node,
    Part,
    Records,
    Symbol,
    Within,
)
from halfsky.kernel.grammar.scope import Scope
from halfsky.kernel.grammar.tree import children, rebuilt
from halfsky.kernel.grammar.types import Choice
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

NO_SUCH_PART = problem(
    "400.77",
    ("“{name}”没有分组“{cell}”。", "“{name}” has no part “{cell}”."),
    ("{known}", "{known}"),
)

_NONE = Text("它不分组。", "It has no parts.")
_PASSING = frozenset({"if", "coalesce", "previous", "same_period_last_year"})
"""Functions that hand a choice through."""


def resolve(node: Node, scope: Scope) -> Node:
    """The same tree with codes for labels. Refuses unknown names (with the nearest known), parts and functions."""
    return _resolve(node, scope, None)


def _resolve(node: Node, scope: Scope, choice: Choice | None) -> Node:
    """`choice` is the choice beside which the node stands, if any."""
    match node:
        case Name():
            return _name(node, scope, choice)
        case Part():
            return _part(node, scope)
        case Member(record, field) if choice is not None and node.code in dict(choice.options):
            return Symbol(node.code, choice.code, dict(choice.options)[node.code], node.span)
        case Member(record, field) if (whole := f"{record}.{field}") in scope.names:
            return Name(scope.names.code(whole, node.span), node.span)
        case Member(record, field):
            code = scope.names.code(record, node.span)
            known = scope.fields.get(code, Names(FIELD, []))
            return replace(node, record=code, field=known.code(field, node.span))
        case Compare() | Within():
            return rebuilt(node, _beside(children(node), scope, None))
        case Call():
            return _call(node, scope, choice)
        case _:
            return rebuilt(node, lambda operand: _resolve(operand, scope, None))


def _beside(values: Iterable[Node], scope: Scope, choice: Choice | None) -> Callable[[Node], Node]:
    """How to resolve values that stand side by side: when one is a choice, the others are sought among its codes."""
    shared = choice or next((found for value in values if (found := _choice_of(value, scope))), None)

    def resolved(value: Node) -> Node:
        return _resolve(value, scope, None if _choice_of(value, scope) else shared)

    return resolved


def _name(node: Name, scope: Scope, choice: Choice | None) -> Node:
    if choice is not None:
        options = Names(OPTION, choice.options)
        if node.word in options or node.word not in scope.names:
            code = options.code(node.word, node.span)
            return Symbol(code, choice.code, options.labels[code], node.span)
    code = scope.names.code(node.word, node.span)
    return Records(code, node.span) if code in scope.record_codes else replace(node, word=code)


def _part(node: Part, scope: Scope) -> Node:
    """The pairs become codes and are sorted; the part must be one that the thing has."""
    code = scope.names.code(node.word, node.span)
    pairs = []
    for dimension, category in node.cell:
        found = scope.breakdowns.code(dimension, node.span)
        pairs.append((found, scope.categories[found].code(category, node.span)))
    chosen = cell(pairs)
    term = scope.term.get(code)
    cells = term.cells if term else frozenset()
    if not chosen or chosen not in cells:
        listed = ", ".join(sorted(map(str, cells)))
        known = Text(f"可选：{listed}。", f"Choose from: {listed}.") if cells else _NONE
        name = Text(scope.names.label(code, "zh"), scope.names.label(code, "en"))
        raise NO_SUCH_PART.at(node.span.marked() or code, name=name, cell=str(cell(node.cell)), known=known)
    return replace(node, word=code, cell=chosen.parts)


def _call(node: Call, scope: Scope, choice: Choice | None) -> Node:
    code = scope.calls.code(node.function, node.span)
    given = node.arguments
    if declared := scope.function.get(code):
        pairs = zip_longest(given, declared.takes[: len(given)])
        arguments = [_resolve(value, scope, takes if isinstance(takes, Choice) else None) for value, takes in pairs]
    elif code in _PASSING:
        conditions, values = (given[:1], given[1:]) if code == "if" else ((), given)
        resolved = _beside(values, scope, choice)
        arguments = [_resolve(condition, scope, None) for condition in conditions] + [resolved(v) for v in values]
    else:
        arguments = [_resolve(value, scope, None) for value in given]
    return replace(node, function=code, arguments=tuple(arguments))


def _choice_of(node: Node, scope: Scope) -> Choice | None:
    """The choice that a value is one of, if it is."""
    match node:
        case Name(word) if word in scope.names:
            term = scope.term.get(scope.names.code(word, node.span))
            return term.type if term and isinstance(term.type, Choice) else None
        case Member(record, field) if (whole := f"{record}.{field}") in scope.names:
            return _choice_of(Name(whole, node.span), scope)
        case Member(record, field) if record in scope.names:
            code = scope.names.code(record, node.span)
            found = scope.fields.get(code)
            term = scope.term.get(f"{code}.{found.code(field, node.span)}") if found and field in found else None
            return term.type if term and isinstance(term.type, Choice) else None
        case Call(function, arguments) if function in _PASSING:
            values = arguments[1:] if function == "if" else arguments
            return next((choice for value in values if (choice := _choice_of(value, scope))), None)
        case Call(function) if function in scope.calls:
            declared = scope.function.get(scope.calls.code(function, node.span))
            return declared.gives if declared and isinstance(declared.gives, Choice) else None
        case _:
            return None
