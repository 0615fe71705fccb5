"""Small counts: which cells readers without entitlement are not shown, so that none of them can be worked out.

A reader knows more than a cell: totals are sums of categories, a place is the sum of the places below it, a year that
of its months; rates that are shown bound their numerators. So beside the small counts themselves further cells are
hidden, until for every hidden cell at least K different whole numbers agree with everything that is shown.

This is proved, not hoped for. A `Move` is a change of hidden cells alone that keeps every equation; taken t times it
gives other tables, and those in which no count is negative and no limit is broken look the same to the reader. A cell
is hidden only together with a move that gives it K values: the K tables are there to be looked at. What is hidden
later takes nothing away from an earlier proof, as it only lets the reader know less.

The reader may know everything about how cells are chosen but the counts: nothing here asks who reads, and the same
counts give the same pattern. Not covered is what a reader knows from elsewhere (that somebody is the only such case).

"""

from halfsky.kernel.hiding.editions import Edition, renewed
from halfsky.kernel.hiding.pattern import pattern
from halfsky.kernel.hiding.table import (
    USUAL_THRESHOLD,
    Equation,
    Limit,
    Move,
    Name,
    Pattern,
    Table,
    adds_up,
    proved,
    rate_limits,
    small,
)

__all__ = [
    "USUAL_THRESHOLD",
    "Edition",
    "Equation",
    "Limit",
    "Move",
    "Name",
    "Pattern",
    "Table",
    "adds_up",
    "pattern",
    "proved",
    "rate_limits",
    "renewed",
    "small",
]
