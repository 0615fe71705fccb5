"""A template filled: an office's own Word file, or the text of a shipped one, with what its marks say.

An own file keeps everything of its own; a mark inside a sentence becomes words and numbers in the looks that it had,
and each number carries its origin. What a shipped text says is set in the form of official papers.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from halfsky.documents.blocks import Block, Heading, Paragraph, Style, Title, numbered
from halfsky.documents.brief import About, Brief, frozen
from halfsky.documents.controls import bound
from halfsky.documents.living.lines import Line, lines, run
from halfsky.documents.living.notation import Teller, told
from halfsky.documents.overview import DEMO
from halfsky.documents.package import empty_document, packed
from halfsky.documents.paper import write_paper
from halfsky.documents.paragraphs import fill
from halfsky.documents.report import Composed, with_ordinals
from halfsky.documents.said import Number, Said, ordinal, plain, say
from halfsky.documents.styles import IDS, styles_xml
from halfsky.documents.title import shaped
from halfsky.kernel.binding import Mark, marks
from halfsky.kernel.template import Template

PIECE = re.compile(r"《.*?》、?|.+?(?:年|的|和|、|$)")
"""Where a title may be broken: behind these signs, never inside a book's title."""
_STYLES = {"<": Style.ADDRESS, ">": Style.SIGNED}


@dataclass(frozen=True, slots=True)
class _Filled:
    """A line of a template with what its marks say: one paragraph of its words and theirs in turn, or blocks in its
    place."""

    marks: tuple[Mark, ...]
    blocks: list[Block]

    @property
    def inline(self) -> bool:
        return bool(self.marks) and not self.marks[0].block


# -- an office's own file ---------------------------------------------------------------------------------------------


def compose_file(template: Document, teller: Teller, about: About, called: str, demo: bool) -> Composed:
    """What a template file would say: every line that holds a mark, in the order of reading. Refuses unknown names and
    marks in the wrong place, all at once."""
    return _composed(_filled([line.text for line in lines(template)], teller), about, called, demo)


def fill_file(template: Document, teller: Teller, about: About, called: str, demo: bool) -> tuple[bytes, Composed]:
    """The template with its marks filled; the same refusals."""
    every = lines(template)
    filled = _filled([line.text for line in every], teller)
    made = _composed(filled, about, called, demo)
    for line, one in reversed(list(zip(every, filled, strict=True))):
        if one.inline:
            _write_line(line, one, made.brief)
        elif one.marks:
            _write_blocks(template, line, one.blocks, made.brief)
    if demo:
        _say_demo(template)
    number_controls(template)
    return packed(template), made


def marks_of(template: Document) -> list[Mark]:
    """The marks of a file, in the order of reading; refuses braces that are not complete."""
    return [mark for line in lines(template) for mark in marks(line.text)]


def _composed(filled: Sequence[_Filled], about: About, called: str, demo: bool) -> Composed:
    blocks = [_whole(block) if one.inline else block for one in filled if one.marks for block in one.blocks]
    return Composed(called, blocks, frozen(about, blocks), demo)


def _filled(texts: Sequence[str], teller: Teller) -> list[_Filled]:
    """Every line with what its marks say, the numbers of all of them numbered in the order of reading."""
    every = []
    for text, found in zip(texts, told(texts, teller), strict=True):
        whole = [said for mark, said in found if mark.block and isinstance(said, list)]
        every.append((tuple(m for m, _ in found), whole[0] if whole else [Paragraph(fragments(text, found))]))
    left = iter(numbered(block for _, blocks in every for block in blocks))
    return [_Filled(found, [next(left) for _ in blocks]) for found, blocks in every]


def fragments(text: str, found: Sequence[tuple[Mark, Said | list[Block]]]) -> tuple[Said, ...]:
    """The line's own words and what its marks say, in turn: words, mark, words, mark, words."""
    pieces: list[Said] = []
    done = 0
    for mark, said in found:
        assert isinstance(said, tuple)
        pieces += [(text[done : mark.start],), said]
        done = mark.end
    return (*pieces, (text[done:],))


def _whole(block: Block) -> Block:
    """A line as one sentence."""
    assert isinstance(block, Paragraph)
    return Paragraph((say(*block.sentences),))


def _write_line(line: Line, one: _Filled, brief: Brief) -> None:
    """Put what the marks say into the line, the last first, in the looks of the marks."""
    [paragraph] = one.blocks
    assert isinstance(paragraph, Paragraph)
    for mark, said in reversed(list(zip(one.marks, paragraph.sentences[1::2], strict=True))):
        looks = line.looks_at(mark.start)
        line.put(mark.start, mark.end, [_piece(piece, brief, looks) for piece in said])


def _piece(piece: str | Number, brief: Brief, looks: etree._Element | None) -> etree._Element:
    """Words, or a number, which in the working copy carries its origin."""
    if isinstance(piece, str):
        return run(piece, looks)
    if brief.form != "work":
        return run(piece.shown, looks)
    entry = brief.entry(piece.n)
    assert entry is not None
    return bound(entry, brief, run(entry.shown, looks))


