"""What kind of file came in, and in which encoding: decided by its bytes, never by its name."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Literal

from halfsky.kernel.refusals import problem

NO_FILE = problem(
    "404.501",
    ("找不到文件“{path}”。", "The file “{path}” was not found."),
    ("请检查路径。", "Check the path."),
)
TOO_BIG = problem(
    "413.500",
    ("文件有{size}兆字节，超过{most}兆。", "The file has {size} MB, more than {most} MB."),
    ("请拆成几个文件分别导入。", "Split it into several files."),
)
NOT_TEXT = problem(
    "400.501",
    (
        "文件无法识别：不是完整的 Excel 工作簿，也不是 UTF-8、UTF-16 或 GBK 编码的文本。",
        "The file is neither a whole Excel workbook nor text in UTF-8, UTF-16 or GBK.",
    ),
    (
        "文件可能已损坏：请用 Excel 或 WPS 重新打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”。",
        "It may be damaged: open it in Excel or WPS and save it again as .xlsx or “CSV UTF-8 (comma delimited)”.",
    ),
)
Kind = Literal["text", "xlsx", "xls"]
CHUNK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How text in UTF-16 begins, which is what Excel saves as “Unicode 文本”."""


def demand_file(path: Path, most: int | None = None) -> Path:
    """The path, when a file is there and has no more than `most` MB."""
    if not path.is_file():
        raise NO_FILE.at(path=path)
    size = path.stat().st_size / 1e6
    if most is not None and size > most:
        raise TOO_BIG.at(path.name, size=f"{size:.1f}", most=most)
    return path


def kind_of(path: Path) -> Kind:
    """A workbook begins with the mark of a zip or of an OLE file; all else is taken for text."""
    with path.open("rb") as source:
        mark = source.read(8)
    if mark.startswith(b"PK\x03\x04"):
        return "xlsx"
    return "xls" if mark == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" else "text"


def sha256_of(path: Path) -> str:
    """The digest of a file's content."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def encoding_of(path: Path) -> str:
    """The first encoding in which the whole file can be read, tried piece by piece. Refuses what is no text."""
    with path.open("rb") as source:
        wide = source.read(2) in WIDE_MARKS
    tried = ("utf-16",) if wide else ENCODINGS
    return next((e for e in tried if _reads(path, e)), "") or _refuse(path)


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as source:
        try:
            while piece := source.read(CHUNK):
                if "\0" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _refuse(path: Path) -> str:
    raise NOT_TEXT.at(path.name)
