"""Text to tree: what binds how tightly, which signs mean the same, and what is said when a text is no formula."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halfsky.kernel.grammar import parse, render
from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Node,
    Number,
    Part,
    Unary,
    Within,
)
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.refusals import Refusal

A, B, C = Name("a"), Name("b"), Name("c")


def number(value: str, unit: str = "") -> Number:
    return Number(Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("12", number("12")),
        ("0.50", number("0.5")),
        ("30%", number("30", "%")),
        ("4.64‰", number("4.64", "‰")),
        ("100万人", number("100", "万人")),
        ("5百分点", number("5", "百分点")),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a - (b - c)", Binary("-", A, Binary("-", B, C))),
        ("a / b * c", Binary("*", Binary("/", A, B), C)),
        ("-a * b", Binary("*", Unary("-", A), B)),
        ("a * -b", Binary("*", A, Unary("-", B))),
        ("-(a + b)", Unary("-", Binary("+", A, B))),
        ("1/6", Binary("/", number("1"), number("6"))),
        ("a + b <= c", Compare("<=", Binary("+", A, B), C)),
        ("not a = b", Unary("not", Compare("=", A, B))),
        ("not a and b", Logic("and", (Unary("not", A), B))),
        ("a or b and c", Logic("or", (A, Logic("and", (B, C))))),
        ("a and b and c", Logic("and", (A, B, C))),
        ("(a and b) and c", Logic("and", (Logic("and", (A, B)), C))),
        ("a in (b, c)", Within(A, (B, C))),
        ("a not in (b, c)", Unary("not", Within(A, (B, C)))),
        ("sum(a, b)", Call("sum", (A, B))),
        ("now()", Call("now", ())),
        ("a[sex=female]", Part("a", (("sex", "female"),))),
        ("a[sex=female, residence=rural]", Part("a", (("sex", "female"), ("residence", "rural")))),
        ("session.attended", Member("session", "attended")),
        ("「15—17周岁人口数」 / a", Binary("/", Name("15—17周岁人口数"), A)),
        ("「and」", Name("and")),
        ("「课 次」.「到 课」", Member("课 次", "到 课")),
    ],
)
def test_a_text_becomes_this_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("（ａ＋ｂ）×ｃ÷２", "(a + b) * c / 2"),
        ("a－b", "a - b"),
        ("a − b", "a - b"),
        ("a·b", "a * b"),
        ("a＝b", "a = b"),
        ("a==b", "a = b"),
        ("a≠b", "a != b"),
        ("a<>b", "a != b"),
        ("a≤b", "a <= b"),
        ("a≧b", "a >= b"),
        ("a＜３０％", "a < 30%"),
        ("a且b", "a且b"),
        ("a 且 b 或 非 c", "a and b or not c"),
        ("a>1且b>2或c>3", "a > 1 and b > 2 or c > 3"),
        ("(a)且b", "a and b"),
        ("x[甲=乙]或b", "x[甲=乙] or b"),
        ("5%且b", "5% and b"),
        ("A AND B", "A and B"),
        ("SUM(a，b、c)", "sum(a, b, c)"),
        ("求和(a, b)", "sum(a, b)"),
        ("如果(a, b, c)", "if(a, b, c)"),
        ("上年同期(a)", "same_period_last_year(a)"),
        ("a 属于 (b, c)", "a in (b, c)"),
        ("a［性别＝女］", "a[性别=女]"),
        ("a\n  + b", "a + b"),
        ("3in(1,2)", "3 in (1, 2)"),
        ("((a))", "a"),
        ("「非农人口」+非农人口", "非农人口 + 非农人口"),
    ],
)
def test_signs_of_both_widths_and_both_languages_mean_the_same(written: str, plain: str) -> None:
    assert render(parse(written)) == plain


@pytest.mark.parametrize(
    ("text", "number", "where", "says"),
    [
        ("", "400.66", "", "公式是空的。"),
        (" 　", "400.66", "", "公式是空的。"),
        ("a +", "400.68", "a +【】", "这里应有一个数字、名称或左括号，却是“公式结尾”。"),
        ("a + * b", "400.68", "a + 【*】 b", "这里应有一个数字、名称或左括号，却是“*”。"),
        ("a + not b", "400.68", "a + 【not】 b", "这里应有一个数字、名称或左括号，却是“not”。"),
        ("a in ()", "400.68", "a in (【)】", "这里应有一个数字、名称或左括号，却是“)”。"),
        ("a in b", "400.68", "a in 【b】", "这里应有一个数字、名称或左括号，却是“b”。"),
        ("a b", "400.69", "a 【b】", "“b”之前缺少运算符。"),
        ("sum(a b)", "400.69", "sum(a 【b】)", "“b”之前缺少运算符。"),
        ("(a + b", "400.70", "【(】a + b", "“(”没有配对的“)”。"),
        ("（a + b", "400.70", "【（】a + b", "“(”没有配对的“)”。"),
        ("sum(a,", "400.68", "sum(a,【】", "这里应有一个数字、名称或左括号，却是“公式结尾”。"),
        ("sum(", "400.70", "sum【(】", "“(”没有配对的“)”。"),
        ("a[sex=female", "400.70", "a【[】sex=female", "“[”没有配对的“]”。"),
        ("a + b)", "400.71", "a + b【)】", "多了一个“)”。"),
        ("a < b < c", "400.72", "a < b 【<】 c", "不能连写比较“<”。"),
        ("a = b in (c, d)", "400.72", "a = b 【in】 (c, d)", "不能连写比较“in”。"),
        ("a in (b) in (c)", "400.72", "a in (b) 【in】 (c)", "不能连写比较“in”。"),
        ("a[urban]", "400.73", "a[urban【]】", "方括号里应是“分组=类别”，却是“]”。"),
        ("a[sex=female, sex=male]", "400.73", "a[sex=female, 【sex】=male]", "方括号里应是“分组=类别”，却是“sex”。"),
        ("a[age=15]", "400.73", "a[age=【15】]", "方括号里应是“分组=类别”，却是“15”。"),
        ("a. + b", "400.74", "a【.】 + b", "“.”后面应是下级记录的项目名称。"),
        ("W1.02 / 2", "400.74", "W1【.】02 / 2", "“.”后面应是下级记录的项目名称。"),
        ("a ** 2", "400.65", "a 【**】 2", "公式不计算乘方“**”。"),
        ("a^2", "400.65", "a【^】2", "公式不计算乘方“^”。"),
        ("a $ b", "400.61", "a 【$】 b", "公式中不能使用“$”。"),
        ("“活产数” / 2", "400.61", "【“】活产数” / 2", "公式中不能使用““”。"),
        ("「活产数 / 2", "400.62", "【「活产数 / 2】", "「没有配对的」，或者「」之间没有名称。"),
        ("「 」 / 2", "400.62", "【「 」】 / 2", "「没有配对的」，或者「」之间没有名称。"),
        ("15_17 > 2", "400.63", "【15_17】 > 2", "“15_17”既不是数字，也不是名称。"),
        ("2 * 3.", "400.63", "2 * 【3.】", "“3.”既不是数字，也不是名称。"),
        ("1.2.3", "400.63", "【1.2.】3", "“1.2.”既不是数字，也不是名称。"),
        ("4.508E+11 > a", "400.64", "【4.508E+11】 > a", "“4.508E+11”是科学计数法。"),
        ("1,000 + a", "400.98", "1【,】000 + a", "这里不能用逗号。"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_goes_wrong(text: str, number: str, where: str, says: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(text)
    assert (caught.value.number, caught.value.where, caught.value.says.zh) == (number, where, says)


def test_a_formula_of_2000_characters_is_read_and_one_more_is_refused() -> None:
    assert parse("a" * 2000) == Name("a" * 2000)
    with pytest.raises(Refusal) as caught:
        parse("a" * 2001)
    assert caught.value.says.zh == "公式有2001个字符，超过2000个。"


@pytest.mark.parametrize(
    "nested",
    [
        lambda n: "-" * (n - 1) + "a",
        lambda n: "abs(" * (n - 1) + "a" + ")" * (n - 1),
        lambda n: "a - (" * (n - 1) + "a" + ")" * (n - 1),
        lambda n: "a and (b or " * ((n - 1) // 2) + ("not " if n % 2 == 0 else "") + "a" + ")" * ((n - 1) // 2),
        lambda n: " + ".join("a" * n),
    ],
    ids=["minus", "call", "right", "logic", "left"],
)
def test_a_tree_of_depth_50_is_read_and_a_deeper_one_is_refused(nested: object) -> None:
    assert callable(nested)
    assert max(depth for _, depth in walk(parse(nested(50)))) == 50
    with pytest.raises(Refusal) as caught:
        parse(nested(51))
    assert caught.value.says.zh == "公式嵌套超过50层。"


def test_a_thousand_brackets_are_refused_and_not_followed() -> None:
    with pytest.raises(Refusal) as caught:
        parse("(" * 999 + "a" + ")" * 999)
    assert caught.value.number == "400.67"


def test_a_span_points_at_the_node_and_takes_no_part_in_equality() -> None:
    node = parse("活产数 * (1 - 巩固率)")
    assert isinstance(node, Binary)
    assert (node.left.span.text, node.right.span.text) == ("活产数", "(1 - 巩固率)")
    assert node.right.span.caret() == "活产数 * (1 - 巩固率)\n         ^^^^^^^^^^^^"
    assert node == parse("活产数*(1-巩固率)")


@pytest.mark.parametrize(
    "build",
    [
        lambda: Number(Fraction(1, 3)),
        lambda: Number(Fraction(-1)),
        lambda: Number(Fraction(1), "and"),
        lambda: Number(Fraction(1), "人·年"),
        lambda: Name(""),
        lambda: Name("a」"),
        lambda: Part("a", ()),
        lambda: Part("a", (("sex", "female"), ("sex", "male"))),
        lambda: Call("求和", (A,)),
        lambda: Within(A, ()),
        lambda: Logic("and", (A,)),
    ],
)
def test_a_tree_that_no_text_can_spell_cannot_be_built(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"."):
        build()
