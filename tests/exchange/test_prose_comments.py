"""Comments in a copy of a Word document: on the right words, with the text and its looks as they were."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from halfsky.exchange.prose_comments import Remark, commented
from halfsky.exchange.prose_files import Prose, pasted, read_prose
from halfsky.kernel.refusals import Refused


def sample() -> tuple[bytes, Prose]:
    document, out = docx.Document(), io.BytesIO()
    line = document.add_paragraph("全市共有养老机构")
    line.add_run("12").bold = True
    line.add_run("6家，其中公办48家。")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "平南县", "参检率94.6%"
    document.save(out)
    return out.getvalue(), read_prose(out.getvalue(), "稿.docx")


def marked(content: bytes) -> list[tuple[str, str]]:
    """What each comment of a file stands at, and what it says, found by walking the file's own marks."""
    document = docx.Document(io.BytesIO(content))
    found = []
    for comment in document.comments:
        text, inside = "", False
        for node in document.element.body.iter():
            if node.tag == qn("w:commentRangeStart") and int(node.get(qn("w:id"))) == comment.comment_id:
                inside = True
            elif node.tag == qn("w:commentRangeEnd") and int(node.get(qn("w:id"))) == comment.comment_id:
                inside = False
            elif inside and node.tag == qn("w:t"):
                text += node.text or ""
        found.append((text, comment.text))
    return found


def test_comments_stand_at_their_words_and_change_nothing() -> None:
    content, prose = sample()
    places = [("126家", "甲"), ("48家", "乙"), ("家，其中", "丙"), ("94.6%", "丁"), ("126家", "戊")]
    remarks = [Remark(prose.text.index(q), prose.text.index(q) + len(q), says) for q, says in places]
    copy = commented(content, prose, remarks)
    assert marked(copy) == places
    again = read_prose(copy, "稿.docx")
    assert again.text == prose.text
    bold = [run.text for run in docx.Document(io.BytesIO(copy)).paragraphs[0].runs if run.bold]
    assert "".join(bold) == "12"


def test_only_word_documents_take_comments() -> None:
    prose = pasted("共有126家。")
    with pytest.raises(Refused, match="批注"):
        commented(b"", prose, [])
