"""The opening, the counts and the rates, the title: worked out by hand from a few rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halfsky.documents.blocks import Paragraph, Table
from halfsky.documents.overview import by_domain, opening, overview
from halfsky.documents.said import plain
from halfsky.documents.title import shaped, title, title_pieces
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.fact import Absence
from halfsky.kernel.plan import GoalKind
from tests.documents.world import CITY, DEMO_CITY, EDUCATION, assessment, maternal, mortality, row


def text(a: Assessment) -> str:
    return "".join(plain(s) for b in overview(a) if isinstance(b, Paragraph) for s in b.sentences)


def test_enough_data_gives_the_rate_over_both_denominators_beside_coverage() -> None:
    # 5 quantifiable rows, 4 with data (80 %), of them 3 reached: 3/4 and 3/5; 3 + 1 expected of 5 are 80 %.
    silent = row("X1", "甲率", "", ">= 90 in 2030")
    said = text(assessment(*mortality(), maternal(), silent, row("X2", "乙数", "2024:5", unit="人")))
    assert "监测指标共6项，其中可量化指标5项、监测指标1项。" in said
    assert (
        "可量化指标中有数据的4项，数据覆盖率80.0%；达标3项，达标率60.0%（以全部可量化指标计），不计无数据项为75.0%。"
        "达标和预期可达标的占全部可量化指标的80.0%，序时进度达标率80.0%。"
    ) in said
    assert "可量化指标中，提前达标3项、预期可达标1项、无数据1项。" in said


def test_the_opening_names_the_tree_where_two_are_possible() -> None:
    plain_one = assessment(*mortality())
    said = {
        (redrawn, tree): "".join(plain(s) for s in opening(replace(plain_one, redrawn=redrawn, tree=tree)).sentences)
        for redrawn in (False, True)
        for tree in (None, plain_one.as_of)
    }
    assert "区划" not in said[False, None]
    assert "历年数据按当年区划计算：每年的数据按当年年末的区划计算。" in said[True, None]
    assert "历年数据按现行区划计算：" in said[True, plain_one.as_of] == said[False, plain_one.as_of]


def test_too_little_data_gives_no_rate_and_names_what_is_missing() -> None:
    # 3 of 4 rows have data: 75 %, below 80 %.
    said = text(assessment(*mortality(), row("X1", "甲率", "2018:5.4", ">= 90 in 2030")))
    assert "数据覆盖率75.0%；覆盖率低于80.0%，数据不足，暂不计算达标率。" in said
    assert "没有可用数据的可量化指标1项（基期以来无数据）：甲率。" in said
    assert "达标率7" not in said


def test_values_of_the_year_before_are_counted() -> None:
    r = row("X1", "甲率", "2022:80.0 2023:91.0", ">= 90 in 2030")
    assert "可量化指标中有数据的1项，数据覆盖率100.0%，其中1项使用上年数据；" in text(assessment(r))


def test_what_this_level_does_not_count_is_named_and_left_out() -> None:
    away = row("X1", "甲率", "", ">= 90 in 2030", absence=Absence.NOT_COUNTED_HERE)
    said = text(assessment(*mortality(), away))
    assert "本级不统计的指标1项" in said
    assert "数据覆盖率100.0%" in said
    assert "本级不统计、不计入达标率的指标为：甲率。" in said


def test_goals_without_a_number_are_counted_by_trend() -> None:
    r = row("X1", "甲率", "2020:80.0 2024:84.0", kind=GoalKind.QUALITATIVE)
    assert "定性目标中，趋势向好1项。" in text(assessment(r))


def test_without_a_quantifiable_row_there_is_no_rate_and_no_table() -> None:
    a = assessment(row("X1", "甲率", "2024:84.0", kind=GoalKind.REACH))
    assert text(a) == "监测指标共1项，其中本级未设目标的指标1项。没有可量化指标，不计算达标率。"
    assert not [b for b in overview(a) if isinstance(b, Table)]


def test_the_table_has_a_line_a_domain_and_a_sum() -> None:
    a = assessment(*mortality(), maternal(), row("C3.02", "巩固率", "", ">= 96 in 2030", domain=EDUCATION))
    table = by_domain(a)
    assert isinstance(table, Table)
    lines = [[plain(c) for c in x.cells] for x in table.lines]
    assert [c.heading for c in table.columns] == [
        "领域", "指标", "可量化", "达标", "预期可达标", "困难或未达标", "待定或不明", "无数据", "覆盖率",
    ]  # fmt: skip
    assert lines == [
        ["（一）儿童与健康", "4", "4", "3", "1", "0", "0", "0", "100.0%"],
        ["（二）儿童与教育", "1", "1", "0", "0", "0", "0", "1", "0.0%"],
        ["合计", "5", "5", "3", "1", "0", "0", "1", "80.0%"],
    ]


def test_the_opening_names_place_dates_and_source() -> None:
    said = "".join(plain(s) for s in opening(assessment(*mortality())).sentences)
    assert said.startswith(
        "本报告依据《中国儿童发展纲要（2021—2030年）》（基期为2020年），对全国2024年1个领域3项指标的"
    )
    assert "截至2026年11月22日已公布的数据" in said
    assert said.endswith("本报告据公开资料整理，非官方评估结论。")


def test_an_invented_place_says_so_and_claims_no_source() -> None:
    said = "".join(plain(s) for s in opening(assessment(*mortality(), place=DEMO_CITY)).sentences)
    assert said.endswith("本报告中的地区和数据均为虚构，仅供演示，不代表任何真实地区。")
    assert "公开资料" not in said


NATIONAL = "中国妇女发展纲要（2021—2030年）"


def test_the_title_comes_from_plan_place_and_year() -> None:
    nation = assessment(*mortality(), title=NATIONAL)
    assert title(nation) == "《中国妇女发展纲要（2021—2030年）》2024年统计监测报告"
    city = assessment(*mortality(), title=NATIONAL, place=CITY)
    assert title(city) == "贵港市《中国妇女发展纲要（2021—2030年）》2024年统计监测报告"
    own = assessment(*mortality(), title="贵港市儿童发展规划（2021—2030年）", place=CITY)
    assert title(own) == "《贵港市儿童发展规划（2021—2030年）》2024年统计监测报告"


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        # 18 and 9 characters: a clear trapezoid, the book title whole.
        (
            title_pieces(assessment(*mortality(), title=NATIONAL)),
            ("《中国妇女发展纲要（2021—2030年）》", "2024年统计监测报告"),
        ),
        # 21 characters with the place do not fit one line; two lines, broken before the years.
        (
            title_pieces(assessment(*mortality(), title=NATIONAL, place=CITY)),
            ("贵港市《中国妇女发展纲要", "（2021—2030年）》2024年统计监测报告"),
        ),
        (["短标题"], ("短标题",)),
    ],
)
def test_the_title_breaks_by_sense(pieces: list[str], lines: tuple[str, ...]) -> None:
    assert shaped(pieces) == lines
