"""Bounds in words: 以上 and 不低于 ask for at least, 以内 and 不超过 for at most, 左右 for about."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.bound import read_bound


@pytest.mark.parametrize(
    ("text", "comparator", "value", "unit"),
    [
        ("达到99%以上", ">=", "99", "%"),
        ("不低于400平方米", ">=", "400", "平方米"),
        ("不少于2次", ">=", "2", "次"),
        ("至少1个", ">=", "1", "个"),
        ("超过60%", ">=", "60", "%"),
        ("高于60%", ">=", "60", "%"),
        ("不小于4.5个", ">=", "4.5", "个"),
        ("控制在10‰以内", "<=", "10", "‰"),
        ("下降到12/10万以下", "<=", "12", "1/10万"),
        ("不超过10‰", "<=", "10", "‰"),
        ("不高于5‰", "<=", "5", "‰"),
        ("不大于5‰", "<=", "5", "‰"),
        ("低于10‰", "<=", "10", "‰"),
        ("控制在 4.95‰", "<=", "4.95", "‰"),
        ("达到45%左右", "about", "45", "%"),
        ("约3.5万人", "about", "3.5", "万人"),
        ("近200人", "about", "200", "人"),
        ("每千人口托位数4.5个", "=", "4.5", "个"),
        ("98.5/万", "=", "98.5", "1/万"),
        ("提高2个百分点", "=", "2", "百分点"),
        ("补助1,200元以上，其余自筹", ">=", "1200", "元"),
        ("2020年达到99%以上", ">=", "99", "%"),
        ("30多人，达到99%以上", ">=", "99", "%"),
    ],
)
def test_a_phrase_bounds_a_number(text: str, comparator: str, value: str, unit: str) -> None:
    found = read_bound(text)
    assert found is not None
    assert (found.comparator.value, found.value, found.unit.text) == (comparator, F(value), unit)
    assert found.exact is (comparator == "=")


@pytest.mark.parametrize("text", ["", "全面消除", "明显提高", "%以上", "30多人", "12万余人"])
def test_a_phrase_without_a_number_bounds_nothing(text: str) -> None:
    assert read_bound(text) is None


@given(
    st.decimals(0, 9999, places=2),
    st.sampled_from(
        [("不超过", "<="), ("不低于", ">="), ("超过", ">="), ("低于", "<="), ("不高于", "<="), ("高于", ">=")]
    ),
    st.sampled_from(["%", "‰", "人", "万元", "/10万"]),
)
def test_a_negation_turns_the_bound_over(value: object, word: tuple[str, str], unit: str) -> None:
    found = read_bound(f"保持在{word[0]}{value}{unit}")
    assert found is not None
    assert (found.comparator.value, found.value) == (word[1], F(str(value)))
