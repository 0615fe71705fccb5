"""Every row of the chapter on checks holds, and the chapter leaves no kind of check and no chosen reason out."""

from __future__ import annotations

import pytest

from halfsky.kernel.checking import Kind
from tests.spec import check_cases as cases
from tests.spec.check_case import Checked, Row

CHECKED = (*cases.CONDITIONS, *cases.TIME, *cases.SUMS, *cases.SIBLINGS, *cases.ALIKE)
ROWS: tuple[Row, ...] = (*cases.ANSWERS, *CHECKED, *cases.REASONS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.case.en if isinstance(r, Checked) else type(r).__name__)
def test_a_row_of_the_manual(row: Row) -> None:
    row.check()


def test_every_kind_of_check_fails_once_and_passes_once() -> None:
    for kind in Kind:
        of_kind = [row for row in CHECKED if row.kind is kind]
        assert any(row.failed for row in of_kind)
        assert any("" not in row.failed for row in of_kind)
    assert any(row.not_run for row in CHECKED)


def test_cases_have_names_of_their_own() -> None:
    assert len({row.case.zh for row in CHECKED}) == len(CHECKED)
