"""Any official paper on the page of GB/T 9704: a title, blocks, page numbers, the mark of invented data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from halfsky.documents.blocks import Block, Paragraph, Style, Title
from halfsky.documents.overview import DEMO
from halfsky.documents.package import empty_document, neutral, packed
from halfsky.documents.page import margins
from halfsky.documents.paragraphs import fill
from halfsky.documents.title import shaped


def write_paper(title: Sequence[str], blocks: Iterable[Block], demo: bool, written_at: dt.datetime) -> bytes:
    """The Word file of a paper. `title` comes in pieces that are not broken."""
    heading: list[Block] = [Title(shaped(title))]
    if demo:
        heading.append(Paragraph(((f"（{DEMO}）",),), Style.SUBTITLE))
    document = empty_document()
    margins(document, "final", demo, None, written_at)
    fill(document, [*heading, Paragraph(((),)), *blocks], None)
    neutral(document, "".join(title), written_at)
    return packed(document)


def said(*sentences: str) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph(tuple((sentence,) for sentence in sentences))


def cells(words: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Cells of a table that hold plain words."""
    return tuple((word,) for word in words)


def book_title(title: str) -> list[str]:
    """A plan's title in pieces that stay whole: 《中国妇女发展纲要, （2021—2030年）》."""
    head, bracket, years = title.partition("（")
    return [f"《{head}", f"{bracket}{years}》"] if bracket else [f"《{head}》"]
