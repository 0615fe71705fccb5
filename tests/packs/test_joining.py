"""Packs joined: their order, what each sees, and the content that comes out, told by hand from the teaching pack."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Absence, Adding, Flow
from halfsky.kernel.grammar import render
from halfsky.kernel.group import Membership
from halfsky.kernel.indicator import Direction, Rhythm
from halfsky.kernel.period import period
from halfsky.kernel.place import Level
from halfsky.kernel.plan import Duty, GoalKind, Weight
from halfsky.kernel.refusals import Refused
from halfsky.kernel.rows import PackFact, PackPlace, PackValue
from halfsky.kernel.target import Comparator, Target
from halfsky.packs import RawPack, check_examples, join, read_installed, read_pack, rows, shipped
from halfsky.packs.library import arrange

from .edits import DIMENSIONS, HEADINGS, HOME, Edit, add, change, files_of, formula, indicator, rule, teaching

HEAD = "pack: {code}\nversion: 2.0.0\nkind: {kind}\ntitle: 又一包\nuses: [{uses}]\n{more}"


def pack(code: str, uses: str = "", more: str = "", kind: str = "data", **tables: str) -> RawPack:
    """A small pack made of a head and the texts of its tables."""
    files = {"pack.yaml": HEAD.format(code=code, kind=kind, uses=uses, more=more).encode()}
    return read_pack(files | {f"{name}.csv": text.encode() for name, text in tables.items()}, code)


def taught(*edits: Edit) -> RawPack:
    return read_pack(teaching(*edits), "teaching")


def local(**tables: str) -> RawPack:
    return pack("town", more="extends: teaching\nplace: 990901000000\n", kind="local", **tables)


def refused(*packs: RawPack) -> list[tuple[str, str]]:
    """Number and place of every refusal."""
    with pytest.raises(Refused) as found:
        join(packs)
    return [(r.number, r.where) for r in found.value.refusals]


def test_each_pack_comes_after_those_it_needs_whatever_the_order_given() -> None:
    packs = [
        pack("a", "c"),
        pack("b"),
        pack("c", "b"),
        pack("d", more="extends: a\nplace: 990900000000\n", kind="local"),
    ]
    for given in (packs, packs[::-1]):
        assert [p.code for p in arrange(given).packs] == ["b", "c", "a", "d"]


def test_shipped_packs_come_in_the_order_in_which_they_need_each_other() -> None:
    seen: set[str] = set()
    for path in shipped():
        found = read_pack(path)
        assert set(found.needs) <= seen
        seen.add(found.code)
    assert {"indicators-cn", "women-2021", "teaching"} <= seen


def test_packs_that_use_each_other_are_refused_with_the_circle() -> None:
    with pytest.raises(Refused) as found:
        join([pack("a", "b"), pack("b", "c"), pack("c", "a")])
    (circle,) = found.value.refusals
    assert circle.number == "400.251"
    ring = circle.values["circle"]
    assert ring in ("a → b → c → a", "b → c → a → b", "c → a → b → c")


def test_a_pack_that_extends_itself_is_a_circle() -> None:
    assert refused(taught(change("pack.yaml", "uses: []", "uses: []\nextends: teaching")))[0][0] == "400.251"


def test_one_pack_given_twice_is_refused() -> None:
    assert refused(taught(), taught()) == [("400.252", "teaching/pack.yaml:1:1 (pack)")]


def test_a_missing_pack_is_named_with_the_nearest_known() -> None:
    with pytest.raises(Refused) as found:
        join([taught(), pack("town", "teeching")])
    assert "“teeching”" in str(found.value)
    assert "“teaching”" in str(found.value)


def test_a_name_in_a_pack_that_is_not_used_is_refused_and_the_pack_named() -> None:
    values = HEADINGS["values"] + f"teaching_infant_mortality,{HOME},2024,,,6,‰,TEACHING,,\n"
    with pytest.raises(Refused) as found:
        join([taught(), pack("town", values=values)])
    assert [r.number for r in found.value.refusals] == ["400.254"] * 2
    assert "uses 中加上 teaching" in str(found.value)
    join([taught(), pack("town", "teaching", values=values)])


def test_a_pack_sees_what_the_packs_it_uses_see() -> None:
    values = HEADINGS["values"] + f"teaching_infant_mortality,{HOME},2024,,,6,‰,TEACHING,,\n"
    join([taught(), pack("between", "teaching"), pack("town", "between", values=values)])


@pytest.mark.parametrize(
    ("table", "text", "where"),
    [
        ("sources", "key,title\nTEACHING,又一个\n", "town/sources.csv:2 (key)"),
        ("departments", "code,zh\nteaching_health,又一个\n", "town/departments.csv:2 (code)"),
        ("elements", "code,name,unit,kind,adds\nteaching_births,又一个,人,flow,add\n", "town/elements.csv:2 (code)"),
        (
            "indicators",
            "code,name,unit,decimals,direction\nteaching_infant_mortality,又一个,‰,1,down\n",
            "town/indicators.csv:2 (code)",
        ),
    ],
)
def test_a_code_is_declared_once_among_all_packs(table: str, text: str, where: str) -> None:
    assert refused(taught(), pack("town", "teaching", **{table: text})) == [("400.255", where)]


def test_two_packs_may_not_give_one_figure_two_values_nor_give_it_twice() -> None:
    row = f"teaching_infant_mortality,{HOME},2024,,,{{}},‰,TEACHING,,\n"
    first = pack("one", "teaching", values=HEADINGS["values"] + row.format("6.0"))
    other = pack("two", "teaching", values=HEADINGS["values"] + row.format("6.1"))
    same = pack("two", "teaching", values=HEADINGS["values"] + row.format("6"))
    assert refused(taught(), first, other) == [("400.301", "two/values.csv:2 (value)")]
    assert refused(taught(), first, same) == [("400.302", "two/values.csv:2")]


def test_the_content_holds_what_the_tables_say() -> None:
    content = join([taught()])
    births = content.elements["teaching_births"]
    assert (births.unit, births.kind, births.adds, births.at) == ("人", Flow.FLOW, Adding.ADD, Level.COUNTY)
    assert content.elements["teaching_infant_deaths"].sensitive
    assert not births.sensitive
    delivery = content.indicators["teaching_hospital_delivery"]
    assert (delivery.direction, delivery.decimals, delivery.basis) == (Direction.UP, 1, "computed-first")
    assert (delivery.low, delivery.high, delivery.validity.rhythm) == (Fraction(0), Fraction(100), Rhythm.ANNUAL)
    assert delivery.name.en == "Teaching: hospital delivery rate"
    plan = content.plans["teaching"]
    assert (plan.first_year, plan.last_year, plan.base_year, plan.subject) == (2021, 2030, 2020, "children")
    assert [(d.code, d.name.zh) for d in plan.domains] == [("health", "教学：出生与健康")]
    mortality = plan.goal("T1.02")
    assert mortality is not None
    assert (mortality.kind, mortality.base_year, mortality.base) == (GoalKind.REACH, 2020, Fraction(8))
    assert mortality.place == ""
    assert plan.duties == (Duty("T1.01", "teaching_health"), Duty("T1.02", "teaching_health"))
    assert content.agencies["teaching_health"].aliases == ("教学卫生局",)
    assert content.sources["TEACHING"].title == "教学示例（虚构）"


def test_formulas_are_kept_as_trees_of_element_codes() -> None:
    content = join([taught()])
    tree = content.formula(content.indicators["teaching_infant_mortality"], 2024)
    assert tree is not None
    assert render(tree) == "teaching_infant_deaths / teaching_births"


def test_an_indicator_in_a_formula_is_put_in_by_its_own_formula() -> None:
    gap = indicator(
        "outside,院外分娩率,,%,,1,down,published-first,annual,,,,,1 - 教学住院分娩率,,,,,,",
        "double,两倍,,%,,1,down,published-first,annual,,,,,2 * outside,,,,,,",
    )
    content = join([taught(gap)])
    tree = content.formulas["double", None]
    assert render(tree) == "2 * (1 - teaching_hospital_births / teaching_births)"


def test_versions_of_an_indicator_hold_in_their_years() -> None:
    newer = (
        "teaching_hospital_delivery,教学住院分娩率,Teaching: hospital delivery rate,%,,1,up,"
        "computed-first,annual,,0,100,,"
        "教学住院出生数 / (教学出生数 + 教学婴儿死亡数),,,2024,,,待复核"
    )
    note = "教学示例，数字是虚构的。,\nteaching_i"
    ended = change("indicators.csv", f"出生的人数,,,{note}", f"出生的人数,,2023,{note}")
    content = join([taught(ended, indicator(newer))])
    delivery = content.indicators["teaching_hospital_delivery"]
    assert [(d.since, d.until, d.review) for d in delivery.definitions] == [(None, 2023, False), (2024, None, True)]
    old, new = content.formula(delivery, 2023), content.formula(delivery, 2024)
    assert old is not None
    assert new is not None
    assert render(old) == "teaching_hospital_births / teaching_births"
    assert render(new) == "teaching_hospital_births / (teaching_births + teaching_infant_deaths)"


GOALS = "number,domain,indicator,kind,goal,source\nL1.01,health,teaching_infant_mortality,reach,再降,TEACHING\n"
TOWN_TARGETS = HEADINGS["targets"] + "L1.01,,990901000000,2030,<=,4,,,here,TEACHING,\n"


def test_a_local_pack_adds_its_goals_to_the_plan_for_its_place_alone() -> None:
    duties = "number,role,agency\nL1.01,lead,teaching_health\n"
    content = join([local(goals=GOALS, targets=TOWN_TARGETS, duties=duties), taught()])
    assert list(content.plans) == ["teaching"]
    plan = content.plans["teaching"]
    assert [(g.number, g.place) for g in plan.goals] == [("T1.01", ""), ("T1.02", ""), ("L1.01", "990901000000")]
    assert plan.duty("L1.01") == Duty("L1.01", "teaching_health")
    assert plan.title.zh == "教学示例"


def test_goals_are_weighed_and_the_method_is_named_by_the_plan() -> None:
    named = change("pack.yaml", "subject: children", "subject: children\nindex: normalised")
    weights = add("weights.csv", "number,weight,must\nT1.02,1.5,\nT1.01,1,yes\n")
    plan = join([taught(named, weights)]).plans["teaching"]
    assert plan.index_method == "normalised"
    assert plan.weights == (Weight("T1.02", Fraction(3, 2)), Weight("T1.01", Fraction(1), must=True))
    assert join([taught()]).plans["teaching"].weights == ()


def test_a_local_pack_stays_within_its_place_and_leaves_the_plan_alone() -> None:
    elsewhere = HEADINGS["targets"] + "T1.02,,990902000000,2030,<=,4,,,here,TEACHING,\n"
    assert refused(taught(), local(targets=elsewhere)) == [("400.293", "town/targets.csv:2 (place)")]
    below = HEADINGS["targets"] + "T1.02,,990901001000,2030,<=,4,,,here,TEACHING,\n"
    join([taught(), local(targets=below)])
    duties = "number,role,agency\nT1.02,support,teaching_health\n"
    assert ("400.295", "town/duties.csv:2 (number)") in refused(taught(), local(duties=duties))
    weights = "number,weight,must\nT1.02,1,\n"
    assert refused(taught(), local(weights=weights)) == [("400.1023", "town/weights.csv:2 (number)")]
    again = GOALS.replace("L1.01", "T1.01")
    assert ("400.255", "town/goals.csv:2 (number)") in refused(taught(), local(goals=again))


def test_what_is_extended_must_be_a_plan() -> None:
    assert refused(pack("data"), pack("town", more="extends: data\nplace: 990901000000\n", kind="local")) == [
        ("400.253", "town/pack.yaml:1:1 (extends)")
    ]


def test_rules_come_in_order_with_the_version_of_their_pack() -> None:
    content = join([taught(rule("late"), rule("worse_running >= 2", code="two"))])
    assert [(r.code, r.version) for r in content.rules] == [("one", "1.0.0"), ("two", "1.0.0")]


def test_groups_of_places_are_dated_and_a_target_may_name_one() -> None:
    hills = "hills,山区县,hill counties"
    groups = f"code,zh,en,place,from,until\n{hills},{HOME},2021-01-01,\n{hills},990901000000,,2025-12-31\n"
    with_group = change("targets.csv", "number,breakdown,place,year", "number,breakdown,group,year")
    edited = taught(add("groups.csv", groups), with_group, change("targets.csv", HOME, "hills"))
    group = join([edited]).groups["hills"]
    assert group.name.en == "hill counties"
    assert group.members == (
        Membership(HOME, dt.date(2021, 1, 1)),
        Membership("990901000000", None, dt.date(2025, 12, 31)),
    )
    assert [(t.group, t.place) for t in rows(edited).targets] == [("hills", ""), ("hills", "")]


def test_installed_packs_are_read_from_their_files_by_code() -> None:
    content = read_installed({"teaching": files_of("teaching"), "indicators-cn": files_of("indicators-cn")})
    assert {"mmr", "teaching_infant_mortality"} <= set(content.indicators)
    assert content.fingerprint == join([taught(), read_pack(files_of("indicators-cn"))]).fingerprint
    with pytest.raises(Refused, match=r"old/pack\.yaml"):
        read_installed({"old": {"pack.yaml": b"pack: old\n"}})


def test_rows_are_what_the_tables_print() -> None:
    value = f"teaching_infant_mortality,{HOME},2024,female,,6.10,‰,TEACHING,2025-12-01,注\n"
    files = teaching(
        DIMENSIONS,
        change("elements.csv", "teaching_births,教学出生数,teaching births,人,flow,add,,",
               "teaching_births,教学出生数,teaching births,人,flow,add,sex:female|male,"),
        add("values.csv", HEADINGS["values"] + value),
        add("facts.csv", "element,place,period,sex,value\nteaching_births,990901000000,2024,male,12\n"),
        add("places.csv", f"code,name,level,parent\n{HOME},教学市,,\n990901000000,教学县,county,{HOME}\n"),
        change("targets.csv", "T1.02", f"T1.02,,{HOME},2025,<=,7,,,each township,TEACHING;TEACHING,待复核\nT1.02"),
    )  # fmt: skip
    found = rows(read_pack(files))
    join([read_pack(files)])
    female, male = Cell((("sex", "female"),)), Cell((("sex", "male"),))
    assert found.values == (
        PackValue("teaching_infant_mortality", HOME, period("2024"), "6.10", "‰", "TEACHING", female,
                  dt.date(2025, 12, 1), "注"),
    )  # fmt: skip
    assert found.facts == (PackFact("teaching_births", "990901000000", period("2024"), "12", male),)
    assert found.places == (
        PackPlace(HOME, "教学市", Level.PREFECTURE),
        PackPlace("990901000000", "教学县", Level.COUNTY, HOME),
    )
    interim = Target(
        "teaching", "T1.02", 2025, Comparator.AT_MOST, Fraction(7), "7", place=HOME, each=Level.TOWNSHIP,
        source="TEACHING;TEACHING", review=True, interim=True,
    )  # fmt: skip
    assert found.targets[1] == interim
    assert [t.interim for t in found.targets] == [False, True, False]


def test_a_fact_may_say_why_there_is_no_number_and_zero_is_one() -> None:
    facts = "element,place,period,value\n" + "".join(
        f"teaching_births,990901000000,{year},{given}\n"
        for year, given in ((2021, "未报"), (2022, "not_applicable"), (2023, "0"))
    )
    found = taught(add("facts.csv", facts))
    join([found])
    assert [fact.value for fact in rows(found).facts] == [Absence.NOT_REPORTED, Absence.NOT_APPLICABLE, "0"]
    both = taught(add("facts.csv", facts + "teaching_births,990901000000,2021,5\n"))
    assert refused(both) == [("400.301", "teaching/facts.csv:5 (value)")]


def test_an_absence_in_an_example_leaves_the_year_without_a_figure() -> None:
    deaths = f"teaching_infant_deaths,{HOME},2024,,,"
    found = taught(change("examples/facts.csv", f"{deaths}6", f"{deaths}未报"))
    with pytest.raises(Refused) as wrong:
        check_examples([found], join([found]))
    assert "算得 无" in str(wrong.value)


def test_shares_and_bands_of_targets_are_read_exactly() -> None:
    sixth = taught(change("targets.csv", f"T1.02,,{HOME},2030,<=,5", f"T1.02,,{HOME},2030,reduce_by,1/6"))
    assert rows(sixth).targets[1].value == Fraction(1, 6)
    fifth = taught(change("targets.csv", f"T1.02,,{HOME},2030,<=,5", f"T1.02,,{HOME},2030,reduce_by,20%"))
    assert (rows(fifth).targets[1].value, rows(fifth).targets[1].shown) == (Fraction(1, 5), "20%")
    band = taught(change("targets.csv", f"T1.02,,{HOME},2030,<=,5,,", f"T1.02,,{HOME},2030,between,4.5,5.5,"))
    assert (rows(band).targets[1].value, rows(band).targets[1].value2) == (Fraction(9, 2), Fraction(11, 2))
    join([sixth]), join([fifth]), join([band])


def test_places_of_a_demo_pack_are_marked_as_invented() -> None:
    demo = pack("demo", more="demo: yes\n", kind="demo", places=f"code,name\n{HOME},演示市\n")
    assert [place.demo for place in rows(demo).places] == [True]


def test_examples_see_their_own_figures_and_roll_up_from_below() -> None:
    """8 deaths of 1000 births here, 6 of 1000 there: 14 of 2000 make 7.0‰ for the city above both."""
    facts = "element,place,period,value\n" + "".join(
        f"teaching_births,{p},2024,1000\nteaching_infant_deaths,{p},2024,{n}\n"
        for p, n in (("990901000000", 8), ("990902000000", 6))
    )
    figures = f"indicator,place,period,value\nteaching_infant_mortality,{HOME},2024,{{}}\n"
    verdicts = "number,place,year,verdict,value\nT1.02,990901000000,2024,no_target,8\n"
    files = teaching() | {"examples/facts.csv": facts.encode(), "examples/verdicts.csv": verdicts.encode()}
    right = read_pack(files | {"examples/figures.csv": figures.format("7").encode()})
    check_examples([right], join([right]))
    wrong = read_pack(files | {"examples/figures.csv": figures.format("7.1").encode()})
    with pytest.raises(Refused):
        check_examples([wrong], join([wrong]))


def test_a_published_value_of_an_example_is_used_by_the_basis_of_the_indicator() -> None:
    values = HEADINGS["values"] + f"teaching_infant_mortality,{HOME},2024,,,6.4,‰,TEACHING,2025-12-01,\n"
    as_published = change("indicators.csv", "down,computed-first", "down,published-first")
    verdict = "number,place,year,value,verdict,as_of\nT1.02,990900000000,2024,{},expected,{}\n"

    def checked(value: str, day: str, *edits: Edit) -> None:
        edited = taught(*edits, add("examples/values.csv", values))
        files = dict(edited.files.blobs) | {"examples/verdicts.csv": verdict.format(value, day).encode()}
        files["examples/figures.csv"] = b"indicator,place,period,value\n"
        found = read_pack(files)
        check_examples([found], join([found]))

    checked("6", "2026-01-01")
    checked("6.4", "2026-01-01", as_published)
    with pytest.raises(Refused, match=r"6\.4"):
        checked("6", "2026-01-01", as_published)


def test_the_formula_of_the_teaching_pack_is_what_the_edits_replace() -> None:
    """Guards the other tests: their edits do change the formula that the content holds."""
    content = join([taught(formula("教学出生数 / 教学出生数"))])
    assert render(content.formulas["teaching_hospital_delivery", None]) == "teaching_births / teaching_births"
