"""附表 and 指标解释: cells worked out by hand, sources numbered as cited, reasons in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from halfsky.documents.annex import COLUMNS, annex
from halfsky.documents.blocks import Paragraph, Table
from halfsky.documents.explain import REVIEW_SAID, explanations
from halfsky.documents.said import plain
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Definition, Direction
from halfsky.kernel.period import year
from halfsky.kernel.place import Level
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.target import Part as Piece
from halfsky.kernel.text import Text
from tests.documents.world import EDUCATION, assessment, maternal, mortality, row


def lines(a: Assessment) -> list[list[str]]:
    [table] = [b for b in annex(a) if isinstance(b, Table)]
    return [[plain(c) for c in x.cells] for x in table.lines]


def notes(a: Assessment) -> list[str]:
    return ["".join(plain(s) for s in b.sentences) for b in annex(a) if isinstance(b, Paragraph)]


def test_the_columns_are_those_of_the_field() -> None:
    said = "序号|指标|单位|基期|上年|本年|数据年度|较上年|较基期|目标（年）|实现情况|牵头单位|来源及备注"
    assert [c.heading for c in COLUMNS] == said.split("|")


def test_a_row_is_told_in_figures_without_units() -> None:
    assert lines(assessment(maternal())) == [
        ["（一）儿童与健康"],
        [
            "1", "孕产妇死亡率", "1/10万", "16.9", "15.1", "14.3", "2024", "−0.8", "−2.6",
            "12/10万以下\n（2030年）", "预期可达标", "卫生健康", "数据[1]；目标[2]",
        ],
    ]  # fmt: skip


def test_rows_are_counted_through_the_domains() -> None:
    other = row("C3.02", "巩固率", "2023:95.5 2024:95.7", domain=EDUCATION)
    found = lines(assessment(*mortality(), other))
    assert [x[0] for x in found] == ["（一）儿童与健康", "1", "2", "3", "（二）儿童与教育", "4"]


def test_a_value_of_another_year_than_the_heading_says_has_its_year_with_it() -> None:
    r = row("X1", "甲率", "2022:96.5 2024:97.3")
    assert lines(assessment(r))[1][3:9] == ["—", "96.5\n2022年", "97.3", "2024", "+0.8", "—"]


def test_last_years_value_shows_its_data_year() -> None:
    r = row("X1", "甲率", "2022:80.0 2023:80.0")
    cells = lines(assessment(r))[1]
    assert cells[3:9] == ["—", "80.0", "80.0", "2023", "0.0", "—"]
    assert "使用上年或上次数据" in cells[-1]


def test_a_missing_value_says_why_and_what_is_known() -> None:
    cells = lines(assessment(row("X1", "甲率", "2018:5.44", "<= 10 in 2030", direction=Direction.DOWN)))[1]
    assert cells[3:9] == ["—", "—", "基期以来无数据", "—", "—", "—"]
    assert cells[10] == "无数据"
    assert cells[-1] == "最近为2018年的5.44%[1]；目标[2]"


def test_a_goal_judged_by_its_parts_counts_them() -> None:
    parts = tuple(Piece(Text(n), v) for n, v in (("甲镇", Fraction(95)), ("乙镇", Fraction(88)), ("丙乡", None)))
    r = row("C1.04", "接种率", "", ">= 90 in 2030", kind=GoalKind.KEEP, each=Level.TOWNSHIP, parts=parts)
    cells = lines(assessment(r))[1]
    assert (cells[5], cells[10]) == ("分单位考核", "未达标")
    assert cells[9] == "以乡镇级为单位90%以上\n（2030年）"
    assert cells[-1] == "3个中1个达到；目标[1]"


def test_zero_is_a_value() -> None:
    cells = lines(assessment(row("X1", "甲数", "2023:1 2024:0", unit="起", decimals=0)))[1]
    assert cells[4:8] == ["1", "0", "2024", "−1"]


def test_a_computed_value_says_so_and_a_change_below_a_digit_has_no_sign() -> None:
    before, now = (
        Observation(year(y), Fraction(v, 10000), "", computed=True) for y, v in ((2023, 998990), (2024, 999010))
    )
    cells = lines(assessment(row("X1", "甲率", "", series=(before, now))))[1]
    assert cells[4:8] == ["99.9", "99.9", "2024", "0.0"]
    assert cells[-1] == "由数据项计算"


def test_what_this_level_does_not_count_says_so() -> None:
    cells = lines(assessment(row("X1", "甲率", "", ">= 90 in 2030", absence=Absence.NOT_COUNTED_HERE)))[1]
    assert cells[5] == "本级不统计"


def test_what_waits_for_a_check_is_marked_and_a_goal_without_a_number_keeps_its_words() -> None:
    r = row("X1", "甲率", "2024:80.0", kind=GoalKind.QUALITATIVE, review=True, goal_text="甲率逐步提高")
    cells = lines(assessment(r))[1]
    assert cells[9] == "逐步提高"
    assert cells[-1] == "数据[1]；待复核"


def test_sources_are_listed_once_in_the_order_of_their_use() -> None:
    assert notes(assessment(*mortality()))[-3:] == [
        "资料来源：",
        "[1] 国家统计局：2024年《中国儿童发展纲要（2021—2030年）》统计监测报告，2025-12。",
        "[2] 中国日报：儿童死亡率目标，2021-09-28。",
    ]


def explained(a: Assessment) -> list[str]:
    return [b.lead + "".join(plain(s) for s in b.sentences) for b in explanations(a) if isinstance(b, Paragraph)]


def test_an_indicator_is_explained_by_its_parts_and_scale() -> None:
    checked = Definition("", "接种人数", "应接种人数", review=True)
    per_head = Definition("", "托位数", "常住人口数", note="不含幼儿园托班。")
    a = assessment(
        maternal(),
        row("X1", "接种率", "2024:99.0", definitions=(checked,)),
        row("X2", "托位数", "2024:3.0", unit="个", definitions=(per_head,)),
        row("X3", "办结件数", "2024:3", unit="件"),
    )
    assert explained(a) == [
        "指标解释",
        "1．孕产妇死亡率（1/10万）。年内孕产妇死亡人数÷当年活产数×100000/10万。",
        "2．接种率*（%）。接种人数÷应接种人数×100%。",
        "3．托位数（个）。托位数÷常住人口数。不含幼儿园托班。",
        "未登记分子、分母说明的指标：办结件数。",
        REVIEW_SAID,
    ]


def test_a_base_that_needs_an_unknown_share_is_not_computed() -> None:
    r = row("X1", "甲率", "2024:97.3")
    silent = replace(r, question=replace(r.question, uncomputed=frozenset({2020})))
    assert [lines(assessment(x))[1][3] for x in (r, silent)] == ["—", "未计算"]
