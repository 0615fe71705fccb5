"""What holds of any text whatever: places lie in it, quotes are its own words, its script makes no difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.prose.checks.check import check
from halfsky.prose.checks.reading import drafted
from halfsky.prose.folding import folded, unglossed
from halfsky.prose.proposals import proposals
from halfsky.prose.shape import shape

WORDS = """
培训妇女 发放贷款 孕产妇死亡率 达到 提高到 控制在 其中 占 共 比上年 增长 确保 到2025年 6月底前 每季度 不少于 以上 以内
万 亿 元 人 人次 个 所 % ‰ /10万 个百分点 三十二名 一千二百多万元 两成多 一半以上 全覆盖 近千 零投诉
20xx年 第25个全国助残日 妇联工作总结
二、下半年工作安排 （一） 1. 、 ， 。 ； ： （ ） “ ” 3 12 0.5 1,240 96.2 ３ 至 - 由 从 分别 和 均 了
三八节
"""
SCRIPTS = str.maketrans("妇发贷产亡达万亿个数战员与会议东务实县区", "婦發貸產亡達萬億個數戰員與會議東務實縣區")
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789%"}

told = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=40).map("".join)
any_text = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.sampled_from(
            "0123456789.,%‰/、，。；：（）()“”《》—-~～至到万亿千百十一二三人元个次率占其中年月日\n\t 　xX×_"
        ),
    ),
    max_size=120,
)


@given(st.one_of(told, any_text))
def test_every_proposal_quotes_a_place_of_the_text(text: str) -> None:
    for p in proposals(text):
        assert 0 <= p.start < p.end <= len(text)
        assert shape(p, text)["quote"] == text[p.start : p.end] != ""
        assert p.low is None or (p.value is not None and p.low <= p.value)
        assert (p.value is None) == (p.comparator == "")


@given(st.one_of(told, any_text))
def test_every_finding_lies_in_the_text(text: str) -> None:
    for finding in check(drafted(text)):
        assert 0 <= finding.start < finding.end <= len(text)
        assert all(0 <= a < b <= len(text) for a, b in finding.also)


@given(st.one_of(told, any_text))
def test_folding_moves_no_character_and_folds_once(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


@given(told)
def test_neither_script_nor_wide_digits_change_what_is_read(text: str) -> None:
    plain, other = proposals(text), proposals(text.translate(SCRIPTS).translate(WIDE))
    assert [(p.start, p.end, p.type, p.value, p.unit, p.subject) for p in plain] == [
        (p.start, p.end, p.type, p.value, p.unit, p.subject) for p in other
    ]


@given(told)
def test_sounds_written_behind_characters_are_passed_over(text: str) -> None:
    glossed = text.replace("妇", "妇(fù)")
    bare, places = unglossed(glossed)
    assert bare == text and all(glossed[place] == c for place, c in zip(places, bare, strict=False))
    ours, theirs = proposals(text), proposals(glossed)
    assert [(p.type, p.value, p.unit, p.subject) for p in ours] == [
        (p.type, p.value, p.unit, p.subject) for p in theirs
    ]
