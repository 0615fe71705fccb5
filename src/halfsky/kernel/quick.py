"""Which checks of a sheet surely hold: a short road for large tables, in front of the reference evaluator.

Most cells hold whole numbers, and most checks set two of them against each other or add some up. Where that is so,
integers are compared. Everything else, and all that does not hold, is left to `checking.py`: it alone makes findings,
so the short road can only leave out what would have found nothing. A property test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Element
from halfsky.kernel.grammar import Node
from halfsky.kernel.grammar.evaluate import COMPARISONS
from halfsky.kernel.grammar.nodes import Compare, Name, Part
from halfsky.kernel.rollup import Entries, Key
from halfsky.kernel.units import Unit

Whole = Sequence[int | None]
"""The whole numbers of a sheet by the places that `Quick` gave to their cells; None for all else."""
Holds = Callable[[Whole], bool]
"""Says of a sheet that a check surely holds; False is no answer."""


def operand_key(node: Node, at: Cell) -> Key | None:
    """The cell that a name or a part stands for when asked at a column; None for any other node."""
    match node:
        case Name(word):
            return word, at
        case Part(word, parts):
            return word, cell({**dict(at.parts), **dict(parts)})
        case _:
            return None


class Quick:
    """The short road of one form."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self.elements = elements
        self.places: dict[Key, int] = {}

    def numbers(self, now: Entries) -> Whole:
        """The whole numbers of a sheet."""
        found: list[int | None] = [None] * len(self.places)
        for key, value in now.items():
            at = self.places.get(key)
            if at is not None and isinstance(value, Fraction):
                number, parts = value.as_integer_ratio()
                if parts == 1:
                    found[at] = number
        return found

    def condition(self, formula: Node, at: Cell) -> Holds | None:
        """How a comparison of two cells of one unit is quickly seen to hold; None for any other formula."""
        if not isinstance(formula, Compare):
            return None
        one, other = operand_key(formula.left, at), operand_key(formula.right, at)
        if one is None or other is None or self._unit(one) != self._unit(other):
            return None
        left, right, compare = self._place(one), self._place(other), COMPARISONS[formula.sign]

        def holds(whole: Whole) -> bool:
            a, b = whole[left], whole[right]
            return a is not None and b is not None and compare(a, b)

        return holds

    def parts(self, total: Key, parts: Sequence[Key]) -> Holds:
        """How parts are quickly seen to make up their total."""
        whole_of, places = self._place(total), [self._place(part) for part in parts]

        def holds(whole: Whole) -> bool:
            left = whole[whole_of]
            for at in places:
                part = whole[at]
                if left is None or part is None:
                    return False
                left -= part
            return left == 0

        return holds

    def _place(self, key: Key) -> int:
        return self.places.setdefault(key, len(self.places))

    def _unit(self, key: Key) -> Unit:
        return Unit.parse(self.elements[key[0]].unit)
