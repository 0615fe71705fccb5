"""The Word file itself: origin of numbers, the clean final form, page, fonts, tables, properties, same bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from halfsky.documents import fonts, report
from halfsky.documents.brief import Brief
from halfsky.documents.concerns import BLANK, Texts
from halfsky.documents.origin import numbers_in
from halfsky.documents.prose import Form
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.refusals import Refusal
from tests.documents.world import DEMO_CITY, WRITTEN, assessment, mortality, row, whole


def write(tmp_path: Path, form: Form, a: Assessment | None = None, texts: Texts | None = None) -> tuple[Path, Brief]:
    out = tmp_path / f"{form}.docx"
    return out, report.write(a or whole(), form, out, written_at=WRITTEN, log_head="9f3c21ab", texts=texts)


def part(path: Path, name: str = "word/document.xml") -> bytes:
    with zipfile.ZipFile(path) as packed:
        return packed.read(name)


def body(path: Path) -> etree._Element:
    found = etree.fromstring(part(path)).find(qn("w:body"))
    assert found is not None
    return found


def visible(path: Path) -> str:
    """All text of the body, controls included."""
    return "".join(t.text or "" for t in body(path).iter(qn("w:t")))


# -- the origin of numbers --------------------------------------------------------------------------------------------


def test_controls_and_entries_are_one_to_one(tmp_path: Path) -> None:
    out, brief = write(tmp_path, "work")
    assert numbers_in(out) == [(f"halfsky:{brief.id}:{e.n}", e.shown) for e in brief.entries]
    assert len(brief.entries) > 100


def test_tags_titles_and_ids_are_short_and_unique(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "work")
    tags = [t.get(qn("w:val")) or "" for t in body(out).iter(qn("w:tag"))]
    titles = [t.get(qn("w:val")) or "" for t in body(out).iter(qn("w:alias"))]
    ids = [t.get(qn("w:val")) for t in body(out).iter(qn("w:id"))]
    assert max(map(len, (*tags, *titles))) <= 64
    assert len(set(tags)) == len(set(ids)) == len(tags)
    assert "孕产妇死亡率 本年值 2024" in titles


def test_no_figure_of_the_working_draft_stands_outside_a_control(tmp_path: Path) -> None:
    """In the text: no digit at all outside controls, but for names, years, dates and the numbers of pictures."""
    out, _ = write(tmp_path, "work")
    a = whole()
    for p in body(out).findall(qn("w:p")):
        said = "".join(t.text or "" for t in p.iter(qn("w:t")) if not list(t.iterancestors(qn("w:sdt"))))
        if said == "附表":
            break
        for name in (a.plan.title.zh, *(r.name.zh for r in a.rows)):
            said = said.replace(name, "")
        for year in range(2018, 2031):
            said = said.replace(f"{year}年", "")
        said = re.sub(r"11月22日|图\d|表1|单位：1/10万", "", said.replace("2026年", ""))
        assert not re.search(r"\d", said), said


def test_no_figure_of_the_table_stands_outside_a_control(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "work")
    names = {r.name.zh for r in whole().rows}
    for cell in body(out).iter(qn("w:tc")):
        inside = [t.text or "" for t in cell.iter(qn("w:t")) if not list(t.iterancestors(qn("w:sdt")))]
        row_, said = cell.getparent(), "".join(inside)
        assert row_ is not None
        if said in names | {"1/10万"} or row_.index(cell) == 0 or (row_.index(cell) == 1 and said.isdigit()):
            continue
        assert not re.search(r"\d", re.sub(r"\[\d\]|(20[0-3]\d)年", "", said)), said


def test_the_final_form_is_clean(tmp_path: Path) -> None:
    out, brief = write(tmp_path, "final")
    assert numbers_in(out) == []
    with zipfile.ZipFile(out) as packed:
        everything = b"".join(packed.read(n) for n in packed.namelist())
    for trace in (b"w:sdt", b"w:bookmark", b"halfsky", b"w:ins ", b"w:comment", brief.id.encode(), b"9f3c21ab"):
        assert trace not in everything, trace
    for word in ("内部研判", "工作稿", "待撰写", "预计"):
        assert word.encode() not in everything, word


def test_both_forms_say_the_same_figures(tmp_path: Path) -> None:
    work, final = write(tmp_path, "work")[1], write(tmp_path, "final")[1]
    said = {(e.of, e.what, e.shown, e.exact) for e in work.entries if e.what != "forecast"}
    assert {(e.of, e.what, e.shown, e.exact) for e in final.entries} == said
    text = visible(tmp_path / "final.docx")
    assert all(e.shown in text for e in final.entries)


def test_the_reader_of_tags_refuses_what_is_no_document(tmp_path: Path) -> None:
    for name, content in (("a.docx", b"no zip"), ("b.docx", b"PK\x05\x06" + bytes(18))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refusal) as refused:
            numbers_in(tmp_path / name)
        assert refused.value.number == "400.601"
    with pytest.raises(Refusal):
        numbers_in(tmp_path / "none.docx")


# -- the form of the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["work", "final"])
def test_the_page_is_that_of_the_standard_and_the_annex_is_landscape(tmp_path: Path, form: Form) -> None:
    out, _ = write(tmp_path, form)
    upright, annex, last = Document(str(out)).sections
    twips = 635
    for s in (upright, last):
        assert (s.page_width // twips, s.page_height // twips) == (11906, 16838)
        margins = (s.top_margin, s.bottom_margin, s.left_margin, s.right_margin)
        assert [m // twips for m in margins if m] == [2098, 1980, 1588, 1474]
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert (annex.page_width // twips, annex.page_height // twips) == (16838, 11906)


def test_22_lines_of_29_points_fit_the_text_area(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    size, margin = body(out).findall(f".//{qn('w:pgSz')}")[0], body(out).findall(f".//{qn('w:pgMar')}")[0]
    height = int(size.get(qn("w:h")) or 0) - sum(int(margin.get(qn(f"w:{s}")) or 0) for s in ("top", "bottom"))
    normal = etree.fromstring(part(out, "word/styles.xml")).find(f"{qn('w:style')}[@{qn('w:styleId')}='Normal']")
    assert normal is not None
    spacing = normal.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert spacing is not None
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("580", "exact")
    assert height // 580 == 22


def test_every_style_names_a_chinese_face_and_times_for_digits(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    faces = {}
    for style in etree.fromstring(part(out, "word/styles.xml")).iter(qn("w:style")):
        found = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if found is not None:
            assert found.get(qn("w:ascii")) == found.get(qn("w:hAnsi")) == "Times New Roman"
            faces[style.get(qn("w:styleId"))] = found.get(qn("w:eastAsia"))
    assert faces["Normal"] == "仿宋_GB2312"
    assert faces["ReportTitle"] == "方正小标宋简体"
    assert (faces["Heading1"], faces["Heading2"]) == ("黑体", "楷体_GB2312")
    table = part(out, "word/fontTable.xml").decode()
    for face, others in fonts.FALLBACKS.items():
        assert f'w:name="{face}"' in table
        assert escape(", ".join(others)) in table


def test_the_body_is_indented_by_two_characters(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    styles = part(out, "word/styles.xml").decode()
    assert 'w:firstLineChars="200" w:firstLine="640"' in styles


def test_page_numbers_stand_outside_on_odd_and_even_pages(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    first = Document(str(out)).sections[0]
    assert Document(str(out)).settings.odd_and_even_pages_header_footer
    for footer, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        xml = etree.tostring(footer._element).decode()
        assert 'w:instr="PAGE"' in xml
        assert f'<w:jc w:val="{side}"/>' in xml
        assert footer.paragraphs[0].text.startswith("— ")


def test_tables_repeat_their_heading_and_never_split_a_row(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    tables = Document(str(out)).tables
    assert [c.text for c in tables[-1].rows[0].cells][:4] == ["序号", "指标", "单位", "基期"]
    for table in tables:
        rows = table._tbl.tr_lst
        assert [r.find(f".//{qn('w:tblHeader')}") is not None for r in rows] == [True] + [False] * (len(rows) - 1)
        assert all(r.find(f".//{qn('w:cantSplit')}") is not None for r in rows)


def test_numbers_stand_on_the_right(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    row_ = next(r for r in Document(str(out)).tables[-1].rows if r.cells[1].text == "孕产妇死亡率")
    sides = {c.text: etree.tostring(c.paragraphs[0]._p) for c in row_.cells}
    assert b'w:jc w:val="right"' in sides["14.3"]
    assert b'w:jc w:val="center"' in sides["预期可达标"]


def test_pictures_have_captions_and_words_for_who_cannot_see(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "work")
    pictures = list(body(out).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"))
    assert 2 <= len(pictures) <= 4
    assert pictures[0].get("name") == "图1 孕产妇死亡率（单位：1/10万；虚线为趋势，内部研判）"
    assert "2024年14.3/10万；2030年目标为12/10万以下" in (pictures[0].get("descr") or "")


# -- what stands in the margin, and what does not ---------------------------------------------------------------------


def headers(path: Path) -> list[str]:
    first = Document(str(path)).sections[0]
    return ["".join(p.text for p in h.paragraphs) for h in (first.header, first.even_page_header)]


def test_a_draft_says_in_the_head_of_every_page_what_it_was_made_from(tmp_path: Path) -> None:
    out, brief = write(tmp_path, "work")
    for said in headers(out):
        for word in ("工作稿", "7-0a1b2c3d", brief.id, "9f3c21ab", "2026-11-22 15:30"):
            assert word in said
    assert headers(write(tmp_path, "final")[0]) == ["", ""]


@pytest.mark.parametrize("form", ["work", "final"])
def test_invented_data_says_so_on_every_page_and_under_the_title(tmp_path: Path, form: Form) -> None:
    out, _ = write(tmp_path, form, assessment(*mortality(), place=DEMO_CITY))
    assert all("演示数据" in said for said in headers(out))
    assert "（演示数据）" in [p.text for p in Document(str(out)).paragraphs[:4]]


def test_the_properties_name_the_document_and_nobody(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "final")
    core = Document(str(out)).core_properties
    assert core.title == "《中国儿童发展纲要（2021—2030年）》2024年统计监测报告"
    assert (core.author, core.last_modified_by, core.comments, core.keywords, core.subject) == ("", "", "", "", "")
    assert core.created == core.modified
    assert core.created is not None and core.created.isoformat().startswith("2026-11-22T07:30:00")
    with zipfile.ZipFile(out) as packed:
        assert not [n for n in packed.namelist() if "app.xml" in n or "thumbnail" in n or "theme" in n]
        assert b"python" not in b"".join(packed.read(n) for n in packed.namelist())


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    before = write(tmp_path, "work")[0].read_bytes()
    assert write(tmp_path, "work")[0].read_bytes() == before


# -- the last two sections --------------------------------------------------------------------------------------------


def test_a_draft_asks_about_red_and_yellow_rows_and_leaves_the_place_blank(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "work")
    said = visible(out)
    problems, advice = said.split("三、需关注的问题")[1].split("四、对策建议")
    assert problems.index("〔红色〕2024年小学生近视率") < problems.index("〔黄色〕2024年孕产妇死亡率")
    assert problems.count(BLANK) == 2
    assert "小学生近视率：牵头单位（卫生健康）拟采取哪些措施" in advice
    assert "新生儿访视率" not in problems


def test_the_final_form_leaves_empty_sections_out_and_prints_written_ones(tmp_path: Path) -> None:
    assert "需关注的问题" not in visible(write(tmp_path, "final")[0])
    out, _ = write(tmp_path, "final", texts={"advice": "一是加强课间活动。\n\n二是落实检查。"})
    said = [p.text for p in Document(str(out)).paragraphs]
    at = said.index("三、对策建议")
    assert said[at + 1 : at + 3] == ["一是加强课间活动。", "二是落实检查。"]
    assert "需关注的问题" not in "".join(said)


def test_a_persons_text_takes_the_place_of_the_questions(tmp_path: Path) -> None:
    out, _ = write(tmp_path, "work", texts={"problems": "学生户外活动时间不足。"})
    problems = visible(out).split("三、需关注的问题")[1].split("四、对策建议")[0]
    assert problems == "学生户外活动时间不足。"


def test_characters_that_xml_cannot_hold_are_dropped(tmp_path: Path) -> None:
    a = assessment(row("X1", "甲\x0b率\x00<&>", "2023:80.0 2024:81.0"))
    out, brief = write(tmp_path, "work", a)
    assert "甲率<&>为81.0%" in visible(out)
    assert any("甲率<&>为81.0%" in s for s in brief.sentences)


def test_nothing_to_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        write(tmp_path, "final", assessment(*mortality()[:0]))
    assert refused.value.number == "400.602"
    assert not (tmp_path / "final.docx").exists()
