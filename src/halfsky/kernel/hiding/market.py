"""What it costs to hide one more cell while a pattern is being made."""

from __future__ import annotations

from halfsky.kernel.hiding.table import Name, Table

ONE, UNWILLING, AGAIN = 10_000, 20_000, 2_000
"""What one more hidden cell costs, how much more for each degree of unwillingness, and what using a hidden one does."""
MOST_OF_SIZE = 999
"""What is alike otherwise is told apart by size: the smaller one is hidden."""


class Market:
    """A table, what is hidden of it by now, and how many values every hidden cell needs."""

    def __init__(self, table: Table, many: int) -> None:
        self.table, self.many = table, many
        self.hidden: set[Name] = set()
        late, counts = table.late, table.counts
        self._shown_price = {
            name: ONE + AGAIN + UNWILLING * late.get(name, 0) + min(count, MOST_OF_SIZE)
            for name, count in counts.items()
        }
        by_worth = sorted(counts, key=lambda n: (late.get(n, 0), counts[n], n))
        self.order = {name: number for number, name in enumerate(by_worth)}

    def price(self, name: Name) -> int:
        return AGAIN if name in self.hidden else self._shown_price[name]

    def needed(self, name: Name) -> int:
        return self.table.needed(name, self.many)
