"""What a report is made of, before any Word: headings, paragraphs, pictures, tables and turns of the page, in order.

Whatever shows numbers holds them as `Said`, so that the brief and the page are made from the same pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import TypeAlias

from halfsky.documents.said import Number, Said


class Style(StrEnum):
    """The looks of a paragraph; the names that Word shows."""

    TITLE = "文稿标题"
    SUBTITLE = "标题说明"
    BODY = "Normal"
    ANNEX = "附件标记"
    ANNEX_TITLE = "附件标题"
    CAPTION = "图题"
    TABLE_CAPTION = "表题"
    PICTURE = "图片"
    CELL = "表文"
    WIDE_CELL = "表文（大）"
    NOTE = "表注"
    PROMPT = "提示"
    TERM = "指标名称"
    ADDRESS = "主送机关"
    SIGNED = "落款"


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 (level 1), （一） (level 2)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences in one paragraph, `lead` in front in bold."""

    sentences: tuple[Said, ...]
    style: Style = Style.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A title in its lines."""

    lines: tuple[str, ...]
    style: Style = Style.TITLE


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its PNG, how wide it stands (mm), the words for who cannot see it, its caption."""

    png: bytes
    width: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a `band` is one cell across the table (a domain)."""

    cells: tuple[Said, ...]
    band: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, share of the table's width, whether it holds numbers (right-aligned)."""

    heading: str
    width: int
    numeric: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading row is repeated on every page; one that is `whole` stays on one page."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    style: Style = Style.CELL
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A new section from here on, upright or landscape."""

    landscape: bool


Block: TypeAlias = Heading | Paragraph | Title | Picture | Table | Turn


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks with every number numbered from 1 in the order of reading."""
    following = count(1)

    def mark(said: Said) -> Said:
        return tuple(replace(p, n=next(following)) if isinstance(p, Number) else p for p in said)

    return [_each(block, mark) for block in blocks]


def _each(block: Block, turn: Callable[[Said], Said]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, sentences=tuple(turn(s) for s in block.sentences))
    if isinstance(block, Table):
        return replace(block, lines=tuple(replace(x, cells=tuple(turn(c) for c in x.cells)) for x in block.lines))
    return block


def sentences(blocks: Iterable[Block]) -> list[Said]:
    """Every sentence in the order of reading; a line of a table is one, its cells set apart by a bar."""
    out: list[Said] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out += [(block.lead,)] if block.lead else []
            out += block.sentences
        elif isinstance(block, Table):
            out += [tuple(p for i, c in enumerate(x.cells) for p in ((" | ", *c) if i else c)) for x in block.lines]
        elif isinstance(block, Title):
            out.append(("".join(block.lines),))
        elif isinstance(block, Heading):
            out.append((block.text,))
        elif isinstance(block, Picture):
            out.append((f"{block.caption}：{block.alt}",))
    return out
