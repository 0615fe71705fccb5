"""Remarks on places of a Word document, written as comments into a copy of it; the text itself stays as it was.

A place is characters of the text that `read_docx` gave. Runs are cut where a comment begins and ends; their looks and
everything else of the file are left alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.oxml.text.run import CT_R
from docx.text.run import Run
from lxml import etree

from halfsky.exchange.prose_docx import W, bits, paragraphs
from halfsky.exchange.prose_package import DAMAGED, UNSOUND, open_package
from halfsky.exchange.prose_text import Passage, Prose
from halfsky.kernel.refusals import problem

NOT_WORD = problem(
    "400.1243",
    ("只有Word文档（.docx）可以写入批注。", "Comments can be written into a Word document (.docx) only."),
    ("请用.docx原稿核查，或导出清单。", "Check the .docx itself, or take the list."),
)
AUTHOR, INITIALS = "文稿核查", "核"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is remarked on the characters `start`…`end`."""

    start: int
    end: int
    words: str


def commented(content: bytes, prose: Prose, remarks: Iterable[Remark]) -> bytes:
    """A copy of a .docx with a comment for each remark. `prose` is what was read from the same bytes."""
    if prose.kind != "docx":
        raise NOT_WORD.at(prose.name)
    open_package(content, prose.name).close()
    try:
        document = docx.Document(io.BytesIO(content))
    except UNSOUND as why:
        raise DAMAGED.at(name=prose.name) from why
    lines = {line.number: line.element for line in paragraphs(document.element.body)}
    for remark in remarks:
        passage = prose.at(remark.start)
        _comment(document, lines[passage.paragraph], passage, remark)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _comment(document: Document, line: etree._Element, passage: Passage, remark: Remark) -> None:
    """One comment; a remark beyond the end of its paragraph ends there."""
    start = remark.start - passage.start
    end = min(remark.end, passage.end) - passage.start
    runs = _runs(line, start, max(end, start + 1))
    if runs:
        first, last = (Run(run, document._body) for run in (runs[0], runs[-1]))
        document.add_comment([first, last], text=remark.words, author=AUTHOR, initials=INITIALS)


def _runs(line: etree._Element, start: int, end: int) -> Sequence[CT_R]:
    """The runs that hold exactly these characters, cut out of the line where needed."""
    for at in (start, end):
        _cut(line, at)
    found: list[CT_R] = []
    here = 0
    for node, text in bits(line):
        run = _run_of(node)
        if start <= here < end and text and run is not None and run not in found:
            found.append(run)
        here += len(text)
    return found


def _run_of(node: etree._Element) -> CT_R | None:
    """The outermost run around a node (a character with its reading above it lies in a run of a run)."""
    runs = [above for above in node.iterancestors(f"{W}r") if isinstance(above, CT_R)]
    return runs[-1] if runs else None


def _cut(line: etree._Element, at: int) -> None:
    """Cut the run in which a place lies into two, one ending and one beginning there."""
    here = 0
    for node, text in bits(line):
        if here < at < here + len(text) or (here == at and text and _inside_run(node)):
            run = _run_of(node)
            if run is not None and node.getparent() is run:
                _halve(run, node, at - here)
            return
        here += len(text)


def _inside_run(node: etree._Element) -> bool:
    """Whether something readable stands before a node in its run."""
    return any(True for _ in node.itersiblings(f"{W}t", f"{W}tab", f"{W}br", preceding=True))


def _halve(run: etree._Element, node: etree._Element, at: int) -> None:
    second = deepcopy(run)
    place = run.index(node)
    run.addnext(second)
    for child in list(run)[place + 1 :]:
        run.remove(child)
    for child in list(second)[:place]:
        if child.tag != f"{W}rPr":
            second.remove(child)
    words = node.text or ""
    twin = next(child for child in second if child.tag == node.tag)
    if node.tag == f"{W}t":
        node.text, twin.text = words[:at], words[at:]
        for one in (node, twin):
            one.set(SPACE, "preserve")
    if at == 0:
        run.remove(node)
