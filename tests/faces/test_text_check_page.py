"""文稿核查 as a page: a file or pasted text comes in, findings stand beside it, nothing is kept."""

from __future__ import annotations

import base64
import io
import re

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from halfsky.store.house import House
from tests.faces.conftest import CITY, YEAR, Cast

TEXT = "全市共有养老机构126家，其中公办48家、民办82家。\n共培训家长X人。"


def address() -> str:
    return reverse("web:text_check", kwargs={"code": CITY, "year": YEAR})


def written(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def test_a_text_is_checked_on_a_page_and_goes_with_its_answer(town: House, cast: Cast) -> None:
    from halfsky.store.models import Document, LogEntry

    client = cast("colleague")
    kept = Document.objects.count(), LogEntry.objects.count()
    answer = client.post(address(), {"text": TEXT})
    html = answer.content.decode()
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert "48 + 82 = 130，文中合计为126家，相差4。" in html
    assert re.search(r'<mark class="bad"><a id="p1"[^>]*href="#f1"[^>]*>1</a>126家</mark>', html)
    assert '<li id="f1">' in html and 'href="#p1"' in html
    listed = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)
    assert listed and "126家" in base64.b64decode(listed.group(1)).decode("utf-8-sig")
    assert "批注.docx" not in html

    sent = {"file": SimpleUploadedFile("总结.docx", written(TEXT)), "compare": "1"}
    html = client.post(address(), sent).content.decode()
    copy = re.search(r'download="总结-批注.docx" href="data:[^;]+;base64,([^"]+)"', html)
    assert copy
    document = docx.Document(io.BytesIO(base64.b64decode(copy.group(1))))
    assert [c.text.split("】")[0] for c in document.comments] == ["【矛盾·分项与合计不符", "【矛盾·模板空白未填"]
    assert (Document.objects.count(), LogEntry.objects.count()) == kept


def test_what_cannot_be_read_is_said_above_the_form_with_the_text_kept_in_it(town: House, cast: Cast) -> None:
    client = cast("owner")
    answer = client.post(address(), {"file": SimpleUploadedFile("a.docx", b"PK\x03\x04broken"), "text": "甲"})
    html = answer.content.decode()
    assert answer.status_code == 400 and "文件已损坏" in html and ">甲</textarea>" in html


def test_numbers_are_compared_with_the_figures_of_the_place(town: House, cast: Cast) -> None:
    from halfsky.queries.text_figures import figures
    from tests.houses import admin_of

    known = {
        (k.name, k.year): k for k in figures(town, admin_of(town), CITY, YEAR).known if k.unit == "%" and k.year == YEAR
    }
    (name, _), figure = next(iter(sorted(known.items())))
    wrong = figure.value - 5 if figure.value > 50 else figure.value + 5
    client = cast("owner")
    for value, differs in ((wrong, True), (figure.value, False)):
        text = f"{YEAR}年，全市{name}为{float(value):.4g}%。"
        html = client.post(address(), {"text": text, "compare": "1"}).content.decode()
        assert ("与本系统数据不符" in html) is differs, text
    html = client.post(address(), {"text": f"{YEAR}年，全市{name}为{float(wrong):.4g}%。"}).content.decode()
    assert "与本系统数据不符" not in html
