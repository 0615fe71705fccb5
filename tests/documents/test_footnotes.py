"""核实说明 in the report: numbered in 附表 where the figure stands, listed once under it, announced in the prose."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document

from halfsky.documents import report
from halfsky.documents.annex import annex
from halfsky.documents.blocks import Paragraph, Table
from halfsky.documents.prose import Form, paragraphs
from halfsky.documents.said import plain
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Direction
from halfsky.kernel.period import year
from tests.documents.test_office import pages
from tests.documents.world import EDUCATION, WRITTEN, assessment, mortality, row

HOSPITAL = "平南县：活产数较上年变动超过30%（上年812，今年1100），请核实。新建妇幼保健院3月启用，外县产妇来院分娩增加。"
CHECKED = "桂平市：婚前医学检查人数超过结婚登记人数，请核实。外县在本县登记的新人在本县检查。"
MANY = tuple(f"第{n}县：原因各不相同，已电话核对。" for n in range(1, 22))


def explained(number: str, *said: str, domain: str = "") -> Row:
    """A row that was computed for 2024 from sheets with explanations."""
    before = Observation(year(2023), Fraction(97), "97.0", computed=True)
    now = Observation(year(2024), Fraction(98), "98.0", computed=True, footnotes=said)
    where = {"domain": EDUCATION} if domain else {}
    return row(number, f"{number}率", "", "<= 95 in 2030", direction=Direction.DOWN, series=(before, now), **where)  # type: ignore[arg-type]


def remarks(a: Assessment) -> dict[str, str]:
    """The last cell of every row of 附表."""
    [table] = [b for b in annex(a) if isinstance(b, Table)]
    return {plain(line.cells[1]): plain(line.cells[-1]) for line in table.lines if not line.band}


def under(a: Assessment) -> list[str]:
    """What stands under 附表, from its list of explanations on."""
    said = ["".join(plain(s) for s in b.sentences) for b in annex(a) if isinstance(b, Paragraph)]
    return said[said.index("核实说明：") :] if "核实说明：" in said else []


def test_figures_are_marked_and_every_explanation_is_listed_once_in_the_order_of_its_use() -> None:
    a = assessment(
        explained("X1", HOSPITAL),
        explained("X2", CHECKED, HOSPITAL),
        explained("X3"),
        explained("X4", CHECKED, domain="e"),
    )
    assert remarks(a) == {
        "X1率": "由数据项计算；目标[1]；核实说明①",
        "X2率": "由数据项计算；目标[1]；核实说明②①",
        "X3率": "由数据项计算；目标[1]",
        "X4率": "由数据项计算；目标[1]；核实说明②",
    }
    assert under(a)[:3] == ["核实说明：", f"① {HOSPITAL}", f"② {CHECKED}"]


def test_above_twenty_the_number_stands_in_brackets() -> None:
    a = assessment(explained("X1", *MANY))
    assert remarks(a)["X1率"].endswith("⑲⑳(21)")
    assert under(a)[20:22] == [f"⑳ {MANY[19]}", f"(21) {MANY[20]}"]


def test_nothing_is_said_where_there_is_nothing_to_explain() -> None:
    a = assessment(*mortality(), explained("X1"))
    assert under(a) == [] and not any("核实说明" in said for said in remarks(a).values())
    assert not any("核实说明" in plain(s) for _, said in paragraphs(a.rows, 2024, "work") for s in said)


def test_an_explanation_of_another_years_figure_is_not_printed() -> None:
    old = explained("X1", HOSPITAL).question.series
    later = Observation(year(2024), Fraction(96), "96.0", computed=True)
    moved = row("X1", "X1率", "", "<= 95 in 2030", series=(replace(old[1], period=year(2023)), later))
    assert under(assessment(moved)) == []


@pytest.mark.parametrize("form", ["work", "final"])
def test_the_prose_points_to_the_table_after_all_else_that_it_says(form: Form) -> None:
    [(_, [said])] = [
        (part, [plain(s) for s in said]) for part, said in paragraphs([explained("X1", HOSPITAL)], 2024, form)
    ]
    assert said.count("数据有核实说明，见附表") == 1 and said.endswith("数据有核实说明，见附表。")
    assert HOSPITAL not in said


def test_of_rows_in_one_sentence_one_with_an_explanation_is_enough() -> None:
    first, *others = mortality()
    now = first.question.series[-1]
    given = (*first.question.series[:-1], replace(now, footnotes=(HOSPITAL,)))
    noted = row("C1.01", "新生儿死亡率", "", "<= 3.0 in 2030", unit="‰", direction=Direction.DOWN, series=given)
    [(_, said)] = paragraphs([noted, *others], 2024, "final")
    assert [plain(s).count("数据有核实说明，见附表") for s in said] == [1]


@pytest.mark.parametrize("form", ["work", "final"])
def test_the_word_file_says_so_in_both_places(tmp_path: Path, form: Form) -> None:
    out = tmp_path / "report.docx"
    report.write(assessment(explained("X1", HOSPITAL), *mortality()), form, out, written_at=WRITTEN)
    text = _text(out)
    assert "数据有核实说明，见附表" in text and "核实说明①" in text and f"① {HOSPITAL}" in text
    report.write(assessment(explained("X1"), *mortality()), form, out, written_at=WRITTEN)
    assert "核实说明" not in _text(out)


@pytest.mark.office
def test_the_page_shows_them_under_the_table(tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    report.write(assessment(explained("X1", HOSPITAL), explained("X2", CHECKED)), "final", out, written_at=WRITTEN)
    [shown] = ["".join(p.split()) for p in pages(out) if "附表" in p.split()[0]]
    assert re.search(r"X1率.*核实说明①.*X2率.*核实说明②.*核实说明：①平南县：.*②桂平市：.*资料来源：", shown)


def _text(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])
