"""A Word package that came from outside, looked at before anything of it is read: size, macros, what it would load.

Nothing is fetched: a template, picture or object that lies elsewhere is refused by its mere mention. A link that a
person may click loads nothing and is let be.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from halfsky.kernel.refusals import problem

DAMAGED = problem(
    "400.1233",
    (
        "“{name}”打不开：文件已损坏，或不是Word文档（.docx）。",
        "“{name}” cannot be opened: damaged, or no Word document.",
    ),
    ("请在Word或WPS中打开后另存为.docx，再试。", "Open it in Word or WPS, save it as .docx, and try again."),
)
MACROS = problem(
    "400.1234",
    ("“{name}”含有宏，不予读取。", "“{name}” holds macros and is not read."),
    ("请另存为不含宏的.docx。", "Save it as .docx without macros."),
)
LOADS = problem(
    "400.1235",
    (
        "“{name}”引用了外部内容（{what}），不予读取。",
        "“{name}” would load something from elsewhere ({what}) and is not read.",
    ),
    (
        "请在Word或WPS中断开链接（文件—信息—编辑指向文件的链接），或把文字粘贴进来。",
        "Break the link in Word or WPS, or paste the text.",
    ),
)
BOMB = problem(
    "400.1236",
    ("“{name}”解压后过大，没有读取。", "“{name}” unpacks to something huge; it was not read."),
    ("请删去大图片后另存，或把文字粘贴进来。", "Remove large pictures and save it again, or paste the text."),
)
MOST_BYTES = 128 << 20
MOST_RATIO = 200
SMALL_BYTES = 16 << 20
MOST_XML = 32 << 20
SMALL_XML = 4 << 20
MOST_RATIO_XML = 100
"""Long documents pack to a tenth or a thirtieth; as a tree of elements their text takes many times its room."""
MOST_PARTS = 5000
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MACRO_MARKS = (b"macroEnabled", b"vbaProject")
CLICKED = ("/hyperlink",)
UNSOUND = (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, NotImplementedError, etree.XMLSyntaxError)
"""What reading a package that lies may raise."""


def open_package(content: bytes, name: str) -> zipfile.ZipFile:
    """The package, when it is a sound one that asks for nothing; else a refusal."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        names = package.namelist()
    except UNSOUND as why:
        raise DAMAGED.at(name=name) from why
    _demand_size(package, len(content), name)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise DAMAGED.at(name=name)
    try:
        kinds = package.read("[Content_Types].xml")
        if any(mark in kinds for mark in MACRO_MARKS) or any("vbaProject" in part for part in names):
            raise MACROS.at(name=name)
        for what in _loaded(package):
            raise LOADS.at(name=name, what=what)
    except UNSOUND as why:
        raise DAMAGED.at(name=name) from why
    return package


def xml_of(package: zipfile.ZipFile, part: str, name: str) -> etree._Element:
    """The root of one part. Refuses a document type, which no office program writes."""
    try:
        said = package.getinfo(part)
        if said.file_size > MOST_XML or (
            said.file_size > SMALL_XML and said.file_size > said.compress_size * MOST_RATIO_XML
        ):
            raise BOMB.at(name=name)
        return _parsed(package.read(part))
    except UNSOUND as why:
        raise DAMAGED.at(name=name) from why


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("document type")
    return root


def _demand_size(package: zipfile.ZipFile, packed: int, name: str) -> None:
    """Refuse by what the zip says of itself; the reader never unpacks more of a part than the zip says."""
    parts = package.infolist()
    said = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or said > MOST_BYTES or (said > SMALL_BYTES and said > packed * MOST_RATIO):
        raise BOMB.at(name=name)


def _loaded(package: zipfile.ZipFile) -> Iterator[str]:
    """The kinds of relation by which the package would load something from outside."""
    for part in package.namelist():
        if part.endswith(".rels"):
            for relation in _parsed(package.read(part)).iter(RELATIONS):
                kind = relation.get("Type", "")
                if relation.get("TargetMode") == "External" and not kind.endswith(CLICKED):
                    yield kind.rpartition("/")[2]
