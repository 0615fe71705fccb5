"""What a reader of values does not tell of a worksheet's cells: errors, formulas never reckoned, percent, comments.

`#REF!` and a formula without a value both come as empty cells, and 35% comes as 0.35. To take the first two for "not
reported" would lose a figure silently, the third would be a hundredth of what was typed. So the cells' own marks are
read from the file: here in XLSX, in `biff.py` in .xls.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from html import unescape
from pathlib import Path
from posixpath import normpath

from openpyxl.styles.numbers import BUILTIN_FORMATS

from halfsky.exchange.spots import Spot, spot


class Mark(Enum):
    """What is odd about a cell."""

    ERROR = "error"
    NO_VALUE = "no value"
    PERCENT = "percent"


Names = Mapping[str, tuple[str, Spot | None]]
"""The names of a workbook: sheet and cell; None where the cell was deleted."""

_ERROR = re.compile(rb'<(?:\w+:)?c ([^>]*\bt="e"[^>]*)>')
_FORMULA = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v(?: [^>]*)?>[^<])?"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_NOT_A_NUMBER = re.compile(rb'\bt="[^n]')
_SHEET = re.compile(r"<(?:\w+:)?sheet ([^>]*?)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship ([^>]*?)/?>")
_NAME = re.compile(r"<(?:\w+:)?definedName ([^>]*?)>([^<]*)</")
_PAIR = re.compile(r'([\w:]+)="([^"]*)"')
_TARGET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d{1,7})$")
_FORMATS = re.compile(r"<(?:\w+:)?numFmt ([^>]*?)/?>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf ([^>]*?)/?>")
_MERE_TEXT = re.compile(r'"[^"]*"|\\.')


def marks(path: Path, head: int | None = None) -> dict[str, dict[Spot, Mark]]:
    """The odd cells of an XLSX by the name of their sheet, of its first rows alone where `head` says how many are
    needed; its size was checked before."""
    with zipfile.ZipFile(path) as archive:
        codes = style_formats(archive)
        percent = frozenset(str(i).encode() for i, code in enumerate(codes) if shows_percent(code))
        found = {}
        for name, part in sheet_parts(archive):
            content = archive.read(part)
            end = content.find(b'row r="%d"' % (head + 1)) if head is not None else -1
            found[name] = dict(_odd(content[:end] if end > 0 else content, percent))
        return found


def names(path: Path) -> Names:
    """The names that an XLSX gives to single cells."""
    with zipfile.ZipFile(path) as archive:
        text = _text(archive, "xl/workbook.xml")
    found: dict[str, tuple[str, Spot | None]] = {}
    for attributes, refers in _NAME.findall(text):
        name = unescape(_pairs(attributes).get("name", ""))
        target = _TARGET.fullmatch(unescape(refers))
        if target:
            found[name] = (target[1] or target[2]).replace("''", "'"), spot(target[3])
        else:
            found[name] = "", None
    return found


def _odd(content: bytes, percent: frozenset[bytes]) -> Iterator[tuple[Spot, Mark]]:
    """The odd cells of a sheet; what is an error or was never reckoned is said last, and so counts."""
    if percent:
        styled = re.compile(rb'<(?:\w+:)?c ([^>]*\bs="(?:' + b"|".join(sorted(percent)) + rb')"[^>]*)>')
        numbers = (a for a in styled.findall(content) if not _NOT_A_NUMBER.search(a))
        yield from _marked(numbers, Mark.PERCENT)
    # Most sheets have neither: to look for a few letters takes a tenth of the time.
    cells = content[: content.rfind(b"sheetData>") + 1] or content
    if b"<f" in cells or b":f" in cells:
        yield from _marked((a for a, value in _FORMULA.findall(cells) if not value), Mark.NO_VALUE)
    if b't="e"' in cells:
        yield from _marked(_ERROR.findall(cells), Mark.ERROR)


def _marked(cells: Iterable[bytes], mark: Mark) -> Iterator[tuple[Spot, Mark]]:
    for attributes in cells:
        found = _REFERENCE.search(attributes)
        at = spot(found[1].decode("ascii")) if found else None
        if at is not None:
            yield at, mark


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name and the part of every worksheet."""
    relations = {
        pairs.get("Id", ""): pairs.get("Target", "")
        for pairs in map(_pairs, _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels")))
    }
    known = set(archive.namelist())
    for attributes in _SHEET.findall(_text(archive, "xl/workbook.xml")):
        pairs = _pairs(attributes)
        target = next((v for k, v in pairs.items() if k.endswith(":id")), "")
        part = normpath("/xl/" + relations.get(target, "")).lstrip("/")
        if relations.get(target, "").startswith("/"):
            part = relations[target].lstrip("/")
        if part in known:
            yield unescape(pairs.get("name", "")), part


def style_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of every cell style of an XLSX, by its number."""
    text = _text(archive, "xl/styles.xml")
    formats = {p.get("numFmtId", ""): unescape(p.get("formatCode", "")) for p in map(_pairs, _FORMATS.findall(text))}
    styles = _STYLES.search(text)
    every = _STYLE.findall(styles[0]) if styles else []
    numbers = (_pairs(style).get("numFmtId", "0") for style in every)
    return [formats.get(n) or (BUILTIN_FORMATS.get(int(n), "") if n.isdigit() else "") for n in numbers]


def shows_percent(code: str) -> bool:
    """Whether a number format multiplies by a hundred: 0.0% does, 0"%" and 0\\% only print the sign."""
    return "%" in _MERE_TEXT.sub("", code)


def _pairs(attributes: str) -> dict[str, str]:
    return dict(_PAIR.findall(attributes))


def _text(archive: zipfile.ZipFile, part: str) -> str:
    try:
        return archive.read(part).decode("utf-8", "replace")
    except KeyError:
        return ""
