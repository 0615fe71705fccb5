"""A letter in Word, read back: the parts of GB/T 9704 in their places, and one that a unit fills in."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn

from halfsky.documents.letter import write
from halfsky.kernel.letter import Grid, Page, Paragraph
from halfsky.kernel.text import Text

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PAGE = Page(
    Text("督办单"),
    ("关于", "普及率滞后", "的督办单"),
    "示妇儿工委督〔2026〕3号",
    True,
    "示例县妇女儿童工作委员会",
    "卫生健康、教育",
    (Paragraph("一、情况", heading=True), Paragraph("普及率为58.2%。")),
    (),
    "民政",
    dt.date(2026, 11, 23),
    "",
    True,
)


def read(page: Page) -> Document:
    return docx.Document(io.BytesIO(write(page, False, NOW)))


def test_everything_stands_in_its_order() -> None:
    written = read(PAGE)
    assert [p.text for p in written.paragraphs if p.text] == [
        "示妇儿工委督〔2026〕3号",
        "关于普及率滞后的督办单",
        "卫生健康、教育：",
        "一、情况",
        "普及率为58.2%。",
        "示例县妇女儿童工作委员会",
        "2026年11月23日",
        "抄送：民政。",
    ]
    section = written.sections[0]
    assert section.different_first_page_header_footer
    assert "示例县妇女儿童工作委员会" in [p.text for p in section.first_page_header.paragraphs]
    assert all(not p.text for p in section.first_page_footer.paragraphs)  # the first page bears no number
    assert round(section.page_width.mm) == 210 and round(section.top_margin.mm) == 37  # type: ignore[union-attr]
    for part in (section.first_page_header, section.first_page_footer):
        border = part._element.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
        assert border is not None and border.get(qn("w:color")) == "E60012"


def test_name_and_date_stay_with_the_text_and_the_name_is_centred_on_the_date() -> None:
    paragraphs = read(PAGE).paragraphs
    texts = [p.text for p in paragraphs]
    name, date = texts.index(PAGE.sender), texts.index("2026年11月23日")
    assert texts[name - 3] == "普及率为58.2%。" and texts[name - 2 : name] == ["", ""]  # room for the seal
    assert all(p.paragraph_format.keep_with_next for p in paragraphs[name - 3 : date])
    # The date is 7 characters wide (8 digits count half, and 3 signs) and ends 4 from the edge: its middle lies 7.5 in.
    # The name has 12, so it would begin there at 1.5; a character takes 310 twips of the drawn-in body.
    right = [paragraphs[n].paragraph_format.right_indent for n in (name, date)]
    assert [length and length.twips for length in right] == [465, 1240]


def test_a_draft_says_so_and_has_no_day() -> None:
    texts = [p.text for p in read(replace(PAGE, day=None, draft="征求意见稿", number="", copies="")).paragraphs]
    assert texts[0] == "征求意见稿"
    assert texts[-1] == "　　　　年　　月　　日"


def test_what_a_unit_fills_in_has_no_red_head_and_a_place_for_its_seal() -> None:
    rows = (("原因", "甲\n乙"), ("措施", ""))
    tables = (Grid("", ("项目", "内容"), rows), Grid("佐证材料", ("日期", "说明"), (("1日", "丙"),)))
    form = replace(PAGE, headed=False, number="", to="", copies="", sender="卫生健康", tables=tables)
    written = read(form)
    assert not written.sections[0].different_first_page_header_footer
    assert "卫生健康（盖章）" in [p.text for p in written.paragraphs]
    first, second = written.tables
    said = [[c.text for c in row.cells] for row in first.rows]
    assert said == [["项目", "内容"], ["原因", "甲\n乙"], ["措施", "\n\n"]]  # room for a pen
    assert [c.text for c in second.rows[1].cells] == ["1日", "丙"]
    assert all(p.paragraph_format.keep_with_next for c in second.rows[-1].cells for p in c.paragraphs)


@pytest.mark.parametrize("matter", ["普及率滞后", "2025年全县农村孕产妇死亡率和婴儿死亡率连续两年偏离目标进度线" * 2])
def test_no_line_of_the_title_is_wider_than_the_page(matter: str) -> None:
    written = read(replace(PAGE, title=("关于", matter, "的督办单")))
    lines = [p.text for p in written.paragraphs if p.style and p.style.name == "文稿标题"]
    assert "".join(lines) == f"关于{matter}的督办单"
    assert all(sum(0.5 if c.isascii() else 1 for c in line) <= 20.5 for line in lines)
    assert "2025" in "|".join(lines) or "2025" not in matter


def test_two_bodies_stand_side_by_side_under_the_mark_of_the_first() -> None:
    page = replace(PAGE, sender="示例县妇女儿童工作委员会办公室", partner="示例县人民政府督查室")
    written = read(page)
    head = [p.text for p in written.sections[0].first_page_header.paragraphs]
    assert page.sender in head and page.partner not in head
    texts = [p.text for p in written.paragraphs]
    line = texts.index(f"\t{page.sender}\t{page.partner}")
    assert texts[line + 1] == "2026年11月23日"
    stops = [(t.alignment, t.position.twips) for t in written.paragraphs[line].paragraph_format.tab_stops]
    # A line is 156 mm, 8844 twips. The second name has 10 characters of 310 twips and is centred on the date, 7.5
    # characters (2325) from the right; what lies left of it, less one character, is 8844 - 2325 - 1550 - 310 = 4659.
    assert [at for _, at in stops] == pytest.approx([4659 / 2, 8844 - 2325], abs=2)
    assert {kind for kind, _ in stops} == {WD_TAB_ALIGNMENT.CENTER}

    # A first name of 17 characters does not fit beside it there: the second and the date move outwards.
    moved = read(replace(page, sender="示例自治县妇女儿童工作委员会办公室")).paragraphs
    at = [p.text for p in moved].index("2026年11月23日")
    last = moved[at - 1].paragraph_format.tab_stops[1].position.twips
    assert last == pytest.approx((17 + 1 + 10 / 2) * 310, abs=2)
    # The date is 7 characters wide: half of it, 1085, is left of the end that the indent leaves.
    indent = moved[at].paragraph_format.right_indent
    assert indent is not None and indent.twips == pytest.approx(8844 - last - 1085, abs=2)


def test_two_long_names_stand_one_above_the_other_with_room_for_a_seal_each() -> None:
    page = replace(PAGE, sender="内蒙古自治区示例市妇女儿童工作委员会办公室", partner="示例市人民政府督查室")
    texts = [p.text for p in read(page).paragraphs]
    first = texts.index(page.sender)
    assert texts[first + 1 : first + 6] == ["", "", "", page.partner, "2026年11月23日"]
