"""Tables in Word: a heading row repeated on every page, rows that never split, numbers right-aligned."""

from __future__ import annotations

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from halfsky.documents.blocks import Column, Line, Style, Table
from halfsky.documents.brief import Brief
from halfsky.documents.controls import run, write
from halfsky.documents.said import Said
from halfsky.documents.styles import IDS

RULE, THIN = "7F7B78", "BDB8B4"
HEAD, BAND = "F1EDF0", "F8F6F7"
_HEIGHT = '<w:trHeight w:val="340" w:hRule="atLeast"/>'


def table(t: Table, width: int, brief: Brief | None) -> etree._Element:
    """The table, `width` twips wide."""
    whole = sum(c.width for c in t.columns)
    widths = [width * c.width // whole for c in t.columns]
    widths[-1] += width - sum(widths)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    made = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>{_borders()}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    made.append(_heading_row(t, widths))
    for i, line in enumerate(t.lines):
        made.append(_row(line, t, widths, brief, keep=t.whole and i < len(t.lines) - 1))
    return made


def _borders() -> str:
    sides = "".join(f'<w:{s} w:val="single" w:sz="8" w:space="0" w:color="{RULE}"/>' for s in ("top", "left", "bottom"))
    right = f'<w:right w:val="single" w:sz="8" w:space="0" w:color="{RULE}"/>'
    inner = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="{THIN}"/>' for s in ("insideH", "insideV"))
    return f"<w:tblBorders>{sides}{right}{inner}</w:tblBorders>"


def _heading_row(t: Table, widths: list[int]) -> etree._Element:
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{_HEIGHT}<w:tblHeader/></w:trPr></w:tr>")
    for column, width in zip(t.columns, widths, strict=True):
        cell, p = _cell(width, "center", t.style, HEAD, keep=True)
        p.append(run(column.heading, bold=True))
        row.append(cell)
    return row


def _row(line: Line, t: Table, widths: list[int], brief: Brief | None, keep: bool) -> etree._Element:
    """A line; one that is kept does not part from the next (a band never does)."""
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{_HEIGHT}</w:trPr></w:tr>")
    if line.band:
        cell, p = _cell(sum(widths), "left", t.style, BAND, keep=True, span=len(widths))
        for piece in line.cells[0]:
            p.append(run(str(piece), bold=True))
        row.append(cell)
        return row
    for column, width, said in zip(t.columns, widths, line.cells, strict=True):
        cell, p = _cell(width, _side(column, said), t.style, keep=keep)
        write(p, said, brief)
        row.append(cell)
    return row


def _side(column: Column, said: Said) -> str:
    """Numbers to the right; a dash or a reason in their place is centred."""
    if column.numeric:
        return "right" if any(not isinstance(p, str) for p in said) else "center"
    return "center" if column.centred else "left"


def _cell(
    width: int, side: str, style: Style, fill: str = "", keep: bool = False, span: int = 1
) -> tuple[etree._Element, etree._Element]:
    """A cell and its one paragraph."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    next_ = "<w:keepNext/>" if keep else ""
    cell = parse_xml(
        f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shade}<w:vAlign w:val="center"/>'
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="{IDS[style]}"/>{next_}<w:jc w:val="{side}"/></w:pPr></w:p></w:tc>'
    )
    paragraph = cell.find(qn("w:p"))
    assert paragraph is not None
    return cell, paragraph
