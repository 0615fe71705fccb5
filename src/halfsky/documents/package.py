"""The file around the text: an empty document without the library's template, and the same bytes for the same input."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from lxml import etree

from halfsky.documents.styles import font_table_xml, styles_xml

_KEPT = (RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SETTINGS = """<w:settings {}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>
<w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>
<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
</w:settings>"""


def empty_document() -> Document:
    """A document with the report's own styles, fonts and settings, and nothing of the library's template."""
    document = docx.Document()
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype not in _KEPT:
            del part.rels[key]
    package = part.package
    assert package is not None
    for key, relation in list(package.rels.items()):
        if relation.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del package.rels[key]
    _replace(document.styles.element, styles_xml())
    _replace(document.settings.element, _SETTINGS.format(nsdecls("w")))
    header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    blob = (header + font_table_xml()).encode()
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, blob, package)
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    return document


def _replace(element: etree._Element, xml: str) -> None:
    """Put the children of `xml` in the place of the element's own."""
    for old in list(element):
        element.remove(old)
    for new in list(parse_xml(xml)):
        element.append(new)


def neutral(document: Document, title: str, written_at: dt.datetime) -> None:
    """Core properties that name the document and its time, and nobody."""
    core = document.core_properties
    stamp = written_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    core.title, core.language = title, "zh-CN"
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    core.created = core.modified = stamp
    core.revision = 1


def packed(document: Document) -> bytes:
    """The file's bytes, with no time of packing inside."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