def _write_blocks(template: Document, line: Line, blocks: Sequence[Block], brief: Brief) -> None:
    """Put tables, pictures and passages in the place of a line. Running text takes the looks of the line; what else
    they need of styles is lent to the file."""
    _lend_styles(template)
    made = empty_document()
    fill(made, blocks, brief if brief.form == "work" else None)
    mine = line.paragraph.find(qn("w:pPr"))
    for element in list(made.element.body):
        if element.tag == qn("w:sectPr"):
            continue
        if _is_body(element):
            _dress(element, mine, line.looks_at(0))
        _adopt_pictures(made, template, element)
        line.paragraph.addprevious(element)
    parent = line.paragraph.getparent()
    assert parent is not None
    parent.remove(line.paragraph)
    if parent.tag == qn("w:tc") and parent[-1].tag != qn("w:p"):
        parent.append(parse_xml(f"<w:p {nsdecls('w')}/>"))


def _is_body(element: etree._Element) -> bool:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return element.tag == qn("w:p") and style is not None and style.get(qn("w:val")) == IDS[Style.BODY]


def _dress(paragraph: etree._Element, properties: etree._Element | None, looks: etree._Element | None) -> None:
    """Give a paragraph the looks of the template's own."""
    old = paragraph.find(qn("w:pPr"))
    if old is not None:
        paragraph.remove(old)
    if properties is not None:
        paragraph.insert(0, deepcopy(properties))
    for made in paragraph.iter(qn("w:r")):
        bold = made.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
        for plain_looks in made.findall(qn("w:rPr")):
            made.remove(plain_looks)
        if looks is not None:
            made.insert(0, deepcopy(looks))
        if bold:
            own = made.find(qn("w:rPr"))
            if own is None:
                own = parse_xml(f"<w:rPr {nsdecls('w')}/>")
                made.insert(0, own)
            if own.find(qn("w:b")) is None:
                own.append(parse_xml(f"<w:b {nsdecls('w')}/>"))


def _adopt_pictures(made: Document, template: Document, element: etree._Element) -> None:
    """Bring the pictures of an element into the template's package."""
    for blip in element.iter(qn("a:blip")):
        image = made.part.related_parts[blip.get(qn("r:embed")) or ""]
        rel, _ = template.part.get_or_add_image(io.BytesIO(image.blob))
        blip.set(qn("r:embed"), rel)


def _lend_styles(template: Document) -> None:
    """Add the styles of papers that a file does not have; its own of the same name stay."""
    own = template.styles.element
    there = {style.get(qn("w:styleId")) for style in own.findall(qn("w:style"))}
    for style in parse_xml(styles_xml()).findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in there and style.get(qn("w:default")) is None:
            own.append(deepcopy(style))


def _say_demo(template: Document) -> None:
    """Say over every page that the figures are invented."""
    for section in template.sections:
        head = section.header
        head.is_linked_to_previous = False
        if DEMO not in "".join(p.text for p in head.paragraphs):
            head.add_paragraph(DEMO)


def number_controls(document: Document) -> None:
    """Give every content control an id of its own, as word processors ask."""
    for n, control in enumerate(document.element.body.iter(qn("w:sdt")), 1):
        properties = control.find(qn("w:sdtPr"))
        found = properties.find(qn("w:id")) if properties is not None else None
        if found is not None:
            found.set(qn("w:val"), str(n))


# -- the text of a shipped template -----------------------------------------------------------------------------------


def compose_text(title: str, text: str, teller: Teller, about: About, demo: bool) -> Composed:
    """A shipped template as a document in the form of official papers. A line is a paragraph; `# ` and `## ` begin
    headings, which are counted 一、 and （一）, `< ` whom a letter goes to, `> ` who signs and when. Refuses unknown
    names and marks in the wrong place, all at once."""
    texts = [title, *_lines(text)]
    said = told(texts, teller)
    [first, *rest] = [_text_block(t, found) for t, found in zip(texts, said, strict=True)]
    heading = plain(say(*first[0].sentences)) if isinstance(first[0], Paragraph) else ""
    body = _counted([block for blocks in rest for block in blocks])
    opening: list[Block] = [Title(shaped(PIECE.findall(heading)))]
    opening += [Paragraph(((f"（{DEMO}）",),), Style.SUBTITLE)] if demo else []
    blocks = numbered([*opening, Paragraph(((),), Style.BODY), *body])
    return Composed(heading, blocks, frozen(about, blocks), demo)


def _text_block(text: str, found: Sequence[tuple[Mark, Said | list[Block]]]) -> list[Block]:
    """A line of a shipped text: a heading, blocks, or a paragraph."""
    whole = [said for mark, said in found if mark.block and isinstance(said, list)]
    if whole:
        return whole[0]
    said = say(*fragments(text, found))
    begin, _, _ = text.partition(" ")
    if begin in ("#", "##"):
        return [Heading(len(begin), plain(said).removeprefix(f"{begin} "))]
    if begin in _STYLES:
        head, *rest = said
        assert isinstance(head, str)
        return [Paragraph((say(head.removeprefix(f"{begin} "), tuple(rest)),), _STYLES[begin])]
    return [Paragraph((said,))]


def _counted(blocks: list[Block]) -> list[Block]:
    """一、 before the headings of the first level, （一） before those of the second."""
    out: list[Block] = []
    below = 0
    for block in with_ordinals(blocks):
        if isinstance(block, Heading):
            below = 0 if block.level == 1 else below + 1
            told_already = block.text.startswith("（")
            out.append(block if block.level == 1 or told_already else Heading(2, f"（{ordinal(below)}）{block.text}"))
        else:
            out.append(block)
    return out


def as_file(template: Template, written_at: dt.datetime) -> bytes:
    """A shipped text as a Word file with its marks, for an office to make its own."""
    blocks = _counted([block for t in _lines(template.text) for block in _text_block(t, ())])
    return write_paper([template.heading], blocks, False, written_at)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
