"""示例市 is invented, complete and sound: its file can be made again, and its parts fit together."""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from .content import CATALOGUE, CONTENT, Row, known, manifest, table

PACK, CITY = "demo-city", "990100000000"
PLANS = ("women-2021", "children-2021")
YEARS = range(2020, 2026)

Figures = dict[tuple[str, str, str, str], int]


def maker() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "tools" / "make_demo_city.py"
    spec = importlib.util.spec_from_file_location("make_demo_city", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def figures() -> Figures:
    """Element, place, year, cell → count; the cell is "", urban, rural, female or male."""
    return {
        (f["element"], f["place"], f["period"], f["sex"] + f["residence"]): int(f["value"])
        for f in table(PACK, "facts.csv")
    }


@pytest.fixture(scope="module")
def formulas() -> dict[str, tuple[Row, str, str]]:
    """Indicator → its row, numerator and denominator element."""
    codes = {row["name"]: row["code"] for row in table(CATALOGUE, "elements.csv")}
    found = {}
    for row in table(CATALOGUE, "indicators.csv"):
        if row["formula"]:
            above, below = (codes[name.strip("「」")] for name in row["formula"].split(" / "))
            found[row["code"]] = (row, above, below)
    return found


def test_the_file_is_what_the_tool_makes() -> None:
    assert maker().facts() == (CONTENT / PACK / "facts.csv").read_text(encoding="utf-8")


def test_the_pack_says_that_it_is_a_demonstration() -> None:
    assert (manifest(PACK)["kind"], manifest(PACK)["demo"]) == ("demo", "true")
    for place in table(PACK, "places.csv"):
        assert place["code"].startswith("99") and ("演示" in place["name"] or "示例" in place["name"]), place
    for name in ("facts.csv", "values.csv", "targets.csv"):
        assert {row["place"][:2] for row in table(PACK, name)} == {"99"}


def test_places_have_their_parents() -> None:
    places = {p["code"]: p for p in table(PACK, "places.csv")}
    levels = ["province", "prefecture", "county", "township", "village"]
    for place in places.values():
        if place["parent"]:
            assert levels.index(places[place["parent"]]["level"]) == levels.index(place["level"]) - 1
    assert sum(p["level"] == "county" for p in places.values()) == 5


def test_cells_add_up_to_their_total(figures: Figures) -> None:
    cells: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for (element, place, year, cell), value in figures.items():
        cells[element, place, year][cell] = value
    for key, values in cells.items():
        assert "" in values, key
        for pair in ({"urban", "rural"}, {"female", "male"}):
            assert not values.keys() & pair or sum(values[cell] for cell in pair) == values[""], key


def test_cells_are_those_the_catalogue_declares(figures: Figures) -> None:
    declared = {row["code"]: {"", *re.split("[:;|]", row["breakdowns"])} for row in table(CATALOGUE, "elements.csv")}
    for element, _, _, cell in figures:
        assert cell in declared[element], (element, cell)


def test_facts_enter_at_the_level_of_their_element(figures: Figures) -> None:
    levels = {p["code"]: p["level"] for p in table(PACK, "places.csv")}
    at = {row["code"]: row["at"] for row in table(CATALOGUE, "elements.csv")}
    for element, place, _, _ in figures:
        assert at[element] in ("any", levels[place]), (element, place)


def test_no_share_is_above_the_whole(figures: Figures, formulas: dict[str, tuple[Row, str, str]]) -> None:
    checked = 0
    for row, above, below in formulas.values():
        if row["high"] == "100":
            for value, whole in pairs(figures, above, below):
                assert value <= whole, row["code"]
                checked += 1
    assert checked > 3000


def pairs(figures: Figures, one: str, other: str) -> list[tuple[int, int]]:
    """The figures of two elements, side by side wherever both stand."""
    return [
        (value, figures[other, place, year, cell])
        for (element, place, year, cell), value in figures.items()
        if element == one and (other, place, year, cell) in figures
    ]


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("neonatal_deaths", "infant_deaths"),
        ("infant_deaths", "under5_deaths"),
        ("child_drowning_deaths", "child_injury_deaths"),
        ("live_births", "perinatal_births"),
        ("upper_secondary_girls", "upper_secondary_students"),
        ("general_senior_girls", "upper_secondary_girls"),
        ("population_3_5", "children_under7"),
        ("children_under7", "children_0_14"),
        ("children_0_14", "children_under18"),
        ("women_with_medical", "medical_insured_female"),
        ("women_employed", "employed"),
    ],
)
def test_a_part_is_no_larger_than_what_holds_it(figures: Figures, smaller: str, larger: str) -> None:
    found = pairs(figures, smaller, larger)
    assert len(found) >= 30
    assert all(small <= large for small, large in found)


