"""Every row of the grammar's chapter holds, and the chapter shows every word and every refusal of the grammar."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from halfsky.kernel import grammar
from halfsky.kernel.grammar import parse
from halfsky.kernel.grammar.nodes import Call
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.grammar.words import FUNCTIONS
from halfsky.kernel.refusals import Problem
from tests.spec.grammar_chapter import SECTIONS
from tests.spec.grammar_rows import Gives, Limit, Ordered, Refused, Row

ROWS = [(section.title.en, row) for section in SECTIONS for row in section.rows]


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[f"{title}-{row.cells()[0]}" for title, row in ROWS])
def test_a_row_of_the_manual(row: Row) -> None:
    row.check()


def test_the_manual_shows_every_function() -> None:
    trees = [parse(row.formula) for _, row in ROWS if isinstance(row, Gives)]
    assert set(FUNCTIONS) <= {node.function for tree in trees for node, _ in walk(tree) if isinstance(node, Call)}


def test_the_manual_shows_every_refusal_of_the_grammar() -> None:
    shown = {row.number for _, row in ROWS if isinstance(row, Refused | Limit)}
    shown |= {"400.78" for _, row in ROWS if isinstance(row, Ordered) and "→" in row.result}
    assert shown == declared()


def declared() -> set[str]:
    """The numbers of all refusals that the modules of the grammar declare."""
    modules = [import_module(f"{grammar.__name__}.{found.name}") for found in iter_modules(grammar.__path__)]
    return {found.number for module in modules for found in vars(module).values() if isinstance(found, Problem)}
