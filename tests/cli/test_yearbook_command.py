"""`halfsky yearbook`: figures of the source year by year, signs for what is missing, charts, the log."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.cli.commands import Run
from tests.league import CENXI, CITY, COVERAGE, FIGURES, seven_counties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from halfsky.store.house import House

pytestmark = pytest.mark.database


def lines(sheet: Worksheet) -> dict[str, dict[str, object]]:
    """The lines of a table by their first cell, each by its headings."""
    heads = [str(c.value) for c in sheet[4]]
    found = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]
    return {str(row[0]): dict(zip(heads, row, strict=False)) for row in found if row[0]}


def test_the_tables_of_a_plan(house: House, run: Run, tmp_path: Path) -> None:
    seven_counties(house)
    out, at = tmp_path / "年鉴.xlsx", ("yearbook", "--plan", "women-2021", "--house", house.path)
    said = run(*at, "--place", "000000000000", "--until", "2024", "--out", out, "--json")
    assert (said.code, said.err) == (0, "")
    told = json.loads(said.out)
    assert (told["from"], told["until"], told["place"]) == (2020, 2024, "000000000000")
    book = load_workbook(out)
    every = {k: v for sheet in book.worksheets[1:] for k, v in lines(sheet).items()}
    # From values.csv: 16.9 in 2020, 15.1 in 2023, 14.3 in 2024; at most 12 by 2030.
    mortality = every["W1.02"]
    assert (mortality["2020年"], mortality["2023年"], mortality["2024年"]) == (16.9, 15.1, 14.3)
    assert (mortality["单位"], mortality["目标"], mortality["判定"]) == (
        "1/10万",
        "12/10万以下（2030年）",
        "预期可达标",
    )
    assert sum(k.startswith("W") for k in every) == told["rows"]
    contents = "\n".join(str(c.value) for row in book["目录"].iter_rows() for c in row if c.value is not None)
    assert "据公开资料整理" in contents and "不足本表最小单位数" in contents and "数值为零" in contents
    with zipfile.ZipFile(out) as packed:
        drawn = "".join(packed.read(n).decode() for n in packed.namelist() if n.startswith("xl/charts/chart"))
        sheets = "".join(packed.read(n).decode() for n in packed.namelist() if n.startswith("xl/worksheets/sheet"))
    assert "lineChart" in drawn and "孕产妇死亡率" in drawn and "<f>" not in sheets

    from halfsky.store.models import LogEntry

    assert LogEntry.objects.filter(action="export.yearbook").count() == 1

    # The counties of tests/league.py: the table over the places below, with an empty cell where there is no figure.
    years = ("--from", "2024", "--until", "2025", "--indicator", COVERAGE)
    assert run(*at, "--place", CITY, *years, "--out", out).code == 0
    below = lines(load_workbook(out).worksheets[-1])
    for place, (before, now) in FIGURES.items():
        assert (below[place]["2024年"], below[place]["2025年"]) == tuple(float(v) if v else None for v in (before, now))
    assert below[CENXI]["地区"] == "岑溪市"
    for wrong in (("--from", "2026", "--until", "2025"), ("--until", "2040")):
        assert "400.1275" in run(*at, "--place", CITY, *wrong, "--out", out).err
