"""Read the origin of numbers back from a document: which controls it holds and what stands in them now."""

from __future__ import annotations

import zipfile
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from halfsky.documents.brief import PREFIX
from halfsky.kernel.refusals import problem

NOT_A_DOCUMENT = problem(
    "400.601",
    ("“{name}”不是Word文档（.docx）。", "“{name}” is not a Word document (.docx)."),
    ("请选择由本系统生成、以.docx保存的文稿。", "Choose a document that was written here and saved as .docx."),
)
LARGEST = 64 * 1024 * 1024
"""Bytes of unpacked text; a report of a hundred rows has one."""


def numbers_in(path: Path) -> list[tuple[str, str]]:
    """(tag, text) of every control of ours, in the order of reading; none in a 报送稿. Refuses what is no .docx."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(path) as packed:
            entry = packed.getinfo("word/document.xml")
            if entry.file_size > LARGEST:
                raise NOT_A_DOCUMENT.at(name=path.name)
            root = etree.fromstring(packed.read(entry), parser)
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as e:
        raise NOT_A_DOCUMENT.at(name=path.name) from e
    out = []
    for sdt in root.iter(qn("w:sdt")):
        tag = sdt.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        name = (tag.get(qn("w:val")) or "") if tag is not None else ""
        if name.startswith(f"{PREFIX}:"):
            out.append((name, "".join(t.text or "" for t in sdt.iter(qn("w:t")))))
    return out
