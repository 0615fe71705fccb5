"""The figures of one place in a league table as numbers that know their origin: value, rank, change, distance, target.

They are printed in the words of `kernel.league_words`; where there is no figure the words stand alone.
"""

from __future__ import annotations

from fractions import Fraction

from halfsky.documents.numbers import source as source_of
from halfsky.documents.said import Number, Said, What
from halfsky.kernel import league_words as words
from halfsky.kernel.dispatch import Item
from halfsky.kernel.league import Standing
from halfsky.kernel.units import Unit
from halfsky.kernel.words import change_parts


class Row:
    """The numbers of a row of an item."""

    def __init__(self, item: Item, row: Standing) -> None:
        self.item, self.row, self.indicator = item, row, item.indicator

    def value(self) -> Said:
        """The figure as printed, or why there is none."""
        text = words.value(self.row, self.indicator).zh
        return (self._made(text, What.VALUE, self.row.now.value, self.indicator.unit),) if self.row.now else (text,)

    def rank(self) -> Said:
        text = words.rank(self.row).zh
        return (text,) if self.row.rank is None else (self._made(text, What.RANK, Fraction(self.row.rank), "位"),)

    def moved(self) -> Said:
        """The word of the change and its size: 提高, 2.0个百分点."""
        row = self.row
        if row.now is None or row.change is None:
            return (words.moved(row, self.indicator).zh,)
        before = row.now.value - row.change
        word, size = change_parts(row.now.value, before, self.indicator)
        if not size.zh:
            return (word.zh,)
        period = f"{self.item.before}→{self.item.when}"
        return word.zh, self._made(size.zh, What.CHANGE, row.change, self._difference, period)

    def behind(self) -> Said:
        text = words.behind(self.row, self.indicator).zh
        if self.row.distance is None or self.row.rank == 1:
            return (text,)
        return (self._made(text, What.BEHIND_FIRST, self.row.distance, self._difference),)

    def target(self) -> Said:
        """What is asked of the place itself, with its year."""
        text, target = words.asked(self.row, self.indicator).zh, self.row.entrant.target
        if target is None:
            return (text,)
        year = f"（{target.year}年）"
        shown = text.removesuffix(year)
        return self._made(shown, What.TARGET, target.value, self.indicator.unit, f"{target.year}", target.source), year

    @property
    def _difference(self) -> str:
        return Unit.parse(self.indicator.unit).difference.text if self.indicator.is_rate else self.indicator.unit

    def _made(
        self, shown: str, what: What, exact: Fraction, unit: str, period: str = "", source: str | None = None
    ) -> Number:
        item, now = self.item, self.row.now
        came = source if source is not None else source_of(now) if now else ""
        of = f"{self.row.place.name}·{item.name.zh}"
        when = period or str(item.when)
        return Number(shown, what, exact, unit, when, of, self.indicator.code, item.number, came)
