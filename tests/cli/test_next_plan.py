"""`halfsky packs clone`: the next plan from the command line, with base values where a house is named."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from halfsky.store.house import House
from tests.cli.commands import Run


def test_a_draft_takes_base_values_from_the_figures_of_a_house(house: House, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "women-2031"
    done = run(
        "packs", "clone", "women-2021", "--years", "2031..2040", "--code", "women-2031", "--out", out, "--keep-targets",
        "--house", house.path, "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    with (out / "goals.csv").open(encoding="utf-8") as source:
        goals = {r["number"]: r for r in csv.DictReader(source)}
    # The newest national figure that ships: 14.3 per 100,000 in 2024.
    assert (goals["W1.02"]["base_year"], goals["W1.02"]["base"]) == ("2024", "14.3")
    assert json.loads(done.out)["bases"] == sum(bool(r["base"]) for r in goals.values())
    assert run("packs", "check", out).code == 0
    again = run("packs", "clone", "women-2021", "--years", "2031..2040", "--code", "women-2031", "--out", out)
    assert again.code == 1 and "409.1052" in again.err


def test_what_is_no_plan_and_no_span_is_refused(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x"
    clone = ("packs", "clone", "--code", "x-1", "--out", out)
    assert "400.1050" in run(*clone, "nowhere", "--years", "2031..2040").err
    assert "400.226" in run(*clone, "women-2021", "--years", "2031").err
    assert not out.exists()
