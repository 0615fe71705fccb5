"""Nothing sorts persons: words in both languages, in labels and codes; what serves is left alone."""

from __future__ import annotations

import pytest

from halfsky.kernel.persons import carer_relation, demand_serves, sorts_by
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("民族", "民族"),
        ("少数民族学生", "民族"),
        ("Ethnic group", "民族"),
        ("nationality", "民族"),
        ("race", "民族"),
        ("宗教信仰", "宗教信仰"),
        ("是否信教", "宗教信仰"),
        ("religion", "宗教信仰"),
        ("政治面貌", "政治面貌"),
        ("是否党员", "政治面貌"),
        ("political views", "政治面貌"),
        ("思想动态", "思想观点"),
        ("言论情况", "思想观点"),
        ("ideology", "思想观点"),
        ("着装", "着装外貌"),
        ("是否蒙面", "着装外貌"),
        ("headscarf", "着装外貌"),
        ("亲属关系", "亲缘关系"),
        ("境外关系", "亲缘关系"),
        ("relatives abroad", "亲缘关系"),
        ("重点人员", "所谓重点人员"),
        ("管控措施", "所谓重点人员"),
        ("blacklist", "所谓重点人员"),
    ],
)
def test_what_sorts_persons_is_refused_with_the_reason(label: str, what: str) -> None:
    found = sorts_by(label)
    assert found is not None and found.zh == what
    for said in (Text(label), Text("备注", label)):
        with pytest.raises(Refusal) as refused:
            demand_serves(said, "here")
        assert (refused.value.number, refused.value.where) == ("400.883", "here")
        assert label in refused.value.in_("zh") and what in refused.value.in_("zh")


@pytest.mark.parametrize(
    "label",
    [
        "姓名", "年龄段", "关爱类别", "照料人", "政治权利", "political rights", "家庭暴力", "性别歧视及其他",
        "婚姻家庭", "一句话", "trace", "local services", "办理结果", "配偶外遇、重婚、同居",
    ],
)  # fmt: skip
def test_what_serves_a_person_is_left_alone(label: str) -> None:
    assert sorts_by(label) is None


@pytest.mark.parametrize(
    "label", ["照料人与儿童的关系", "监护人亲属关系", "carer's relation to the child", "kinship of the guardian"]
)
def test_the_carer_s_relation_is_the_one_exception(label: str) -> None:
    assert sorts_by(label) is None and carer_relation(Text(label))


def test_a_carer_is_no_excuse_for_anything_else() -> None:
    assert not carer_relation(Text("照料人"))
    assert sorts_by("照料人的民族") is not None
    assert sorts_by("guardian's religion") is not None
