"""What a text that came in is cut into, and what its times and names mean: pure functions, without a house."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.source_text import key, read_key
from halfsky.prose.days import day_meant, whole_year, year_meant
from halfsky.prose.heads import heads
from halfsky.prose.likeness import Named, likely, sure

PIECES = st.sampled_from(
    [
        "明江市妇联2025年工作要点\n",
        "安河县残联2024年工作总结\n",
        "乡镇妇联工作计划 篇二\n",
        "全市建成站点12个。\n",
        "20xx年，",
        "\n",
        "（一）加强服务\n",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_the_documents_of_a_file_fill_it_without_gaps(text: str) -> None:
    found = heads(text)
    assert found[0].start == 0 and found[-1].end == len(text)
    assert all(one.end == other.start and one.end > one.start for one, other in pairwise(found))
    assert all(h.title in text for h in found)


def test_each_document_of_a_file_has_its_own_title_body_and_year() -> None:
    text = (
        "明江市妇联2025年工作要点\n年内建成站点12个。\n"
        "安河县残联2024年工作总结\n共救助24人。\n我镇工作安排\n乡镇妇联工作计划 篇三\n6月底前走访。\n"
    )
    found = heads(text)
    assert [(h.title, h.year, h.body.place, h.body.level) for h in found] == [
        ("明江市妇联2025年工作要点", 2025, "明江市", "市级"),
        ("安河县残联2024年工作总结", 2024, "安河县", "县级"),
        ("乡镇妇联工作计划 篇三", None, "", ""),
    ]
    assert heads("没有标题。") and heads("")[0].title == ""


@pytest.mark.parametrize(
    ("when", "own", "year", "day"),
    [
        ("到2025年", None, 2025, dt.date(2025, 12, 31)),
        ("二〇二六年底", None, 2026, dt.date(2026, 12, 31)),
        ("6月底前", 2025, 2025, dt.date(2025, 6, 30)),
        ("2月底", 2024, 2024, dt.date(2024, 2, 29)),
        ("６月１５日前", 2025, 2025, dt.date(2025, 6, 15)),
        ("11月中旬", 2025, 2025, dt.date(2025, 11, 20)),
        ("9-10月", 2025, 2025, dt.date(2025, 10, 31)),
        ("今年第三季度", 2025, 2025, dt.date(2025, 9, 30)),
        ("明年上半年", 2025, 2026, dt.date(2026, 6, 30)),
        ("去年", 2025, 2024, None),
        ("“三八”国际劳动妇女节前", 2025, 2025, dt.date(2025, 3, 8)),
        ("年底前", 2025, 2025, dt.date(2025, 12, 31)),
        ("“十四五”末", None, 2025, dt.date(2025, 12, 31)),
        ("春节前", 2025, 2025, None),
        ("秋季期", 2025, 2025, None),
        ("2月30日", 2025, 2025, None),
        ("每月", 2025, 2025, None),
        ("20xx年", 2025, None, None),
        ("年底前", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_time_means_a_year_and_its_last_day_or_is_left_open(
    when: str, own: int | None, year: int | None, day: dt.date | None
) -> None:
    assert year_meant(when, own) == year
    assert day_meant(when, year) == day


def test_part_of_a_year_is_no_year() -> None:
    assert [whole_year(w) for w in ("2025年", "全年", "2025年底", "", "截至12月底")] == [True] * 5
    assert [whole_year(w) for w in ("上半年", "1-10月", "第三季度", "截至目前", "6月底")] == [False] * 5


@given(st.text(max_size=30), st.none() | st.integers(1950, 2090))
def test_no_words_for_a_time_make_it_fail_or_leave_the_year(when: str, own: int | None) -> None:
    year = year_meant(when, own)
    day = day_meant(when, year)
    assert day is None or day.year == year


KNOWN = [
    Named("a", "孕产妇系统管理率", "%"),
    Named("b", "3岁以下儿童系统管理率", "%"),
    Named("c", "孕产妇死亡率", "1/10万"),
    Named("d", "女性参加生育保险人数", "万人"),
]


def test_a_name_is_suggested_by_what_it_shares_and_filled_in_only_where_it_is_sure() -> None:
    found = likely("全市孕产妇系统管理率", "%", KNOWN)
    assert [x.ref for x in found][:2] == ["a", "b"] and sure(found) == "a"
    assert sure(likely("系统管理率", "%", KNOWN)) == ""
    assert [x.ref for x in likely("女性参加生育保险人数", "人", KNOWN)] == ["d"]
    assert likely("女性参加生育保险人数", "%", KNOWN) == [] and likely("", "", KNOWN) == []
    assert sure([]) == ""
    twins = [Named("x", "毛入园率", "%"), Named("y", "毛入园率", "%")]
    assert sure(likely("毛入园率", "%", twins)) == ""


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**6 - 1))
def test_a_key_is_read_as_it_was_written(document: int, number: int) -> None:
    assert read_key(key(document, number)) == (document, number)


@given(st.text(max_size=20))
def test_no_other_source_is_taken_for_a_key(source: str) -> None:
    found = read_key(source)
    assert found is None or source.strip().startswith("文稿")
