"""One table after the other in one sheet, each with the same headings: a block for each unit.

A block begins with the lines above its headings that hold no figures, its title.
"""

from __future__ import annotations

from itertools import pairwise

from halfsky.exchange.books import Tab
from halfsky.exchange.layout import View, are_years, find_layout, is_figure, normal

LABELS_WITHIN = 3
MOST_LINES = 20_000
"""A sheet with more lines is one table."""


def blocks(tab: Tab, title: str = "") -> tuple[View, ...]:
    """The blocks of a sheet from the top down; a sheet whose headings come once is one. Refuses one without table."""
    whole = View(tab)
    heads = find_layout(whole, title).heads
    heading = _line(tab, heads)
    lines = range(heads + 1, min(len(tab.rows), MOST_LINES))
    starts = [heads, *(line for line in lines if _line(tab, line) == heading)]
    if len(starts) == 1:
        return (whole,)
    labels = {text for line in range(starts[-1] + 1, len(tab.rows)) for text in _line(tab, line)[:LABELS_WITHIN]}
    tops = [0, *(_title_of(tab, before, at, labels - {""}) for before, at in pairwise(starts))]
    return tuple(View(tab, top=top, bottom=below) for top, below in zip(tops, [*tops[1:], None], strict=True))


def _title_of(tab: Tab, before: int, heads: int, labels: set[str]) -> int:
    """The first line of the title above some headings: up to the last line of the block before."""
    top = heads
    while top - 1 > before and not _in_table(tab, top - 1, labels):
        top -= 1
    return top


def _in_table(tab: Tab, line: int, labels: set[str]) -> bool:
    """Whether a line belongs to a table: it has figures, or a label that a table has."""
    if any(text in labels for text in _line(tab, line)[:LABELS_WITHIN]):
        return True
    spots = [(line, column) for column in range(tab.width)]
    figures = [text for spot in spots if is_figure(text := tab.text(spot))]
    return any(tab.fault(spot) for spot in spots) or (bool(figures) and not are_years(figures))


def _line(tab: Tab, line: int) -> list[str]:
    return [normal(tab.text((line, column))) for column in range(tab.width)]
