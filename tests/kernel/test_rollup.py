"""Parts to a whole: the order of parts does not matter, missing stays missing, one formula reads the same parts."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.breakdown import TOTAL, cell, read_cell
from halfsky.kernel.fact import Absence, Adding, Element, Flow, Missing, Reading
from halfsky.kernel.rollup import Entries, Key, read, roll_up
from halfsky.kernel.text import Text

RESIDENCE = ("residence", ("urban", "rural"))
SEX = ("sex", ("female", "male"))


def element(code: str, adds: Adding = Adding.ADD, *breakdowns: tuple[str, tuple[str, ...]]) -> Element:
    return Element(code, Text(code), "人", Flow.FLOW, adds, breakdowns=breakdowns)


ELEMENTS = {a.value: element(a.value, a) for a in Adding} | {"cases": element("cases"), "births": element("births")}
UNREPORTED = Missing(Absence.NOT_REPORTED)

readings: st.SearchStrategy[Reading] = st.one_of(st.integers(-5, 20).map(F), st.just(UNREPORTED))


@st.composite
def trees(draw: st.DrawFn) -> list[Entries]:
    """What each of some parts gave for every element; some gave nothing at all for some."""
    every: list[Entries] = []
    for _ in range(draw(st.integers(0, 6))):
        given_: dict[Key, Reading] = {}
        for code in draw(st.sets(st.sampled_from(sorted(ELEMENTS)))):
            given_[(code, TOTAL)] = draw(readings)
        every.append(given_)
    return every


codes = st.lists(st.sampled_from(sorted(ELEMENTS)), min_size=1, max_size=3, unique=True)


@given(trees(), codes, st.integers())
def test_the_order_of_the_parts_does_not_matter(parts: list[Entries], wanted: list[str], seed: int) -> None:
    keys = [(c, TOTAL) for c in wanted]
    shuffled = random.Random(seed).sample(parts, len(parts))
    assert roll_up(keys, ELEMENTS, shuffled) == roll_up(keys, ELEMENTS, parts)


@given(trees(), codes)
def test_only_parts_that_gave_every_operand_count(parts: list[Entries], wanted: list[str]) -> None:
    keys = [(c, TOTAL) for c in wanted]
    whole = [p for p in parts if all(isinstance(p.get(k), F) for k in keys)]
    found = roll_up(keys, ELEMENTS, parts)
    assert (found.held, found.due) == (len(whole), len(parts))
    assert found.complete is (len(whole) == len(parts))
    assert found.values == roll_up(keys, ELEMENTS, whole).values
    if not whole:
        assert found.values == {k: Missing(Absence.NOT_REPORTED, k[0]) for k in keys}


@given(st.lists(st.integers(-5, 20).map(F), min_size=1, max_size=6))
def test_each_way_of_adding_by_its_plain_meaning(values: list[F]) -> None:
    parts: list[Entries] = [{(a.value, TOTAL): v for a in Adding} for v in values]

    def whole(way: Adding) -> Reading:
        return roll_up([(way.value, TOTAL)], ELEMENTS, parts).values[(way.value, TOTAL)]

    above_zero = [v for v in values if v > 0]
    assert whole(Adding.ADD) == whole(Adding.LAST) == sum(values)
    assert whole(Adding.HIGHEST) == sorted(values)[-1]
    assert whole(Adding.LOWEST) == sorted(values)[0]
    assert whole(Adding.COUNT) == len(above_zero)
    assert whole(Adding.EACH) == (1 if len(above_zero) == len(values) else 0)
    never = values[0] if len(values) == 1 else Missing(Absence.NOT_COMPUTED, "never")
    assert whole(Adding.NEVER) == never


def test_numerator_and_denominator_come_from_the_same_parts() -> None:
    # the second county gave births and no cases, the third cases and no births: 2 of 300, not 2 of 800 or 9 of 300
    parts: list[Entries] = [
        {("cases", TOTAL): F(2), ("births", TOTAL): F(300)},
        {("births", TOTAL): F(500)},
        {("cases", TOTAL): F(7), ("births", TOTAL): UNREPORTED},
    ]
    found = roll_up([("cases", TOTAL), ("births", TOTAL)], ELEMENTS, parts)
    assert found.values == {("cases", TOTAL): F(2), ("births", TOTAL): F(300)}
    assert (found.held, found.due, found.complete, found.enough) == (1, 3, False, False)


def test_a_sum_over_nobody_is_missing_and_a_sum_of_zeros_is_zero() -> None:
    key = ("cases", TOTAL)
    nobody = roll_up([key], ELEMENTS, [{}, {key: UNREPORTED}])
    assert nobody.values[key] == Missing(Absence.NOT_REPORTED, "cases")
    zeros = roll_up([key], ELEMENTS, [{key: F(0)}, {key: F(0)}])
    assert zeros.values[key] == 0 and zeros.complete


@pytest.mark.parametrize(
    ("held", "due", "enough"), [(4, 5, True), (3, 4, False), (8, 10, True), (79, 100, False), (0, 0, False)]
)
def test_four_fifths_of_the_parts_may_speak_for_the_whole(held: int, due: int, enough: bool) -> None:
    key = ("cases", TOTAL)
    parts: list[Entries] = [{key: F(1)} if i < held else {} for i in range(due)]
    assert roll_up([key], ELEMENTS, parts).enough is enough


def test_a_given_total_is_the_value_even_beside_its_parts() -> None:
    births = element("births", Adding.ADD, RESIDENCE)
    entries: Entries = {
        ("births", TOTAL): F(99),
        ("births", read_cell("residence=urban")): F(40),
        ("births", read_cell("residence=rural")): F(60),
    }
    assert read(births, TOTAL, entries) == 99


def test_a_total_that_nobody_gave_is_the_sum_of_a_whole_breakdown() -> None:
    births = element("births", Adding.ADD, RESIDENCE)
    urban, rural = read_cell("residence=urban"), read_cell("residence=rural")
    assert read(births, TOTAL, {("births", urban): F(40), ("births", rural): F(0)}) == 40
    for half in ({("births", urban): F(40)}, {("births", urban): F(40), ("births", rural): UNREPORTED}, {}):
        assert read(births, TOTAL, half) == Missing(Absence.NOT_REPORTED, "births")


def test_the_breakdown_that_is_whole_is_summed() -> None:
    births = element("births", Adding.ADD, RESIDENCE, SEX)
    entries: Entries = {
        ("births", read_cell("residence=urban")): F(40),
        ("births", read_cell("sex=female")): F(30),
        ("births", read_cell("sex=male")): F(35),
    }
    assert read(births, TOTAL, entries) == 65


def test_a_cell_and_the_total_are_summed_from_finer_cells() -> None:
    births = element("births", Adding.ADD, RESIDENCE, SEX)
    counts = {("urban", "female"): 1, ("urban", "male"): 2, ("rural", "female"): 4, ("rural", "male"): 8}
    entries: Entries = {("births", cell({"residence": r, "sex": s})): F(n) for (r, s), n in counts.items()}
    assert read(births, read_cell("residence=rural"), entries) == 12
    assert read(births, read_cell("sex=female"), entries) == 5
    assert read(births, TOTAL, entries) == 15


@pytest.mark.parametrize("way", [a for a in Adding if a is not Adding.ADD])
def test_what_does_not_add_has_no_computed_total(way: Adding) -> None:
    thing = element("thing", way, RESIDENCE)
    entries: Entries = {("thing", cell({"residence": c})): F(1) for c in RESIDENCE[1]}
    assert read(thing, TOTAL, entries) == Missing(Absence.NOT_REPORTED, "thing")
