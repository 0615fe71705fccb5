"""What the ledgers give in a year, said: one paragraph a group, or one table. Nobody types these figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Style, Table
from halfsky.documents.numbers import COMPUTED
from halfsky.documents.said import Number, Said, What, joined, say
from halfsky.kernel.fact import Element, Missing, Reading
from halfsky.kernel.words import many

NOTHING = "这一时期台账没有登记。"
LAST_YEAR = "上年"
SAME_PART = "上年同期"
"""What a year, and a part of a year, is compared with."""


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """One figure of a ledger in a period and in the one that it is compared with (`than`)."""

    group: str
    element: Element
    label: str
    now: Reading
    before: Reading
    period: str
    than: str = LAST_YEAR


def amount(element: Element, value: Fraction, what: What, period: str, of: str = "", scale: str = "") -> Number:
    """A count or an amount with its unit; with a scale as ten thousands (万) or hundreds of millions (亿)."""
    by = {"": 1, "万": 10_000, "亿": 100_000_000}[scale]
    shown = many(abs(value) / by, f"{scale}{element.unit}").zh if scale else many(abs(value), element.unit).zh
    return Number(shown, what, value, element.unit, period, of or element.name.zh, element.code, source=COMPUTED)


def since(element: Element, now: Reading, before: Reading, period: str, of: str = "", than: str = LAST_YEAR) -> Said:
    """比上年增加3场次; nothing where either is missing."""
    if isinstance(now, Missing) or isinstance(before, Missing):
        return ()
    moved = now - before
    if not moved:
        return (f"与{than}持平",)
    return say(f"比{than}{'增加' if moved > 0 else '减少'}", amount(element, moved, What.CHANGE, period, of))


def told(figures: Iterable[LedgerFigure]) -> list[Block]:
    """A paragraph a group: each total with its change; what was nothing in both years is not told."""
    groups: dict[str, list[Said]] = {}
    for f in figures:
        if f.label == f.element.name.zh and not isinstance(f.now, Missing) and _telling(f):
            changed = since(f.element, f.now, f.before, f.period, f.label, f.than)
            value = say(f.label, amount(f.element, f.now, What.VALUE, f.period, f.label))
            groups.setdefault(f.group, []).append(say(value, *(("（", changed, "）") if changed else ())))
    if not groups:
        return [Paragraph(((NOTHING,),))]
    return [Paragraph((say(joined(said, "，"), "。"),), lead=f"{group}。") for group, said in groups.items()]


def _telling(f: LedgerFigure) -> bool:
    return bool(f.now) or (not isinstance(f.before, Missing) and bool(f.before))


def table(figures: Sequence[LedgerFigure]) -> list[Block]:
    """All figures in one table, those of categories under their total; without what was nothing in both years."""
    then = figures[0].than if figures else LAST_YEAR
    now = "本年" if then == LAST_YEAR else "本期"
    columns = (Column("项目", 46), Column(now, 22, True), Column(then, 22, True), Column("增减", 22, True))
    lines: list[Line] = []
    group = ""
    for f in figures:
        if isinstance(f.now, Missing) or not _telling(f):
            continue
        if f.group != group:
            group = f.group
            lines.append(Line(((group,),), band=True))
        total = f.label == f.element.name.zh
        of = f.label if total else f"{f.element.name.zh}·{f.label}"
        lines.append(Line(((f.label if total else f"　{f.label}",), *_cells(f, of))))
    if not lines:
        return [Paragraph(((NOTHING,),))]
    return [Table(columns, tuple(lines), Style.WIDE_CELL)]


def _cells(f: LedgerFigure, of: str) -> tuple[Said, Said, Said]:
    assert not isinstance(f.now, Missing)
    now = (amount(f.element, f.now, What.VALUE, f.period, of),)
    if isinstance(f.before, Missing):
        return now, ("—",), ("—",)
    moved = f.now - f.before
    sign = "+" if moved > 0 else "−" if moved < 0 else ""
    change = say(sign, amount(f.element, moved, What.CHANGE, f.period, of))
    return now, (amount(f.element, f.before, What.PREVIOUS, f.period, of),), change
