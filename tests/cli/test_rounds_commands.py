"""Workbooks of rounds from the command line: taken, sent back, asked about, refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.actions.test_own_books import book, confirm, grid
from tests.actions.test_sheet_files import GOOD, SUMS, sheets_template, units
from tests.cli.commands import Run
from tests.houses import opened
from tests.sheets import CITY, COUNTY, who

if TYPE_CHECKING:
    from halfsky.store.house import House

__all__ = ["sheets_template"]
pytestmark = pytest.mark.database


@pytest.fixture
def here(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def taken(run: Run, house: House, out: Path, *more: object) -> None:
    at = ("--period", "2024", "--place", COUNTY, "--out", out, "--house", house.path, "--user", "health")
    seen = run("forms", "book", "sums", *at, *more)
    assert (seen.code, seen.err) == (0, "")


def filled(path: Path, urban: object = 40) -> Path:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["填报"]
    row = next(c.row for c in sheet["A"] if c.value == "住院分娩活产数")
    for at, value in ((row, urban), (row + 1, 39)):
        sheet.cell(at, 5).value = value
        sheet.cell(at, 6).value = 60 if at == row else 58
    workbook.save(path)
    return path


def test_a_form_is_taken_filled_in_and_sent_back_into_the_draft(here: House, run: Run, tmp_path: Path) -> None:
    from halfsky.queries.sheets import sheet

    out = tmp_path / "form.xlsx"
    taken(run, here, out)
    sent = ("rounds", "upload", SUMS, filled(out), "--place", COUNTY, "--house", here.path, "--user", "health")
    assert run(*sent).out == "已读入4个数，存为暂存，还没有上报。\n"
    said = json.loads(run(*sent, "--json").out)
    assert (said["state"], said["cells"], said["complaints"]) == ("done", 4, [])
    assert dict(sheet(here, who(here, "health"), SUMS, COUNTY).raw) == GOOD


def test_a_wrong_cell_is_told_with_its_address_and_marked_in_a_copy(here: House, run: Run, tmp_path: Path) -> None:
    out, marked = tmp_path / "form.xlsx", tmp_path / "marked.xlsx"
    taken(run, here, out, "--json")
    sent = ("rounds", "upload", SUMS, filled(out, "约40"), "--place", COUNTY, "--house", here.path, "--user", "health")
    seen = run(*sent, "--marked", marked)
    assert seen.code == 1
    assert seen.err.startswith("填报!E") and seen.err.endswith("[400.10]\n")
    assert any(c.comment for row in openpyxl.load_workbook(marked)["填报"].iter_rows() for c in row)
    said = json.loads(run(*sent, "--json").out)
    assert (said["state"], [c["number"] for c in said["complaints"]]) == ("refused", ["400.10"])


def test_the_sheet_for_all_units_is_taken_by_the_place_above_and_handed_in(
    here: House, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "units.xlsx"
    at = ("--house", here.path, "--user", "above", "--place", CITY)
    assert run("forms", "book", "--round", SUMS, "--out", out, *at).code == 0
    workbook = openpyxl.load_workbook(out)
    tab = workbook["分县数"]
    keys = [cell.value for cell in tab[5]]
    for row in range(6, 6 + len(units(here))):
        for key, text in GOOD.items():
            tab.cell(row, keys.index(key) + 1).value = int(text)
    workbook.save(out)
    assert run("rounds", "upload", SUMS, out, *at).out == f"已上报{len(units(here))}个单位。\n"


def test_a_table_that_was_never_matched_is_kept_and_refused_with_the_way_to_the_page(
    here: House, run: Run, tmp_path: Path
) -> None:
    from halfsky.queries.uploads import upload

    path = tmp_path / "own.xlsx"
    path.write_bytes(book({"Sheet1": grid("x")}))
    sent = ("rounds", "upload", SUMS, path, "--place", COUNTY, "--house", here.path, "--user", "health")
    seen = run(*sent)
    assert (seen.code, "[409.820]" in seen.err) == (1, True)
    token = seen.err.partition("/uploads/")[2][:32]
    confirm(here, upload(here, who(here, "health"), token), "health")
    assert run(*sent).out.startswith("已读入4个数")


@pytest.mark.parametrize(
    ("words", "number", "code"),
    [
        (["sums", "--place", COUNTY, "--user", "health"], "400.827", 1),
        (["sums", "--period", "2023", "--place", COUNTY, "--user", "health"], "404.820", 2),
        (["none", "--period", "2024", "--place", COUNTY, "--user", "health"], "404.820", 2),
        (["--round", "99", "--place", COUNTY, "--user", "health"], "404.740", 2),
        (["sums", "--period", "2024", "--place", COUNTY, "--user", "next-door"], "403.10", 1),
        (["sums", "--period", "2024", "--place", CITY, "--user", "health"], "403.10", 1),
    ],
)
def test_what_is_not_there_or_not_allowed_is_refused_as_on_the_pages(
    here: House, run: Run, tmp_path: Path, words: list[str], number: str, code: int
) -> None:
    seen = run("forms", "book", *words, "--out", tmp_path / "form.xlsx", "--house", here.path)
    assert (seen.code, f"[{number}]" in seen.err) == (code, True), seen.err
    assert not (tmp_path / "form.xlsx").exists()


def test_who_may_not_fill_in_may_not_send_either(here: House, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    taken(run, here, out)
    for user in ("next-door", "bureau"):  # the bureau reads nothing before it is handed in
        seen = run("rounds", "upload", SUMS, out, "--place", COUNTY, "--house", here.path, "--user", user)
        assert (seen.code, "[403." in seen.err) == (1, True), seen.err
