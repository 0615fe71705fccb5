"""What a letter says of a record: empty paragraphs go, headings are counted through, stops do not double."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from halfsky.kernel.letter import (
    BLANK,
    Grid,
    Paragraph,
    Words,
    became_final,
    compose,
    demand_final,
    demand_printable,
    needed,
    printable,
)
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Joint, Letter
from halfsky.kernel.text import Text

from .ledgers import COURSES

DAY = dt.date(2026, 11, 23)
LETTER = Letter(
    "order",
    Text("督办单"),
    ("planned", "held"),
    ("held",),
    "关于{matter}的督办单",
    "{place}妇女儿童工作委员会",
    (
        "现就{matter}提示如下。",
        "一、情况\n指标：{indicator}。\n{facts}",
        "二、要求\n{asked}",
        "三、期限\n限{due}前办结，{days}内报告。",
        "请支持。",
    ),
    ("owner", "cause", "visit", "standard"),
    ("owner",),
    "number",
    ("support", "owner"),
    ("facts",),
    "拟稿",
    True,
)
VALUES = {
    "place": "示例县", "matter": "普及率滞后", "owner": "卫生健康", "support": "教育、卫生健康",
    "number": "示〔2026〕1号", "facts": "甲。\n乙。", "due": "2026年12月1日",
}  # fmt: skip
LABELS = {"owner": "责任单位", "cause": "原因", "standard": "销号标准"}
VISIT = Grid("走访", ("日期",), (("2026年11月2日",),))


def words(**values: str) -> Words:
    return Words({**VALUES, **values}, LABELS, {"visit": VISIT})


def test_a_letter_has_its_fields_in_words() -> None:
    page = compose(LETTER, words(), DAY)
    assert page.title == ("关于", "普及率滞后", "的督办单")
    assert (page.number, page.headed, page.sender) == ("示〔2026〕1号", True, "示例县妇女儿童工作委员会")
    assert (page.to, page.copies) == ("卫生健康", "教育、卫生健康")
    assert (page.day, page.draft) == (DAY, "")
    draft = compose(LETTER, words(), None)
    assert (draft.day, draft.draft) == (None, "拟稿")


def test_a_paragraph_without_words_is_left_out_and_headings_are_counted_through() -> None:
    assert compose(LETTER, words(), DAY).paragraphs == (
        Paragraph("现就普及率滞后提示如下。"),
        Paragraph("一、情况", heading=True),
        Paragraph("甲。"),
        Paragraph("乙。"),
        Paragraph("二、期限", heading=True),
        Paragraph(f"限2026年12月1日前办结，{BLANK}内报告。"),
        Paragraph("请支持。"),
    )


def test_a_stop_at_the_end_of_a_value_gives_way_to_that_of_the_template() -> None:
    letter = replace(LETTER, text=("要求：{asked}。", "{asked}"))
    said = [p.text for p in compose(letter, words(asked="立即整改。"), DAY).paragraphs]
    assert said == ["要求：立即整改。", "立即整改。"]


def test_fields_stand_one_below_the_other_and_child_records_in_a_table_of_their_own() -> None:
    assert compose(LETTER, words(cause="投入不足"), DAY).tables == (
        Grid("", ("项目", "内容"), (("责任单位", "卫生健康"), ("原因", "投入不足"))),
        VISIT,
        Grid("", ("项目", "内容"), (("销号标准", ""),)),
    )
    nobody = Words(VALUES, LABELS, {"visit": replace(VISIT, rows=())})
    assert [grid.caption for grid in compose(LETTER, nobody, DAY).tables] == ["", ""]


def test_more_than_nine_headings_are_counted_in_chinese() -> None:
    letter = replace(LETTER, text=("一、项\n内容",) * 21)
    heads = [p.text for p in compose(letter, words(), DAY).paragraphs if p.heading]
    assert (heads[8], heads[9], heads[10], heads[19], heads[20]) == (
        "九、项",
        "十、项",
        "十一、项",
        "二十、项",
        "二十一、项",
    )


def test_it_needs_its_number_and_its_addressee() -> None:
    assert needed(LETTER) == ("facts", "number", "owner")
    assert needed(replace(LETTER, number="", to=())) == ("facts",)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


@pytest.mark.parametrize(
    ("history", "found"),
    [
        ([("planned", 1)], None),
        ([("planned", 1), ("held", 2)], 2),
        ([("planned", 1), ("held", 2), ("held", 5)], 2),  # changed, or sent back among final states
        ([("planned", 1), ("held", 2), ("planned", 3)], None),
        ([("planned", 1), ("held", 2), ("planned", 3), ("held", 4)], 4),  # opened again: a new letter
    ],
)
def test_it_bears_the_day_on_which_it_became_final(history: list[tuple[str, int]], found: int | None) -> None:
    expected = day(found) if found else None
    assert became_final(LETTER, [(state, day(n)) for state, n in history]) == expected


def test_it_is_printed_in_its_states_and_issued_once_it_is_final_and_whole() -> None:
    register = replace(COURSES, letters=(LETTER,))
    assert printable(register, "planned") == (LETTER,) and printable(register, "closed") == ()
    assert demand_printable(register, "order", "held") is LETTER
    demand_final(register, LETTER, "held", ())
    for number, do in (
        ("409.1126", lambda: demand_printable(register, "order", "closed")),
        ("404.1125", lambda: demand_printable(register, "letter", "held")),
        ("409.1129", lambda: demand_final(register, LETTER, "planned", ())),
        ("400.1127", lambda: demand_final(register, LETTER, "held", ["name"])),
    ):
        with pytest.raises(Refused) as no:
            do()
        assert no.value.refusals[0].number == number


def test_two_bodies_send_it_where_the_record_says_so() -> None:
    joint = Joint("joint", "{place}妇女儿童工作委员会办公室", "{place}人民政府督查室")
    letter = replace(LETTER, joint=joint)
    alone, both = (compose(letter, words(), DAY, together) for together in (False, True))
    assert (alone.sender, alone.partner) == ("示例县妇女儿童工作委员会", "")
    assert (both.sender, both.partner) == ("示例县妇女儿童工作委员会办公室", "示例县人民政府督查室")
    assert both.to_json()["with"] == "示例县人民政府督查室"
