"""Two versions of the book of duties: what is new, what was dropped, which words changed."""

from __future__ import annotations

from dataclasses import replace

from halfsky.kernel.duty_book import Change, Line, as_json, changes, from_json, without_lead

MMR = Line("W1.02", "健康", "孕产妇死亡率", "卫生健康", "统计", "12/10万以下", "14.8/10万（2025年）", "2030年底", "甲")
URBAN = Line(
    "W7.01", "环境", "自来水普及率", "水利", "—", "92%以上", "95.2%（2025年）", "2030年底", "乙", "residence=urban"
)
RURAL = replace(URBAN, target="90%以上", cell="a=c")


def test_a_book_without_changes_has_none() -> None:
    assert changes([MMR, URBAN], [MMR, URBAN]) == []


def test_every_word_that_changed_is_named_with_both_versions() -> None:
    later = replace(MMR, lead="", contact="丙")
    assert changes([MMR], [later]) == [
        Change("W1.02", "孕产妇死亡率", "changed", "lead", "卫生健康", ""),
        Change("W1.02", "孕产妇死亡率", "changed", "contact", "甲", "丙"),
    ]
    assert without_lead([later, URBAN]) == [later]


def test_goals_are_told_apart_by_number_and_breakdown() -> None:
    found = changes([MMR, URBAN], [URBAN, RURAL])
    assert [(c.number, c.what) for c in found] == [("W7.01", "new"), ("W1.02", "dropped")]


def test_a_kept_book_is_read_as_it_was_also_without_a_column_that_came_later() -> None:
    rows = as_json([MMR, RURAL])
    assert from_json(rows) == (MMR, RURAL)
    del rows[0]["cell"]
    assert from_json(rows) == (MMR, RURAL)
