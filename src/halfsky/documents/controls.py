"""Runs of text, and the content control that carries a number's tag into the working draft.

The tag is short (`halfsky:BRIEF:N`, Word cuts long ones); the title shown on hover says in words what the number is.
"""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml import etree

from halfsky.documents.brief import Brief, Entry
from halfsky.documents.said import Number, Said, What, legal, plain

LONGEST = 60
"""Word keeps 64 characters of a title."""


def run(text: str, bold: bool = False, colour: str = "") -> etree._Element:
    """A run. The hint puts signs that both scripts have (“ ” — ‰ ×) into the Chinese face."""
    r = OxmlElement("w:r")
    properties = _child(r, "w:rPr")
    _child(properties, "w:rFonts", hint="eastAsia")
    if bold:
        _child(properties, "w:b")
    if colour:
        _child(properties, "w:color", val=colour)
    for i, line in enumerate(legal(text).splitlines() or [""]):
        if i:
            _child(r, "w:br")
        t = _child(r, "w:t")
        t.text = line
        t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return r


def bound(entry: Entry, brief: Brief, inside: etree._Element) -> etree._Element:
    """The run of a number inside its content control."""
    sdt = OxmlElement("w:sdt")
    properties = _child(sdt, "w:sdtPr")
    title = f"{entry.of} {What(entry.what).label} {entry.period}".strip()
    _child(properties, "w:alias", val=title[:LONGEST])
    _child(properties, "w:tag", val=brief.tag(entry.n))
    _child(properties, "w:id", val=str(entry.n))
    _child(sdt, "w:sdtContent").append(inside)
    return sdt


def write(paragraph: etree._Element, said: Said, brief: Brief | None) -> None:
    """Append a saying to a paragraph: numbers in controls where there is a brief to point to, else all in one run."""
    if brief is None:
        paragraph.append(run(plain(said)))
        return
    for piece in said:
        paragraph.append(_numbered(piece, brief) if isinstance(piece, Number) else run(piece))


def _numbered(number: Number, brief: Brief) -> etree._Element:
    entry = brief.entry(number.n)
    assert entry is not None
    return bound(entry, brief, run(number.shown))


def _child(parent: etree._Element, name: str, **values: str) -> etree._Element:
    child = OxmlElement(name)
    for key, value in values.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
    return child
