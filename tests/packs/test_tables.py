"""Tables as CSV and as XLSX give the same rows; positions are those that a person sees."""

from __future__ import annotations

import csv
import io

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.packs import join, read_pack, rows

from .edits import Files, change, drop, put, teaching, workbook

TABLES = ("elements", "indicators", "goals", "targets", "duties", "departments", "sources")
NUMBERS = {"year", "value", "decimals", "base_year", "base", "low", "high"}


def as_workbook(blob: bytes, *, numbers: bool) -> bytes:
    """The table as a worksheet: all cells as text, or numbers as numbers the way Excel would keep them."""
    heading, *lines = csv.reader(io.StringIO(blob.decode()))
    cells: list[list[object]] = [list(heading)]
    for line in lines:
        row: list[object] = []
        for name, text in zip(heading, line, strict=True):
            row.append(float(text) if numbers and text and name in NUMBERS else text or None)
        cells.append(row)
    return workbook(cells)


def with_workbooks(*, numbers: bool) -> Files:
    files = teaching()
    for name in (*TABLES, "examples/facts", "examples/figures", "examples/verdicts"):
        files[f"{name}.xlsx"] = as_workbook(files.pop(f"{name}.csv"), numbers=numbers)
    return files


@pytest.mark.parametrize("numbers", [False, True])
def test_workbooks_give_the_same_content_as_csv(numbers: bool) -> None:
    csv_pack, xlsx_pack = read_pack(teaching()), read_pack(with_workbooks(numbers=numbers))
    left, right = join([csv_pack]), join([xlsx_pack])
    for name in ("elements", "indicators", "formulas", "plans", "agencies", "sources"):
        assert getattr(left, name) == getattr(right, name), name
    assert rows(csv_pack) == rows(xlsx_pack)
    assert csv_pack.fingerprint != xlsx_pack.fingerprint


def test_a_complaint_about_a_workbook_names_the_cell_as_excel_does() -> None:
    heading = [
        "number",
        "breakdown",
        "place",
        "year",
        "comparator",
        "value",
        "value2",
        "tolerance",
        "holds",
        "source",
        "review",
    ]
    row: list[object] = ["T1.01", None, 9.909e11, 2030, ">=", "高", None, None, "here", "TEACHING"]
    empty: list[object] = []
    with pytest.raises(Refused) as refused:
        read_pack(teaching(drop("targets.csv"), put("targets.xlsx", workbook([list(heading), empty, row]))), "teaching")
    assert [r.where for r in refused.value.refusals] == ["teaching/targets.xlsx!F3 (value)"]


def test_a_code_that_is_a_number_in_a_workbook_keeps_its_digits() -> None:
    heading = ["number", "place", "year", "comparator", "value", "source"]
    lines: list[list[object]] = [["T1.01", 990900000000, 2030, ">=", 99, "TEACHING"]]
    lines.append(["T1.02", "990900000000", "2030", "<=", "5", "TEACHING"])
    pack = read_pack(teaching(drop("targets.csv"), put("targets.xlsx", workbook([list(heading), *lines]))))
    assert [t.place for t in rows(pack).targets] == ["990900000000"] * 2
    assert [t.shown for t in rows(pack).targets] == ["99", "5"]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    """A quoted cell with a line break, and an empty line, move the rows below it down."""
    files = teaching(
        change("goals.csv", "教学住院分娩率保持在99%以上", '"教学住院分娩率\n保持在99%以上"'),
        change("goals.csv", "\nT1.02,health", "\n\nT1.02,"),
    )
    with pytest.raises(Refused) as refused:
        read_pack(files, "teaching")
    assert [r.where for r in refused.value.refusals] == ["teaching/goals.csv:5 (domain)"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_systems_are_read(ending: str) -> None:
    files = {
        name: blob.replace(b"\n", ending.encode()) if name.endswith(".csv") else blob
        for name, blob in teaching().items()
    }
    assert rows(read_pack(files)) == rows(read_pack(teaching()))
