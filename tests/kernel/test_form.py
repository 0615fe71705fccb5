"""Forms: which cells are asked, which are computed, and how the headings span."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.form import Column, Form, Totals
from halfsky.kernel.text import Text
from tests.kernel.sheets import COLUMNS, ELEMENTS, FEMALE, RURAL, TOTAL, URBAN, column, form


def test_a_computed_total_is_not_asked() -> None:
    asked = form().keys(ELEMENTS)
    assert ("births", TOTAL) not in asked and ("births", URBAN) in asked and ("births", FEMALE) in asked


def test_an_entered_total_is_asked_beside_its_parts() -> None:
    asked = form(totals=Totals.ENTERED).keys(ELEMENTS)
    assert ("births", TOTAL) in asked and ("births", RURAL) in asked


def test_an_element_without_the_breakdown_is_asked_as_a_whole() -> None:
    asked = [cell for code, cell in form().keys(ELEMENTS) if code == "money"]
    assert asked == [TOTAL]


def test_cells_that_an_element_does_not_have_are_hatched() -> None:
    assert not form().has(ELEMENTS["hospital"], FEMALE)
    assert ("hospital", FEMALE) not in form().keys(ELEMENTS)


def test_cells_are_asked_line_by_line() -> None:
    codes = [code for code, _ in form().keys(ELEMENTS)]
    assert codes == sorted(codes, key=list(ELEMENTS).index)


def test_headings_of_two_rows() -> None:
    first, second = form().headings()
    assert [(h.text.zh, h.across, h.down) for h in first] == [("合计", 1, 2), ("按城乡", 2, 1), ("按性别", 2, 1)]
    assert [(h.text.zh, h.across, h.down) for h in second] == [
        ("城市", 1, 1),
        ("农村", 1, 1),
        ("女", 1, 1),
        ("男", 1, 1),
    ]


def test_headings_of_one_row() -> None:
    [row] = form(columns=(column(), column(("sex", "female"), head=("女",)))).headings()
    assert [(h.text.zh, h.across, h.down) for h in row] == [("合计", 1, 1), ("女", 1, 1)]


@given(st.lists(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3), min_size=1, max_size=8))
def test_headings_tile_the_grid(heads: list[list[str]]) -> None:
    """Whatever the headings, every column has exactly one heading at every height."""
    columns = tuple(Column(TOTAL, tuple(Text(h) for h in trail)) for trail in heads)
    made: Form = form(columns=columns)
    rows = made.headings()
    covered = [[0] * len(columns) for _ in rows]
    free = [[True] * len(columns) for _ in rows]
    for top, row in enumerate(rows):
        at = 0
        for head in row:
            while not free[top][at]:
                at += 1
            for down in range(head.down):
                for across in range(head.across):
                    covered[top + down][at + across] += 1
                    free[top + down][at + across] = False
    assert covered == [[1] * len(columns) for _ in rows]


def test_columns_of_the_form_are_those_declared() -> None:
    assert form().columns == COLUMNS
