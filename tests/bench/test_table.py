"""The page of measurements: quotients worked out by hand, goals beside them, and what failed said as such."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.families import FAMILIES, PROVINCE, asked
from bench.table import page

COUNTY = {
    "ours": {"villages": 200, "facts": 1000, "figures": 100, "ours": 0.01, "touch": 0.004, "again": 0.00005,
             "again rows": 50, "beside busy": 0.015, "peak": 200.4},
    "scans": {"ours": 0.012, "durable": 0.03, "duckdb": 0.02, "polars": 0.015},
    "duckdb": {"ours": 0.01, "rival": 2.5, "peak": 700},
    "duckdb own": {"ours": 0.02, "rival": 3.0, "page": 0.0001, "page rival": 0.02, "differs": 0, "compared": 93},
    "polars": {"failed": "内存不够 out of memory"},
}  # fmt: skip
PROVINCE_FOUND = {
    "ours": {"villages": 20_000, "facts": 100_000, "figures": 100, "ours": 0.8},
    "polars": {"ours": 0.5, "rival": 20.0, "differs": 2},
    "postgresql": {"rebuild": 90.0, "aggregates": 10.0, "durable": 0.2, "differs": 1},
}
WORKBOOK = {"rows": 25_000, "times_faster": 8.24, "rows_per_s": 30_123.4, "peak_mb_first": 150, "peak_mb_last": 151}


def cells(found: dict, of: str) -> list[str]:  # type: ignore[type-arg]
    """The cells of the row whose label begins so: the goal, then a cell a size."""
    rows = [line.strip("| ").split(" | ") for line in page(found, WORKBOOK).splitlines() if line.startswith(f"| {of}")]
    assert len(rows) == 1, rows
    return [cell.strip(" |") for cell in rows[0][1:]]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("roll-up + 100", ["", "10.0", "800.0"]),
        ("÷ touching", ["", "2.5", "—"]),
        ("÷ best scan", ["≤ 1.0", "0.8", "—"]),
        ("durable on", ["≤ 3", "2", "—"]),
        ("DuckDB, wide Parquet ÷", ["≥ 50", "250", "—"]),
        ("DuckDB, own", ["≥ 50", "150", "—"]),
        ("Polars ÷", ["≥ 30", "内存不够 out of memory", "40"]),
        ("DHIS2-style", ["≥ 500", "—", "500"]),
        ("neighbours", ["≤ 0.005", "0.005", "—"]),
        ("county page: DuckDB", ["≥ 50", "200", "—"]),
        ("beside a busy", ["≤ 3", "1.5", "—"]),
        ("peak memory", ["≤ 1,500", "200", "—"]),
        ("… Polars", ["", "内存不够 out of memory", "—"]),
        ("values and ranks that differ", ["0", "0", "3"]),
        ("openpyxl", ["≥ 8", "8.2"]),
        ("rows a second", ["", "30,123"]),
        ("… after the last", ["flat 持平", "151"]),
        # Eighty times the time for a hundred times the figures.
        ("growth of time", ["≤ 1.2", "—", "0.8"]),
    ],
)
def test_a_row_says_the_goal_and_what_was_reached(row: str, says: list[str]) -> None:
    found = {"county": COUNTY, "province": PROVINCE_FOUND}
    assert cells(found, row) == says


def test_what_does_not_fit_or_says_nothing_is_not_tried() -> None:
    assert asked(PROVINCE) == list(FAMILIES)
    assert "postgresql" not in asked(200)
    assert {"pandas", "postgresql"}.isdisjoint(asked(620_573))


def test_a_family_that_ends_badly_is_told_and_ends_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from bench.__main__ import in_a_process

    assert in_a_process(["--family", "no such family", "--villages", "0", "--folder", str(tmp_path)]) == {
        "failed": "出错 failed"
    }
    assert not list(tmp_path.iterdir())
    assert "no such family" in capfd.readouterr().err


def test_the_readme_quotes_the_measurements() -> None:
    """Every row of figures in the README, and the machine, stand so in the page that a run wrote."""
    readme, results = (Path(name).read_text("utf-8") for name in ("README.md", "bench/results.md"))
    section = readme.partition("## 有多快")[2].partition("\n## ")[0].splitlines()
    quoted = [line for line in section if line.startswith("|") and not line.startswith("|---")]
    quoted += [line for line in section if "Python 3" in line]
    assert len(quoted) > 10
    assert [line for line in quoted if line not in results.splitlines()] == []
