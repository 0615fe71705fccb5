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


@pytest.mark.parametrize("name", ["reading.jsonl", "reading_fresh.jsonl", "reading_third.jsonl"])
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
    text = "1人、" * 3_000
    assert max(s.end - s.start for s in sentences(text)) <= LONGEST
    found = proposals(text)
    assert len(found) > 2_900 and all(text[p.start : p.end] for p in found)
