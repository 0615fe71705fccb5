"""Cells of a breakdown: one spelling for one combination, whatever the order it was written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.breakdown import TOTAL, Cell, cell, read_cell
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text

WORDS = st.text("abcdefgxyz_0123456789", min_size=1, max_size=8)
CATEGORIES = WORDS.filter(lambda w: w != "total")
PARTS = st.dictionaries(WORDS, CATEGORIES, max_size=4)


@given(PARTS)
def test_a_cell_survives_its_spelling(parts: dict[str, str]) -> None:
    assert read_cell(str(cell(parts))) == cell(parts)
    assert dict(cell(parts).parts) == parts


@given(PARTS, st.randoms(use_true_random=False))
def test_the_order_of_writing_does_not_matter(parts: dict[str, str], chance: object) -> None:
    pairs = list(parts.items())
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert cell(pairs) == cell(parts)
    assert hash(cell(pairs)) == hash(cell(parts))
    assert read_cell(" ; ".join(f" {d} = {c} " for d, c in pairs)) == cell(parts)


@pytest.mark.parametrize("parts", [{}, {"sex": ""}, {"sex": "total"}, {"sex": "total", "residence": ""}])
def test_all_ways_to_say_the_total_are_one(parts: dict[str, str]) -> None:
    assert cell(parts) == TOTAL == read_cell("") == read_cell(" ; ") == read_cell("sex=total")
    assert not TOTAL
    assert str(TOTAL) == ""


@pytest.mark.parametrize(
    "text", ["female", "sex=", "=female", "sex=female;rural", "sex=female;sex=male", "sex:female", "="]
)
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_cell(text, "targets.csv:9")
    assert (refused.value.number, refused.value.where) == ("400.30", "targets.csv:9")
    assert text in refused.value.says.zh


def test_a_label_says_the_categories_and_keeps_unknown_codes() -> None:
    names = {("sex", "female"): Text("女性", "women"), ("residence", "rural"): Text("农村", "rural")}
    label = read_cell("sex=female;residence=rural;age=15-17").label(names)
    # in the order of the dimensions' codes: age, residence, sex
    assert (label.zh, label.en) == ("15-17、农村、女性", "15-17, rural, women")
    assert (TOTAL.label(names).zh, TOTAL.label(names).en) == ("合计", "total")


def test_cells_sort_with_the_total_first() -> None:
    cells = [read_cell("sex=male"), TOTAL, read_cell("residence=rural"), read_cell("residence=rural;sex=female")]
    assert sorted(cells) == [
        Cell(),
        read_cell("residence=rural"),
        read_cell("residence=rural;sex=female"),
        read_cell("sex=male"),
    ]
