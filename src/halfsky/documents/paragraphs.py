"""Blocks become Word: headings, paragraphs, pictures, tables, one after the other, and turns of the page."""

from __future__ import annotations

import io
from collections.abc import Iterable

from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from halfsky.documents.blocks import Block, Heading, Paragraph, Picture, Style, Table, Title, Turn
from halfsky.documents.brief import Brief
from halfsky.documents.controls import run, write
from halfsky.documents.page import TEXT_HEIGHT, TEXT_WIDTH, section
from halfsky.documents.styles import IDS
from halfsky.documents.table import table


def fill(document: Document, blocks: Iterable[Block], brief: Brief | None, landscape: bool = False) -> None:
    """Write the blocks into an empty document that begins upright or landscape; `brief` is given where numbers are to
    carry their origin."""
    _Writer(document, brief, landscape).fill(blocks)


class _Writer:
    def __init__(self, document: Document, brief: Brief | None, landscape: bool) -> None:
        self.document, self.brief, self.landscape = document, brief, landscape
        self.body = document.element.body
        self.end = self.body.sectPr
        assert self.end is not None
        for old in list(self.body):
            if old is not self.end:
                self.body.remove(old)

    def fill(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._put(_paragraph(block.level)).append(run(block.text))
                case Title():
                    for line in block.lines:
                        self._put(_paragraph(block.style)).append(run(line))
                case Paragraph():
                    self._paragraph(block)
                case Picture():
                    self._picture(block)
                case Table():
                    width = TEXT_HEIGHT if self.landscape else TEXT_WIDTH
                    self._put(table(block, width, self.brief))
                case Turn():
                    self._turn(block.landscape)
        last = section(self.end, self.landscape)
        self.body.replace(self.end, last)

    def _put(self, element: etree._Element) -> etree._Element:
        assert self.end is not None
        self.end.addprevious(element)
        return element

    def _paragraph(self, block: Paragraph) -> None:
        p = self._put(_paragraph(block.style))
        if block.lead:
            p.append(run(block.lead, bold=True))
        for sentence in block.sentences:
            write(p, sentence, self.brief)

    def _picture(self, block: Picture) -> None:
        p = WordParagraph(_paragraph(Style.PICTURE), self.document._body)
        self._put(p._p)
        shape = p.add_run().add_picture(io.BytesIO(block.png), width=Mm(block.width))
        about = shape._inline.docPr
        about.set("descr", block.alt)
        about.set("name", block.caption)
        self._put(_paragraph(Style.CAPTION)).append(run(block.caption))

    def _turn(self, landscape: bool) -> None:
        """End the section with the last paragraph: an own paragraph for the break could open an empty page."""
        assert self.end is not None
        last = self.end.getprevious()
        if last is None or last.tag != qn("w:p"):
            last = self._put(_paragraph(Style.NOTE))
        properties = last.find(qn("w:pPr"))
        assert properties is not None
        properties.append(section(self.end, self.landscape))
        self.landscape = landscape


def _paragraph(style: Style | int) -> CT_P:
    p = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{IDS[style]}"/></w:pPr></w:p>')
    assert isinstance(p, CT_P)
    return p
