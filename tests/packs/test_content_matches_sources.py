"""The shipped packs agree with themselves: nothing dangles, nothing stands twice, a goal's words say its number."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlsplit

import pytest
import yaml

from .content import CATALOGUE, CONTENT, LOCAL, NATION, PACKS, PLANS, Row, known, manifest, reach, table

WITH_GOALS = tuple(p for p in PACKS if table(p, "goals.csv"))
RATES = {"%", "‰", "1/万", "1/10万"}
INVENTED = {"teaching": "990900000000", "demo-city": "990100000000"}
NUMERIC = {"reach", "keep", "reach_keep"}
HOSTS = {
    "163.com", "china.org.cn", "chuzhong.eol.cn", "edu.yunnan.cn", "en.theorychina.org.cn", "english.www.gov.cn",
    "gansu.gscn.com.cn", "japanese.china.org.cn", "jiemian.com", "lfwomen.com", "m.womenofchina.cn", "mee.gov.cn",
    "news.fznews.com.cn", "phic.org.cn", "pwccw.gd.gov.cn", "scio.gov.cn", "stats.gov.cn", "wfwb.wfnews.com.cn",
    "womenofchina.cn",
}  # fmt: skip


def parts(text: str) -> set[str]:
    return {piece for piece in text.split(";") if piece}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(
    ("name", "key"),
    [("elements.csv", "code"), ("indicators.csv", "code"), ("sources.csv", "key"), ("departments.csv", "code"),
     ("goals.csv", "number"), ("places.csv", "code")],
)  # fmt: skip
def test_every_key_stands_once(pack: str, name: str, key: str) -> None:
    counted = Counter(row[key] for row in table(pack, name))
    assert [k for k, n in counted.items() if n > 1 or not k] == []


def test_no_two_packs_declare_one_code() -> None:
    for name in ("elements.csv", "indicators.csv", "departments.csv", "sources.csv"):
        key = "key" if name == "sources.csv" else "code"
        counted = Counter(row[key] for pack in PACKS for row in table(pack, name))
        assert [k for k, n in counted.items() if n > 1] == []


def test_a_word_means_one_element_or_indicator() -> None:
    meant: dict[str, set[str]] = {}
    for pack in PACKS:
        for row in table(pack, "elements.csv") + table(pack, "indicators.csv"):
            for word in (row["name"], row["name_en"], row["code"]):
                meant.setdefault(word, set()).add(row["code"])
    assert {word: codes for word, codes in meant.items() if len(codes) > 1 or not word} == {}


def _one_unit(side: str, elements: dict[str, dict[str, str]]) -> str:
    """The unit of the elements that stand on one side of a division, which is one."""
    names = re.split(r" [-+] ", side.strip("()"))
    units = {elements[name.partition("[")[0].strip("「」")]["unit"] for name in names}
    assert len(units) == 1, side
    return units.pop()


@pytest.mark.parametrize("pack", PACKS)
def test_a_formula_divides_two_elements_in_the_unit_of_its_indicator(pack: str) -> None:
    elements = {row["name"]: row for row in known(pack, "elements.csv", "code").values()}
    for row in table(pack, "indicators.csv"):
        assert bool(row["formula"]) <= bool(row["numerator"] and row["denominator"]), row["code"]
        if not row["formula"]:
            continue
        above, below = (_one_unit(side, elements) for side in row["formula"].split(" / "))
        if row["unit"] in RATES:
            assert above == below, row["code"]
        elif row["per"]:
            assert (above, "1000" + below) == (row["unit"], row["per"]), row["code"]
        else:
            assert row["unit"] == f"{above}/{below}", row["code"]


def test_every_element_of_the_catalogue_is_used() -> None:
    formulas = "".join(row["formula"] for row in table(CATALOGUE, "indicators.csv"))
    assert [row["name"] for row in table(CATALOGUE, "elements.csv") if row["name"] not in formulas] == []


def test_every_indicator_of_the_catalogue_has_a_goal() -> None:
    goals = {goal["indicator"] for plan in PLANS for goal in table(plan, "goals.csv")}
    assert {row["code"] for row in table(CATALOGUE, "indicators.csv")} == goals


@pytest.mark.parametrize("pack", WITH_GOALS)
def test_goals_point_at_what_exists(pack: str) -> None:
    indicators = known(pack, "indicators.csv", "code")
    cells = {f"{r['dimension']}={r['code']}" for r in known(pack, "dimensions.csv", "code").values()}
    domains = {d["code"] for p in reach(pack) for d in manifest(p).get("domains", [])}  # type: ignore[attr-defined]
    sources = known(pack, "sources.csv", "key")
    for goal in table(pack, "goals.csv"):
        assert goal["indicator"] in indicators, goal
        assert goal["domain"] in domains, goal
        assert parts(goal["breakdown"]) <= cells, goal
        assert parts(goal["source"]) and parts(goal["source"]) <= set(sources), goal
        assert bool(goal["base"]) == bool(goal["base_year"]), goal
        assert bool(goal["goal"]) == bool(goal["goal_en"]), goal
        assert goal["goal"] or goal["kind"] == "monitor", goal


@pytest.mark.parametrize("pack", WITH_GOALS)
def test_a_goal_with_a_number_has_a_target_and_no_other_has(pack: str) -> None:
    numeric = {g["number"] for g in table(pack, "goals.csv") if g["kind"] in NUMERIC}
    own = [t["number"] for t in table(pack, "targets.csv") if t["number"] not in inherited(pack)]
    assert Counter(own) == Counter(numeric)


def inherited(pack: str) -> dict[str, Row]:
    return {g["number"]: g for p in reach(pack)[1:] for g in table(p, "goals.csv")}


@pytest.mark.parametrize("pack", [*WITH_GOALS, "demo-city"])
def test_targets_stand_at_a_goal_a_place_and_a_year(pack: str) -> None:
    goals = {g["number"]: g for g in table(pack, "goals.csv")} | inherited(pack)
    first, last = (int(y) for y in str(manifest(pack).get("years", "2021..2030")).split(".."))
    place = str(manifest(pack).get("place", INVENTED.get(pack, NATION)))
    sources = known(pack, "sources.csv", "key")
    for target in table(pack, "targets.csv"):
        goal = goals[target["number"]]
        assert goal["kind"] in NUMERIC, target
        assert goal["breakdown"] in ("", target["breakdown"]), target
        assert target["place"] == place, target
        assert first <= int(target["year"]) <= last, target
        assert target["comparator"] in {">=", "<=", "about", "reduce_by"}, target
        assert target["holds"] in {"here", "each township", "each county"}, target
        assert target["source"] in sources, target
        assert not target["tolerance"] and not target["value2"], "no tolerance or band has been issued"


@pytest.mark.parametrize("pack", WITH_GOALS)
def test_the_words_of_a_goal_say_its_target(pack: str) -> None:
    """A second reading of the printed text: the number, the side it binds, the parts it is judged by."""
    goals = {g["number"]: g for g in table(pack, "goals.csv")}
    for target in table(pack, "targets.csv"):
        if target["number"] not in goals:
            continue
        text = goals[target["number"]]["goal"]
        assert re.search(rf"(?<![\d.]){re.escape(target['value'])}(?![\d.])", text), (text, target["value"])
        kept = "保持" in text or "稳定在" in text
        if "为基" in text:
            side = "reduce_by"
        elif "左右" in text and kept:
            side = "about"
        else:
            side = "<=" if re.search("以[下内]$", text) else ">="
        assert target["comparator"] == side, text
        levels = {"以乡": "each township", "街道和乡镇": "each township", "以县": "each county"}
        assert target["holds"] == next((holds for words, holds in levels.items() if words in text), "here"), text
        assert (goals[target["number"]]["kind"] == "reach") == (not kept), text


@pytest.mark.parametrize("pack", WITH_GOALS)
def test_every_goal_has_one_lead(pack: str) -> None:
    agencies = known(pack, "departments.csv", "code")
    leads = Counter(d["number"] for d in table(pack, "duties.csv") if d["role"] == "lead")
    assert leads == Counter(g["number"] for g in table(pack, "goals.csv"))
    pairs = Counter((d["number"], d["agency"]) for d in table(pack, "duties.csv"))
    assert [pair for pair, n in pairs.items() if n > 1 or pair[1] not in agencies] == []
    assert {d["role"] for d in table(pack, "duties.csv")} <= {"lead", "support"}


@pytest.mark.parametrize("pack", [p for p in PACKS if table(p, "values.csv")])
def test_values_belong_to_an_indicator_a_source_and_one_cell(pack: str) -> None:
    indicators, sources = known(pack, "indicators.csv", "code"), known(pack, "sources.csv", "key")
    cells = known(pack, "dimensions.csv", "code")
    columns = ("indicator", "place", "year", "sex", "residence")
    keys = Counter(tuple(v[c] for c in columns) for v in table(pack, "values.csv"))
    assert [key for key, n in keys.items() if n > 1] == []
    for value in table(pack, "values.csv"):
        indicator = indicators[value["indicator"]]
        number = Decimal(value["value"])
        assert value["unit"] == indicator["unit"], value
        assert len(value["place"]) == 12, value
        assert value["sex"] in ("", *cells) and value["residence"] in ("", *cells), value
        assert not indicator["low"] or number >= Decimal(indicator["low"]), value
        assert not indicator["high"] or number <= Decimal(indicator["high"]), value
        assert value["source"] in sources, value
        if not manifest(pack).get("demo"):
            assert value["published"] == last_day(sources[value["source"]]["published"]), value


def last_day(rough: str) -> str:
    """Where only the month or the year of publication is known, a value counts from its end on."""
    if len(rough) == 4:
        return f"{rough}-12-31"
    return f"{rough}-{monthrange(int(rough[:4]), int(rough[5:]))[1]}" if len(rough) == 7 else rough


@pytest.mark.parametrize("plan", PLANS)
def test_the_base_is_the_value_of_the_series_in_that_year(plan: str) -> None:
    series = {
        (v["indicator"], v["year"], v["sex"], v["residence"]): v["value"]
        for v in table(CATALOGUE, "values.csv")
        if v["place"] == NATION
    }
    for goal in table(plan, "goals.csv"):
        if goal["base"]:
            cell = dict(p.split("=") for p in parts(goal["breakdown"]))
            key = (goal["indicator"], goal["base_year"], cell.get("sex", ""), cell.get("residence", ""))
            assert Decimal(series[key]) == Decimal(goal["base"]), goal


@pytest.mark.parametrize("generation", ["2021", "2011"])
def test_a_series_in_two_plans_of_one_generation_has_one_base_and_one_target(generation: str) -> None:
    found: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for plan in (p for p in PLANS if p.endswith(generation)):
        targets = {t["number"]: t for t in table(plan, "targets.csv")}
        for goal in table(plan, "goals.csv"):
            target = targets.get(goal["number"])
            if target:
                said = (goal["base"], target["comparator"], target["value"], target["year"], goal["kind"])
                found.setdefault((goal["indicator"], goal["breakdown"]), set()).add(said)
    assert {key: said for key, said in found.items() if len(said) > 1} == {}


def test_deaths_of_the_younger_are_among_those_of_the_older() -> None:
    for pack in (CATALOGUE, "guigang-2015"):
        at: dict[tuple[str, ...], dict[str, Fraction]] = {}
        for v in table(pack, "values.csv"):
            at.setdefault((v["place"], v["year"], v["residence"]), {})[v["indicator"]] = Fraction(v["value"])
        for where, rates in at.items():
            known_ = [rates[r] for r in ("neonatal_mortality", "infant_mortality", "under5_mortality") if r in rates]
            assert known_ == sorted(known_), where


def test_breaks_stand_between_two_values() -> None:
    for row in table(CATALOGUE, "breaks.csv"):
        years = [v["year"] for v in table(CATALOGUE, "values.csv") if v["indicator"] == row["indicator"]]
        assert min(years) < row["year"] <= max(years), row


def test_only_known_pages_are_linked() -> None:
    for pack in PACKS:
        for source in table(pack, "sources.csv"):
            if source["page"]:
                address = urlsplit(source["page"])
                assert address.scheme in ("http", "https"), source
                assert (address.hostname or "").removeprefix("www.") in HOSTS, source
            assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", source["published"]), source


def test_warnings_use_the_words_that_exist() -> None:
    rules = yaml.load((CONTENT / CATALOGUE / "warnings.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    words = {"name", "year", "value", "unit", "target", "target_year", "base_year", "expected", "gap", "reason"}
    assert len({rule["rule"] for rule in rules}) == len(rules)
    assert {rule["level"] for rule in rules} == {"red", "yellow", "grey", "green"}
    for rule in rules:
        for text in rule["says"].values():
            assert set(re.findall(r"{(\w+)}", text)) <= words, rule
        assert set(rule["says"]) == {"zh", "en"}, rule


@pytest.mark.parametrize("pack", LOCAL)
def test_a_local_pack_adds_and_never_repeats(pack: str) -> None:
    assert not {g["number"] for g in table(pack, "goals.csv")} & set(inherited(pack))
    assert not {i["code"] for i in table(pack, "indicators.csv")} & set(known(CATALOGUE, "indicators.csv", "code"))


@pytest.mark.parametrize("pack", PACKS)
def test_codes_are_plain_and_texts_are_there(pack: str) -> None:
    assert manifest(pack)["pack"] == pack
    for name in ("elements.csv", "indicators.csv", "departments.csv"):
        for row in table(pack, name):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", row["code"]), row
    for path in (CONTENT / pack).rglob("*.csv"):
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n"), path


@pytest.mark.parametrize("pack", WITH_GOALS)
def test_a_goal_is_named_where_the_plan_calls_it_otherwise(pack: str) -> None:
    indicators = known(pack, "indicators.csv", "code")
    for goal in table(pack, "goals.csv"):
        assert goal["name"] != indicators[goal["indicator"]]["name"], goal
        assert bool(goal["name"]) == bool(goal["name_en"]), goal


def test_the_figures_of_the_teaching_pack_are_its_facts_divided() -> None:
    facts = {(f["element"], f["period"]): Fraction(f["value"]) for f in table("teaching", "examples/facts.csv")}
    parts_ = {
        "teaching_hospital_delivery": ("teaching_hospital_births", 100),
        "teaching_infant_mortality": ("teaching_infant_deaths", 1000),
    }
    figures = table("teaching", "examples/figures.csv")
    assert len(figures) == 10
    for figure in figures:
        above, per = parts_[figure["indicator"]]
        rate = per * facts[above, figure["period"]] / facts["teaching_births", figure["period"]]
        assert rate == Fraction(figure["value"]), figure
