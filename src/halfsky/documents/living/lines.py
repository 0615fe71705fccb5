"""A Word file as lines of text that can be changed in place: each paragraph, with the runs behind its characters.

Word and WPS cut a sentence into runs as they please (spelling, fonts, tracked insertions); whoever looks for words
looks at the line, whoever changes them says which characters, and the runs around keep their looks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from halfsky.kernel.refusals import problem

NOT_A_DOCUMENT = problem(
    "400.601",
    ("“{name}”不是Word文档（.docx）。", "“{name}” is not a Word document (.docx)."),
    ("请选择以.docx保存的文稿。", "Choose a document that was saved as .docx."),
)
LARGEST = 64 * 1024 * 1024
"""Bytes of one unpacked part; the text of a report of a hundred rows has one million."""
MOST_PARTS = 5000
_XML = "{http://www.w3.org/XML/1998/namespace}space"
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_APART = (qn("w:txbxContent"), qn("w:drawing"), qn("w:pict"), qn("w:object"), _EITHER)
"""What floats beside a line is no part of it."""


def opened(path: Path | io.BytesIO, name: str) -> Document:
    """The document of a file that came from outside; refuses what is none, and what unpacks to something huge."""
    try:
        with zipfile.ZipFile(path) as packed:
            every = packed.infolist()
            if len(every) > MOST_PARTS or any(part.file_size > LARGEST for part in every):
                raise NOT_A_DOCUMENT.at(name=name)
            _demand_xml(packed.read("word/document.xml"))
        return docx.Document(str(path) if isinstance(path, Path) else path)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as e:
        raise NOT_A_DOCUMENT.at(name=name) from e


def _demand_xml(content: bytes) -> None:
    """Refuse text that declares entities before anything resolves them."""
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise ValueError("document type")
    etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


@dataclass(slots=True)
class _Bit:
    """A text node (or a sign such as a tab) and where it stands in the line."""

    start: int
    text: str
    node: etree._Element

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Line:
    """One paragraph. `row` counts the rows of tables (-1 outside of them); lines of one row are its cells."""

    def __init__(self, paragraph: etree._Element, row: int = -1) -> None:
        self.paragraph, self.row = paragraph, row
        self._bits: list[_Bit] = []
        self._read()

    def _read(self) -> None:
        self._bits.clear()
        at = 0
        for node in _inside(self.paragraph):
            text = node.text or "" if node.tag == qn("w:t") else _SIGNS[node.tag]
            self._bits.append(_Bit(at, text, node))
            at += len(text)
        self.text = "".join(bit.text for bit in self._bits)

    def span_of(self, element: etree._Element) -> tuple[int, int] | None:
        """Which characters stand inside an element of the line; None where it is not of this line."""
        inside = {id(node) for node in element.iter(qn("w:t"))}
        bits = [bit for bit in self._bits if id(bit.node) in inside]
        return (bits[0].start, bits[-1].end) if bits else None

    def put_text(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of some characters, in the looks of the first."""
        touched = [b for b in self._bits if b.end > start and b.start < end and b.node.tag == qn("w:t")]
        for i, bit in enumerate(touched):
            head, tail = bit.text[: max(0, start - bit.start)], bit.text[max(0, end - bit.start) :]
            bit.node.text = head + (text if i == 0 else "") + tail
            bit.node.set(_XML, "preserve")
        self._read()

    def put(self, start: int, end: int, pieces: Sequence[etree._Element]) -> bool:
        """Put whole runs and controls in the place of some characters. False, and nothing changed, where the characters
        begin or end in the middle of something that is not ours to cut (a control, a link)."""
        first, last = self._cut(start), self._cut(end)
        if first is None or last is None:
            return False
        children = list(self.paragraph)
        gone = children[first:last]
        for piece in pieces:
            self.paragraph.insert(first, piece)
            first += 1
        for child in gone:
            if child.tag in (qn("w:r"), qn("w:sdt"), qn("w:ins"), qn("w:hyperlink")):
                self.paragraph.remove(child)
        self._read()
        return True

    def looks_at(self, at: int) -> etree._Element | None:
        """The properties of the run that a character stands in, to be copied."""
        for bit in self._bits:
            if bit.start <= at < bit.end:
                run = bit.node.getparent()
                found = None if run is None else run.find(qn("w:rPr"))
                return None if found is None else deepcopy(found)
        return None

    def _cut(self, at: int) -> int | None:
        """The index of the child of the paragraph that begins with a character, cutting a run in two where needed."""
        for i, child in enumerate(self.paragraph):
            span = self.span_of(child)
            if span is None or span[1] <= at:
                continue
            if span[0] >= at:
                return i
            if child.tag != qn("w:r"):
                return None
            self._halve(child, at)
            self._read()
            return i + 1
        return len(self.paragraph)

    def _halve(self, run: etree._Element, at: int) -> None:
        second = deepcopy(run)
        run.addnext(second)
        mine = [n for n in run if n.tag == qn("w:t") or n.tag in _SIGNS]
        theirs = [n for n in second if n.tag == qn("w:t") or n.tag in _SIGNS]
        bits = {id(bit.node): bit for bit in self._bits}
        for left, right in zip(mine, theirs, strict=True):
            bit = bits[id(left)]
            if bit.end <= at:
                second.remove(right)
            elif bit.start >= at:
                run.remove(left)
            else:
                left.text, right.text = bit.text[: at - bit.start], bit.text[at - bit.start :]
                left.set(_XML, "preserve")
                right.set(_XML, "preserve")


def _inside(parent: etree._Element) -> Iterable[etree._Element]:
    """The text nodes of a paragraph in the order of reading, without what floats beside it."""
    for child in parent:
        if child.tag in _APART:
            continue
        if child.tag == qn("w:t") or child.tag in _SIGNS:
            if parent.tag == qn("w:r"):
                yield child
        else:
            yield from _inside(child)


def lines(document: Document) -> list[Line]:
    """Every paragraph of the body in the order of reading, those of tables cell by cell."""
    found: list[Line] = []
    _gather(document.element.body, found, [0], -1)
    return found


def _gather(parent: etree._Element, found: list[Line], rows: list[int], row: int) -> None:
    for child in parent:
        if child.tag == qn("w:p"):
            found.append(Line(child, row))
        elif child.tag == qn("w:tr"):
            rows[0] += 1
            _gather(child, found, rows, rows[0])
        elif child.tag in (qn("w:tbl"), qn("w:tc"), qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            _gather(child, found, rows, row)


def run(text: str, looks: etree._Element | None) -> etree._Element:
    """A run in the looks of another."""
    made = parse_xml('<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
    if looks is not None:
        made.append(deepcopy(looks))
    node = etree.SubElement(made, qn("w:t"))
    node.text = text
    node.set(_XML, "preserve")
    return made
