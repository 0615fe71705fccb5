"""Plans, summaries and speeches read as targets, results and tasks: on texts annotated by hand, and rule by rule."""

from fractions import Fraction
from pathlib import Path

import pytest

from halfsky.prose.anchors import anchors
from halfsky.prose.proposals import Proposal, proposals
from halfsky.prose.sentences import LONGEST, sentences
from halfsky.prose.shape import shape
from tests.prose.score_reading import alike, cases, matched

DATA = Path(__file__).parents[1] / "data" / "prose"


def only(text: str) -> Proposal:
    (found,) = proposals(text)
    return found


@pytest.mark.parametrize(
    "name", ["reading.jsonl", "reading_fresh.jsonl", "reading_third.jsonl", "reading_offices.jsonl"]
)
def test_annotated_texts_are_read(name: str) -> None:
    """At least 0.9 of value, unit and type, and 0.85 with the subject (F1), for what other offices write."""
    hit = named = said = wanted = 0
    for text, rows in cases(DATA / name, None):
        pairs, alone, _left = matched(text, rows)
        hit, said, wanted = hit + len(pairs), said + len(pairs) + len(alone), wanted + len(rows)
        named += sum(alike(p.subject, str(g["subject_zh"])) >= 0.5 for p, g in pairs)
    assert 2 * hit / (said + wanted) >= 0.9
    assert 2 * named / (said + wanted) >= 0.85


def test_a_quote_is_verbatim_where_the_text_is_traditional() -> None:
    text = "全縣今年共救助殘疾人４２８1人。"
    found = only(text)
    assert shape(found, text)["quote"] == "全縣今年共救助殘疾人４２８1人"
    assert (found.value, found.unit, found.subject) == (4281, "人", "救助残疾人人数")


@pytest.mark.parametrize(
    "text",
    [
        "深入实施“八大行动”，做到五个到位，坚持两手抓。",
        "根据《关于做好妇女儿童工作的通知》（市妇儿工委〔2021〕15号）精神，制定本方案。",
        "张某，女，35岁，大专学历，现任该村妇联主席。",
        "全镇共有X个村，累计培训20xx余人次。",
        "市场上鸡蛋价格为每斤5.2元。",
        "（三）加强组织领导",
        "本文由用户分享，如有侵权请联系删除，共收录35篇范文。",
        "2021年，全区上下团结一心，奋力拼搏。",
    ],
)
def test_what_commits_nobody_is_left_out(text: str) -> None:
    assert proposals(text) == []


def test_a_change_hangs_on_its_level() -> None:
    found = only("全市婚检率达68.9%，同比上升3.4个百分点。")
    assert (found.value, found.change) == (Fraction("68.9"), "同比上升3.4个百分点")
    raised = only("重度残疾人护理补贴由每人每月50元提高到60元。")
    assert (raised.value, raised.unit, raised.change) == (60, "元/人·月", "由每人每月50元")


def test_rates_that_share_numbers_get_each_their_own() -> None:
    found = proposals("力争孕产妇死亡率、婴儿死亡率分别控制在9/10万、4.5‰以内。")
    assert [(p.subject, p.unit, p.type) for p in found] == [
        ("孕产妇死亡率", "/10万", "target"),
        ("婴儿死亡率", "‰", "target"),
    ]
    both = proposals("确保甲乡系统管理率、乙乡系统管理率均保持在90%以上。")
    assert [(p.subject, p.value, p.comparator) for p in both] == [
        ("甲乡系统管理率", 90, ">="),
        ("乙乡系统管理率", 90, ">="),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("三八节前夕组织三十二名妇女体检", 32, "人", "="),
        ("县乡两级拿出一千二百多万元", 12_000_000, "元", "about"),
        ("成立互助组五个，帮工不计。", 5, "个", "="),
        ("走上就业岗位的近八成", 80, "%", "about"),
        ("发放调查表一万余份", 10_000, "份", "about"),
        ("带动就业千余人", 1_000, "人", "about"),
        ("帮助2.6万妇女就业", 26_000, "人", "="),
        ("调查摸底12 640名妇女", 12_640, "人", "="),
        ("散居孤儿标准为1420元/人/月", 1_420, "元/人·月", "="),
        ("孕产妇死亡率为0", 0, "", "="),
        ("托育收费每人每月不超过2200元", 2_200, "元/人·月", "<="),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: int, unit: str, comparator: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.comparator) == (value, unit, comparator)


