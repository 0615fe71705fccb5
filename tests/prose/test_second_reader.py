"""What is covered before a text may leave the machine, and what of a model's answer the text bears out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.endpoint import Endpoint
from halfsky.prose.second_reader import PIECE, held_against, pieces
from halfsky.prose.withheld import COVER, marked_internal, withhold

PERSONAL = [
    ("联系人：王小明，电话13800000000。", ["王小明", "13800000000"]),
    ("负责人: 欧阳某某、李四；经办人　赵五", ["欧阳某某", "李四", "赵五"]),
    ("咨询电话（0771）1234567转801，传真0771-7654321", ["1234567", "7654321"]),
    ("身份证号：11010519491231002X", ["11010519491231002X"]),
    ("身份证号码 ４５０８２１１９９００１０１００１１", ["４５０８２１"]),
    ("邮箱 a.b-c@example.gov.cn，QQ：1234567", ["a.b-c@example.gov.cn", "1234567"]),
    ("会上，县委书记张大山强调，王丽同志要带头。", ["张大山", "王丽"]),
    ("受助人：陈某，家住幸福街道5号院", ["陈某", "幸福街道5号院"]),
    ("手机 138 0000 0000；卡号6222020000000000000", ["138 0000 0000", "6222020000000000000"]),
]
SAME = [
    "到2025年，全市孕产妇系统管理率达到95%以上，投入资金1380万元。",
    "主任办公会议每季度召开，书记带头落实责任人制度。",
    "培训妇女干部1240人次，发放物资折合13800000元。",
]


@pytest.mark.parametrize(("text", "secrets"), PERSONAL)
def test_what_is_personal_is_covered_sign_by_sign(text: str, secrets: list[str]) -> None:
    covered = withhold(text)
    assert len(covered.text) == len(text)
    assert all(secret not in covered.text for secret in secrets), covered.text
    assert all(a == b or b == COVER for a, b in zip(text, covered.text, strict=True))


@pytest.mark.parametrize("text", SAME)
def test_figures_and_offices_are_not_covered(text: str) -> None:
    assert withhold(text).text == text


@given(st.text(max_size=120))
def test_covering_keeps_every_place_and_covers_nothing_twice(text: str) -> None:
    once = withhold(text).text
    assert len(once) == len(text) and once.count("\n") == text.count("\n")
    assert withhold(once).text == once


def test_a_text_that_says_so_is_internal() -> None:
    assert marked_internal("秘密★1年\n示例市委文件") and marked_internal("内部资料  注意保存\n一、总体情况")
    assert not marked_internal("保守商业秘密和个人隐私。\n" * 20)
    assert not marked_internal("一\n" * 30 + "内部资料")


TEXT = "示例市2026年要点\n全市孕产妇系统管理率达到95%，投入1.5万元。\n市教育局9月底前建成服务站12个。\n"
GOOD = {
    "quote": "全市孕产妇系统管理率达到95%",
    "type": "target",
    "subject": "孕产妇系统管理率",
    "value": "95",
    "unit": "%",
}


def one(**other: Any) -> dict[str, Any]:
    return {**GOOD, **other}


def test_what_the_text_bears_out_is_kept_with_its_place() -> None:
    found = held_against(TEXT, [one(comparator=">=", responsible="市教育局", when="2026年")], [])
    assert found.dropped == 1 and found.proposals == ()
    [made] = held_against(TEXT, [one(comparator=">=", responsible="市教育局")], []).proposals
    assert TEXT[made.start : made.end] == GOOD["quote"]
    assert (made.value, made.comparator, made.body.responsible) == (Fraction(95), ">=", "市教育局")
    [made] = held_against(TEXT, [one(subject="管理\0率\ud800", unit="%" * 300)], []).proposals
    assert made.subject == "管理率" and len(made.unit) == 200
    money = {"quote": "投入1.5万元", "type": "result", "subject": "投入", "value": 15000, "unit": "元"}
    assert held_against(TEXT, [money], []).proposals[0].value == 15000
    task = {
        "quote": "市教育局9月底前建成服务站",
        "type": "task",
        "subject": "建成服务站",
        "value": "",
        "when": "9月底前",
    }
    [made] = held_against(TEXT, [task], []).proposals
    assert (made.value, made.comparator, made.when) == (None, "", "9月底前")


@pytest.mark.parametrize(
    "raw",
    [
        one(value="96"),
        one(value="12"),
        one(value=["90", "95"]),
        one(value="九十五"),
        one(value=""),
        one(quote="孕产妇系统管理率达到 95%"),
        one(quote="95%"),
        one(quote=""),
        one(quote=["全市孕产妇系统管理率达到95%"]),
        one(type="promise"),
        one(subject=""),
        one(subject="12个站的管理率"),
        one(when="2030年"),
        one(subject=f"{COVER}的管理率"),
        one(quote=None, value={}),
        "全市孕产妇系统管理率达到95%",
        None,
        [],
    ],
)
def test_what_the_text_does_not_bear_out_is_dropped_and_counted(raw: object) -> None:
    found = held_against(TEXT, [raw, GOOD], [])
    assert found.dropped == 1 and len(found.proposals) == 1


def test_what_is_known_is_neither_kept_twice_nor_counted() -> None:
    known = [{"start": 10, "end": 28, "type": "target", "value": "95"}]
    assert held_against(TEXT, [GOOD, GOOD], known) == held_against(TEXT, [], [])
    assert len(held_against(TEXT, [GOOD, GOOD], []).proposals) == 1


@given(st.text(alphabet="甲。\n0", max_size=40).map(lambda t: t * 400))
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    made = list(pieces(text))
    assert all(len(piece) <= PIECE for piece in made)
    assert "".join(made).strip() == text.strip()


@pytest.mark.parametrize(
    "given",
    [
        {"address": "ftp://a/v1", "model": "m"},
        {"address": "http://user:word@a/v1", "model": "m"},
        {"address": "10.0.0.5", "model": "m"},
        {"address": "http://a/v1", "model": ""},
        {"address": "http://a/v1", "model": "m", "seconds": 0},
        {"address": "http://a/v1", "model": "m", "key_file": "/k", "key_env": "K"},
    ],
)
def test_an_endpoint_that_cannot_be_meant_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Endpoint(**given)
