"""Units: how they are read, which convert into which, what a difference is called, how printed quantities are read."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.refusals import Refusal
from halfsky.kernel.units import NUMBER, Unit, read_quantity


@pytest.mark.parametrize(
    ("text", "kind", "dimension", "factor"),
    [
        ("%", "ratio", (), "1/100"),
        ("％", "ratio", (), "1/100"),
        ("‰", "ratio", (), "1/1000"),
        ("‱", "ratio", (), "1/10000"),
        ("1/万", "ratio", (), "1/10000"),
        ("/万", "ratio", (), "1/10000"),
        ("1/10万", "ratio", (), "1/100000"),
        ("／１０万", "ratio", (), "1/100000"),
        ("1/100000", "ratio", (), "1/100000"),
        ("百分点", "points", (), "1/100"),
        ("个百分点", "points", (), "1/100"),
        ("个千分点", "points", (), "1/1000"),
        ("十万分点", "points", (), "1/100000"),
        ("", "quantity", (), "1"),
        ("倍", "quantity", (), "1"),
        ("万", "quantity", (), "10000"),
        ("人", "quantity", (("人", 1),), "1"),
        ("万人", "quantity", (("人", 1),), "10000"),
        ("亿元", "quantity", (("元", 1),), "100000000"),
        ("百万元", "quantity", (("元", 1),), "1000000"),
        ("人次", "quantity", (("人次", 1),), "1"),
        ("个/千人", "quantity", (("个", 1), ("人", -1)), "1/1000"),
        ("例/10万人", "quantity", (("例", 1), ("人", -1)), "1/100000"),
        ("元/人·年", "quantity", (("元", 1), ("人", -1), ("年", -1)), "1"),
        ("元/人/年", "quantity", (("元", 1), ("人", -1), ("年", -1)), "1"),
        ("万元/万人", "quantity", (("元", 1), ("人", -1)), "1"),
        ("人×天", "quantity", (("人", 1), ("天", 1)), "1"),
    ],
)
def test_a_unit_is_read(text: str, kind: str, dimension: tuple[tuple[str, int], ...], factor: str) -> None:
    unit = Unit.parse(text)
    assert (unit.kind, unit.dimension, unit.factor) == (kind, tuple(sorted(dimension)), Fraction(factor))


@pytest.mark.parametrize(
    "text", ["3", "1/3", "5%", "%人", "人/", "/", "//", "人 次", "a1", "0人", "?", "人·", "10", "百分点/年"]
)
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        Unit.parse(text, "elements.csv:3:unit")
    assert caught.value.number == "400.50"
    assert caught.value.where == "elements.csv:3:unit"
    assert caught.value.says.zh == f"“{text}”不是计量单位。"


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("3.5", "万人", "人", "35000"),
        ("9.4", "1/10万", "‰", "0.094"),
        ("4.64", "‰", "%", "0.464"),
        ("98.5", "/万", "%", "0.985"),
        ("2", "个百分点", "个千分点", "20"),
        ("4.5", "个/千人", "个/人", "0.0045"),
        ("1.2", "亿元", "万元", "12000"),
        ("300", "元/人·月", "元/月·人", "300"),
    ],
)
def test_a_value_converts_exactly_within_its_dimension(value: str, unit: str, to: str, expected: str) -> None:
    assert Unit.parse(unit).convert(Fraction(value), Unit.parse(to)) == Fraction(expected)


@pytest.mark.parametrize(("unit", "to"), [("人", "人次"), ("%", "百分点"), ("%", ""), ("元", "元/人"), ("岁", "年")])
def test_another_dimension_or_kind_does_not_convert(unit: str, to: str) -> None:
    with pytest.raises(Refusal) as caught:
        Unit.parse(unit).convert(Fraction(1), Unit.parse(to))
    assert caught.value.says.zh == f"“{unit}”不能换算成“{to}”。"


@pytest.mark.parametrize(
    ("unit", "difference", "english"),
    [
        ("%", "百分点", "percentage points"),
        ("‰", "个千分点", "points per 1,000"),
        ("1/万", "个万分点", "points per 10,000"),
        ("/10万", "个十万分点", "points per 100,000"),
        ("万人", "万人", "万人"),
        ("百分点", "百分点", "percentage points"),
    ],
)
def test_a_difference_has_a_word_of_its_own(unit: str, difference: str, english: str) -> None:
    found = Unit.parse(unit).difference
    assert (found.text, found.label.in_("en")) == (difference, english)
    assert found.factor == Unit.parse(unit).factor


def test_products_and_quotients_of_units_cancel() -> None:
    people, yuan = Unit.parse("人"), Unit.parse("万元")
    assert yuan / people == Unit.parse("万元/人")
    assert yuan / people * people == yuan
    assert people / people == NUMBER
    assert (yuan / people).text == "万元/人"
    assert Unit.parse((NUMBER / people).text) == NUMBER / people


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9.4/10万", "9.4", "1/10万"),
        ("98.5/万", "98.5", "1/万"),
        ("4.64‰", "4.64", "‰"),
        ("３．５万人", "3.5", "万人"),
        ("1,234,567人", "1234567", "人"),
        ("１，２３４ 人", "1234", "人"),
        ("-0.3个百分点", "-0.3", "百分点"),
        ("－5％", "-5", "%"),
        ("76 %", "76", "%"),
        ("37", "37", ""),
        ("4.5个/千人", "4.5", "个/千人"),
    ],
)
def test_a_printed_quantity_is_read(text: str, value: str, unit: str) -> None:
    assert read_quantity(text) == (Fraction(value), Unit.parse(unit))


@pytest.mark.parametrize(
    "text", ["", "约3万人", "3万多人", "45%左右", "38个以上", "三万人", "4.508E+11", "3万至5万", "5 100", "未报"]
)
def test_text_is_no_quantity(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_quantity(text, "B7")
    assert (caught.value.number, caught.value.where) == ("400.52", "B7")
    assert text in caught.value.says.zh


@pytest.mark.parametrize("text", ["1,23人", "9.4.3", "1,2345人", ".", ","])
def test_a_garbled_number_is_no_quantity(text: str) -> None:
    with pytest.raises(Refusal):
        read_quantity(text)


fractions = st.fractions(max_denominator=1000)
of_one_dimension = st.sampled_from(
    [["%", "‰", "1/万", "1/10万"], ["人", "万人", "百人"], ["个/人", "个/千人", "万个/万人"]]
)


@given(fractions, of_one_dimension.flatmap(lambda units: st.tuples(*[st.sampled_from(units)] * 3)))
def test_converting_by_a_third_unit_changes_nothing(value: Fraction, units: tuple[str, str, str]) -> None:
    one, two, three = map(Unit.parse, units)
    assert two.convert(one.convert(value, two), three) == one.convert(value, three)
    assert one.from_base(one.to_base(value)) == value


def test_every_unit_of_the_catalogue_is_read() -> None:
    folder = Path(__file__).parents[2] / "src" / "halfsky" / "content" / "indicators-cn"
    with (folder / "indicators.csv").open(encoding="utf-8-sig") as lines:
        units = {row["unit"].strip() for row in csv.DictReader(lines)}
    assert {"%", "1/10万"} <= units
    assert {Unit.parse(unit).text for unit in units} == units