def test_a_range_with_its_unit_said_twice_is_one_amount() -> None:
    found = only("每户补助标准3500元至5000元不等")
    assert (found.low, found.value, found.unit) == (3500, 5000, "元/户")


@pytest.mark.parametrize(
    "text",
    [
        "深入开展三八红旗手评选表彰，深化三个“强化”。",
        "“妇”字号基地带动千家万户。",
        "百人以上女职工单位、十大工程、八个方面的工作都有进步。",
    ],
)
def test_names_with_numerals_are_no_amounts(text: str) -> None:
    assert [p for p in proposals(text) if p.value is not None] == []


def test_each_part_of_a_text_has_its_own_mood() -> None:
    text = (
        "临溪县妇联上半年工作情况及下半年工作安排\n一、上半年工作情况\n发放贷款300万元。\n"
        "二、下半年工作安排\n发放贷款200万元。"
    )
    assert [p.type for p in proposals(text)] == ["result", "target"]
    mixed = "全市1至10月发放贷款11亿元，预计可争取贴息1亿元。"
    assert [p.type for p in proposals(mixed)] == ["result", "target"]
    ahead = "××区卫健局落实妇女儿童“两规划”工作汇报\n婚检率91%。\n“十四五”期间工作目标：婚检率达到95%。"
    assert [p.type for p in proposals(ahead)] == ["result", "target"]


def test_a_goal_that_a_level_is_held_against_is_no_second_level() -> None:
    found = only("义务教育学生近视率为52.6%，仍高于45%的控制目标，同比分别下降0.2和0.3个百分点。")
    assert found.value == Fraction("52.6")
    assert [p.type for p in proposals("实际检查1860名，目标任务1800名。")] == ["result", "target"]


def test_rates_of_one_thing_are_each_named_by_it() -> None:
    found = proposals("高危孕产妇管理率、筛查率、转诊到位率均为100%。妇女病普查率≥90%，治疗率≥95%。")
    assert [p.subject for p in found] == [
        "高危孕产妇管理率",
        "高危孕产妇筛查率",
        "高危孕产妇转诊到位率",
        "妇女病普查率",
        "妇女病治疗率",
    ]


def test_who_acted_is_no_part_of_a_name() -> None:
    assert only("五年来全州县以上妇联共表彰“三八”红旗手1216名").subject == "表彰“三八”红旗手人数"
    assert only("县残联免费为残疾人发放轮椅80辆").subject.endswith("发放轮椅数")


def test_nothing_is_carried_from_one_document_to_the_next() -> None:
    text = "临河县妇联2025年工作总结\n发放贷款30万元。\n明江市教育局2026年工作要点\n新建幼儿园3所。"
    first, second = proposals(text)
    assert (first.type, first.body.place, first.when) == ("result", "临河县", "2025年")
    assert (second.type, second.body.place, second.when) == ("target", "明江市", "2026年")
    assert "教育局" in second.body.responsible


def test_a_masked_year_is_recovered_from_what_happens_once_and_says_so() -> None:
    text = "20xx年是“十三五”的开局之年，计划安置残疾人就业200人。"
    found = only(text)
    assert found.when == "20xx年"
    assert shape(found, text)["recovered_year"] == 2016
    assert "2016—2020" in str(shape(found, text)["recovered_from"])


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("第25个“全国助残日”期间", 2015),  # 1991 was the first
        ("结合建党90周年", 2011),
        ("“十四五”收官之年", 2025),
        ("庆祝新中国成立七十周年", 2019),
        ("第三十个教师节", 2014),  # 1985 was the first
        ("纪念“三八”国际妇女节110周年", 2020),
    ],
)
def test_what_fixes_a_year(text: str, year: int) -> None:
    assert [a.year for a in anchors(text)] == [year]


def test_years_at_odds_fix_nothing() -> None:
    text = "20xx年，结合建党90周年和“十三五”开局之年，开展活动3次。"
    assert "recovered_year" not in shape(only(text), text)


def test_a_text_that_runs_on_is_cut_and_still_read_whole() -> None:
    text = "1人、" * 1_500
    assert max(s.end - s.start for s in sentences(text)) <= LONGEST
    found = proposals(text)
    assert len(found) > 1_400 and all(text[p.start : p.end] for p in found)
