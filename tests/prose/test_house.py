"""Numbers of a text against figures of the house: by the indicator's whole name, the year and the place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halfsky.prose.checks.house import Known, find
from halfsky.prose.checks.reading import drafted


def figure(name: str, unit: str, year: int, value: str, decimals: int = 2) -> Known:
    return Known("X01", name, unit, year, Fraction(value), Fraction(1, 10**decimals), f"{value}{unit}")


KNOWN = (
    figure("孕产妇死亡率", "/10万", 2024, "10.4", 1),
    figure("孕产妇死亡率", "/10万", 2023, "11.2", 1),
    figure("孕产妇系统管理率", "%", 2024, "91.87"),
    figure("5岁以下儿童死亡率", "‰", 2024, "6.77"),
    Known("X02", "城镇单位女性就业人员数", "人", 2024, Fraction(83_300), Fraction(100), "8.33万人"),
)


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("2024年，全市孕产妇死亡率为10.4/10万。", []),
        ("2024年，全市孕产妇死亡率为12.4/10万。", ["12.4/10万"]),
        ("全市孕产妇死亡率由2023年的11.2/10万下降。", []),
        ("2023年孕产妇死亡率为10.4/10万。", ["10.4/10万"]),
        ("去年，示例市孕产妇死亡率为11.2/10万。", []),
        # 91.87 and 91.9 are one value, printed with other decimals; 91.8 is not
        ("孕产妇系统管理率达到91.9%。", []),
        ("孕产妇系统管理率达到91.8%。", ["91.8%"]),
        ("孕產婦系統管理率達到91.8%。", ["91.8%"]),
        # another scope, another level, a target, a bound, a change: nothing to compare
        ("农村孕产妇系统管理率达到88%。", []),
        ("全省孕产妇系统管理率为95%。", []),
        ("力争孕产妇系统管理率达到95%。", []),
        ("孕产妇系统管理率达到90%以上。", []),
        ("5岁以下儿童死亡率为6.77‰。", []),
        ("5岁以下儿童死亡率为7.67‰。", ["7.67‰"]),
        ("城镇单位女性就业人员数8.33万人。", []),
        ("城镇单位女性就业人员数83316人。", []),
        ("城镇单位女性就业人员数8.53万人。", ["8.53万人"]),
        ("2019年孕产妇死亡率为30.1/10万。", []),
    ],
)
def test_numbers_that_differ_are_found_and_others_left_alone(text: str, differs: list[str]) -> None:
    draft = drafted(text)
    assert [text[f.start : f.end] for f in find(draft, KNOWN, 2024, "示例市")] == differs


def test_both_values_are_told() -> None:
    (finding,) = find(drafted("孕产妇系统管理率达到91.8%。"), KNOWN, 2024)
    assert finding.says.zh == "孕产妇系统管理率2024年在本系统中为91.87%，文中为91.8%。"
