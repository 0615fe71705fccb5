"""The unit check: what adds, what compares, what a formula gives, and what is said when it mixes things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halfsky.kernel.grammar import (
    Choice,
    Function,
    Nature,
    Plain,
    Quantity,
    Scope,
    Term,
    Type,
    check,
    parse,
    quantity,
    read,
    resolve,
)
from halfsky.kernel.grammar.nodes import Call, Compare, Logic, Name, Symbol, Unary
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit
from tests.kernel.grammar_world import WORLD


def type_of(text: str) -> Type:
    return check(resolve(parse(text), WORLD), WORLD)


def refusal_of(text: str, want: Type | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(text, WORLD, want)
    return caught.value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("births", "人"),
        ("births + girls - deaths", "人"),
        ("people + births", "人"),
        ("births + 1", "人"),
        ("2 * births / 3", "人"),
        ("enrol * births", "人"),
        ("gap * births", "人"),
        ("-births", "人"),
        ("abs(births - girls)", "人"),
        ("grant / births", "元/人"),
        ("fund / people", "元/人"),
        ("grant * births", "元·人"),
        ("places / people", "个/人"),
        ("1 / births", "1/人"),
        ("sum(births, girls, 1)", "人"),
        ("min(people, births)", "人"),
        ("if(done, births, 0)", "人"),
        ("coalesce(births, girls)", "人"),
        ("previous(births)", "人"),
        ("sum(session.attended)", "人次"),
        ("sum(session.attended * session.hours)", "人次·小时"),
        ("max(session.hours) - min(session.hours)", "小时"),
        ("sum(session.hours) / sum(session.attended)", "小时/人次"),
        ("births[residence=urban] + births[residence=rural]", "人"),
        ("beds * people", "个"),
        ("5万人", "人"),
        ("paid(grant, 30%)", "元"),
    ],
)
def test_an_amount_keeps_its_dimension(text: str, unit: str) -> None:
    found = type_of(text)
    assert isinstance(found, Quantity)
    assert found.nature is Nature.AMOUNT
    assert found.unit.dimension == Unit.parse(unit).dimension


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("12", Nature.BARE),
        ("2万", Nature.BARE),
        ("0", Nature.ZERO),
        ("0%", Nature.ZERO),
        ("12/10万", Nature.FRACTION),
        ("1/6", Nature.FRACTION),
        ("30%", Nature.SHARE),
        ("1 + 5%", Nature.SHARE),
        ("score", Nature.NUMBER),
        ("count(session)", Nature.COUNT),
        ("count(births > 1, done)", Nature.COUNT),
        ("deaths / births", Nature.RATIO),
        ("deaths / births * 100%", Nature.RATIO),
        ("births / people", Nature.RATIO),
        ("1 - deaths / births", Nature.RATIO),
        ("births / previous(births) - 1", Nature.RATIO),
        ("births / previous(births) - 100%", Nature.RATIO),
        ("change(births)", Nature.RATIO),
        ("change(enrol)", Nature.RATIO),
        ("enrol / stay", Nature.RATIO),
        ("count(session.online) / count(session)", Nature.RATIO),
        ("checklist(standard)", Nature.RATIO),
        ("enrol", Nature.RATE),
        ("100% - enrol", Nature.RATE),
        ("1 - enrol", Nature.RATE),
        ("enrol + 5百分点", Nature.RATE),
        ("enrol + gap", Nature.RATE),
        ("enrol - gap", Nature.RATE),
        ("enrol * stay", Nature.RATE),
        ("enrol * (1 + 5%)", Nature.RATE),
        ("max(enrol, stay)", Nature.RATE),
        ("if(done, enrol, 90%)", Nature.RATE),
        ("coalesce(enrol, 0)", Nature.RATE),
        ("gap", Nature.POINTS),
        ("enrol - stay", Nature.POINTS),
        ("enrol - previous(enrol)", Nature.POINTS),
        ("enrol - 90%", Nature.POINTS),
        ("90% - enrol", Nature.POINTS),
        ("deaths / births - 12/10万", Nature.POINTS),
        ("deaths / births - previous(deaths / births)", Nature.POINTS),
        ("gap + 1百分点", Nature.POINTS),
        ("gap / 2", Nature.POINTS),
    ],
)
def test_a_number_has_a_nature(text: str, nature: Nature) -> None:
    found = type_of(text)
    assert isinstance(found, Quantity)
    assert found.nature is nature


@pytest.mark.parametrize(
    "text",
    [
        "births <= girls",
        "births >= people",
        "births <= 100",
        "people >= 100万人",
        "enrol >= 90%",
        "enrol > stay",
        "enrol > 0",
        "gap >= 1百分点",
        "mmr <= 12/10万",
        "mmr <= 0.12‰",
        "beds >= 4.5个 / 1千人",
        "deaths / births < 1",
        "grant / births <= 800",
        "score in (1, 2, 3)",
        "abs(change(births)) <= 30%",
        "held_on <= ended_on",
        "title = title",
        "state != planned and kind in (skill, law)",
        "done = audited",
        "not done or audited",
        "if(done, state, planned) = held",
        "count(session.kind = law) >= 2",
        "month(held_on) = 7",
    ],
)
def test_a_comparison_is_a_condition(text: str) -> None:
    assert type_of(text) is Plain.BOOLEAN


MIXED = [
    ("births + session_count", "400.75", "没有叫“session_count”的数据项或指标。"),
    ("births + grant", "400.80", "“births”是以“人”计的量，“grant”是以“元”计的量，不能相加减或比较。"),
    ("活产数 > 「补助（元）」", "400.80", "“活产数”是以“人”计的量，“「补助（元）」”是以“元”计的量，不能相加减或比较。"),
    ("births > 30%", "400.80", "“births”是以“人”计的量，“30%”是百分数，不能相加减或比较。"),
    ("births + enrol", "400.80", "“births”是以“人”计的量，“enrol”是以“%”计的率，不能相加减或比较。"),
    ("min(1, births, 50%)", "400.80", "“births”是以“人”计的量，“50%”是百分数，不能相加减或比较。"),
    ("births + score", "400.80", "“births”是以“人”计的量，“score”是没有单位的量，不能相加减或比较。"),
    ("births > count(session)", "400.80", "“births”是以“人”计的量，“count(session)”是个数，不能相加减或比较。"),
    ("score >= 90%", "400.80", "“score”是没有单位的量，“90%”是百分数，不能相加减或比较。"),
    ("people >= 100", "400.81", "“people”是以“万人”计的量，“100”是不带单位的数，不知道按哪个单位计。"),
    ("people + births + 1", "400.81", "“people + births”是以“万人”计的量，“1”是不带单位的数，不知道按哪个单位计。"),
    ("grant / births + 1", "400.81", "“grant / births”是以“元/人”计的量，“1”是不带单位的数，不知道按哪个单位计。"),
    ("enrol >= 90", "400.82", "“enrol”是以“%”计的率，“90”是不带单位的数，不能相加减或比较。"),
    ("enrol + stay", "400.83", "率不能相加：“enrol”与“stay”的分母不同。"),
    ("sum(enrol, stay)", "400.83", "率不能相加：“enrol”与“stay”的分母不同。"),
    ("(enrol + stay) / 2", "400.83", "率不能相加：“enrol”与“stay”的分母不同。"),
    ("enrol + deaths / births", "400.83", "率不能相加：“enrol”与“deaths / births”的分母不同。"),
    ("sum(session.pass)", "400.83", "率不能相加：“session.pass”与“session.pass”的分母不同。"),
    ("enrol + 5%", "400.84", "“enrol”与“5%”相加有两种读法：多几个百分点，还是多百分之几。"),
    ("gap >= 10%", "400.85", "“gap”是百分点之差，“10%”是百分数：百分点与百分比不是同一种量。"),
    ("enrol >= gap", "400.85", "“enrol”是以“%”计的率，“gap”是百分点之差：百分点与百分比不是同一种量。"),
    ("gap - enrol", "400.85", "“gap”是百分点之差，“enrol”是以“%”计的率：百分点与百分比不是同一种量。"),
    ("births > 5件", "400.79", "没有数据以“件”计，“5件”无从比较。"),
    ("15岁女性人口 > 1", "400.79", "没有数据以“岁女性人口”计，“15岁女性人口”无从比较。"),
    ("births + title", "400.89", "“title”是文字，这里应是数字。"),
    ("births * (girls > 1)", "400.89", "“(girls > 1)”是判断，这里应是数字。"),
    ("abs(held_on)", "400.89", "“held_on”是日期，这里应是数字。"),
    ("done and births", "400.90", "“births”是以“人”计的量，这里应是判断。"),
    ("not births", "400.90", "“births”是以“人”计的量，这里应是判断。"),
    ("if(births, 1, 2)", "400.90", "“births”是以“人”计的量，这里应是判断。"),
    ("count(births)", "400.90", "“births”是以“人”计的量，这里应是判断。"),
    ("title = births", "400.91", "“title”是文字，“births”是以“人”计的量，不能比较。"),
    ("kind = state", "400.91", "“kind”是“kind”的选项，“state”是“state”的选项，不能比较。"),
    ("births in (1, title)", "400.91", "“births”是以“人”计的量，“title”是文字，不能比较。"),
    ("coalesce(done, births)", "400.91", "“done”是判断，“births”是以“人”计的量，不能比较。"),
    ("state > planned", "400.92", "“state”是“state”的选项，没有大小。"),
    ("title < title", "400.92", "“title”是文字，没有大小。"),
    ("done > audited", "400.92", "“done”是判断，没有大小。"),
    ("abs(births, girls)", "400.93", "abs要1个参数，写了2个。"),
    ("if(done, 1)", "400.93", "if要3个参数，写了2个。"),
    ("coalesce(births)", "400.93", "coalesce要2个参数，写了1个。"),
    ("sum()", "400.93", "sum要1个参数，写了0个。"),
    ("paid(grant)", "400.93", "paid要2个参数，写了1个。"),
    ("paid(births, 30%)", "400.86", "公式的结果是以“人”计的量，这里要的是以“元”计的量。"),
    ("change(previous(births))", "400.94", "“change(previous(births))”里又用了另一个时期。"),
    ("session.attended > 1", "400.95", "“session.attended”每条下级记录各有一个值。"),
    ("session", "400.95", "“session”每条下级记录各有一个值。"),
    ("count(not session)", "400.95", "“session”每条下级记录各有一个值。"),
    ("sum(session.hours) * session.hours", "400.95", "“session.hours”每条下级记录各有一个值。"),
    (
        "sum(session.hours * visit.minutes)",
        "400.96",
        "“session.hours * visit.minutes”混用了不同的下级记录：session, visit。",
    ),
    ("previous(sum(session.hours))", "400.97", "“session.hours”是下级记录，没有上期。"),
]


@pytest.mark.parametrize(("text", "number", "says"), MIXED)
def test_a_formula_that_mixes_things_is_refused(text: str, number: str, says: str) -> None:
    refusal = refusal_of(text)
    assert (refusal.number, refusal.says.zh) == (number, says)
    assert refusal.todo.zh and refusal.todo.en and refusal.says.en


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("births * (deaths + 毛入园率)", "births * 【(deaths + 毛入园率)】"),
        ("births + if(done, 1, title)", "births + if(done, 1, 【title】)"),
        ("births > 1 and 活产 > 1", "births > 1 and 【活产】 > 1"),
        ("births[residence=town] > 1", "【births[residence=town]】 > 1"),
    ],
)
def test_a_refusal_marks_the_place(text: str, where: str) -> None:
    assert refusal_of(text).where == where


@pytest.mark.parametrize(
    ("text", "number", "says", "todo"),
    [
        ("活产 > 1", "400.75", "没有叫“活产”的数据项或指标。", "是不是“活产数”？"),
        ("孕产妇死亡 > 1", "400.75", "没有叫“孕产妇死亡”的数据项或指标。", "是不是“孕产妇死亡率”、“孕产妇死亡数”？"),
        ("birth > 1", "400.75", "没有叫“birth”的数据项或指标。", "是不是“births”"),
        ("session.attend > 1", "400.75", "没有叫“attend”的下级记录项目。", "是不是“attended”？"),
        ("births.x > 1", "400.75", "没有叫“x”的下级记录项目。", "请检查名称"),
        ("summ(births)", "400.75", "没有叫“summ”的函数。", "是不是“sum”"),
        ("state = plannd", "400.75", "没有叫“plannd”的选项。", "是不是“planned”"),
        ("checklist(standrd) > 1", "400.75", "没有叫“standrd”的选项。", "是不是“standard”"),
        ("births[sexx=female]", "400.75", "没有叫“sexx”的分组。", "是不是“sex”？"),
        ("births[sex=femal]", "400.75", "没有叫“femal”的类别。", "是不是“female”"),
        ("births[sex=male]", "400.77", "“活产数”没有分组“sex=male”。", "可选：age=15-17, residence=rural, "),
        ("deaths[sex=female]", "400.77", "“孕产妇死亡数”没有分组“sex=female”。", "它不分组。"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_ones(text: str, number: str, says: str, todo: str) -> None:
    refusal = refusal_of(text)
    assert (refusal.number, refusal.says.zh) == (number, says)
    assert todo in refusal.todo.zh


def test_a_label_of_two_things_is_refused_and_a_code_never_is() -> None:
    twins = replace(WORLD, terms=(*WORLD.terms, replace(WORLD.terms[1], code="deaths_2")))
    with pytest.raises(Refusal) as caught:
        read("孕产妇死亡数 > 1", twins)
    assert caught.value.says.zh == "“孕产妇死亡数”可以指deaths、deaths_2。"
    assert read("deaths > 1", twins) == read("deaths > 1", WORLD)


def test_a_refusal_quotes_a_long_formula_shortened() -> None:
    refusal = refusal_of(" + ".join(["births"] * 45), Plain.BOOLEAN)
    assert refusal.where == "【births + births + births + bir…hs + births + births】"
    assert len(refusal_of(f"{'长' * 1000} > 1").says.zh) < 100


def test_a_context_cannot_take_the_name_of_a_function_of_the_grammar() -> None:
    with pytest.raises(ValueError, match="sum"):
        Scope(functions=(Function("sum", (), Plain.DATE),))


def test_a_code_wins_over_the_label_of_something_else() -> None:
    scope = replace(WORLD, terms=(Term("x", quantity("元"), Text("births")), *WORLD.terms))
    assert read("births + 1人", scope) == read("births + 1人", WORLD)


def test_a_word_beside_a_choice_is_one_of_its_codes_even_where_a_thing_has_the_same_name() -> None:
    tree = read("state = held and kind = other", WORLD)
    assert tree == read("状态 = 已举办 and 类别 = 其他", WORLD)
    assert check(tree, WORLD) is Plain.BOOLEAN
    assert read("planned != state", WORLD) == read("计划 != 状态", WORLD)
    stage = Choice("stage", (("stage", Text("阶段")), ("held", Text("已举办"))))
    scope = Scope((Term("stage", stage), Term("held", Plain.BOOLEAN), Term("done", Plain.BOOLEAN)))
    tree = resolve(parse("stage = held and held and not stage = stage"), scope)
    held = Compare("=", Name("stage"), Symbol("held", "stage"))
    assert tree == Logic("and", (held, Name("held"), Unary("not", Compare("=", Name("stage"), Name("stage")))))
    assert resolve(parse("if(done, stage, held) = held"), scope) == Compare(
        "=", Call("if", (Name("done"), Name("stage"), Symbol("held", "stage"))), Symbol("held", "stage")
    )


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("deaths / births", "1/10万"),
        ("deaths / births * 100%", "%"),
        ("enrol", "%"),
        ("enrol * stay", "%"),
        ("1 - enrol", "%"),
        ("enrol - stay", "百分点"),
        ("places / people", "个/千人"),
        ("births + girls", "万人"),
        ("grant / births", "元/人"),
        ("count(session)", "场"),
        ("births / girls", ""),
        ("score * 2", ""),
        ("enrol / stay", "倍"),
    ],
)
def test_a_formula_fits_the_unit_of_its_result(text: str, unit: str) -> None:
    assert read(text, WORLD, quantity(unit))


@pytest.mark.parametrize(
    ("text", "want", "number", "says"),
    [
        ("births", quantity("%"), "400.86", "公式的结果是以“人”计的量，这里要的是以“%”计的率。"),
        ("births / grant", quantity("%"), "400.86", "公式的结果是以“人/元”计的量，这里要的是以“%”计的率。"),
        ("births / people", quantity("个/千人"), "400.86", "公式的结果是比，这里要的是以“个/千人”计的量。"),
        ("score", quantity("人"), "400.86", "公式的结果是没有单位的量，这里要的是以“人”计的量。"),
        ("count(session)", quantity("万人"), "400.86", "公式的结果是个数，这里要的是以“万人”计的量。"),
        ("enrol", quantity(""), "400.86", "公式的结果是以“%”计的率，这里要的是没有单位的量。"),
        ("births", Plain.BOOLEAN, "400.86", "公式的结果是以“人”计的量，这里要的是判断。"),
        ("births > 1", quantity("人"), "400.86", "公式的结果是判断，这里要的是以“人”计的量。"),
        ("12", quantity("%"), "400.86", "公式的结果是不带单位的数，这里要的是以“%”计的率。"),
        ("enrol - stay", quantity("%"), "400.87", "公式的结果是百分点，这里要的是以“%”计的率：率减率得百分点。"),
        (
            "100 * deaths / births",
            quantity("%"),
            "400.88",
            "公式里乘了100，而单位“%”已经包含这个倍数，结果会放大两次。",
        ),
        (
            "deaths / births * 10万",
            quantity("1/10万"),
            "400.88",
            "公式里乘了100000，而单位“1/10万”已经包含这个倍数，结果会放大两次。",
        ),
        (
            "1000 * places / people",
            quantity("个/千人"),
            "400.88",
            "公式里乘了1000，而单位“个/千人”已经包含这个倍数，结果会放大两次。",
        ),
        (
            "(births + girls) / 10000",
            quantity("万人"),
            "400.88",
            "公式里乘了1/10000，而单位“万人”已经包含这个倍数，结果会放大两次。",
        ),
    ],
)
def test_a_formula_that_gives_something_else_is_refused(text: str, want: Type, number: str, says: str) -> None:
    refusal = refusal_of(text, want)
    assert (refusal.number, refusal.says.zh) == (number, says)
