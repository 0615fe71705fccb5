"""Rows of whole numbers are read and checked together: all that is kept or complained of is as if each came alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from halfsky.exchange.whole_rows import Whole, WholeRow
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from tests.actions.test_sheet_files import WIDE, receive, sheets_template, units
from tests.collecting import GUIGANG, GUIPING, PINGNAN, People
from tests.houses import opened
from tests.many import grown
from tests.sheets import CITY, WIDE_CELLS, WIDE_LINES, who

if TYPE_CHECKING:
    from halfsky.actions.whole_sheets import Cleared
    from halfsky.queries.uploads import Upload
    from halfsky.store.house import House

__all__ = ["sheets_template"]
pytestmark = pytest.mark.database
Row = dict[str, str]
Change = Callable[[list[Row]], None]
DEATHS, EARLY = "infant_deaths|residence=urban;sex=male", "neonatal_deaths|residence=urban;sex=male"
MARRIED, EXAMINED = "marriage_registrants|sex=female", "premarital_examined|sex=female"
ALL, NEVER = 1, 10**9
"""From so many rows on they are read together."""


@pytest.fixture
def here(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def sound(number: int) -> Row:
    """Every cell of both sexes and both residences the same, so that all parts make up their wholes."""
    leaf = 3 + number
    return {f"{line}|{at}": str(leaf if ";" in at else 2 * leaf) for line in WIDE_LINES for at in WIDE_CELLS}


def written(house: House, rows: list[Row], more: Callable[[Any], None] | None = None) -> bytes:
    """The house's own sheet for all units, filled in."""
    from halfsky.exchange.units_book import units_book
    from halfsky.queries.uploads import below

    of = below(house, who(house, "above"), WIDE, CITY)
    content = units_book(of.asked, of.units, {code: row for (code, _), row in zip(of.units, rows, strict=True)})
    if more is None:
        return content
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    more(book.worksheets[0])
    book.save(out)
    return out.getvalue()


def fewer_examined(rows: list[Row]) -> None:
    rows[0][MARRIED] = "1"


def more_early_deaths(rows: list[Row]) -> None:
    rows[1][EARLY] = "9"


def an_empty_cell_and_a_word(rows: list[Row]) -> None:
    rows[0][DEATHS], rows[-1][EARLY] = "", "约3"


def reasons_and_ways_of_writing(rows: list[Row]) -> None:
    rows[0] |= {key: "部门未提供" for key in rows[0] if key.startswith("primary_myopic|")}
    rows[1][MARRIED] = "１０"


def nothing(rows: list[Row]) -> None:
    """All rows are sound."""


def a_rate_beside(sheet: Any) -> None:
    columns = {sheet.cell(5, c).value: c for c in range(1, sheet.max_column + 1)}
    sheet.cell(7, columns["infant_mortality|"], 4.5)


def an_explanation_and_a_text(sheet: Any) -> None:
    columns = {sheet.cell(5, c).value: c for c in range(1, sheet.max_column + 1)}
    sheet.cell(6, columns[MARRIED], 1)
    sheet.cell(6, columns["explained|"], "外县登记的人在本县检查，人数较多。")
    sheet.cell(8, columns[DEATHS], sheet.cell(8, columns[DEATHS]).value + 0.5)


def a_unit_twice_and_one_unknown(sheet: Any) -> None:
    for column in (1, 2):
        sheet.cell(7, column, sheet.cell(6, column).value)
    sheet.cell(8, 1, "999999999999")


CASES: tuple[tuple[Change, Callable[[Any], None] | None, str], ...] = (
    (nothing, None, "done"),
    (nothing, a_rate_beside, "done"),
    (reasons_and_ways_of_writing, None, "refused"),
    (fewer_examined, None, "refused"),
    (more_early_deaths, None, "refused"),
    (an_empty_cell_and_a_word, None, "refused"),
    (nothing, an_explanation_and_a_text, "refused"),
    (nothing, a_unit_twice_and_one_unknown, "refused"),
)


