"""Any document of prose as text with positions: .docx, .pdf, .txt, .md, pasted text. What it is, its bytes say.

Nothing touches the network, and a file that is damaged, locked, loaded with macros or larger than a document can be
gets one refusal that says what to do.
"""

from __future__ import annotations

from pathlib import Path

from halfsky.exchange.files import NO_FILE
from halfsky.exchange.prose_docx import read_docx
from halfsky.exchange.prose_encoding import decoded
from halfsky.exchange.prose_pdf import LOCKED, read_pdf
from halfsky.exchange.prose_text import Apart, Passage, Prose, lined
from halfsky.kernel.refusals import problem

__all__ = ["Apart", "Passage", "Prose", "pasted", "read_prose", "read_prose_file"]

TOO_LARGE = problem(
    "400.1231",
    ("文件有{size}兆字节，超过{most}兆，没有读取。", "The file has {size} MB, more than {most} MB; it was not read."),
    ("请删去大图片后另存，或拆成几个文件。", "Remove large pictures and save it again, or split it."),
)
OTHER_KIND = problem(
    "400.1232",
    ("“{name}”是{kind}，不能作为文稿读取。", "“{name}” is {kind}; it cannot be read as prose."),
    (
        "请用 .docx、.pdf 或 .txt；旧的 .doc、.wps、.rtf 请在Word或WPS中另存为 .docx。",
        "Use .docx, .pdf or .txt; save an older .doc, .wps or .rtf as .docx first.",
    ),
)
MOST_MB = 32
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASTED = "粘贴的文字"
PDF_WITHIN = 1024
"""A PDF may begin with some bytes of other things; its mark stands within these."""


def read_prose_file(path: Path) -> Prose:
    """The text of a file on disk."""
    if not path.is_file():
        raise NO_FILE.at(path=path)
    _demand_size(path.stat().st_size, path.name)
    return read_prose(path.read_bytes(), path.name)


def read_prose(content: bytes, name: str) -> Prose:
    """The text of a file's bytes; `name` is what refusals call it."""
    _demand_size(len(content), name)
    if content.startswith(b"PK\x03\x04"):
        return read_docx(content, name)
    if b"%PDF-" in content[:PDF_WITHIN]:
        return read_pdf(content, name)
    _demand_text(content, name)
    text, encoding = decoded(content, name)
    return lined(name, text, encoding=encoding)


def pasted(text: str) -> Prose:
    """Text that was typed or pasted."""
    return lined(PASTED, text)


def _demand_size(size: int, name: str) -> None:
    if size > MOST_MB * 1_000_000:
        raise TOO_LARGE.at(name, size=f"{size / 1e6:.1f}", most=MOST_MB)


def _demand_text(content: bytes, name: str) -> None:
    """Refuse what bears the mark of something else than text."""
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise LOCKED.at(name=name)
        raise OTHER_KIND.at(name=name, kind="旧格式的Word、WPS或Excel文件（an older office file）")
    if content.startswith(b"{\\rtf"):
        raise OTHER_KIND.at(name=name, kind="RTF")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")):
        raise OTHER_KIND.at(name=name, kind="图片（a picture）")
