"""Fields: what people write is read or refused with what to do; nothing written is nothing kept."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fact import Missing
from halfsky.kernel.field import (
    Field,
    Item,
    Kind,
    Known,
    Stored,
    all_met,
    failed,
    option,
    outcome,
    read,
    read_item,
    same,
    share_met,
    unlike,
)
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text

KNOWN = Known(
    lambda text, _: f"place:{text}",
    lambda text, _: f"agency:{text}",
    lambda text, _: f"indicator:{text}",
    lambda r, text, _: f"{r}:{text}",
)
KINDS = (("skill", Text("实用技术", "skills")), ("home", Text("家政（服务）", "home")))
ROOM = Field(
    "room",
    Text("场地"),
    Kind.CHECKLIST,
    items=(
        Item("sign", Text("有标牌")),
        Item("space", Text("面积"), unit="平方米", at_least=Fraction(10)),
        Item("crowd", Text("人数"), unit="人", at_most=Fraction(50)),
    ),
)


def asked(kind: Kind, unit: str = "", decimals: int = 0, many: bool = False) -> Field:
    return Field("x", Text("某项", "thing"), kind, unit=unit, decimals=decimals, many=many, of=KINDS, register="venue")


def refused(kind: Kind, text: str, unit: str = "", decimals: int = 0) -> Refusal:
    with pytest.raises(Refusal) as found:
        read(asked(kind, unit, decimals), text, KNOWN, "here")
    assert found.value.where == "here"
    return found.value


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.CHECKLIST, Kind.FILE, Kind.PHOTO)])
@pytest.mark.parametrize("text", ["", "  ", []])
def test_nothing_written_is_nothing_kept(kind: Kind, text: str | list[str]) -> None:
    assert read(asked(kind), text, KNOWN) is None
    assert isinstance(outcome(asked(kind), None), Missing)


@pytest.mark.parametrize(
    ("kind", "text", "unit", "decimals", "kept"),
    [
        (Kind.TEXT, " 刺绣班 ", "", 0, "刺绣班"),
        (Kind.COUNT, "１２０", "人", 0, "120"),
        (Kind.COUNT, "120人", "人", 0, "120"),
        (Kind.COUNT, "1,200", "人", 0, "1200"),
        (Kind.COUNT, "0", "人", 0, "0"),
        (Kind.NUMBER, "2.50", "小时", 1, "2.5"),
        (Kind.MONEY, "3.5万", "元", 2, "35000"),
        (Kind.MONEY, "3.5万元", "元", 2, "35000"),
        (Kind.MONEY, "12345.60", "元", 2, "12345.6"),
        (Kind.DATE, "2026-03-08", "", 0, "2026-03-08"),
        (Kind.DATE, "2026年3月8日", "", 0, "2026-03-08"),
        (Kind.DATE, "2026/3/8", "", 0, "2026-03-08"),
        (Kind.DATE, "20260308", "", 0, "2026-03-08"),
        (Kind.DATE, "2026-03-08 00:00:00", "", 0, "2026-03-08"),
        (Kind.PERIOD, "2026Q1", "", 0, "2026Q1"),
        (Kind.PERIOD, "２０２６-０３", "", 0, "2026-03"),
        (Kind.YES, "是", "", 0, True),
        (Kind.YES, "无", "", 0, False),
        (Kind.CHOICE, "实用技术", "", 0, "skill"),
        (Kind.CHOICE, "家政(服务)", "", 0, "home"),
        (Kind.PLACE, "城东镇", "", 0, "place:城东镇"),
        (Kind.AGENCY, "妇联", "", 0, "agency:妇联"),
        (Kind.RECORD, "17", "", 0, "venue:17"),
        (Kind.ID_CARD, "11010519491231002x", "", 0, "11010519491231002X"),
        (Kind.PHONE, "0475-1234567", "", 0, "0475-1234567"),
    ],
)  # fmt: skip
def test_what_people_write_is_read(kind: Kind, text: str, unit: str, decimals: int, kept: Stored) -> None:
    assert read(asked(kind, unit, decimals), text, KNOWN) == kept


@pytest.mark.parametrize(
    ("kind", "text", "unit", "decimals", "number"),
    [
        (Kind.TEXT, "长" * 201, "", 0, "400.870"),
        (Kind.LONG, "长" * 4001, "", 0, "400.870"),
        (Kind.DATE, "2026-02-30", "", 0, "400.871"),
        (Kind.DATE, "三月八日", "", 0, "400.871"),
        (Kind.PERIOD, "第一季度", "", 0, "400.20"),
        (Kind.CHOICE, "电商", "", 0, "400.872"),
        (Kind.YES, "也许", "", 0, "400.872"),
        (Kind.COUNT, "1.5", "人", 0, "400.873"),
        (Kind.NUMBER, "2.55", "小时", 1, "400.873"),
        (Kind.COUNT, "-1", "人", 0, "400.874"),
        (Kind.COUNT, "12元", "人", 0, "400.875"),
        (Kind.COUNT, "若干", "人", 0, "400.10"),
        (Kind.ID_CARD, "110105194912310021", "", 0, "400.876"),
        (Kind.ID_CARD, "11010519491231002", "", 0, "400.876"),
        (Kind.PHONE, "打电话", "", 0, "400.877"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(kind: Kind, text: str, unit: str, decimals: int, number: str) -> None:
    assert refused(kind, text, unit, decimals).number == number


@pytest.mark.parametrize("kind", [Kind.ID_CARD, Kind.PHONE])
def test_a_refusal_does_not_repeat_what_belongs_to_somebody(kind: Kind) -> None:
    said = refused(kind, "110105x1949").in_("zh")
    assert "110105" not in said and "某项" in said


def test_several_are_kept_once_each_in_their_order() -> None:
    several = asked(Kind.CHOICE, many=True)
    assert read(several, "家政(服务)、实用技术，home", KNOWN) == ["home", "skill"]
    assert read(several, ["skill", "", "skill"], KNOWN) == ["skill"]
    assert read(several, "、", KNOWN) is None
    assert outcome(several, ["home", "skill"]) == "home、skill"


@given(st.decimals(0, 10**9, places=2))
def test_a_number_is_kept_as_it_is_worth(number: object) -> None:
    kept = read(asked(Kind.MONEY, "元", 2), f"{number}", KNOWN)
    assert isinstance(kept, str) and Fraction(kept) == Fraction(str(number))
    assert outcome(asked(Kind.MONEY, "万元", 2), kept) == Fraction(str(number)) * 10_000


@given(st.dates(dt.date(1000, 1, 1)))
def test_a_day_is_the_same_in_every_spelling(day: dt.date) -> None:
    spellings = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}")
    assert {read(asked(Kind.DATE), said, KNOWN) for said in spellings} == {day.isoformat()}
    assert outcome(asked(Kind.DATE), day.isoformat()) == day


@given(st.from_regex(r"\A\d{17}\Z"), st.integers(0, 16), st.integers(1, 9))
def test_a_card_with_one_wrong_digit_is_refused(head: str, at: int, by: int) -> None:
    """The check digit of GB 11643 (ISO 7064, MOD 11-2), worked out digit by digit."""
    if not head.isascii():
        return
    rest = 0
    for digit in head:
        rest = (rest + int(digit)) * 2 % 11
    last = (12 - rest) % 11
    card = head + ("X" if last == 10 else str(last))
    assert read(asked(Kind.ID_CARD), card, KNOWN) == card
    wrong = head[:at] + str((int(head[at]) + by) % 10) + head[at + 1 :] + card[-1]
    assert refused(Kind.ID_CARD, wrong).number == "400.876"


def test_an_option_that_is_no_longer_declared_shows_its_code() -> None:
    assert (asked(Kind.CHOICE).option("skill").zh, asked(Kind.CHOICE).option("gone").zh) == ("实用技术", "gone")
    assert option(asked(Kind.CHOICE), "skills") == "skill"


@pytest.mark.parametrize(
    ("kept", "share", "met", "bad"),
    [
        ({}, Fraction(0), None, []),
        ({"sign": "yes"}, Fraction(1, 3), None, []),
        ({"sign": "no"}, Fraction(0), False, ["有标牌"]),
        ({"sign": "yes", "space": "9.5"}, Fraction(1, 3), False, ["面积"]),
        ({"sign": "yes", "space": "10", "crowd": "50"}, Fraction(1), True, []),
        ({"sign": "yes", "space": "10", "crowd": "51"}, Fraction(2, 3), False, ["人数"]),
    ],
)
def test_a_checklist_holds_item_by_item(
    kept: dict[str, str], share: Fraction, met: bool | None, bad: list[str]
) -> None:
    assert share_met(ROOM, kept) == share
    found = all_met(ROOM, kept)
    assert isinstance(found, Missing) if met is None else found is met
    assert [label.zh for label in failed(ROOM, kept)] == bad


def test_an_item_is_answered_with_yes_or_no_or_its_number() -> None:
    assert [read_item(ROOM, "sign", said) for said in ("有", "×", "")] == ["yes", "no", None]
    assert read_item(ROOM, "space", "12.5平方米") == "12.5"
    for code, said, number in (("sign", "12", "400.872"), ("space", "大", "400.10"), ("roof", "有", "400.878")):
        with pytest.raises(Refusal) as found:
            read_item(ROOM, code, said)
        assert found.value.number == number


@pytest.mark.parametrize(("one", "other"), [("刺绣 培训班", "刺绣培训班"), ("Ａ-1", "a1"), ("阿·依", "阿依")])
def test_names_that_differ_in_signs_alone_are_the_same(one: str, other: str) -> None:
    name = asked(Kind.PERSON)
    assert same(name, one) == same(name, other)
    assert same(name, one) != same(name, one + "二")


def test_two_answers_to_one_list_differ_where_both_judge_and_judge_otherwise() -> None:
    items = (
        Item("sign", Text("挂牌")),
        Item("room", Text("面积"), unit="平方米", at_least=Fraction(10)),
        Item("rules", Text("制度")),
    )
    asked = Field("checked", Text("核查"), Kind.CHECKLIST, items=items)
    # 12 and 30 square metres are both enough: they are not the same and judge alike.
    assert unlike(asked, {"sign": "yes", "room": "12"}, {"sign": "no", "room": "30", "rules": "no"}) == {"sign"}
    assert unlike(asked, {"room": "12"}, {"room": "9.5"}) == {"room"}
