"""The sentences of the report, each worked out by hand from its figures."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from halfsky.documents.grouping import Part, part_of
from halfsky.documents.prose import Form, paragraphs
from halfsky.documents.said import plain
from halfsky.kernel.assessment import Row
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Break, Direction, Rhythm, Validity
from halfsky.kernel.period import year
from halfsky.kernel.place import Level
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.target import Part as Piece
from halfsky.kernel.text import Text
from tests.documents.world import maternal, mortality, row


def told(*rows: Row, form: Form = "final", judged: int = 2024) -> list[tuple[Part, list[str]]]:
    return [(part, [plain(s) for s in said]) for part, said in paragraphs(rows, judged, form)]


def one(r: Row, form: Form = "final", judged: int = 2024) -> str:
    [(_, [said])] = told(r, form=form, judged=judged)
    return said


def test_like_rates_share_a_sentence() -> None:
    assert told(*mortality()) == [
        (
            Part.REACHED,
            [
                "2024年，新生儿死亡率、婴儿死亡率和5岁以下儿童死亡率分别为2.5‰、4.0‰和5.6‰，"
                "比上年分别下降0.3个、0.5个和0.6个千分点，比2020年分别下降0.9个、1.4个和1.9个千分点，"
                "均已达到2030年目标（分别为3.0‰以下、5.0‰以下和6.0‰以下），提前达标。"
            ],
        )
    ]


def test_rows_that_went_different_ways_do_not_share_a_sentence() -> None:
    up = row("C1.04", "甲死亡率", "2020:2.0 2023:1.0 2024:1.5", "<= 3.0 in 2030", unit="‰", direction=Direction.DOWN)
    [(_, said)] = told(mortality()[0], up)
    assert len(said) == 2
    assert "比上年提高0.5个千分点" in said[1]


def test_the_year_is_said_when_it_changes_only() -> None:
    rows = (
        row("X1", "甲率", "2023:90.0 2024:91.0"),
        row("X2", "乙人数", "2022:5 2023:7", unit="人", decimals=0),
        row("X3", "丙水平", "2023:60.0 2024:61.0"),
    )
    assert told(*rows) == [
        (
            Part.WATCHED,
            [
                "2024年，甲率为91.0%，比上年提高1.0个百分点。",
                "丙水平为61.0%，比上年提高1.0个百分点。",
                "2023年，乙人数为7人（使用上年数据），比2022年增加2人。",
            ],
        )
    ]


def test_the_forecast_stands_in_the_working_draft_only() -> None:
    start = (
        "2024年，孕产妇死亡率为14.3/10万，比上年下降0.8个十万分点，比2020年下降2.6个十万分点，"
        "距2030年12/10万以下的目标还差2.3个十万分点"
    )
    assert one(maternal(), "work") == f"{start}；按2020年以来的趋势，预计2030年为10.9/10万（内部研判），预期可达标。"
    assert one(maternal(), "final") == f"{start}，预期可达标。"


def test_with_few_values_the_progress_line_is_said_in_both_forms() -> None:
    # 2.0 in 2020, 4.5 wanted in 2025: 0.5 a year, so 4.0 in 2024; 3.2 is 0.8 behind and 1.3 short of the target.
    r = row("C4.01", "托位数", "2020:2.0 2024:3.2", ">= 4.5 in 2025", unit="个")
    said = (
        "2024年，托位数为3.2个，比2020年增加1.2个，距2025年4.5个以上的目标还差1.3个；"
        "按序时进度2024年应为4.0个，滞后0.8个，达标困难。"
    )
    assert one(r, "work") == one(r, "final") == said


def test_a_target_that_waits_for_a_check_is_marked() -> None:
    r = row("C3.01", "毛入园率", "2020:85.2 2023:91.1 2024:92", ">= 90 in 2030", review=True)
    assert one(r) == (
        "2024年，毛入园率为92%，比上年提高0.9个百分点，比2020年提高6.8个百分点，"
        "已达到2030年90%以上（待复核）的目标，提前达标。"
    )


def test_a_goal_kept_that_got_worse_twice_is_said_to_weaken() -> None:
    r = row("C1.15", "健康管理率", "2022:95.0 2023:94.0 2024:93.0", ">= 90 in 2030", kind=GoalKind.KEEP)
    assert (
        one(r)
        == "2024年，健康管理率为93.0%，比上年下降1.0个百分点，符合2030年90%以上的目标，保持达标，但已连续2次走弱。"
    )


def test_about_without_a_tolerance_is_open() -> None:
    r = row("W3.01", "就业人员中女性比例", "2020:43.5 2022:43.2 2024:43.4", "about 45 in 2030", kind=GoalKind.KEEP)
    assert part_of(r) is Part.OPEN
    assert one(r) == (
        "2024年，就业人员中女性比例为43.4%，比2022年提高0.2个百分点，比2020年下降0.1个百分点，"
        "2030年45%左右的目标没有明确容差，待定。"
    )


def test_the_same_value_as_last_year_is_level() -> None:
    assert one(row("X1", "甲率", "2023:97.7 2024:97.7")) == "2024年，甲率为97.7%，与上年持平。"


def test_less_than_a_printed_digit_is_about_level() -> None:
    before, now = (
        Observation(year(y), Fraction(v, 10000), "", computed=True) for y, v in ((2023, 998990), (2024, 999010))
    )
    r = row("X1", "甲率", "", series=(before, now))
    assert one(r) == "2024年，甲率为99.9%，与上年基本持平。"


def test_a_target_that_was_met_and_is_lost_is_a_gap() -> None:
    r = row("X1", "甲率", "2020:88.0 2023:91.0 2024:89.0", ">= 90 in 2030")
    assert part_of(r) is Part.SHORT
    assert one(r).endswith("曾达到2030年90%以上的目标，现未达到，达标后回落。")


def test_after_the_target_year_the_figure_of_that_year_decides() -> None:
    r = row("X1", "甲率", "2020:80.0 2025:89.5", ">= 90 in 2025", judged=2025)
    assert one(r, judged=2025) == "2025年，甲率为89.5%，比2020年提高9.5个百分点，未达到2025年90%以上的目标，未达标。"


def test_a_trend_without_a_number_is_named_by_its_class() -> None:
    r = row("X1", "甲率", "2020:80.0 2023:84.0 2024:83.0", kind=GoalKind.QUALITATIVE)
    assert one(r) == "2024年，甲率为83.0%，比上年下降1.0个百分点，比2020年提高3.0个百分点，趋势向好。"


def test_goals_judged_by_their_parts_name_those_that_fail_and_those_that_are_silent() -> None:
    parts = tuple(Piece(Text(n), v) for n, v in (("甲镇", Fraction(95)), ("乙镇", Fraction(88)), ("丙乡", None)))
    r = row("C1.04", "接种率", "", ">= 90 in 2030", kind=GoalKind.KEEP, each=Level.TOWNSHIP, parts=parts)
    assert one(r) == (
        "2024年，接种率以乡镇级为单位考核，3个中1个达到90%以上，1个未达到（乙镇），1个未报（丙乡），未达标。"
    )


def test_a_small_count_shows_its_cases() -> None:
    point = Observation(
        year(2024), Fraction(125, 10), "12.5", cases=Fraction(1), count=Fraction(8000), pooled=Fraction(8)
    )
    r = row("W1.02", "孕产妇死亡率", "", unit="1/10万", series=(point,), small=10000)
    assert one(r) == "2024年，孕产妇死亡率为12.5/10万（小样本，1例，三年合并为8.0/10万）。"


def test_nothing_is_compared_across_a_break() -> None:
    broken = (Break(2023, Text("口径调整")),)
    r = row("X1", "甲率", "2020:80.0 2022:85.0 2024:70.0", breaks=broken)
    assert one(r) == "2024年，甲率为70.0%（口径有调整，不与调整前比较）。"


def test_a_place_without_a_target_shows_the_upper_one_for_reference() -> None:
    r = row("X1", "甲率", "2023:80.0 2024:81.0", kind=GoalKind.REACH, upper=">= 90 in 2030")
    assert one(r) == ("2024年，甲率为81.0%，比上年提高1.0个百分点，本级未设目标，上级2030年目标为90%以上（参照）。")


def test_rows_without_a_figure_are_listed_by_reason_with_what_is_known() -> None:
    census = Validity(Rhythm.CENSUS, (2020, 2030))
    rows = (
        row("X1", "甲率", "2021:5.4", ">= 90 in 2030"),
        row("X2", "甲、乙和丙检测率", "", ">= 98 in 2030"),
        row("X3", "文盲率", "", validity=census, absence=Absence.NOT_SURVEYED),
    )
    assert told(*rows) == [
        (
            Part.SILENT,
            [
                "没有可用数据的指标3项。",
                "部门未提供2项：甲率（最近为2021年的5.4%）和“甲、乙和丙检测率”。",
                "非调查年1项：文盲率（下次取数：2030年普查）。",
            ],
        )
    ]


def test_what_this_level_does_not_count_is_not_a_gap_in_the_data() -> None:
    rows = (
        row("X1", "甲率", "", ">= 90 in 2030"),
        row("X2", "乙率", "", ">= 90 in 2030", absence=Absence.NOT_COUNTED_HERE),
    )
    assert told(*rows) == [
        (Part.SILENT, ["没有可用数据的指标1项（部门未提供）：甲率。", "本级不统计的指标1项：乙率。"])
    ]


def test_one_reason_for_all_is_said_once() -> None:
    rows = (row("X1", "甲率", "", ">= 90 in 2030"), row("X2", "乙率", "", ">= 90 in 2030"))
    assert told(*rows) == [(Part.SILENT, ["没有可用数据的指标2项，均为部门未提供：甲率和乙率。"])]


def test_what_is_not_published_yet_is_not_said_to_be_withheld() -> None:
    r = row("X1", "甲率", "", ">= 90 in 2030", as_of=dt.date(2025, 6, 1))
    assert told(r) == [(Part.SILENT, ["没有可用数据的指标1项（尚未公布）：甲率。"])]


def test_a_picture_is_pointed_at_from_its_sentence() -> None:
    [(_, [said])] = paragraphs(mortality(), 2024, "final", {"C1.01": "图1", "C1.02": "图1"})
    assert plain(said).endswith("提前达标（见图1）。")


@pytest.mark.parametrize("form", ["work", "final"])
def test_every_number_of_a_sentence_is_a_number(form: Form) -> None:
    """Outside numbers, digits stand in years and names only."""
    for _, said in paragraphs((*mortality(), maternal()), 2024, form):
        for sentence in said:
            texts = "".join(p for p in sentence if isinstance(p, str))
            bare = texts.replace("5岁以下儿童死亡率", "")
            for spoken in ("2020年", "2024年", "2030年"):
                bare = bare.replace(spoken, "")
            assert not any(c.isdigit() for c in bare), bare
