"""Documents of prose as text with positions; files that are damaged, locked or hostile get one refusal each."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter

from halfsky.exchange.prose_files import pasted, read_prose, read_prose_file
from halfsky.kernel.refusals import Refused

CHINESE = "全县今年共救助4281人，共发放救助资金314.04万元，妇女和儿童工作的各项任务都已完成。"
TRADITIONAL = "全縣今年共救助4281人，共發放救助資金314.04萬元，婦女和兒童工作的各項任務都已完成。"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", forbidden)


def word(fill: Callable[[docx.document.Document], None]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    fill(document)
    document.save(out)
    return out.getvalue()


def a_plan(document: docx.document.Document) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph("一、总体情况")
    paragraph = document.add_paragraph("培训")
    paragraph.add_run("2")
    paragraph.add_run("60人")
    table = document.add_table(2, 2)
    for at, words in enumerate(("县", "人数", "平南县", "85")):
        table.cell(at // 2, at % 2).text = words
    document.add_paragraph("完。")


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A package with some of its parts put in anew; names are written with __ for / and _DOT_ for the dot."""
    out = io.BytesIO()
    changed = {name.replace("__", "/").replace("_DOT_", "."): new for name, new in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return out.getvalue()


def number_of(content: bytes, name: str = "稿.docx") -> str:
    with pytest.raises(Refused) as refused:
        read_prose(content, name)
    assert len(refused.value.refusals) == 1
    return refused.value.refusals[0].number


def pdf(pages: int, password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def printed(*lines: str) -> bytes:
    """A PDF of one page that says some lines, written by hand."""
    text = "BT /F1 12 Tf 14 TL 50 700 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, starts = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out.encode("latin-1")


def test_a_word_file_is_read_line_by_line_and_row_by_row() -> None:
    prose = read_prose(word(a_plan), "稿.docx")
    assert prose.text == "一、总体情况\n培训260人\n县\t人数\n平南县\t85\n完。"
    number = prose.text.index("260")
    assert prose.at(number).where.zh == "第2段"
    cell = prose.at(prose.text.index("85"))
    assert (cell.table, cell.row, cell.column) == (1, 2, 2)
    assert cell.where.zh == "第1个表第2行第2列"
    assert [(a.kind, a.text) for a in prose.apart] == [("header", "内部资料")]
    assert all(prose.text[p.start : p.end] in prose.text for p in prose.passages)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (CHINESE, "utf-16"),
    ],
)
def test_the_encoding_is_told_by_what_the_text_says(text: str, encoding: str) -> None:
    assert read_prose((text + "\r\n" + text).encode(encoding), "稿.txt").text == f"{text}\n{text}"


def test_lines_of_plain_text_are_paragraphs() -> None:
    prose = pasted("甲\r\n\r\n乙")
    assert prose.text == "甲\n\n乙" and prose.at(3).where.zh == "第3段"


def test_a_pdf_is_read_by_pages() -> None:
    prose = read_prose(printed("Trained 260 women.", "Paid 128 families."), "plan.pdf")
    assert "260 women" in prose.text and "128" in prose.text
    assert prose.at(prose.text.index("260")).page == 1


def test_hostile_word_files_get_one_refusal_each() -> None:
    sound = word(a_plan)
    kinds = zipfile.ZipFile(io.BytesIO(sound)).read("[Content_Types].xml")
    relations = zipfile.ZipFile(io.BytesIO(sound)).read("word/_rels/document.xml.rels")
    away = b'<Relationship Id="rId99" TargetMode="External" Target="http://example.invalid/t.dotm" Type="http://x/%s"/>'
    bodies = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
    assert number_of(sound[: len(sound) // 2]) == "400.1233"
    assert number_of(b"PK\x03\x04" + b"x" * 500) == "400.1233"
    assert number_of(repacked(sound, word__vbaProject_DOT_bin=b"x")) == "400.1234"
    macros = kinds.replace(b"document.main+xml", b"document.macroEnabled.main+xml")
    assert macros != kinds
    assert number_of(repacked(sound, **{"[Content_Types]_DOT_xml": macros})) == "400.1234"
    for kind in (b"attachedTemplate", b"image"):
        loading = relations.replace(b"</Relationships>", away % kind + b"</Relationships>")
        assert number_of(repacked(sound, word___rels__document_DOT_xml_DOT_rels=loading)) == "400.1235"
    clicked = relations.replace(b"</Relationships>", away % b"hyperlink" + b"</Relationships>")
    assert "培训260人" in read_prose(repacked(sound, word___rels__document_DOT_xml_DOT_rels=clicked), "稿.docx").text
    assert number_of(repacked(sound, word__media__a_DOT_bmp=b"\0" * (17 << 20))) == "400.1236"
    many = bodies % (b"<w:p/>" * 1_000_000)
    assert number_of(repacked(sound, word__document_DOT_xml=many)) == "400.1236"
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + bodies % b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
    assert number_of(repacked(sound, word__document_DOT_xml=entities)) == "400.1233"
    pages = b'<w:p><w:r><w:t>1</w:t><w:br w:type="page"/></w:r></w:p>' * 300
    assert number_of(repacked(sound, word__document_DOT_xml=bodies % pages)) == "400.1237"
    assert number_of(repacked(sound, word__document_DOT_xml=bodies % b"")) == "400.1230"


def test_pdfs_that_cannot_be_read_say_why() -> None:
    assert number_of(pdf(2, "secret"), "a.pdf") == "400.1238"
    assert number_of(pdf(300), "a.pdf") == "400.1237"
    assert number_of(pdf(3), "a.pdf") == "400.1239"
    assert number_of(b"%PDF-1.7\n" + b"\xff\x00" * 300, "a.pdf") == "400.1240"


def test_what_is_no_prose_is_refused_by_its_bytes(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert number_of(old, "a.docx") == "400.1232"
    assert number_of(old + "EncryptedPackage".encode("utf-16-le")) == "400.1238"
    assert number_of(b"{\\rtf1 x}", "a.doc") == "400.1232"
    assert number_of(b"\x89PNG\r\n\x1a\n", "a.txt") == "400.1232"
    assert number_of(b"\xff\xff\xff\xff\x80", "a.txt") == "400.1242"
    assert number_of(b" \n ", "a.txt") == "400.1230"
    assert number_of("字".encode() * 150_001, "a.txt") == "400.1237"
    assert number_of(b"a" * 32_000_001, "a.txt") == "400.1231"
    with pytest.raises(Refused, match="找不到文件"):
        read_prose_file(tmp_path / "none.txt")