def test_every_yearly_indicator_of_the_plans_can_be_computed(
    figures: Figures, formulas: dict[str, tuple[Row, str, str]]
) -> None:
    levels = defaultdict(list)
    for row in table(PACK, "places.csv"):
        levels[row["level"]].append(row["code"])
    at = {row["code"]: row["at"] for row in table(CATALOGUE, "elements.csv")}
    goals = {goal["indicator"] for plan in PLANS for goal in table(plan, "goals.csv")}
    lacking = set()
    for indicator in goals & set(formulas):
        row, above, below = formulas[indicator]
        if row["valid_for"] != "annual":
            continue
        for element in (above, below):
            for place in [CITY] if at[element] == "any" else levels[at[element]]:
                if at[element] in ("nation", "province"):
                    continue
                lacking |= {(element, place, str(y)) for y in YEARS if (element, place, str(y), "") not in figures}
    assert lacking == {
        ("mothers_postnatal_visit", "990105000000", "2023"),
        ("fitness_tested", "990104000000", "2023"),
        ("fitness_good", "990104000000", "2023"),
    }


def test_some_county_had_no_maternal_death(figures: Figures) -> None:
    deaths = [v for (element, _, _, cell), v in figures.items() if element == "maternal_deaths" and not cell]
    assert 0 in deaths and max(deaths) > 0


def test_one_township_misses_the_vaccination_target(figures: Figures) -> None:
    misses = {
        place
        for (element, place, year, _), due in figures.items()
        if element == "doses_due" and year == "2025" and figures["doses_given", place, year, ""] * 100 < 90 * due
    }
    assert misses == {"990104002000"}


def test_published_values_agree_with_the_facts(figures: Figures) -> None:
    women: dict[str, int] = defaultdict(int)
    for (element, _, year, _), value in figures.items():
        if element == "urban_unit_women":
            women[year] += value
    series = [v for v in table(PACK, "values.csv") if v["indicator"] == "urban_unit_female_employment"]
    assert [v["year"] for v in series] == [str(y) for y in YEARS]
    for shown in series:
        assert abs(Fraction(shown["value"]) - Fraction(women[shown["year"]], 10_000)) <= Fraction(1, 20), shown


def test_published_values_have_no_formula(formulas: dict[str, tuple[Row, str, str]]) -> None:
    assert not {v["indicator"] for v in table(PACK, "values.csv")} & set(formulas)


def test_the_city_adopts_every_target_and_loosens_none() -> None:
    national = {(plan, t["number"]): t for plan in PLANS for t in table(plan, "targets.csv")}
    own = {(t["plan"], t["number"]): t for t in table(PACK, "targets.csv")}
    assert set(own) == set(national)
    stricter = set()
    for key, mine in own.items():
        theirs = national[key]
        for column in ("comparator", "year", "holds"):
            assert mine[column] == theirs[column], key
        if mine["value"] != theirs["value"]:
            difference = Decimal(mine["value"]) - Decimal(theirs["value"])
            assert difference > 0 if mine["comparator"] == ">=" else difference < 0, key
            stricter.add(mine["number"])
    assert stricter == {"W1.06", "W7.01", "C1.03", "C1.10", "C5.02"}


def test_the_sources_are_its_own() -> None:
    assert set(known(PACK, "sources.csv", "key")) >= {"DEMO"}
    assert {row["source"] for name in ("values.csv", "targets.csv") for row in table(PACK, name)} == {"DEMO"}
