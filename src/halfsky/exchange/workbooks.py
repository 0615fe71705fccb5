"""Workbooks, read with care: nothing is unpacked before it is known how large it becomes.

A workbook is a zip, and a small zip can hold gigabytes; a single cell in the last corner of a sheet makes a reader lay
out the whole sheet. Both are looked at first, on the compressed streams themselves, whatever the zip says of itself.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from halfsky.kernel.refusals import Refused, problem

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

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
ENCRYPTED = problem(
    "400.770",
    ("工作簿设了打开密码，不能读取。", "The workbook is locked with a password and cannot be read."),
    (
        "请在 Excel 或 WPS 中取消密码（文件—信息—保护工作簿），保存后再上传。",
        "Remove the password, save it and send it again.",
    ),
)
MOST_BYTES = 256 << 20
MOST_RATIO = 200
"""Sheets of figures pack to a tenth or a thirtieth; what says of itself that it packs to less than this is no sheet."""
SMALL_BYTES = 16 << 20
"""What unpacks to less than this is read whatever its ratio."""
MOST_CELLS = 5_000_000
LOCAL_HEADER = struct.Struct("<4s22xHH")
LONGEST_REFERENCE = 16
"""Bytes of r="XFD1048576" with the sign before it."""
MOST_LETTERS, MOST_DIGITS = 3, 7


def first_sheet(path: Path, kind: str) -> Sequence[Sequence[object]]:
    """All rows of the first sheet, empty ones included, as calamine types them; formulas as their last values."""
    with reading(path, kind) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@contextmanager
def reading(path: Path, kind: str) -> Iterator[CalamineWorkbook]:
    """The workbook open for reading, its size checked; whatever the reader stumbles over is a refusal."""
    if kind == "xlsx":
        check_size(path)
    elif locked(path):
        raise ENCRYPTED.at(path.name)
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        yield CalamineWorkbook.from_path(str(path))
    except PasswordError as why:
        raise ENCRYPTED.at(path.name) from why
    except (KeyboardInterrupt, SystemExit, MemoryError, Refused):
        raise
    except BaseException as why:  # the reader's own panics are no Exception
        raise DAMAGED.at(path.name) from why


def locked(path: Path) -> bool:
    """Whether an OLE file is an encrypted XLSX: then it holds a stream of this name."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def check_size(path: Path) -> None:
    """Refuse a workbook that would unpack to too many bytes or cells, or that is no workbook at all."""
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            if "xl/workbook.xml" not in archive.namelist():
                raise DAMAGED.at(path.name)
            _check_directory(path, archive)
            for part in archive.infolist():
                width = height = 0
                tail = b""
                for piece in _unpacked(raw, part):
                    unpacked += len(piece)
                    if unpacked > MOST_BYTES:
                        raise BOMB.at(path.name, most=f"{MOST_BYTES >> 20} MB")
                    if part.filename.startswith("xl/worksheets/"):
                        columns, rows = farthest(tail + piece)
                        width, height = max(width, columns), max(height, rows)
                        tail = piece[-LONGEST_REFERENCE:]
                if width * height > MOST_CELLS:
                    raise BOMB.at(path.name, most=f"{MOST_CELLS:,} cells")
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError) as why:
        raise DAMAGED.at(path.name) from why


def _check_directory(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse by what the zip says of itself, before anything is unpacked."""
    said = sum(part.file_size for part in archive.infolist())
    packed = sum(part.compress_size for part in archive.infolist())
    if said > MOST_BYTES or (said > SMALL_BYTES and said > packed * MOST_RATIO):
        raise BOMB.at(path.name, most=f"{MOST_BYTES >> 20} MB")


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


def farthest(piece: bytes) -> tuple[int, int]:
    """The farthest column and row, counted from 1, that cells of a piece of a sheet say they stand in: r="D8".

    >>> farthest(b'<row r="8"><c r="D8"/><c r="AA7"/><c r="XFDX1"/><c hr="Z99"/></row>')
    (27, 8)
    """
    signs = np.frombuffer(piece + bytes(LONGEST_REFERENCE), np.uint8)
    begins = np.flatnonzero((signs[1:-2] == ord("r")) & (signs[2:-1] == ord("=")) & (signs[3:] == ord('"'))) + 1
    if piece[:3] == b'r="':
        begins = np.append(begins, 0)
    word = _wordly(signs[np.maximum(begins - 1, 0)]) & (begins > 0)
    begins = begins[~word]
    column, row = np.zeros(len(begins), np.int64), np.zeros(len(begins), np.int64)
    at, letters, digits = begins + 3, np.zeros(len(begins), np.int64), np.zeros(len(begins), np.int64)
    for _ in range(MOST_LETTERS):
        sign = signs[at]
        more = (sign >= ord("A")) & (sign <= ord("Z"))
        column, letters, at = np.where(more, column * 26 + sign - 64, column), letters + more, at + more
    for _ in range(MOST_DIGITS):
        sign = signs[at]
        more = (sign >= ord("0")) & (sign <= ord("9"))
        row, digits, at = np.where(more, row * 10 + sign - 48, row), digits + more, at + more
    whole = (letters > 0) & (digits > 0) & (signs[at] == ord('"'))
    return int(column[whole].max(initial=0)), int(row[whole].max(initial=0))


def _wordly(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which signs are of a word, so that what follows is not an attribute of its own."""
    lower = signs | 32
    return (
        ((lower >= ord("a")) & (lower <= ord("z"))) | ((signs >= ord("0")) & (signs <= ord("9"))) | (signs == ord("_"))
    )
