"""A Word document as text with positions: paragraphs and tables in the order of reading, row by row.

`paragraphs` is the one walk over a document's body; the writer of comments (`prose_comments.py`) takes the same, so
that a passage's number always means the same paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from halfsky.exchange.prose_package import DAMAGED, open_package, xml_of
from halfsky.exchange.prose_text import EMPTY, Apart, Passage, Prose, demand_length

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
TRANSPARENT = frozenset(
    W + tag
    for tag in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "bdo", "dir", "customXml")
)
"""What stands around runs and paragraphs without being anything to read itself."""
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MOST_DEEP = 8
"""Tables in tables beyond this depth are no document."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and where it stands; `table`, `row` and `column` are 0 outside of tables."""

    element: etree._Element
    number: int
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class _Count:
    paragraphs: int = 0
    tables: int = 0


def paragraphs(body: etree._Element) -> Iterator[Paragraph]:
    """Every paragraph of a body in the order of reading. A table inside a cell counts to that cell."""
    yield from _walk(body, _Count(), (0, 0, 0), 0)


def _walk(parent: etree._Element, count: _Count, cell: tuple[int, int, int], deep: int) -> Iterator[Paragraph]:
    for child in parent:
        if child.tag == f"{W}p":
            count.paragraphs += 1
            yield Paragraph(child, count.paragraphs, *cell)
        elif child.tag == f"{W}tbl" and deep < MOST_DEEP:
            yield from _table(child, count, cell, deep)
        elif child.tag in TRANSPARENT:
            yield from _walk(child, count, cell, deep)


def _table(table: etree._Element, count: _Count, cell: tuple[int, int, int], deep: int) -> Iterator[Paragraph]:
    if not cell[0]:
        count.tables += 1
    for row, line in enumerate(_below(table, "tr"), 1):
        for column, one in enumerate(_below(line, "tc"), 1):
            yield from _walk(one, count, cell if cell[0] else (count.tables, row, column), deep + 1)


def _below(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, also inside content controls."""
    for child in parent:
        if child.tag == W + tag:
            yield child
        elif child.tag in TRANSPARENT:
            yield from _below(child, tag)


def bits(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The nodes of a paragraph that hold characters, with them, in the order of reading: not what was deleted, not what
    floats beside the line, not the reading above a character."""
    for child in paragraph:
        if child.tag == f"{W}r":
            for node in child:
                if node.tag == f"{W}t":
                    yield node, node.text or ""
                elif node.tag in SIGNS:
                    yield node, SIGNS[node.tag]
                elif node.tag == f"{W}ruby":
                    for base in node.iter(f"{W}rubyBase"):
                        yield from bits(base)
        elif child.tag in TRANSPARENT:
            yield from bits(child)


def text_of(paragraph: etree._Element) -> str:
    return "".join(text for _, text in bits(paragraph))


def read_docx(content: bytes, name: str) -> Prose:
    """The text of a .docx with passages; headers, footers, notes and text boxes apart."""
    with open_package(content, name) as package:
        body = xml_of(package, "word/document.xml", name).find(f"{W}body")
        if body is None:
            raise DAMAGED.at(name=name)
        demand_length(name, 0, _pages(body))
        text, passages = _laid_out(body)
        demand_length(name, len(text))
        apart = [Apart("box", words) for words in _boxes(body)]
        for part in sorted(package.namelist()):
            kind = _kind(part)
            if kind is not None:
                words = "\n".join(filter(None, map(text_of, xml_of(package, part, name).iter(f"{W}p"))))
                apart += [Apart(kind, words)] if words.strip() else []
    if not text.strip():
        raise EMPTY.at(name)
    return Prose(name, "docx", text, tuple(passages), tuple(apart))


def _laid_out(body: etree._Element) -> tuple[str, list[Passage]]:
    """One line a paragraph; one line a row, its cells parted by tabs and the paragraphs of a cell by spaces."""
    pieces: list[str] = []
    passages: list[Passage] = []
    length, last = 0, None
    for here in paragraphs(body):
        between = _between(last, here)
        words = text_of(here.element)
        pieces += [between, words]
        start = length + len(between)
        length = start + len(words)
        passages.append(Passage(start, length, here.number, here.table, here.row, here.column))
        last = here
    return "".join(pieces), passages


def _between(last: Paragraph | None, here: Paragraph) -> str:
    if last is None:
        return ""
    if here.table and (last.table, last.row) == (here.table, here.row):
        return " " if last.column == here.column else "\t" * max(1, here.column - last.column)
    return "\n"


def _pages(body: etree._Element) -> int:
    """How many pages there are at least, by the breaks that the file names."""
    hard = sum(one.get(f"{W}type") == "page" for one in body.iter(f"{W}br"))
    return 1 + max(hard, sum(1 for _ in body.iter(f"{W}lastRenderedPageBreak")))


def _boxes(body: etree._Element) -> Iterator[str]:
    """The words of text boxes, each once (what is kept for old programs repeats them)."""
    for box in body.iter(f"{W}txbxContent"):
        if not any(above.tag == FALLBACK for above in box.iterancestors()):
            words = "\n".join(filter(None, map(text_of, box.iter(f"{W}p"))))
            if words.strip():
                yield words


def _kind(part: str) -> Literal["header", "footer", "note"] | None:
    if part.startswith("word/header") and part.endswith(".xml"):
        return "header"
    if part.startswith("word/footer") and part.endswith(".xml"):
        return "footer"
    return "note" if part in NOTES else None
