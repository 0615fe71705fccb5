"""The papers of a meeting: which there are, what stands in them, and that each number keeps its origin."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from halfsky.documents import meeting
from halfsky.documents.meeting import WrittenPaper
from halfsky.documents.origin import numbers_in
from halfsky.documents.prose import Form
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.plan import Agency
from halfsky.kernel.text import Text
from halfsky.kernel.warning import Level
from tests.documents.world import DEMO_CITY, WRITTEN, assessment, maternal, mortality, row, whole

EDUCATION, HEALTH = Agency("education", Text("教育")), Agency("health", Text("卫生健康"))
TASKS = [
    Task(
        Text("里程碑"),
        12,
        Text("印发方案"),
        ("education",),
        ("教育",),
        Text("进行中"),
        dt.date(2026, 10, 31),
        late=True,
    ),
    Task(Text("需求单"), 15, Text("检修设备"), ("health",), ("演示甲县卫生健康",), Text("已送达"), None, late=False),
]


def plans() -> list[Assessment]:
    """Two plans: one row of 教育 is red, one of 卫生健康 yellow, four more warn of nothing."""
    red = row("C1.07", "小学生近视率", "2020:35.6 2024:38.4", "<= 36 in 2030", level=Level.RED)
    red = replace(red, lead=EDUCATION, support=(HEALTH,))
    first = assessment(maternal(Level.YELLOW), *mortality(), title="中国妇女发展纲要（2021—2030年）")
    return [first, assessment(red, row("C1.17", "新生儿访视率", "2023:97.4 2024:97.7"))]


def papers(form: Form = "work", found: list[Assessment] | None = None) -> dict[str, WrittenPaper]:
    return {p.name: p for p in meeting.write(found or plans(), TASKS, form, written_at=WRITTEN, log_head="9f3c21ab")}


def text(paper: WrittenPaper) -> str:
    """Paragraphs and cells in the order of reading, controls included."""
    body = Document(BytesIO(paper.content)).element.body
    return "\n".join(
        "".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in body.iter() if p.tag.endswith("}p")
    )


def test_there_is_an_outline_for_each_agency_that_leads_the_gravest_first() -> None:
    assert list(papers()) == [
        "01议程.docx",
        "02指标完成情况表《中国妇女发展纲要（2021—2030年）》.docx",
        "03指标完成情况表《中国儿童发展纲要（2021—2030年）》.docx",
        "04红色黄色预警指标清单.docx",
        "05交办任务落实情况表.docx",
        "06部门汇报提纲（教育）.docx",
        "07部门汇报提纲（卫生健康）.docx",
        "08讲话提纲.docx",
    ]


def test_every_number_of_a_working_copy_is_bound_and_none_of_a_final_one(tmp_path: Path) -> None:
    for form in ("work", "final"):
        for paper in papers(form).values():  # type: ignore[arg-type]
            out = tmp_path / "paper.docx"
            out.write_bytes(paper.content)
            bound = [(f"halfsky:{paper.brief.id}:{e.n}", e.shown) for e in paper.brief.entries]
            assert numbers_in(out) == (bound if form == "work" else [])
            assert "Number(" not in text(paper) and "Fraction(" not in text(paper)


def test_the_agenda_counts_what_is_known_and_leaves_the_rest_to_be_written() -> None:
    said = text(papers()["01议程.docx"])
    # Of the first plan's four rows all have a target and figures; the three of mortality are met already.
    assert "《中国妇女发展纲要（2021—2030年）》监测指标4项，其中可量化指标4项、有数据的4项、达标3项。" in said
    assert "《中国妇女发展纲要（2021—2030年）》：黄色预警1项。" in said
    assert "1．教育（牵头指标中红色预警1项）\n2．卫生健康（牵头指标中黄色预警1项）" in said
    assert "尚未办结的交办任务2件，其中逾期1件。" in said
    assert "06—07部门汇报提纲（2个单位）" in said
    assert "【待撰写】时间" in said


def test_the_list_says_why_a_row_warns_and_who_leads() -> None:
    paper = papers("final")["04红色黄色预警指标清单.docx"]
    table = Document(BytesIO(paper.content)).tables[0]
    red = next(r for r in table.rows if r.cells[1].text == "小学生近视率")
    assert [red.cells[n].text for n in (2, 3, 6, 7)] == ["红色", "38.4%", "教育", "卫生健康"]
    assert "比2020年提高2.8个百分点" in red.cells[5].text
    assert "内部研判" not in text(paper)


def test_an_agency_finds_its_rows_and_its_tasks_and_no_others() -> None:
    mine = text(papers()["06部门汇报提纲（教育）.docx"])
    assert "小学生近视率" in mine and "孕产妇死亡率" not in mine
    assert "印发方案（第12号）" in mine and "检修设备" not in mine
    assert "2026年10月31日" in mine


def test_the_demands_of_the_speech_are_tasks() -> None:
    said = text(papers()["08讲话提纲.docx"])
    assert "（一）教育牵头，卫生健康配合：针对小学生近视率（红色预警1项），于" in said
    assert "（三）教育：印发方案（里程碑第12号）应于2026年10月31日办结，已经逾期" in said
    assert "（四）" not in said


def test_tables_lie_on_their_side_and_invented_places_say_so() -> None:
    found = papers(found=[assessment(*mortality(), place=DEMO_CITY)])
    for name, paper in found.items():
        section = Document(BytesIO(paper.content)).sections[0]
        sideways = name[2:4] in ("指标", "红色", "交办")
        assert (section.orientation == WD_ORIENT.LANDSCAPE) is sideways, name
        assert "演示数据" in section.header.paragraphs[0].text


def test_without_rows_or_warnings_nothing_is_made_up() -> None:
    assert meeting.write([], TASKS, "work", written_at=WRITTEN) == []
    calm = meeting.write([assessment(*mortality())], [], "final", written_at=WRITTEN)
    said = {paper.name[2:]: text(paper) for paper in calm}
    assert "没有红色、黄色预警指标。" in said["红色黄色预警指标清单.docx"]
    assert "没有向单位交办、尚未办结的任务。" in said["交办任务落实情况表.docx"]


@pytest.mark.parametrize("form", ["work", "final"])
def test_the_same_figures_give_the_same_bytes(form: Form) -> None:
    once, again = (meeting.write([whole()], TASKS, form, written_at=WRITTEN) for _ in range(2))
    assert [p.content for p in once] == [p.content for p in again]
