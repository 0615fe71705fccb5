"""实现程度: how far a goal is realised, in percent, by one of two named methods that are never mixed in one index.

Both are capped at 100 and undefined (None) where their division has no meaning.
"""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.target import Bar

FULL = Fraction(100)


def against_target(value: Fraction, bar: Bar) -> Fraction | None:
    """Method 1: value ÷ target where higher is better, target ÷ value where lower is; 100 once the bar is met."""
    if bar.meets(value):
        return FULL
    edge = bar.edge(value)
    top, bottom = (value, edge) if value < edge else (edge, value)
    return None if bottom <= 0 or top < 0 else min(FULL, 100 * top / bottom)


def from_base(value: Fraction, base: Fraction | None, bar: Bar) -> Fraction | None:
    """Method 2: the share of the way from the base to the target that is done; 0 when it went the other way."""
    if bar.meets(value):
        return FULL
    if base is None or bar.meets(base):
        return None
    return max(Fraction(0), FULL * (1 - bar.miss(value) / bar.miss(base)))
