"""The styles of the document, as GB/T 9704 gives them, and the font table with its fallbacks.

Sizes: 二号 22 pt, 三号 16 pt, 四号 14 pt. Body: 三号 仿宋, first line indented by two characters, exact line of 29 pt;
title: 二号 小标宋, centred; 一、 黑体, （一） 楷体; Latin letters and digits Times New Roman. Tables and notes are
smaller.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from docx.oxml.ns import nsdecls

from halfsky.documents import fonts
from halfsky.documents.blocks import Style

LINE = 580
"""Twips: 29 pt, one of 22 lines in 225 mm."""
SIZE = 16
"""Points: 三号."""
TIGHTER = -5
"""Twips between the characters of the body, so that 28 of them stand in 156 mm."""
IDS: dict[Style | int, str] = {
    Style.BODY: "Normal",
    Style.TITLE: "ReportTitle",
    Style.SUBTITLE: "ReportSubtitle",
    Style.ANNEX: "AnnexMark",
    Style.ANNEX_TITLE: "AnnexTitle",
    Style.CAPTION: "FigureCaption",
    Style.TABLE_CAPTION: "TableCaption",
    Style.PICTURE: "FigurePicture",
    Style.CELL: "TableText",
    Style.WIDE_CELL: "TableTextWide",
    Style.NOTE: "TableNote",
    Style.PROMPT: "ToWrite",
    Style.TERM: "TermText",
    Style.ADDRESS: "LetterAddress",
    Style.SIGNED: "LetterSigned",
    1: "Heading1",
    2: "Heading2",
}
"""The id of each paragraph style; a number is a level of heading."""
_KEEP = "<w:keepNext/>"
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'


def styles_xml() -> str:
    """The whole styles part."""
    return f"<w:styles {nsdecls('w')}>{_defaults()}{''.join(_styles())}</w:styles>"


def font_table_xml() -> str:
    """Each face with what may stand in for it (Word reads `altName`)."""
    listed = []
    for name, others in fonts.FALLBACKS.items():
        alt = quoteattr(", ".join(others))
        listed.append(f'<w:font w:name={quoteattr(name)}><w:altName w:val={alt}/><w:charset w:val="86"/></w:font>')
    latin = f'<w:font w:name="{fonts.LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    return f"<w:fonts {nsdecls('w')}>{latin}{''.join(listed)}</w:fonts>"


def _face(name: str, size: float, bold: bool = False, colour: str = "", spacing: int = 0) -> str:
    """Run properties of a style."""
    half = int(size * 2)
    return (
        f'<w:rPr><w:rFonts w:ascii="{fonts.LATIN}" w:hAnsi="{fonts.LATIN}" w:cs="{fonts.LATIN}" w:eastAsia="{name}"/>'
        f"{'<w:b/>' if bold else ''}"
        f"{f'<w:color w:val={quoteattr(colour)}/>' if colour else ''}"
        f'<w:spacing w:val="{spacing}"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    )


def _spacing(line: int, rule: str = "exact", before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


def _defaults() -> str:
    face = _face(fonts.BODY_FACE, SIZE).removesuffix("</w:rPr>")
    return (
        f'<w:docDefaults><w:rPrDefault>{face}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _style(key: Style | int, paragraph: str, run: str = "", name: str = "") -> str:
    """A paragraph style on top of Normal."""
    title = name or str(key)
    based = "" if key is Style.BODY else '<w:basedOn w:val="Normal"/>'
    first = ' w:default="1"' if key is Style.BODY else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{IDS[key]}"><w:name w:val="{title}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr>{run}</w:style>"
    )


def _styles() -> list[str]:
    """The children of `w:pPr` follow the schema's order: keepNext, snapToGrid, spacing, ind, jc, outlineLvl."""
    centred, justified = '<w:jc w:val="center"/>', '<w:jc w:val="both"/>'
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    small = '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
    kinsoku = "<w:widowControl/><w:kinsoku/><w:overflowPunct/>"
    shade = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="7A1F5C"/></w:pBdr>'
    shade += '<w:shd w:val="clear" w:color="auto" w:fill="F6F0F4"/>'
    close = _spacing(480)
    return [
        _style(
            Style.BODY,
            kinsoku + _spacing(LINE) + indent + justified,
            _face(fonts.BODY_FACE, SIZE, spacing=TIGHTER),
        ),
        _style(Style.TITLE, _KEEP + _OFF_GRID + _spacing(640) + _NO_INDENT + centred, _face(fonts.TITLE_FACE, 22)),
        _style(Style.SUBTITLE, _spacing(LINE) + _NO_INDENT + centred, _face(fonts.SUBSECTION_FACE, SIZE)),
        _style(1, f'{_KEEP}<w:outlineLvl w:val="0"/>', _face(fonts.SECTION_FACE, SIZE), "heading 1"),
        _style(2, f'{_KEEP}<w:outlineLvl w:val="1"/>', _face(fonts.SUBSECTION_FACE, SIZE), "heading 2"),
        _style(Style.ANNEX, _KEEP + _NO_INDENT, _face(fonts.SECTION_FACE, SIZE)),
        _style(
            Style.ANNEX_TITLE,
            _KEEP + _OFF_GRID + _spacing(LINE, after=160) + _NO_INDENT + centred,
            _face(fonts.TITLE_FACE, SIZE),
        ),
        _style(
            Style.CAPTION,
            _OFF_GRID + _spacing(360, before=40, after=160) + _NO_INDENT + centred,
            _face(fonts.SECTION_FACE, 12),
        ),
        _style(
            Style.TABLE_CAPTION,
            _KEEP + _OFF_GRID + _spacing(360, before=120, after=60) + _NO_INDENT + centred,
            _face(fonts.SECTION_FACE, 12),
        ),
        _style(Style.PICTURE, _KEEP + _OFF_GRID + _spacing(240, "auto", before=160) + _NO_INDENT + centred),
        _style(Style.CELL, _OFF_GRID + _spacing(240) + _NO_INDENT, _face(fonts.TABLE_FACE, 9)),
        _style(Style.WIDE_CELL, _OFF_GRID + _spacing(320) + _NO_INDENT, _face(fonts.TABLE_FACE, 10.5)),
        _style(Style.NOTE, _OFF_GRID + _spacing(280) + _NO_INDENT, _face(fonts.TABLE_FACE, 9)),
        _style(Style.PROMPT, shade + close + small, _face(fonts.SUBSECTION_FACE, 14, colour="5A5550")),
        _style(Style.TERM, _OFF_GRID + _spacing(440) + small, _face(fonts.BODY_FACE, 12)),
        _style(Style.ADDRESS, _spacing(LINE) + _NO_INDENT),
        _style(
            Style.SIGNED,
            _spacing(LINE) + '<w:ind w:right="640" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>',
        ),
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
    ]
