"""The figures of a dispatch workbook as a brief: every place's value, rank, change, distance and target, with origin.

The workbook is written elsewhere and carries no marks; it is known by its digest, and then each number by this.
"""

from __future__ import annotations

from halfsky.documents.blocks import Block, Paragraph, numbered
from halfsky.documents.brief import About, Brief, frozen
from halfsky.documents.league_numbers import Row
from halfsky.documents.said import Said, say
from halfsky.kernel.dispatch import Dispatch, Item
from halfsky.kernel.league import Standing


def told(of: Dispatch) -> Brief:
    """The brief of all rows of all indicators."""
    blocks: list[Block] = [Paragraph((_row(item, row),)) for item in of.items for row in item.league.rows]
    about = About("", of.place.code, of.month.year, of.frozen_on, of.snapshot, "final")
    return frozen(about, numbered(blocks))


def _row(item: Item, row: Standing) -> Said:
    """One place in one table: 演示东河区婴儿死亡率：4.1‰，第2位，……"""
    n = Row(item, row)
    who = f"{row.place.name}{item.name.zh}："
    return say(who, n.value(), "，", n.rank(), "，", n.moved(), "，", n.behind(), "，", n.target())
