"""Answers laid down in rows hold the readings that the kernel reads, also where these are sums of a breakdown."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.engine.lanes import FLAGS, DoesNotFit
from halfsky.engine.laying import Layer, Shape, Shapes, Survey, mark
from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Absence, Adding, Element, Flow, Missing
from halfsky.kernel.rollup import Entries, Key, read
from halfsky.kernel.text import Text
from tests.engine.world import as_stored

DIMENSIONS = {"sex": ("female", "male"), "residence": ("urban", "rural")}


def cells(element: Element) -> list[Cell]:
    """All cells of an element: every dimension total or one of its categories."""
    choices = [[(name, c) for c in (None, *categories)] for name, categories in element.breakdowns]
    return [cell({name: c for name, c in chosen if c}) for chosen in itertools.product(*choices)]


@st.composite
def elements(draw: st.DrawFn) -> dict[str, Element]:
    found = {}
    for i, way in enumerate(draw(st.lists(st.sampled_from(list(Adding)), min_size=1, max_size=3))):
        by = draw(st.lists(st.sampled_from(sorted(DIMENSIONS)), unique=True))
        broken = tuple((name, DIMENSIONS[name]) for name in by)
        found[f"e{i}"] = Element(
            f"e{i}", Text(f"数{i}"), "人", Flow.FLOW, way, draw(st.integers(0, 2)), breakdowns=broken
        )
    return found


READINGS = st.one_of(
    st.integers(0, 10_000).map(lambda n: Fraction(n, 100)),
    st.just(Missing(Absence.NOT_PROVIDED)),
    st.none(),
)


@st.composite
def answers(draw: st.DrawFn, of: dict[str, Element]) -> Entries:
    drawn = {(code, at): draw(READINGS) for code, element in of.items() for at in cells(element)}
    return {key: value for key, value in drawn.items() if value is not None}


@settings(deadline=None)
@given(st.data())
def test_rows_hold_what_the_kernel_reads(data: st.DataObject) -> None:
    of = data.draw(elements())
    keys: list[Key] = [(code, at) for code, element in of.items() for at in cells(element)]
    given_ = data.draw(st.lists(answers(of), min_size=1, max_size=4))
    survey = Survey(keys, of)
    for entries in given_:
        survey.note(as_stored(entries), mark(as_stored(entries)))
    lanes = survey.lanes()
    layer = Layer(lanes, of)
    for entries in given_:
        expected = {}
        for code, at in keys:
            value = read(of[code], at, entries)
            if isinstance(value, Fraction):
                scale = lanes.scales[lanes.at[code, at]]
                expected[code, at] = value > 0 if of[code].adds in FLAGS else value * 10**scale
        assert lanes.readings(layer.row(as_stored(entries))) == expected


def test_a_shape_is_asked_of_the_kernel_once() -> None:
    """The total of a whole breakdown is the sum of its parts; one that lacks a part is none, and so is one refused."""
    births = Element("births", Text("活产数"), "人", Flow.FLOW, Adding.ADD, breakdowns=(("sex", ("female", "male")),))
    total, girls = ("births", Cell()), ("births", cell({"sex": "female"}))
    shapes = Shapes((total, girls), {"births": births})

    def shape(given: dict[str, object]) -> Shape:
        return shapes.of(given, mark(given))

    whole = shape({"births|sex=female": "3", "births|sex=male": "4"})
    assert whole.lone == ((1, "births|sex=female"),)
    assert whole.sums == ((0, ("births|sex=female", "births|sex=male")),)
    assert shape({"births|sex=female": "5", "births|sex=male": "6"}) is whole
    absent = {"births|": {"absent": "not_provided"}, "births|sex=female": "3", "births|sex=male": "4"}
    assert shape(absent).sums == ()
    assert shape({"births|sex=female": "3"}).sums == ()
    assert shape({"deaths|": "3"}).empty


def test_a_number_larger_than_its_lane_is_told() -> None:
    births = Element("births", Text("活产数"), "人", Flow.FLOW, Adding.ADD)
    survey = Survey((("births", Cell()),), {"births": births})
    survey.note({"births|": "3"}, mark({"births|": "3"}))
    layer = Layer(survey.lanes(), {"births": births})
    assert layer.row({"births|": "48"})[-1] == 48
    with pytest.raises(DoesNotFit):
        layer.row({"births|": "49"})
