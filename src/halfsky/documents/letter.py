"""Official letters in Word: the letter form (信函格式) of GB/T 9704, and the plain form of what a unit fills in.

A letter with a number of its own bears its sender in red above a double line, the number under it on the right, and a
second double line at the foot of the first page, which has no page number. Name and date stand so that a seal can be
set upon both: the name centred on the date, four characters from the edge; nothing of them comes onto a page alone. Two
bodies that send one together stand side by side, each under its seal, and the red mark is the first one's alone.
"""

from __future__ import annotations

import datetime as dt
import math
from copy import deepcopy

import docx.document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from halfsky.documents.blocks import Block, Column, Heading, Line, Style, Table, Title
from halfsky.documents.blocks import Paragraph as Words
from halfsky.documents.controls import run
from halfsky.documents.fonts import TITLE_FACE
from halfsky.documents.numbers import day_of
from halfsky.documents.package import empty_document, neutral, packed
from halfsky.documents.page import TEXT_WIDTH, margins
from halfsky.documents.paper import cells, said
from halfsky.documents.paragraphs import fill
from halfsky.documents.styles import IDS
from halfsky.documents.title import LINE, shaped, width
from halfsky.kernel.letter import Grid, Page, Paragraph

NO_DAY = "　　　　年　　月　　日"
SEALED_INDENT, PLAIN_INDENT = 4, 2
"""How many characters the date stands from the right edge, with a seal and without."""
ROOM = 2
"""Empty lines over the name, into which the seal reaches."""
CHARACTER = 310
"""Twips of a character of the body: 三号, drawn in by a quarter of a point."""
SEAL = 3
"""Empty lines between two names one above the other: a seal of 4.2 cm takes four, half a line of each name's own."""
CHARACTERS, APART = TEXT_WIDTH / CHARACTER, 1
"""So many characters a line takes; so many lie between two names in it."""
MARK, SMALLEST = 30, 14
"""Points of the red name of the sender; a long one is written smaller, to stay in one line."""
RULE_OUT = (454, 340)
"""The double lines are 170 mm wide, 8 and 6 mm more than the text on its sides."""
RED = "E60012"
ROOM_TO_WRITE = "\n\n\n"
"""What a form has where nothing is filled in yet: three lines for a pen."""
CLINGING = "，、。；：）》”"
"""Signs that begin no line."""


def write(page: Page, demo: bool, written_at: dt.datetime) -> bytes:
    """The Word file of a letter."""
    document = empty_document()
    margins(document, "final", demo, None, written_at)
    fill(document, [*_opening(page), *map(_block, page.paragraphs), *_grids(page)], None)
    body = document.element.body
    if page.headed:
        _letterhead(document, page)
    end = body.sectPr
    assert end is not None
    _keep_with_next(end.getprevious())
    for line in _ending(page):
        end.addprevious(line)
    neutral(document, "".join(page.title), written_at)
    return packed(document)


def _opening(page: Page) -> list[Block]:
    """The mark of a draft, the number where there is no red head, the title, to whom."""
    found: list[Block] = []
    if page.draft:
        found.append(Words(((page.draft,),), Style.ANNEX))
    if page.headed:
        found.append(Words(((page.number,),), Style.ADDRESS))
    blank = Words(((),))
    found += [blank, Title(_lines(page.title)), blank]
    if page.to:
        found.append(Words(((f"{page.to}：",),), Style.ADDRESS))
    return found


