"""A text as the checks take it: folded to one script, its quantities with what the words around them make of them."""

from __future__ import annotations

from halfsky.prose.checks.draft import Draft, Number, with_roles
from halfsky.prose.folding import folded
from halfsky.prose.quantities import Quantity, quantities


def drafted(text: str) -> Draft:
    """The draft of a text; its places are those of the text that came."""
    plain = folded(text)
    return with_roles(plain, [_number(q) for q in quantities(plain)])


def _number(quantity: Quantity) -> Number:
    q = quantity
    return Number(q.start, q.end, q.value, q.unit, q.step, q.hedge != "")
