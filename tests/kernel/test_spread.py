"""A value against all others: the same as taking it out and working everything out anew."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.numbers import median
from halfsky.kernel.spread import Spread

VALUES = st.lists(st.builds(Fraction, st.integers(0, 9), st.integers(1, 4)), min_size=2, max_size=9)


@given(VALUES)
def test_each_against_the_others(values: list[Fraction]) -> None:
    spread = Spread.of(values)
    assert len(spread) == len(values)
    for at, one in enumerate(values):
        rest = values[:at] + values[at + 1 :]
        middle = median(rest)
        assert spread.others(one) == (middle, median([abs(x - middle) for x in rest]))


def test_by_hand() -> None:
    """Without 100 there are 1, 2, 4, 7: their middle is 3, they lie 2, 1, 1 and 4 from it, usually 1.5."""
    spread = Spread.of(map(Fraction, (100, 7, 1, 4, 2)))
    assert spread.others(Fraction(100)) == (Fraction(3), Fraction(3, 2))
