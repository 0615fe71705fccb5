"""The evaluation report: its sections, every problem by name, a person's words, the clean copy, traceable numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from halfsky.documents import evaluation as report
from halfsky.documents.blocks import Block, Heading, Paragraph, Picture, Turn, numbered, sentences
from halfsky.documents.concerns import BLANK, TO_WRITE
from halfsky.documents.origin import numbers_in
from halfsky.documents.prose import Form
from halfsky.documents.said import plain
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.evaluation import Background, Evaluation, Words
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.indicator import Direction
from halfsky.kernel.plan import Weight
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text
from tests.documents.world import EDUCATION, WRITTEN, assessment, maternal, row

RISING = "2020:50 2021:52 2022:54 2023:56 2024:58"


def rows() -> tuple[Row, ...]:
    """One reached, one near, one not reached, one lost again, one without data."""
    return (
        row("C1.01", "新生儿死亡率", "2020:3.4 2024:2.5", "<= 3.0 in 2030", unit="‰", direction=Direction.DOWN),
        maternal(),
        row("C2.01", "毛入学率", RISING, ">= 95 in 2030", domain=EDUCATION),
        row("C2.02", "巩固率", "2020:97 2024:95", ">= 96 in 2030", domain=EDUCATION),
        row("C2.03", "入园率", "", ">= 96 in 2030", domain=EDUCATION),
    )


def evaluated(words: Words | None = None, a: Assessment | None = None) -> Evaluation:
    return Evaluation(a or assessment(*rows()), words=words or Words())


@cache
def usual(form: Form) -> tuple[Block, ...]:
    """The report of the usual rows; drawing its pictures takes a moment."""
    return tuple(numbered(report.compose(evaluated(), form)))


def blocks(form: Form, e: Evaluation | None = None) -> list[Block]:
    return list(numbered(report.compose(e, form)) if e else usual(form))


def headings(found: list[Block]) -> list[str]:
    return [b.text for b in found if isinstance(b, Heading) and b.level == 1]


def text(found: list[Block]) -> str:
    return "\n".join(plain(s) for s in sentences(found))


def section(found: list[Block], name: str) -> str:
    """The text of one section of the first level."""
    starts = [i for i, b in enumerate(found) if isinstance(b, Heading) and b.level == 1]
    start = next(i for i in starts if name in getattr(found[i], "text", ""))
    ends = [i for i, b in enumerate(found) if i > start and (i in starts or isinstance(b, Turn))]
    return text(found[start : ends[0]])


def test_the_working_copy_has_every_section_and_the_copy_to_submit_those_that_are_written() -> None:
    assert headings(blocks("work")) == [
        "一、评估工作开展情况",
        "二、目标实现情况",
        "三、指标达标一览",
        "四、实现程度",
        "五、主要问题",
        "六、对策建议",
    ]
    final = blocks("final")
    assert headings(final) == ["一、目标实现情况", "二、指标达标一览", "三、实现程度", "四、主要问题"]
    for word in (TO_WRITE, BLANK, "内部研判"):
        assert word in text(blocks("work"))
        assert word not in text(final)


def test_counts_stand_in_one_sentence_and_by_domain() -> None:
    said = section(blocks("final"), "目标实现情况")
    assert "可量化指标中，达标1项、接近目标1项、未达标2项、无数据或待定1项。" in said
    assert "（一）儿童与健康 | 2 | 1 | 1 | 0 | 0" in said
    assert "（二）儿童与教育 | 3 | 0 | 0 | 2 | 1" in said
    assert "合计 | 5 | 1 | 1 | 2 | 1" in said


def test_every_problem_is_named_with_its_pace_and_what_is_reached_is_not() -> None:
    said = section(blocks("final"), "主要问题")
    assert re.findall(r"^\d+．2024年(\w+?)为", said, re.M) == ["毛入学率", "巩固率", "孕产妇死亡率"]
    assert "新生儿死亡率" not in said
    # 58 − 50 over four years; 95 − 58 over six
    assert "基期以来年均提高2.0个百分点；要达到目标，到2030年每年需提高6.2个百分点。" in said
    # met in 2020, lost: the sentence does not say how far it is, so the problem does
    assert "达标后回落。" in said and "距目标还差1.0个百分点" in said
    assert "未达标的指标2项：" in said and "接近目标的指标1项：" in said


def test_units_are_listed_with_the_names_behind_each_count() -> None:
    said = section(blocks("final"), "指标达标一览")
    assert "未达标 | 2 | 毛入学率和巩固率" in said
    assert "无数据或待定 | 1 | 入园率" in said


def test_the_index_says_its_method_its_weights_and_who_took_no_part() -> None:
    said = section(blocks("final"), "实现程度")
    # 100, 12 ÷ 14.3, 58 ÷ 95, 95 ÷ 96: 83.92 + 61.05 + 98.96 + 100 = 343.93; ÷ 4
    assert "4项指标参与计算，实现程度指数为86.0。" in said
    assert "各目标等权" in said and "未参与计算的指标1项：入园率（没有可用数据）。" in said


def test_a_gate_that_fails_forbids_the_conclusion() -> None:
    a = assessment(*rows())
    weights = tuple(Weight(r.number, Fraction(1), r.number == "C2.01") for r in a.rows)
    said = section(blocks("final", evaluated(a=replace(a, plan=replace(a.plan, weights=weights)))), "实现程度")
    assert "必达指标1项，1项未达标（毛入学率），不得作出规划目标已实现的结论" in said
    assert "权重由规划设定。" in said


def test_what_the_house_knows_of_the_place_comes_first_and_what_it_does_not_is_left_out() -> None:
    people = Element("population", Text("常住人口数"), "人", Flow.STOCK, Adding.ADD)
    places = Element("places", Text("托位数"), "个", Flow.FLOW, Adding.ADD)
    told = (Background(people, Fraction(2_153_000), Fraction(2_150_500)), Background(places, Fraction(81)))
    found = blocks("final", replace(evaluated(), background=told))
    assert headings(found)[0] == "一、经济社会基本情况"
    said = section(found, "经济社会基本情况")
    assert "2024年末常住人口数为215.30万人，比上年增加2500人；2024年托位数为81个。" in said
    assert "经济社会" not in text(blocks("final"))


def test_the_words_of_persons_take_the_place_of_the_prompts() -> None:
    words = Words({"C2.01": "学位不足。"}, work="三月印发方案。\n五月完成。", advice="新建学校。")
    found = blocks("final", evaluated(words))
    assert headings(found)[0] == "一、评估工作开展情况"
    assert section(found, "评估工作").endswith("三月印发方案。\n五月完成。")
    assert "原因：学位不足。" in section(found, "主要问题")
    assert "新建学校。" in section(found, "对策建议")


def test_what_is_done_about_a_row_is_told_to_who_writes_and_goes_no_further() -> None:
    about = {("C2.01", TOTAL): (Text("督办单：督办中，期限2026-12-01"),), ("C1.01", TOTAL): (Text("督办单：已销号"),)}
    followed = replace(evaluated(), followed=about)
    said = section(blocks("work", followed), "主要问题")
    assert f"{TO_WRITE}督办情况：督办单：督办中，期限2026-12-01。" in said
    assert "其他督办事项，新生儿死亡率（提前达标）：督办单：已销号。" in said
    assert "督办" not in section(blocks("final", followed), "主要问题")


def test_interim_targets_are_told_of_at_mid_term() -> None:
    midterm = assessment(*(replace(r, question=replace(r.question, judged=2025)) for r in rows()), judged=2025)
    said = text(blocks("final", evaluated(a=midterm)))
    assert "2025年中期评估报告" in said and "有中期目标的，按中期目标判定" in said
    assert "中期" not in text(blocks("final"))


def test_the_file_is_the_same_each_time_and_its_numbers_carry_their_origin(tmp_path: Path) -> None:
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    brief = report.write(evaluated(), "work", first, written_at=WRITTEN)
    report.write(evaluated(), "work", second, written_at=WRITTEN)
    assert first.read_bytes() == second.read_bytes()
    assert numbers_in(first) == [(f"halfsky:{brief.id}:{e.n}", e.shown) for e in brief.entries]
    assert {e.what for e in brief.entries} >= {"count", "rate", "index", "pace", "needed", "distance"}


def test_no_number_stands_outside_a_control() -> None:
    """But for years, names of tables and pictures, the marks of problems, and the constants of the method."""
    a = assessment(*rows())
    for block in blocks("work"):
        if isinstance(block, Picture) or not isinstance(block, Paragraph):
            continue
        if block.lead or "注：" in plain(block.sentences[0] if block.sentences else ()):
            continue
        for said in block.sentences:
            bare = "".join(p for p in said if isinstance(p, str)).replace(a.plan.title.zh, "")
            bare = re.sub(
                r"20[123]\d年|11月22日|[表图]\d|^\d+．|100|1/1?0万?|\[\d\]|2025-12|2021-09-28|2024年", "", bare
            )
            assert not re.search(r"\d", bare), bare


def test_a_place_without_rows_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        report.write(evaluated(a=assessment()), "work", tmp_path / "x.docx", written_at=WRITTEN)
    assert refused.value.number == "400.602"