def _lines(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The title in its lines: broken between its pieces where that is enough, else into lines of like length."""
    lines = shaped(pieces)
    if all(width(line) <= LINE for line in lines):
        return lines
    text = "".join(pieces)
    share = width(text) / math.ceil(width(text) / LINE)
    found = [""]
    for sign in text:
        if (
            width(found[-1]) >= share
            and sign not in "，、。；：）》”"
            and not (sign.isascii() and found[-1][-1].isascii())
        ):
            found.append("")
        found[-1] += sign
    return tuple(found)


def _block(paragraph: Paragraph) -> Block:
    return Heading(1, paragraph.text) if paragraph.heading else said(paragraph.text)


def _grids(page: Page) -> list[Block]:
    """The tables, each with its caption; of two columns the first is narrow."""
    found: list[Block] = []
    for grid in page.tables:
        if grid.caption:
            found.append(Words(((grid.caption,),), Style.TABLE_CAPTION))
        found.append(_table(grid))
    return found


def _table(grid: Grid) -> Table:
    narrow = not grid.caption
    empty = ROOM_TO_WRITE if narrow else ""
    columns = tuple(
        Column(heading, 22 if narrow and not n else 78 if narrow else 10, centred=narrow and not n)
        for n, heading in enumerate(grid.headings)
    )
    return Table(columns, tuple(Line(cells(word or empty for word in row)) for row in grid.rows), Style.WIDE_CELL)


def _keep_with_next(last: etree._Element | None) -> None:
    """The last paragraph, or row of a table, goes onto the next page with the name rather than leave it alone."""
    if last is not None:
        row = last.findall(qn("w:tr"))[-1] if last.tag == qn("w:tbl") else last
        for paragraph in row.iter(qn("w:p")):
            _keep(paragraph)


def _keep(paragraph: etree._Element) -> None:
    properties = paragraph.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:keepNext")) is None:
        properties.insert(1, parse_xml(f"<w:keepNext {nsdecls('w')}/>"))


def _ending(page: Page) -> list[etree._Element]:
    """Room for the seal, name, date; and at the foot of the page who gets a copy."""
    day = day_of(page.day) if page.day else NO_DAY
    name = _named(page, page.partner or page.sender)
    by_name, by_day = _indents(width(name), width(day), page.seal)
    lines = [_line("", 0) for _ in range(ROOM if page.seal else 1)]
    lines += _both(page, day, by_day) if page.partner else [_line(name, by_name), _line(day, by_day)]
    for line in lines[:-1]:
        _keep(line)
    if page.copies:
        lines.append(_copies(page.copies))
    return lines


def _named(page: Page, name: str) -> str:
    return f"{name}（盖章）" if page.seal and not page.headed else name


def _both(page: Page, day: str, by_day: float) -> list[etree._Element]:
    """Two senders in the order of their rank, and the date: side by side, each centred under a seal of its own and the
    last on the date, which moves outwards for them; one above the other, with room for a seal each, where a line does
    not take both."""
    first, last = _named(page, page.sender), _named(page, page.partner)
    half, half_day = width(last) / 2, width(day) / 2
    middle = max(CHARACTERS - by_day - half_day, width(first) + APART + half)
    if middle + half <= CHARACTERS:
        aside = (middle - half - APART) / 2
        return [_abreast(first, aside, last, middle), _line(day, CHARACTERS - middle - half_day)]
    by_first, by_last = (max(0.0, by_day + half_day - width(name) / 2) for name in (first, last))
    between = [_line("", 0) for _ in range(SEAL if page.seal else 0)]
    return [_line(first, by_first), *between, _line(last, by_last), _line(day, by_day)]


def _abreast(first: str, at: float, last: str, middle: float) -> etree._Element:
    """Two names in one line, each centred on its place, in characters from the left edge."""
    stops = "".join(f'<w:tab w:val="center" w:pos="{round(x * CHARACTER)}"/>' for x in (at, middle))
    p = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{IDS[Style.SIGNED]}"/><w:tabs>{stops}</w:tabs>'
        '<w:ind w:right="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr></w:p>'
    )
    for name in (first, last):
        p.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))
        p.append(run(name))
    return p


def _indents(name: float, day: float, seal: bool) -> tuple[float, float]:
    """How far name and date stand from the right edge, in characters: under a seal the shorter is centred on the
    longer; else the date begins two characters after the name."""
    if seal:
        by_day = max(float(SEALED_INDENT), (name - day) / 2)
        return max(0.0, by_day + (day - name) / 2), by_day
    by_name = max(float(PLAIN_INDENT), PLAIN_INDENT + day + 2 - name)
    return by_name, by_name + name - day - 2


def _line(text: str, right: float) -> etree._Element:
    p = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{IDS[Style.SIGNED]}"/>'
        f'<w:ind w:right="{round(right * CHARACTER)}" w:firstLineChars="0" w:firstLine="0"/></w:pPr></w:p>'
    )
    if text:
        p.append(run(text))
    return p


def _copies(names: str) -> etree._Element:
    """抄送 at the foot of the last page, in 四号, one character in from both sides, lines under the colon."""
    p = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:framePr w:w="{TEXT_WIDTH}" w:wrap="notBeside" w:vAnchor="margin" '
        'w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/><w:snapToGrid w:val="0"/>'
        '<w:spacing w:line="480" w:lineRule="exact"/>'
        '<w:ind w:left="1120" w:right="280" w:hanging="840"/></w:pPr></w:p>'
    )
    p.append(_sized(run(f"抄送：{names}。"), 14))
    return p


def _sized(run: etree._Element, points: int, face: str = "") -> etree._Element:
    """A run in another size and face."""
    properties = run.find(qn("w:rPr"))
    assert properties is not None
    fonts = properties.find(qn("w:rFonts"))
    if face and fonts is not None:
        fonts.set(qn("w:eastAsia"), face)
    properties.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="{points * 2}"/>'))
    return run


def _letterhead(document: docx.document.Document, page: Page) -> None:
    """The first page: the sender in red over a double line; at its foot a second double line and no page number."""
    number = next(p for p in document.paragraphs if p.text == page.number)
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head, foot = section.first_page_header, section.first_page_footer
    head.is_linked_to_previous = foot.is_linked_to_previous = False
    above = [deepcopy(p) for p in section.header._element if p.tag == qn("w:p")]
    _replace(head._element, [*above, _mark(page.sender), _rule("thickThinSmallGap", 100)])
    _replace(foot._element, [_rule("thinThickSmallGap", 0)])


def _replace(part: etree._Element, lines: list[etree._Element]) -> None:
    for old in list(part):
        part.remove(old)
    for line in lines:
        part.append(line)


def _mark(sender: str) -> etree._Element:
    """The name over the letter, as large as one line takes it."""
    size = max(SMALLEST, min(MARK, int(TEXT_WIDTH / 20 / max(1.0, width(sender)))))
    p = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="420" w:line="{size * 20 + 80}" '
        'w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr></w:p>'
    )
    p.append(_sized(run(sender, colour=RED), size, TITLE_FACE))
    return p


def _rule(kind: str, before: int) -> etree._Element:
    left, right = RULE_OUT
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pBdr><w:bottom w:val="{kind}" w:sz="24" w:space="1" w:color="{RED}"/></w:pBdr>'
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="{before}" w:line="120" w:lineRule="exact"/>'
        f'<w:ind w:left="-{left}" w:right="-{right}" w:firstLineChars="0" w:firstLine="0"/></w:pPr></w:p>'
    )
