"""经济社会基本情况: what the house knows of the place itself; a house that knows nothing has no such section."""

from __future__ import annotations

from fractions import Fraction

from halfsky.documents.blocks import Block, Heading, Paragraph
from halfsky.documents.numbers import COMPUTED
from halfsky.documents.said import Number, Said, What, joined, say
from halfsky.kernel.evaluation import Background, Evaluation
from halfsky.kernel.fact import Flow
from halfsky.kernel.words import many


def background(e: Evaluation) -> list[Block]:
    """One paragraph: the figures of the year, each with the change on the year before."""
    if not e.background:
        return []
    year = e.assessment.year
    told = joined([_told(b, year) for b in e.background], "；")
    return [Heading(1, "经济社会基本情况"), Paragraph((say(f"{e.assessment.place.name}", told, "。"),))]


def _told(b: Background, year: int) -> Said:
    when = f"{year}年{'末' if b.element.kind is Flow.STOCK else ''}"
    said = say(f"{when}{b.element.name.zh}为", _number(b, What.VALUE, b.value, f"{year}"))
    if b.before is None:
        return said
    moved = b.value - b.before
    if not moved:
        return say(said, "，与上年持平")
    return say(said, f"，比上年{'增加' if moved > 0 else '减少'}", _number(b, What.CHANGE, moved, f"{year - 1}→{year}"))


def _number(b: Background, what: What, amount: Fraction, period: str) -> Number:
    return Number(
        many(abs(amount), b.element.unit).zh,
        what,
        amount,
        b.element.unit,
        period,
        b.element.name.zh,
        b.element.code,
        source=COMPUTED,
    )