@pytest.mark.parametrize(("change", "more", "state"), CASES)
def test_together_or_one_by_one_the_same_is_kept_and_complained_of(
    here: House,
    change: Change,
    more: Callable[[Any], None] | None,
    state: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from halfsky.exchange import any_reading

    rows = [sound(number) for number in range(len(units(here)))]
    change(rows)
    content = written(here, rows, more)
    found = []
    for least in (NEVER, ALL):
        monkeypatch.setattr(any_reading, "ENOUGH_ROWS", least)
        with watched(monkeypatch) as cleared:
            found.append((said(receive(here, content, number=WIDE)), kept(here)))
        if state == "done":
            assert any(len(one.row) for one in cleared) == (least == ALL)
    assert found[0] == found[1]
    assert found[0][0]["state"] == state and len(found[0][1]) == (len(rows) if state == "done" else 0)


@contextmanager
def watched(patch: pytest.MonkeyPatch) -> Iterator[list[Cleared]]:
    """What was cleared without a look at each."""
    from halfsky.actions import unit_sheets

    every: list[Cleared] = []
    clear = unit_sheets.cleared
    with patch.context() as within:
        within.setattr(unit_sheets, "cleared", lambda *given: every.append(clear(*given)) or every[-1])
        yield every


def said(of: Upload) -> Mapping[str, Any]:
    """All that was noted of an upload but its name, and whose file it is."""
    return {key: value for key, value in of.notes.items() if key not in ("user", "name")}


def kept(house: House) -> list[tuple[Any, ...]]:
    """The sheets that were handed in, which are taken away for the next to begin anew."""
    from halfsky.store.models import SheetBatch, Submission

    names = (
        "place",
        "revision",
        "entries",
        "explained",
        "comments",
        "returned",
        "state",
        "way",
        "handed_in_at",
        "agency",
    )
    rows = [
        (*row[:2], json.dumps(row[2]), *row[3:])
        for row in Submission.objects.filter(round=WIDE).order_by("place").values_list(*names)
    ]
    Submission.staged.filter(round=WIDE).delete()
    SheetBatch.objects.filter(round=WIDE).delete()
    return rows


FAR, NEAR = 91, 97
"""So many doses of a hundred; all others have 96 to 98."""


@pytest.mark.parametrize("odd", [FAR, NEAR])
@pytest.mark.parametrize("before", [0, 3])
def test_siblings_are_set_against_each_other_as_columns_too(
    city: House, people: People, odd: int, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Townships of two counties; in one a value may lie apart, and some of its siblings may have come before."""
    from halfsky.actions.rounds import open_round
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import Submission

    codes = [code for county in (PINGNAN, GUIPING) for code in grown(city, county, Level.TOWNSHIP, 12)]
    made = open_round(city, people["city_office"], "township-health-yearly", "2025", GUIGANG)
    numbers = np.array([(100, odd if at == 5 else 96 + at % 3) for at in range(len(codes))], np.int64)
    whole = Whole(("doses_due|", "doses_given|"), numbers)
    together: dict[str, Mapping[str, str]] = {code: WholeRow(whole, at) for at, code in enumerate(codes)}
    one_by_one = {code: dict(row) for code, row in together.items()}
    found = []
    for rows in (one_by_one, together):
        hand_in = lambda some: submit_sheet(city, people["city_filler"], made.pk, GUIGANG, some)  # noqa: E731
        if before:
            hand_in({code: one_by_one[code] for code in codes[:before]})
        left = {code: rows[code] for code in codes[before:]}
        with watched(monkeypatch) as cleared:
            try:
                found.append([str(hand_in(left))])
            except Refused as why:
                found.append([str(refusal) for refusal in why.refusals])
        passed = 12 if before else 24 - (odd == FAR)
        assert [len(one.row) for one in cleared] == [passed if rows is together else 0]
        Submission.staged.filter(round=made).delete()
    assert found[0] == found[1]
    assert (found[0] == [str(len(codes) - before)]) == (odd == NEAR)
