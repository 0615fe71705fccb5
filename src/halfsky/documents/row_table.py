"""Rows of plans in a table that stands upright: value, target, what is missing to it, verdict, who leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Table
from halfsky.documents.meeting_lists import DASH, target_of, value_of
from halfsky.documents.numbers import RowNumbers
from halfsky.documents.said import Said
from halfsky.kernel.assessment import Assessment, Row

COLUMNS = (
    Column("序号", 9, centred=True),
    Column("指标", 46),
    Column("本年值", 24, centred=True),
    Column("目标", 28, centred=True),
    Column("还差", 24, centred=True),
    Column("判定", 18, centred=True),
    Column("牵头单位", 24, centred=True),
)


def row_table(assessments: Iterable[Assessment], wanted: Callable[[Row], bool], none: str) -> list[Block]:
    """The rows that are wanted, a band for each plan; `none` is said where there are none."""
    lines: list[Line] = []
    number = 0
    for a in assessments:
        rows = [row for row in a.rows if wanted(row)]
        if rows:
            lines.append(Line(((a.plan.title.zh,),), band=True))
        for row in rows:
            number += 1
            lines.append(_line(number, row))
    return [Table(COLUMNS, tuple(lines))] if lines else [Paragraph(((none,),))]


def _line(number: int, row: Row) -> Line:
    lead = row.lead.name.zh if row.lead else "—"
    verdict = row.verdict.class_.label.zh
    return Line(((f"{number}",), (row.name.zh,), value_of(row), target_of(row), _missing(row), (verdict,), (lead,)))


def _missing(row: Row) -> Said:
    """How far the value is from the target; a dash where it is there, or where there is none."""
    v = row.verdict
    if v.bar is None or v.observation is None or v.bar.meets(v.observation.value):
        return DASH
    return (RowNumbers(row).distance(),)
