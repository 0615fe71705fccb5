"""The page of GB/T 9704: A4, its margins and grid, page numbers, and what stands in the margin of a draft.

The text area is 156 × 225 mm: 22 lines of 28 characters. 22 lines of 29 pt are 12760 twips, four more than 225 mm; the
bottom margin, which the standard does not set, gives them (1980 instead of 1984 twips, 0.07 mm). 28 characters of 16 pt
are 448 pt, 6 more than 156 mm; each gives up a quarter of a point (`styles.TIGHTER`), which every word processor
understands, where a character grid is read differently by each.
"""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.section import CT_SectPr
from docx.section import _BaseHeaderFooter
from lxml import etree

from halfsky.documents.brief import Brief
from halfsky.documents.fonts import LATIN, SUBSECTION_FACE, TABLE_FACE
from halfsky.documents.styles import LINE

WIDTH, HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1980, 1588, 1474
TEXT_WIDTH, TEXT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
HEADER = 1020
NUMBER_LINE = 360
FOOTER = BOTTOM - 397 - NUMBER_LINE
"""The page number stands 7 mm (397 twips) under the text area, in a line of 18 pt."""


def section(of: CT_SectPr, landscape: bool) -> CT_SectPr:
    """The properties of a section: the same page upright or turned clockwise, with the same header and footer."""
    made = deepcopy(of)
    made.attrib.clear()
    for old in ("w:pgSz", "w:pgMar", "w:cols", "w:docGrid"):
        for element in made.findall(qn(old)):
            made.remove(element)
    size = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    turned = ' w:orient="landscape"' if landscape else ""
    grid = f'w:type="lines" w:linePitch="{LINE}"'
    for xml in (
        f'<w:pgSz {nsdecls("w")} w:w="{size[0]}" w:h="{size[1]}"{turned}/>',
        f'<w:pgMar {nsdecls("w")} w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{HEADER if not landscape else HEADER - 400}" w:footer="{min(FOOTER, bottom - 757)}" w:gutter="0"/>',
        f"<w:docGrid {nsdecls('w')} {grid}/>",
    ):
        made.append(parse_xml(xml))
    return made


def margins(
    document: Document, form: str, demo: bool, brief: Brief | None, written_at: dt.datetime, log_head: str = ""
) -> None:
    """Headers and footers of all pages: — 1 — outside, 演示数据 and the draft's origin (its `brief`) in the head."""
    first = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        _fill(footer, [_page_number(side)])
    lines = [_line("演示数据　地区和数据均为虚构", "center", "7A1F5C", bold=True)] if demo else []
    if form == "work" and brief is not None:
        day = written_at.strftime("%Y-%m-%d %H:%M")
        head = f"　日志 {log_head}" if log_head else ""
        lines.append(_line("工作稿　内部使用，含内部研判，不外传", "left", "7A1F5C"))
        lines.append(_line(f"数据版本 {brief.snapshot}　底稿 {brief.id}{head}　生成于 {day}", "left", "8A8580"))
    for header in (first.header, first.even_page_header):
        _fill(header, lines or [_line("", "left", "8A8580")])


def _fill(part: _BaseHeaderFooter, lines: list[etree._Element]) -> None:
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    for line in lines:
        element.append(deepcopy(line))


def _line(text: str, side: str, colour: str, bold: bool = False) -> etree._Element:
    """A small line in the head of the page."""
    from halfsky.documents.controls import run

    p = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="260" w:lineRule="exact"/>'
        f'<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr></w:p>'
    )
    r = run(text, bold=bold, colour=colour)
    properties = r.find(qn("w:rPr"))
    assert properties is not None
    fonts = properties.find(qn("w:rFonts"))
    assert fonts is not None
    fonts.set(qn("w:eastAsia"), SUBSECTION_FACE)
    properties.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="18"/>'))
    p.append(r)
    return p


def _page_number(side: str) -> etree._Element:
    """— 1 — in 四号 宋体, one character in from the outer edge."""
    face = (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{TABLE_FACE}" w:hAnsi="{TABLE_FACE}" '
        f'w:eastAsia="{TABLE_FACE}" w:cs="{LATIN}"/><w:sz w:val="28"/></w:rPr>'
    )
    text = '<w:t xml:space="preserve">{}</w:t>'
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:line="{NUMBER_LINE}" w:lineRule="exact"/>'
        f'<w:ind w:{side}="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"<w:r>{face}{text.format('— ')}</w:r>"
        f'<w:fldSimple w:instr="PAGE"><w:r>{face}{text.format("1")}</w:r></w:fldSimple>'
        f"<w:r>{face}{text.format(' —')}</w:r></w:p>"
    )
