"""Workbooks, read with care: nothing is unpacked before it is known how large it becomes.

A workbook is a zip, and a small zip can hold gigabytes; a single cell in the last corner of a sheet makes a reader lay
out the whole sheet. Both are looked at first, on the compressed streams themselves, whatever the zip says of itself.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from halfsky.kernel.refusals import problem

DAMAGED = problem(
    "400.502",
    (
        "工作簿打不开：文件已损坏、已加密，或不是 Excel 文件。",
        "The workbook cannot be opened: damaged, encrypted, or no Excel file.",
    ),
    (
        "请在 Excel 或 WPS 中打开后另存为 .xlsx（不设密码），再导入。",
        "Open it, save it as .xlsx without a password, and import again.",
    ),
)
BOMB = problem(
    "413.501",
    ("工作簿解压后过大（超过{most}），没有读取。", "The workbook unpacks to more than {most}; it was not read."),
    (
        "请只保留要导入的工作表和行列：删去空白行列、图片和其他工作表，另存后再导入。",
        "Keep only the sheet, rows and columns to import; remove blank ones, pictures and other sheets.",
    ),
)
MOST_BYTES = 256 << 20
MOST_CELLS = 5_000_000
LOCAL_HEADER = struct.Struct("<4s22xHH")
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
LONGEST_REFERENCE = 16


def first_sheet(path: Path, kind: str) -> Sequence[Sequence[object]]:
    """All rows of the first sheet, empty ones included, as calamine types them; formulas as their last values."""
    if kind == "xlsx":
        check_size(path)
    from python_calamine import CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as why:  # the reader's own panics are no Exception
        raise DAMAGED.at(path.name) from why


def check_size(path: Path) -> None:
    """Refuse a workbook that would unpack to too many bytes or cells, or that is no workbook at all."""
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            if "xl/workbook.xml" not in archive.namelist():
                raise DAMAGED.at(path.name)
            for part in archive.infolist():
                width = height = 0
                tail = b""
                for piece in _unpacked(raw, part):
                    unpacked += len(piece)
                    if unpacked > MOST_BYTES:
                        raise BOMB.at(path.name, most=f"{MOST_BYTES >> 20} MB")
                    if part.filename.startswith("xl/worksheets/"):
                        for column, row in REFERENCE.findall(tail + piece):
                            width, height = max(width, _index(column)), max(height, int(row))
                        tail = piece[-LONGEST_REFERENCE:]
                if width * height > MOST_CELLS:
                    raise BOMB.at(path.name, most=f"{MOST_CELLS:,} cells")
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError) as why:
        raise DAMAGED.at(path.name) from why


def _unpacked(raw: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one part in pieces, from the stream itself: the sizes that the zip declares are not believed."""
    raw.seek(part.header_offset)
    mark, name, extra = LOCAL_HEADER.unpack(raw.read(LOCAL_HEADER.size))
    if mark != b"PK\x03\x04" or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(part.filename)
    raw.seek(name + extra, 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := raw.read(min(left, 1 << 16))):
        left -= len(packed)
        if inflate is None:
            yield packed
        while inflate is not None and packed:
            yield inflate.decompress(packed, 1 << 20)
            packed = inflate.unconsumed_tail


def _index(letters: bytes) -> int:
    """The number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
