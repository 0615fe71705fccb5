"""How far the format of a cell indents it: what stands under what in the label column of a table (XLSX)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from halfsky.exchange.marks import sheet_parts
from halfsky.exchange.spots import Spot, spot

STYLES = "xl/styles.xml"
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf (?:[^>]*/>|[^>]*>.*?</(?:\w+:)?xf>)", re.DOTALL)
_INDENT = re.compile(r'\bindent="([1-9]\d?)"')
_STYLED = re.compile(rb'<(?:\w+:)?c ([^>]*\bs="(\d+)"[^>]*)>')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')


def indents(path: Path) -> dict[str, dict[Spot, int]]:
    """The steps of indented cells by the name of their sheet; its size was checked before."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read(STYLES).decode("utf-8", "replace") if STYLES in archive.namelist() else ""
        styles = _STYLES.search(text)
        every = enumerate(_STYLE.findall(styles[0])) if styles else ()
        steps = {str(number).encode(): int(at[1]) for number, style in every if (at := _INDENT.search(style))}
        parts = sheet_parts(archive) if steps else ()
        return {name: dict(_indented(archive.read(part), steps)) for name, part in parts}


def _indented(content: bytes, steps: Mapping[bytes, int]) -> Iterator[tuple[Spot, int]]:
    for attributes, style in _STYLED.findall(content):
        found = _REFERENCE.search(attributes) if style in steps else None
        at = spot(found[1].decode("ascii")) if found else None
        if at is not None:
            yield at, steps[style]
